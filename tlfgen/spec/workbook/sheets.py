"""Sheets of a workbook file as rows of texts that know their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from tlfgen.core.errors import Finding, SpecError
from tlfgen.core.source import Source
from tlfgen.spec.workbook.headings import Field, SheetForm, find_field, find_sheet, normal

__all__ = ["Row", "Sheet", "load_sheets"]


@dataclass(frozen=True, slots=True)
class Row:
    """
    One row below the headings.

    Parameters
    ----------
    cells : mapping of attribute to text
        Only cells that hold something; blanks and the ends of lines are kept as written inside.
    """

    cells: Mapping[str, str]
    places: Mapping[str, str]
    sheet: str
    number: int
    file: str

    def get(self, fills: str) -> str:
        """Give the text of a column, empty where nothing stands."""
        return self.cells.get(fills, "")

    def place(self, fills: str = "") -> Source:
        """Give the cell, or the row, as a place to open."""
        letters = self.places.get(fills)
        address = f"{self.sheet}!{letters}{self.number}" if letters else self.sheet
        return Source(self.file, self.number, 0, address)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a known form."""

    form: SheetForm
    rows: tuple[Row, ...]


def load_sheets(path: Path, file: str) -> tuple[dict[str, Sheet], list[Finding]]:
    """
    Give the sheets a specification workbook holds, by the name of their form.

    Sheets, columns and their order are matched by name without case, blanks and marks; merged
    cells count for every row they cover; rows without anything are left out.

    Raises
    ------
    SpecError
        ``workbook.not-found``, ``workbook.not-a-workbook``.
    """
    if not path.is_file():
        hint = "the path is relative to the folder that holds study.yaml"
        raise SpecError.of(
            "workbook.not-found", f"There is no workbook '{file}'.", Source(file), hint=hint
        )
    try:
        book = load_workbook(path, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError):
        hint = "save it as an Excel workbook (.xlsx) without a password"
        what = "The file cannot be read as a workbook."
        raise SpecError.of("workbook.not-a-workbook", what, Source(file), hint=hint) from None
    found: dict[str, Sheet] = {}
    findings: list[Finding] = []
    for page in book.worksheets:
        form = find_sheet(page.title)
        if form is None:
            what = f"The sheet '{page.title}' is not read."
            findings.append(_note("workbook.unknown-sheet", what, Source(file, 0, 0, page.title)))
            continue
        found[form.name] = _sheet(page, form, file, findings)
    return found, findings


def _sheet(page: Any, form: SheetForm, file: str, findings: list[Finding]) -> Sheet:
    covered = _merged(page)
    rows = _texts(page, covered)
    number, headings = next(rows, (0, {}))
    columns: dict[int, Field] = {}
    for at, heading in headings.items():
        field = find_field(form, heading)
        place = Source(file, number, 0, f"{page.title}!{get_column_letter(at)}{number}")
        if field is None:
            what = f"The column '{heading}' of {page.title} is not read."
            findings.append(_note("workbook.unknown-column", what, place))
            continue
        known = {field.heading, field.older or field.heading}
        if heading not in known and heading.casefold() not in {w.casefold() for w in known}:
            what = f"The heading '{heading}' is read as '{field.heading}'."
            findings.append(_note("workbook.heading", what, place))
        columns.setdefault(at, field)
    present = {field.heading for field in columns.values()}
    for field in form.fields:
        if field.needed and field.heading not in present and headings:
            what = f"The sheet {page.title} has no column '{field.heading}'."
            place = Source(file, number, 0, page.title)
            allowed = tuple(headings.values())
            hint = "add the column; its place and case do not matter"
            findings.append(Finding("workbook.no-column", what, place, allowed, hint))
    made = tuple(_rows(rows, columns, page.title, file))
    return Sheet(form, made)


def _rows(
    rows: Iterator[tuple[int, dict[int, str]]], columns: Mapping[int, Field], name: str, file: str
) -> Iterator[Row]:
    keys = {at: field.fills or normal(field.heading) for at, field in columns.items()}
    letters = {key: get_column_letter(at) for at, key in keys.items()}
    for number, texts in rows:
        cells = {keys[at]: text for at, text in texts.items() if at in keys}
        if cells:
            yield Row(cells, letters, name, number, file)


def _texts(
    page: Any, covered: Mapping[tuple[int, int], Any]
) -> Iterator[tuple[int, dict[int, str]]]:
    """Give the rows that hold something, with their number, cell by cell."""
    for number, values in enumerate(page.iter_rows(values_only=True), 1):
        texts = {}
        for at, value in enumerate(values, 1):
            text = _text(covered.get((number, at), value))
            if text:
                texts[at] = text
        if texts:
            yield number, texts


def _merged(page: Any) -> dict[tuple[int, int], Any]:
    """Give what the cells below a merged one show; a cell to its right shows nothing."""
    covered = {}
    for area in page.merged_cells.ranges:
        value = page.cell(area.min_row, area.min_col).value
        for number in range(area.min_row, area.max_row + 1):
            covered[number, area.min_col] = value
    return covered


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    text = str(value).replace("\r\n", "\n").replace("_x000D_", "")
    return text.strip().replace("\u00a0", " ")


def _note(code: str, what: str, place: Source) -> Finding:
    return Finding(code, what, place, severity="note")
