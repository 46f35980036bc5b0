"""Small specification workbooks, made for a test."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook

Rows = Sequence[Sequence[object]]

DATASETS: Rows = (
    ("Dataset", "Label", "Class", "Structure", "Key Variables", "Repeating"),
    ("ADSL", "Subject-Level Analysis", "ADSL", "One record per subject", "STUDYID, USUBJID", "No"),
)
VARIABLES: Rows = (
    ("Order", "Dataset", "Variable", "Label", "Data Type", "Length", "Mandatory", "Codelist"),
    (1, "ADSL", "STUDYID", "Study Identifier", "text", 12, "Yes", None),
    (2, "ADSL", "USUBJID", "Unique Subject Identifier", "text", 20, "Yes", None),
    (3, "ADSL", "SEX", "Sex", "text", 1, "No", "SEX"),
)
CODELISTS: Rows = (
    ("ID", "Name", "NCI Codelist Code", "Data Type", "Order", "Term", "Decoded Value"),
    ("SEX", "Sex", "C66731", "text", 1, "F", "Female"),
    ("SEX", "Sex", "C66731", "text", 2, "M", "Male"),
)
SHEETS: Mapping[str, Rows] = {
    "Datasets": DATASETS,
    "Variables": VARIABLES,
    "Codelists": CODELISTS,
}


def write_book(path: Path, sheets: Mapping[str, Rows] = SHEETS, **changed: Rows) -> Path:
    """Write the sheets to a workbook file; the names of changed ones without blanks."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in {**sheets, **changed}.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def with_row(rows: Rows, *row: object) -> Rows:
    """Give rows with one more."""
    return (*rows, row)


def changed_cell(rows: Rows, number: int, column: int, value: object) -> Rows:
    """Give rows with one cell changed; both counted from 0."""
    made = [list(row) for row in rows]
    made[number][column] = value
    return made
