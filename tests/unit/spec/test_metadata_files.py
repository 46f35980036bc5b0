"""A dataset takes its metadata from a workbook; the YAML keeps the derivations."""

from pathlib import Path

import pytest

from tests.workbooks import CODELISTS, DATASETS, VARIABLES, changed_cell, with_row, write_book
from tlfgen.core.errors import SpecError
from tlfgen.spec.load import load_study, read_study

STUDY = """
id: small
title: A small study
protocol: S1
run_date: 2020-01-31T08:00
subjects: {data: ADSL, key: [STUDYID, USUBJID]}
"""
ADSL = """
dataset: ADSL
extends: adsl
metadata_from: define/adam.xlsx#ADSL
sources: {DM: sdtm.DM}
records: {from: DM}
columns:
  STUDYID, USUBJID, SEX: DM.*
"""


def study(folder: Path, adsl: str = ADSL, more: str = "", **sheets) -> Path:
    """Write a small study with a workbook."""
    (folder / "adam").mkdir(parents=True)
    (folder / "study.yaml").write_text(STUDY + more, encoding="utf-8")
    (folder / "adam" / "adsl.yaml").write_text(adsl, encoding="utf-8")
    write_book(folder / "define" / "adam.xlsx", **sheets)
    return folder


def with_variables(text: str) -> str:
    """Give the recipe with metadata of its own."""
    return ADSL.replace("sources:", f"variables:\n  {text}\nsources:")


def test_labels_types_lengths_keys_and_codelists_come_from_the_workbook(tmp_path):
    """The YAML describes nothing."""
    spec = load_study(study(tmp_path / "s"))
    adsl = spec.datasets["adam.ADSL"]
    sex = adsl.variables["SEX"]
    assert adsl.label == "Subject-Level Analysis"
    assert adsl.class_ == "SUBJECT LEVEL ANALYSIS DATASET"
    assert adsl.keys == ("STUDYID", "USUBJID")
    assert list(adsl.variables) == ["STUDYID", "USUBJID", "SEX"]
    assert (sex.label, sex.type, sex.length, sex.codelist) == ("Sex", "text", 1, "SEX@adam")
    assert [term.value for term in spec.study.codelists["SEX@adam"].terms] == ["F", "M"]
    assert [term.value for term in spec.study.codelists["SEX"].terms] == ["F", "M", "U"]
    assert spec.remarks == ()


def test_a_codelist_the_library_lacks_keeps_its_name(tmp_path):
    """Only a name that is taken gets the name of the file."""
    rows = [("GRP", *row[1:]) if n else row for n, row in enumerate(CODELISTS)]
    variables = changed_cell(VARIABLES, 3, 7, "GRP")
    spec = load_study(study(tmp_path / "s", Codelists=rows, Variables=variables))
    assert spec.datasets["adam.ADSL"].variables["SEX"].codelist == "GRP"
    assert spec.study.codelists["GRP"].terms[1].label == "Male"


def test_a_value_remembers_its_cell(tmp_path):
    """An error in metadata leads to the workbook."""
    spec = load_study(study(tmp_path / "s"))
    place = spec.datasets["adam.ADSL"].variables["SEX"].source
    assert str(place).endswith("s/define/adam.xlsx:4 (Variables!C4)")


def test_the_same_words_in_both_are_no_conflict(tmp_path):
    """Blanks do not count."""
    yaml = with_variables("SEX: {label: Sex, length: 1, type: text}")
    assert load_study(study(tmp_path / "s", yaml)).remarks == ()


def test_other_words_are_a_warning_that_names_both_places(tmp_path):
    """What the file says counts."""
    yaml = with_variables("SEX: {label: Gender, length: 2}")
    spec = load_study(study(tmp_path / "s", yaml))
    first, second = spec.remarks
    assert first.code == "spec.metadata-conflict"
    assert first.severity == "warning"
    assert first.what == "ADSL.SEX, label: the YAML says 'Gender', the file 'Sex'."
    assert str(first.source).endswith("adsl.yaml:6:16 (variables.SEX.label)")
    assert first.details[0].endswith("define/adam.xlsx:4 (Variables!C4)")
    assert second.what == "ADSL.SEX, length: the YAML says '2', the file '1'."
    assert spec.datasets["adam.ADSL"].variables["SEX"].label == "Sex"


def test_a_date_is_a_number_with_the_format_of_one(tmp_path):
    """The YAML may say date where the workbook says integer and DATE9."""
    rows = [(*row, "Format" if n == 0 else None) for n, row in enumerate(VARIABLES)]
    rows = with_row(rows, 4, "ADSL", "TRTSDT", "Start", "integer", 8, "No", None, "DATE9.")
    yaml = with_variables("TRTSDT: {type: date}").replace("SEX: DM", "SEX, TRTSDT: DM")
    spec = load_study(study(tmp_path / "s", yaml, Variables=rows))
    assert spec.remarks == ()
    assert spec.datasets["adam.ADSL"].variables["TRTSDT"].kind("adam") == "date"


def test_the_words_of_the_library_are_replaced_in_silence(tmp_path):
    """The workbook is the study's own; the library only fills in."""
    rows = changed_cell(VARIABLES, 2, 3, "Subject, Unique")
    spec = load_study(study(tmp_path / "s", Variables=rows))
    assert spec.remarks == ()
    assert spec.datasets["adam.ADSL"].variables["USUBJID"].label == "Subject, Unique"
    assert "AGE" not in spec.datasets["adam.ADSL"].variables


def test_a_variable_the_file_lacks_stays_with_a_warning(tmp_path):
    """It stands after those of the file."""
    yaml = with_variables("AGE: {label: Age, type: integer}").replace("SEX: DM", "SEX, AGE: DM")
    spec = load_study(study(tmp_path / "s", yaml))
    assert [one.code for one in spec.remarks] == ["spec.not-in-metadata"]
    assert list(spec.datasets["adam.ADSL"].variables)[-1] == "AGE"


def test_a_codelist_of_the_study_that_differs_is_a_warning(tmp_path):
    """The file counts, and the codes of the YAML are kept."""
    more = "codelists: {GRP: {terms: [{value: M, code: 7}, {value: X}]}}\n"
    rows = [("GRP", *row[1:]) if n else row for n, row in enumerate(CODELISTS)]
    variables = changed_cell(VARIABLES, 3, 7, "GRP")
    spec, findings = read_study(
        study(tmp_path / "s", more=more, Codelists=rows, Variables=variables)
    )
    assert findings == []
    (found,) = spec.remarks
    assert found.code == "spec.metadata-conflict"
    assert "only the YAML has 'X' and only the file has 'F'" in found.what
    assert [(t.value, t.code) for t in spec.study.codelists["GRP"].terms] == [("F", None), ("M", 7)]


def test_numbers_of_a_list_of_texts_stand_beside_it(tmp_path):
    """A workbook lists 1 and 2 with decodes where the YAML gives codes to the texts."""
    more = "codelists: {RACEN: {terms: [{value: WHITE, code: 1}, {value: ASIAN, code: 2}]}}\n"
    rows = (
        CODELISTS[0],
        *(("RACEN", "Race", None, "integer", n, n, t) for n, t in ((1, "WHITE"), (2, "ASIAN"))),
    )
    variables = with_row(VARIABLES[:3], 3, "ADSL", "RACEN", "Race (N)", "integer", 8, "No", "RACEN")
    yaml = ADSL.replace("SEX", "RACEN")
    spec = load_study(study(tmp_path / "s", yaml, more, Codelists=rows, Variables=variables))
    assert spec.remarks == ()
    assert spec.datasets["adam.ADSL"].variables["RACEN"].codelist == "RACEN@adam"
    assert [t.code for t in spec.study.codelists["RACEN@adam"].terms] == [1, 2]
    assert [t.value for t in spec.study.codelists["RACEN"].terms] == ["WHITE", "ASIAN"]


def test_a_dictionary_may_stand_as_codelist(tmp_path):
    """Its version enters the study."""
    sheet = (
        ("ID", "Name", "Data Type", "Dictionary", "Version"),
        ("SEX", "S", "text", "MedDRA", "27.0"),
    )
    spec = load_study(study(tmp_path / "s", Dictionaries=sheet, Codelists=CODELISTS[:1]))
    assert spec.study.dictionaries["SEX"].version == "27.0"
    assert spec.datasets["adam.ADSL"].variables["SEX"].codelist == "SEX"


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("define/none.xlsx#ADSL", "spec.metadata-not-found"),
        ("define/adam.xlsx#ADAE", "spec.metadata-no-dataset"),
        ("study.yaml#ADSL", "spec.metadata-kind"),
    ],
)
def test_a_file_that_cannot_give_it(tmp_path, word, code):
    """The line that names it is told, or the file."""
    yaml = ADSL.replace("define/adam.xlsx#ADSL", word)
    with pytest.raises(SpecError) as caught:
        load_study(study(tmp_path / "s", yaml))
    assert caught.value.code == code


def test_an_error_in_the_workbook_stops_once(tmp_path):
    """Every dataset that uses it meets it, and it is told once."""
    rows = changed_cell(VARIABLES, 3, 5, "wide")
    folder = study(tmp_path / "s", Variables=rows, Datasets=DATASETS)
    (folder / "adam" / "adxx.yaml").write_text(ADSL.replace("dataset: ADSL", "dataset: ADXX"))
    with pytest.raises(SpecError) as caught:
        load_study(folder)
    assert [one.code for one in caught.value.findings] == ["workbook.not-a-number"]
