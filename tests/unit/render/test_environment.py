"""Tests of templates in layers."""

import pytest

from tlfgen.core.errors import RenderError
from tlfgen.render.environment import TemplateFolders

COVER = {
    "title": "Appendix <16>",
    "lines": ["a & b"],
    "stamp": [],
    "watermark": None,
    "theme": {"colours": {"text": "#000", "rule": "#000", "link": "#00c"}, "rules_pt": {}},
    "paper": {},
}
PAPER = dict.fromkeys(("width", "height", "margins", "top", "left", "size", "line", "body"), "1pt")


def cover(folders):
    """Fill the cover template."""
    theme = {**COVER["theme"], "rules_pt": {"across": 1, "span": 1}}
    return folders.fill("pdf/cover.html.j2", {**COVER, "theme": theme, "paper": PAPER})


def write(folder, name, text):
    """Write a template into a layer."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


@pytest.fixture
def layers(tmp_path):
    """Give empty study and sponsor layers."""
    return TemplateFolders((("study", tmp_path / "study"), ("sponsor", tmp_path / "sponsor")))


def test_builtin_templates_escape_markup(layers):
    """Text from specs cannot break the markup."""
    assert "Appendix &lt;16&gt;" in cover(layers)


def test_a_chain_of_three_layers(layers, tmp_path):
    """A study extends its sponsor's template, which extends the built-in one."""
    for layer, below in (("sponsor", "builtin"), ("study", "sponsor")):
        extends = f'{{% extends "{below}/pdf/cover.html.j2" %}}'
        block = f"{{% block lines %}}{layer} {{{{ super() }}}}{{% endblock %}}"
        write(tmp_path / layer, "pdf/cover.html.j2", extends + block)
    text = cover(layers)
    assert text.index("study") < text.index("sponsor") < text.index("a &amp; b")


def test_the_chain_names_layers_and_hashes(layers, tmp_path):
    """Every file a template is made of is known, with its layer."""
    write(tmp_path / "study", "pdf/frame.html.j2", "{% block body %}{% endblock %}")
    chain = layers.chain("pdf/cover.html.j2")
    assert [("builtin", "pdf/cover.html.j2"), ("study", "pdf/frame.html.j2")] == [
        one[:2] for one in chain
    ]
    assert {64} == {len(digest) for _, _, digest in chain}


def test_a_part_from_a_sponsor_is_not_builtin(layers, tmp_path):
    """A built-in template that extends a sponsor's file does not count as built-in."""
    assert layers.is_builtin("pdf/display.html.j2")
    write(tmp_path / "sponsor", "pdf/frame.html.j2", "{% block body %}{% endblock %}")
    assert not layers.is_builtin("pdf/display.html.j2")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{ nothing }}", "render.undefined-value"),
        ("{{ title.nothing }}", "render.undefined-value"),
        ("{{ [1, 2]|sum }}", "render.template-syntax"),
        ("{{ 1.5|round }}", "render.template-syntax"),
        ("{% for %}", "render.template-syntax"),
        ('{% extends "absent.j2" %}', "render.no-template"),
    ],
)
def test_mistakes_in_templates_are_errors(layers, tmp_path, text, code):
    """What is undefined, unknown or computing stops the drawing with a code."""
    write(tmp_path / "study", "pdf/cover.html.j2", text)
    with pytest.raises(RenderError) as caught:
        cover(layers)
    assert code == caught.value.code


def test_an_unknown_template_names_the_nearest(layers):
    """A misspelt template gets a hint."""
    with pytest.raises(RenderError) as caught:
        layers.settings("them.yaml")
    assert "theme.yaml" in str(caught.value)


def test_settings_come_from_the_first_layer(layers, tmp_path):
    """A sponsor's YAML template replaces the built-in one."""
    write(tmp_path / "sponsor", "theme.yaml", "colours: {text: '#111111'}")
    assert {"colours": {"text": "#111111"}} == layers.settings("theme.yaml")


def test_rtf_templates_escape_by_default(layers, tmp_path):
    """What an RTF template prints is escaped once; what is RTF already is not."""
    write(tmp_path / "study", "rtf/x.rtf.j2", r"{\b << text >> << '\\par'|rtf >>}")
    assert r"{\b \{\\\} \par}" == layers.fill("rtf/x.rtf.j2", {"text": "{\\}"})
