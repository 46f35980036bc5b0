"""Specification workbooks give metadata, and say what is wrong in them."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.workbooks import (
    CODELISTS,
    DATASETS,
    SHEETS,
    VARIABLES,
    changed_cell,
    with_row,
    write_book,
)
from tlfgen.core.errors import SpecError
from tlfgen.model.expression import And, Compare, In, Number, Reference, Text
from tlfgen.spec.workbook import read_workbook

VALUE_HEAD = ("Order", "Dataset", "Variable", "Where Clause", "Description", "Data Type")
CLAUSE_HEAD = ("ID", "Dataset", "Variable", "Comparator", "Value")


def read(path: Path, **changed):
    """Read a small workbook with some sheets changed."""
    return read_workbook(write_book(path / "adam.xlsx", **changed), "adam.xlsx")


def codes(findings) -> list[str]:
    """Give the codes of findings."""
    return [one.code for one in findings]


def test_a_plain_workbook_is_read_without_a_word(tmp_path):
    """Datasets, variables and codelists arrive, and nothing is remarked."""
    made, findings = read(tmp_path)
    assert findings == []
    assert made.datasets[0].keys == ("STUDYID", "USUBJID")
    assert [one.variable for one in made.items] == ["STUDYID", "USUBJID", "SEX"]
    assert [one.value for one in made.codelists[0].terms] == ["F", "M"]


def test_a_short_class_is_written_out(tmp_path):
    """ADSL as a class is the subject-level analysis dataset."""
    made, _ = read(tmp_path)
    assert made.datasets[0].class_name == "SUBJECT LEVEL ANALYSIS DATASET"


def test_a_cell_is_a_place_to_open(tmp_path):
    """A variable knows file, row and cell."""
    made, _ = read(tmp_path)
    assert str(made.items[2].source) == "adam.xlsx:4 (Variables!C4)"


def test_sheets_and_columns_may_stand_in_any_order(tmp_path):
    """What matters is the heading."""
    turned = [tuple(reversed(row)) for row in VARIABLES]
    sheets = dict(reversed(SHEETS.items()))
    path = write_book(tmp_path / "turned.xlsx", sheets, Variables=turned)
    assert read_workbook(path)[0] == read(tmp_path)[0]


def test_damaged_headings_are_read_with_a_note(tmp_path):
    """'Key, Variables' is Key Variables."""
    made, findings = read(tmp_path, Datasets=changed_cell(DATASETS, 0, 4, "Key, Variables"))
    assert made.datasets[0].keys == ("STUDYID", "USUBJID")
    assert codes(findings) == ["workbook.heading"]
    assert findings[0].severity == "note"


def test_padded_rows_count_for_nothing(tmp_path):
    """Hundreds of blank rows below the last one are left out."""
    padded = [*VARIABLES, *[(None,) * 8] * 300, ("", " ", None)]
    assert len(read(tmp_path, Variables=padded)[0].items) == 3


def test_a_merged_cell_counts_for_the_rows_it_covers(tmp_path):
    """A codelist whose id is one tall cell keeps its terms together."""
    path = write_book(tmp_path / "merged.xlsx")
    book = load_workbook(path)
    for column in "ABCD":
        book["Codelists"][f"{column}3"] = None
        book["Codelists"].merge_cells(f"{column}2:{column}3")
    book.save(path)
    assert read_workbook(path)[0].codelists == read(tmp_path)[0].codelists


def test_keys_may_be_parted_by_blanks(tmp_path):
    """Commas are not needed."""
    made, _ = read(tmp_path, Datasets=changed_cell(DATASETS, 1, 4, "STUDYID USUBJID"))
    assert made.datasets[0].keys == ("STUDYID", "USUBJID")


def test_the_stated_order_of_variables_counts(tmp_path):
    """A row with order 0.5 comes first."""
    rows = with_row(VARIABLES, 0.5, "ADSL", "AGE", "Age", "integer", 8, "No")
    assert read(tmp_path, Variables=rows)[0].items[0].variable == "AGE"


@pytest.mark.parametrize(
    ("given", "origin"),
    [
        ("CRF", ("Collected", "Investigator")),
        ("eDT", ("Collected", "Vendor")),
        ("derived", ("Derived", "")),
        ("Copied", ("Predecessor", "")),
    ],
)
def test_older_origins_become_those_of_today(tmp_path, given, origin):
    """CRF and eDT say who collected."""
    rows = [(*row, "Origin" if n == 0 else given) for n, row in enumerate(VARIABLES)]
    made, findings = read(tmp_path, Variables=rows)
    assert (made.items[0].origin, made.items[0].origin_source) == origin
    assert set(codes(findings)) <= {"metadata.no-method"}


@pytest.mark.parametrize(
    ("given", "kind"), [("Char", "text"), ("string", "text"), ("Num", "float"), ("Float", "float")]
)
def test_other_words_for_types(tmp_path, given, kind):
    """SAS words and another case are understood."""
    made, _ = read(tmp_path, Variables=changed_cell(VARIABLES, 3, 4, given))
    assert made.items[2].type == kind


def test_a_number_with_the_format_of_a_date_is_an_integer(tmp_path):
    """Num with DATE9. is a count of days."""
    rows = [(*row, "Format" if n == 0 else "DATE9.") for n, row in enumerate(VARIABLES)]
    made, _ = read(tmp_path, Variables=changed_cell(rows, 3, 4, "Num"))
    assert made.items[2].type == "integer"


@pytest.mark.parametrize(
    ("sheet", "rows", "code"),
    [
        ("Variables", changed_cell(VARIABLES, 3, 5, "one"), "workbook.not-a-number"),
        ("Variables", changed_cell(VARIABLES, 3, 6, "maybe"), "workbook.not-yes-or-no"),
        ("Variables", changed_cell(VARIABLES, 3, 4, "textt"), "workbook.unknown-type"),
        ("Variables", changed_cell(VARIABLES, 3, 2, "USUBJID"), "workbook.duplicate"),
        ("Variables", changed_cell(VARIABLES, 3, 2, None), "workbook.no-name"),
        ("Variables", changed_cell(VARIABLES, 0, 2, "Varname"), "workbook.unknown-column"),
        ("Variables", changed_cell(VARIABLES, 3, 7, "SEXX"), "metadata.unknown-codelist"),
        ("Datasets", changed_cell(DATASETS, 1, 4, "SUBJID"), "metadata.unknown-key"),
        ("Datasets", changed_cell(DATASETS, 1, 0, "ADXX"), "metadata.unknown-dataset"),
        ("Datasets", with_row(DATASETS, "ADSL", "again"), "workbook.duplicate"),
        ("Codelists", changed_cell(CODELISTS, 2, 5, "F"), "workbook.duplicate-term"),
        ("Codelists", changed_cell(CODELISTS, 2, 0, None), "workbook.no-name"),
        ("Pictures", (("a", "b"),), "workbook.unknown-sheet"),
    ],
)
def test_what_is_wrong_is_told_with_its_cell(tmp_path, sheet, rows, code):
    """Every slip has a code and a place in the workbook."""
    _, findings = read(tmp_path, **{sheet: rows})
    found = [one for one in findings if one.code == code]
    assert found
    assert found[0].source is not None
    assert found[0].source.file == "adam.xlsx"


def test_a_sheet_that_lacks_is_an_error(tmp_path):
    """Without variables there is nothing to read."""
    path = write_book(tmp_path / "half.xlsx", {"Datasets": DATASETS})
    assert codes(read_workbook(path)[1]) == ["workbook.no-sheet"]


def test_a_needed_column_that_lacks_is_an_error(tmp_path):
    """The heading that is missing is named."""
    rows = [row[:2] + row[3:] for row in VARIABLES]
    _, findings = read(tmp_path, Variables=rows)
    assert findings[0].code == "workbook.no-column"
    assert "'Variable'" in findings[0].what


def test_an_inline_where_clause(tmp_path):
    """EQ, IN and 'and' give the expression of specs; a bare number is one where it is numeric."""
    rows = with_row(VARIABLES, 4, "ADSL", "AGE", "Age", "integer", 8, "No", None)
    values = (VALUE_HEAD, (1, "ADSL", "SEX", "AGE GE 18 and SEX IN (F, M)", "Adults", "text"))
    made, findings = read(tmp_path, Variables=rows, ValueLevel=values)
    age, sex = Reference(None, "AGE"), Reference(None, "SEX")
    expected = And((Compare(">=", age, Number(18)), In(sex, (Text("F"), Text("M")))))
    assert findings == []
    assert made.values[0].where == expected
    assert made.values[0].label == "Adults"


def test_where_clauses_of_a_sheet_are_joined_by_and(tmp_path):
    """Rows with one id all have to hold; another dataset becomes the source of the variable."""
    rows = with_row(VARIABLES, 4, "ADXX", "XCODE", "Code", "text", 8, "No", None)
    datasets = with_row(DATASETS, "ADXX", "X", "BDS", "x", "XCODE", "Yes")
    clauses = (
        CLAUSE_HEAD,
        ("W1", "ADSL", "SEX", "EQ", "F"),
        ("W1", "ADXX", "XCODE", "NE", "BODY WEIGHT"),
    )
    values = (VALUE_HEAD, (1, "ADSL", "SEX", "W1", "Women", "text"))
    made, findings = read(
        tmp_path, Variables=rows, Datasets=datasets, ValueLevel=values, WhereClauses=clauses
    )
    sex, code = Reference(None, "SEX"), Reference("ADXX", "XCODE")
    expected = And((Compare("=", sex, Text("F")), Compare("!=", code, Text("BODY WEIGHT"))))
    assert findings == []
    assert made.values[0].where == expected


@pytest.mark.parametrize(
    ("clause", "code"),
    [
        ("SEX IS F", "spec.expression"),
        (None, "workbook.no-where-clause"),
        ("W1", "workbook.unknown-comparator"),
        ("W2", "workbook.no-where-variable"),
        ("SEXX EQ F", "metadata.unknown-variable"),
    ],
)
def test_a_where_clause_that_cannot_be_read(tmp_path, clause, code):
    """The row is left out, and the cell is named."""
    clauses = (CLAUSE_HEAD, ("W1", "ADSL", "SEX", "LIKE", "F"), ("W2", "ADSL", None, "EQ", "F"))
    values = (VALUE_HEAD, (1, "ADSL", "SEX", clause, "Women", "text"))
    _, findings = read(tmp_path, ValueLevel=values, WhereClauses=clauses)
    assert codes(findings) == [code]


def test_a_file_that_is_absent(tmp_path):
    """The name is told."""
    with pytest.raises(SpecError) as caught:
        read_workbook(tmp_path / "none.xlsx", "none.xlsx")
    assert caught.value.code == "workbook.not-found"


def test_a_file_that_is_no_workbook(tmp_path):
    """Text under the name of a workbook is refused."""
    (tmp_path / "text.xlsx").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        read_workbook(tmp_path / "text.xlsx")
    assert caught.value.code == "workbook.not-a-workbook"
