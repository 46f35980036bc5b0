"""One wrong letter in a spec gives one clear finding, with its file and line, and harms nothing."""

import shutil
from pathlib import Path

import pytest

from tests.mistakes import MISTAKES
from tlfgen import cli
from tlfgen.run.check import check_study
from tlfgen.run.new import starter_folder

EVERY = 8
"""Of how many mistakes one is tried with ``build`` too."""

TEMPLATES = {
    "block": (
        "pdf/cover.html.j2",
        '{% extends "builtin/pdf/cover.html.j2" %}\n{% block linse %}x{% endblock %}\n',
        "render.unknown-block",
        2,
    ),
    "value": (
        "pdf/cover.html.j2",
        '{% extends "builtin/pdf/cover.html.j2" %}\n{% block title %}{{ titel }}{% endblock %}\n',
        "render.unknown-value",
        2,
    ),
    "syntax": ("html/display.html.j2", "<p>\n{% for x in pages %}\n</p>\n", "", 3),
    "filter": ("txt/display.txt.j2", "{{ pages|sortt }}\n", "render.template-syntax", 1),
    "extends": (
        "pdf/cover.html.j2",
        '{% extends "builtin/pdf/covre.html.j2" %}\n',
        "render.unknown-template",
        1,
    ),
    "name": ("pdf/coverr.html.j2", "<p></p>\n", "render.unknown-template", 1),
    "setting": ("theme.yaml", "colors: {}\n", "render.unknown-setting", 1),
}


def slip(folder, mistake):
    """Copy the small study with one mistake; give the file and the line of the slip."""
    shutil.copytree(starter_folder(), folder)
    place = folder / mistake.file
    text = place.read_text(encoding="utf-8")
    assert mistake.old in text, mistake
    changed = text.replace(mistake.old, mistake.new, 1)
    place.write_text(changed, encoding="utf-8")
    mark = mistake.at or mistake.new
    lines = enumerate(changed.splitlines(), start=1)
    return place, next(number for number, line in lines if mark in line)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: one.name)
def test_one_mistake_is_one_finding(mistake, tmp_path):
    """The finding has the expected code and severity, and names the line of the slip."""
    place, line = slip(tmp_path / "s", mistake)
    found = check_study(tmp_path / "s")
    assert [mistake.code] == [one.code for one in found]
    assert mistake.severity == found[0].severity
    assert (place, line) == (Path(found[0].source.file), found[0].source.line)


@pytest.mark.parametrize(
    "mistake",
    [one for one in MISTAKES[::EVERY] if one.severity == "error"],
    ids=lambda one: one.name,
)
def test_build_refuses_and_leaves_the_outputs(mistake, tmp_path, monkeypatch, capsys):
    """A build exits with 1, says the same, and earlier outputs stay as they were."""
    slip(tmp_path / "s", mistake)
    monkeypatch.chdir(tmp_path)
    kept = tmp_path / "outputs" / "starter" / "kept.txt"
    kept.parent.mkdir(parents=True)
    kept.write_text("earlier", encoding="utf-8")
    with pytest.raises(SystemExit) as stop:
        cli.main(["build", "s", "--quiet", "--jobs", "1"])
    assert stop.value.code == 1
    said = capsys.readouterr().err
    assert said.count("[") - said.count("([") >= 1
    assert f"[{mistake.code}]" in said
    assert "1 problem; the outputs are as before" in said
    assert "earlier" == kept.read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "text", "code", "line"), TEMPLATES.values(), ids=TEMPLATES)
def test_one_mistake_in_a_template_is_one_finding(name, text, code, line, tmp_path):
    """A template of the study is read before it is filled."""
    shutil.copytree(starter_folder(), tmp_path / "s")
    place = tmp_path / "s" / "templates" / name
    place.parent.mkdir(parents=True)
    place.write_text(text, encoding="utf-8")
    found = check_study(tmp_path / "s")
    assert [code or "render.template-syntax"] == [one.code for one in found]
    assert place == Path(found[0].source.file)
    assert line >= found[0].source.line >= 1


def test_mistakes_cover_every_kind_of_file():
    """At least forty mistakes are tried, in every kind of spec file."""
    assert len(MISTAKES) >= 40
    assert {"adam", "displays", "raw", "reference", "sdtm"} <= {
        one.file.partition("/")[0] for one in MISTAKES if "/" in one.file
    }


def test_problems_of_all_files_stand_in_one_list(tmp_path):
    """Three mistakes in three files are three findings of one run."""
    folder = tmp_path / "s"
    shutil.copytree(starter_folder(), folder)
    for name, old, new in (
        ("sdtm/dm.yaml", "codelist: SEX", "codelist: SX"),
        ("adam/adae.yaml", "$related", "$relatd"),
        ("displays/t_14_1_1.yaml", "test: fisher", "test: fishr"),
    ):
        place = folder / name
        text = place.read_text(encoding="utf-8")
        place.write_text(text.replace(old, new, 1), encoding="utf-8")
    codes = {one.code for one in check_study(folder)}
    assert {"spec.unknown-codelist", "spec.unknown-list", "spec.unknown-test"} == codes
