"""Displays of a library: abstract, extended by a study, told in every error."""

from pathlib import Path

import pytest

from tlfgen.core.errors import SpecError
from tlfgen.spec.load import load_study, read_study

STUDY = """
id: small
title: Small
run_date: 2016-06-01T09:00
layers: [../house]
footnotes: {a: First, b: Second}
populations: {saf: {label: Safety Set}}
"""
BASE = """
title: Ages
kind: summary
population: saf
rows:
  - {var: AGE, label: Age, stats: n}
footnotes: [$a]
"""


def write(folder: Path, house: dict[str, str], own: dict[str, str]) -> Path:
    """Write a study beside a layer of displays; give the study's folder."""
    for place, files in (("house", house), ("study", own)):
        (folder / place / "displays").mkdir(parents=True)
        for name, text in files.items():
            (folder / place / "displays" / f"{name}.yaml").write_text(text, encoding="utf-8")
    (folder / "study" / "study.yaml").write_text(STUDY, encoding="utf-8")
    return folder / "study"


def test_a_display_of_a_lower_layer_is_not_built(tmp_path: Path) -> None:
    """A study has the displays of its own folder, however many its layers hold."""
    folder = write(tmp_path, {"ages": BASE}, {})
    assert {} == load_study(folder).displays


def test_a_study_extends_it(tmp_path: Path) -> None:
    """The study's display has the rows of the library, its own number, the id of its number."""
    folder = write(tmp_path, {"ages": BASE}, {"t_1": "extends: ages\nnumber: 14.1.2\n"})
    found = load_study(folder).displays["t_14_1_2"]
    assert (("Ages",), "14.1.2", "saf") == (found.title, found.number, found.population)
    assert "AGE" == found.rows[0].variable  # type: ignore[union-attr]  # a table of one block


def test_number_and_id_are_never_inherited(tmp_path: Path) -> None:
    """A display that extends another of the study needs a number of its own."""
    own = {"t_1": "extends: ages\nnumber: 14.1\n", "t_2": "extends: t_1\ntitle: Others\n"}
    spec, findings = read_study(write(tmp_path, {"ages": BASE}, own))
    assert spec is not None
    assert ["t_14_1"] == list(spec.displays)
    assert ["spec.missing-key"] == [one.code for one in findings]


def test_footnotes_are_added(tmp_path: Path) -> None:
    """``footnotes_add`` stands behind the footnotes of the library, each with its own place."""
    text = "extends: ages\nnumber: '1'\nfootnotes_add: [$b, Third]\n"
    spec = load_study(write(tmp_path, {"ages": BASE}, {"t_1": text}))
    assert ("$a", "$b", "Third") == spec.displays["t_1"].footnotes
    files = [place.file for place in spec.merged["t_1"]["footnotes"].item_sources]
    assert ["ages.yaml", "t_1.yaml", "t_1.yaml"] == [Path(file).name for file in files]


def test_members_add_footnotes_of_their_own(tmp_path: Path) -> None:
    """A member of ``for`` adds its footnotes behind all others."""
    text = (
        "extends: ages\nfootnotes_add: [$b]\n"
        "for: [{number: '1', footnotes_add: [One]}, {number: '2'}]\n"
    )
    found = load_study(write(tmp_path, {"ages": BASE}, {"t_1": text})).displays
    assert ("$a", "$b", "One") == found["t_1"].footnotes
    assert ("$a", "$b") == found["t_2"].footnotes


def test_an_error_names_both_files(tmp_path: Path) -> None:
    """A mistake in a library is told at its line, with the display that extends it."""
    house = {"ages": BASE.replace("label: Age,", "lable: Age,")}
    folder = write(tmp_path, house, {"t_1": "extends: ages\nnumber: '1'\n"})
    with pytest.raises(SpecError) as caught:
        load_study(folder)
    (found,) = caught.value.findings
    assert "spec.unknown-key" == found.code
    assert found.source is not None
    assert "ages.yaml" == Path(found.source.file).name
    assert found.details[0].startswith("extended by ")
    assert found.details[0].endswith("t_1.yaml")


def test_an_unknown_library_display_is_told(tmp_path: Path) -> None:
    """A misspelt name of a library display is an error with the nearest one."""
    spec, findings = read_study(write(tmp_path, {"ages": BASE}, {"t_1": "extends: agse\n"}))
    assert spec is not None
    assert "spec.unknown-spec-to-extend" == findings[0].code
    assert "did you mean 'ages'?" == findings[0].hint
