"""Tests of workbooks."""

import io
from dataclasses import replace

import openpyxl

from tests import display_factories as make
from tlfgen.model.page import RunStamp
from tlfgen.model.result import Result
from tlfgen.paging import build_document, paginate_display
from tlfgen.render.environment import TemplateFolders
from tlfgen.render.xlsx import XlsxRenderer, sheet_name

STAMP = RunStamp(produced_at="2016-06-01T09:00")


def book(display, results=()):
    """Give the workbook of a display, read back."""
    breaks = paginate_display(display, make.SETUP)
    document = build_document(display, make.SETUP, breaks, 1, 1, stamp=STAMP)
    document = replace(document, results=tuple(results))
    return openpyxl.load_workbook(io.BytesIO(XlsxRenderer().render(document, TemplateFolders())))


def test_results_are_typed_numbers():
    """Numbers stay unrounded numbers; a reason stands where there is none."""
    results = [
        Result("t/AGE/mean", "t", "AGE", "mean", number=75.2 + 1e-9, n_subjects=86),
        Result("t/p", "t", "p", "p", reason="not_estimable"),
    ]
    sheet = book(make.demographics(), results)["Results"]
    assert "Simulated data, not study data" == sheet["A1"].value
    names = [cell.value for cell in sheet[2]]
    texts = sheet.iter_rows(min_row=3, values_only=True)
    rows = [dict(zip(names, row, strict=True)) for row in texts]
    assert 75.2 + 1e-9 == rows[0]["number"]
    assert (None, "not_estimable") == (rows[1]["number"], rows[1]["reason"])


def test_the_header_is_frozen_and_repeats():
    """The column header stays in view, and stands on every printed page."""
    sheet = book(make.demographics()).worksheets[0]
    top = int(sheet.freeze_panes[1:]) - 1
    assert f"${top}:${top}" == sheet.print_title_rows
    assert "p-value [1]" == sheet.cell(top, 6).value


def test_the_sheet_prints_landscape_one_page_wide():
    """Print set-up fits all columns on one landscape page."""
    sheet = book(make.demographics()).worksheets[0]
    assert ("landscape", 1, 0) == (
        sheet.page_setup.orientation,
        sheet.page_setup.fitToWidth,
        sheet.page_setup.fitToHeight,
    )


def test_every_row_is_there_though_only_one_page_was_made():
    """The sheet holds the rows of all pages, without repeated headings."""
    display = make.adverse_events()
    sheet = book(display).worksheets[0]
    texts = [row[0] for row in sheet.iter_rows(values_only=True) if row[0]]
    stubs = [row.cells[0].text for row in display.rows if row.cells]
    assert stubs == [text for text in texts if text in set(stubs)]


def test_sheet_names_are_what_excel_accepts():
    """Forbidden characters, long names and repeats are repaired."""
    assert "a_b_c" == sheet_name("a/b:c", [])
    assert 31 == len(sheet_name("x" * 50, []))
    assert "Index (2)" == sheet_name("Index", ["index"])


def test_the_heading_of_each_page_stands_above_its_rows():
    """What a page says above its column header, such as the parameter, is on the sheet."""
    display = make.by_parameter(parameters=3)
    sheet = book(display).worksheets[0]
    texts = [str(row[0]) for row in sheet.iter_rows(values_only=True) if row[0]]
    wanted = [f"Parameter: {row.page_key[0]}" for row in display.rows]
    assert list(dict.fromkeys(wanted)) == [t for t in texts if t.startswith("Parameter: ")]


def test_columns_of_later_parts_are_as_wide_as_their_texts():
    """A column that stands on no first page has the width of its widest text."""
    display = make.wide_listing()
    sheet = book(display).worksheets[0]
    last = len(display.columns)
    widest = max(len(row.cells[-1].text) for row in display.rows)
    letter = openpyxl.utils.get_column_letter(last)
    assert widest <= sheet.column_dimensions[letter].width


def test_a_heading_runs_over_the_cells_beside_it():
    """A row of a heading does not wrap in the narrow first column."""
    display = make.demographics()
    heading = next(row.cells[0].text for row in display.rows if row.kind == "group")
    sheet = book(display).worksheets[0]
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == heading)
    assert not cell.alignment.wrap_text
