"""XLSX: the rows of a display on one sheet, its typed results on another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any, ClassVar

from openpyxl import Workbook
from openpyxl.drawing.image import Image
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from tlfgen.core.errors import RenderError
from tlfgen.core.textwidth import text_width, wrap_text
from tlfgen.model.display import Display, Row, page_header_text
from tlfgen.model.figure import Figure
from tlfgen.model.page import Document, Outline
from tlfgen.model.ports import Templates
from tlfgen.render.lines import INDENT_CELLS, mast_text
from tlfgen.render.pdf import display_title
from tlfgen.render.xlsx_file import Styles, save_workbook, set_up_print
from tlfgen.render.xlsx_results import add_results_sheet

__all__ = ["SETTINGS", "XlsxRenderer", "add_display_sheet", "sheet_name"]

SETTINGS = "xlsx/display.yaml"
_LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_EMPTY_COLUMN_PX = 64  # width Excel gives a column that nothing sets


class XlsxRenderer:
    """Draws a workbook of one display; a document of its first page is enough."""

    suffix: ClassVar[str] = "xlsx"
    batch_pages: ClassVar[int | None] = None

    def render(self, batch: Document, templates: Templates) -> bytes:
        """Give the workbook of a display."""
        settings = templates.settings(SETTINGS)
        book = Workbook(write_only=True)
        book.properties.title = display_title(batch.display)
        styles = Styles(settings)
        name = sheet_name(batch.display.number or batch.display.id, ())
        add_display_sheet(book, batch, settings, styles, name)
        further: dict[str, bytes] = {}
        if batch.results:
            results = settings["sheets"]["results"]["name"]
            notice = batch.display.notice
            further[results] = add_results_sheet(
                book, batch.results, settings, styles, results, notice
            )
        return save_workbook(book, batch.stamp.produced_at, further)

    def join(self, parts: Sequence[bytes], outline: Outline) -> bytes:
        """Give the one workbook there is."""
        del outline
        if len(parts) != 1:
            raise RenderError.of("render.not-joined", "a workbook is made from a whole display.")
        return parts[0]


def sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """Give a name that Excel accepts and no other sheet has."""
    name = _FORBIDDEN.sub("_", wanted)[:_LONGEST_NAME] or "Sheet"
    used = {other.casefold() for other in taken}
    number = 2
    given = name
    while given.casefold() in used:
        mark = f" ({number})"
        given = name[: _LONGEST_NAME - len(mark)] + mark
        number += 1
    return given


def add_display_sheet(
    book: Workbook,
    batch: Document,
    settings: Any,
    styles: Styles,
    name: str,
    back: str = "",
) -> None:
    """Add the sheet of a display; ``back`` names a sheet to link back to."""
    sheet = book.create_sheet(name)
    display = batch.display
    writer = _Sheet(sheet, styles, batch, settings)
    above = 2 + bool(back) + len(batch.pages[0].mast) + batch.pages[0].has_stamp
    writer.set_up(batch, settings, above + len(batch.pages[0].titles))
    if back:
        writer.put([("Back to " + back, "link")], link=f"#'{back}'!A1")
    page = batch.pages[0]
    for line in page.mast:
        text = mast_text(line, batch.setup.chars)
        writer.put([(_without_pages(line.left, line.center, line.right) if text else "", "mast")])
    if page.has_stamp:
        writer.put([(" - ".join(t for t in (page.stamp.left, page.stamp.center) if t), "notice")])
    writer.put([])
    for title in page.titles:
        writer.put([(title, "title")], across=True)
    writer.put([])
    if isinstance(display, Figure):
        _put_picture(writer, batch)
    else:
        writer.header(display)
        writer.body(display)
    writer.put([])
    for text in display.footnotes:
        writer.put([(text, "footnote")], across=True)
    for line in page.foot:
        writer.put([(_without_pages(line.left, line.center, line.right), "mast")])


def _without_pages(*texts: str) -> str:
    """Give the texts of a mast line without page numbers, which the sheet prints itself."""
    return "   ".join(text for text in texts if text and not re.match(r"Page \d+ of \d+$", text))


def _put_picture(writer: _Sheet, batch: Document) -> None:
    for drawing in batch.drawings:
        image = Image(BytesIO(drawing.png))
        image.width, image.height = round(drawing.width_in * 96), round(drawing.height_in * 96)
        writer.sheet.add_image(image, f"A{writer.row + 1}")
        for _ in range(round(drawing.height_in * 72 / 12) + 1):
            writer.put([])


_HEADER_STYLES = {
    (True, True): "header_only",
    (True, False): "header_top",
    (False, True): "header_last",
    (False, False): "header",
}


def _widths(batch: Document, stub_most: int) -> dict[int, int]:
    """Give the width of each column in characters: as on the page, else by its label."""
    if isinstance(batch.display, Figure):
        return {}
    placed = {column.index: column.width for column in batch.pages[0].columns}
    further = {} if len(placed) == len(batch.display.columns) else _text_widths(batch.display)
    widths = {}
    for index, column in enumerate(batch.display.columns):
        label = max(map(len, column.label.split("\n")))
        least = max(label, column.min_width, min(further.get(index, 0), stub_most))
        width = placed.get(index, column.width or least)
        widths[index] = min(width, stub_most) if column.is_stub else width
    return widths


def _text_widths(display: Display) -> dict[int, int]:
    """Give the width of the widest text of each column, for columns the first page lacks."""
    widths: dict[int, int] = {}
    for row in display.rows:
        place = 0
        for cell in row.cells:
            if cell.span == 1:
                widths[place] = max(widths.get(place, 0), text_width(cell.text))
            place += cell.span
    return widths


def _columns_of(batch: Document) -> int:
    """Count the columns a line across the sheet spans: a figure's are those under its picture."""
    wide = max((drawing.width_in * 96 for drawing in batch.drawings), default=0)
    return max(len(getattr(batch.display, "columns", ())), round(wide / _EMPTY_COLUMN_PX), 1)


class _Sheet:
    """Writes rows of one sheet from top to bottom."""

    def __init__(self, sheet: Any, styles: Styles, batch: Document, settings: Any) -> None:
        self.sheet, self.styles = sheet, styles
        self.width = _columns_of(batch)
        self.settings = settings
        self.widths = _widths(batch, settings["width"]["stub_most"])
        self.row = 0

    def set_up(self, batch: Document, settings: Any, above: int) -> None:
        """Set widths, frozen header and print set-up, before any row is written."""
        sheet = self.sheet
        set_up_print(sheet, settings, batch.setup.paper)
        header = len(getattr(batch.display, "header", ()))
        if header:
            sheet.freeze_panes = f"A{above + header + 1}"
        if batch.display.watermark:
            sheet.oddHeader.right.text = batch.display.watermark
        for index, width in self.widths.items():
            letter = get_column_letter(index + 1)
            sheet.column_dimensions[letter].width = width + settings["width"]["pad"]

    def put(
        self, texts: Sequence[tuple[Any, str]], *, across: bool = False, link: str = ""
    ) -> None:
        """Write one row; ``across`` merges its first cell over all columns."""
        self.row += 1
        if across and texts[0][1] == "footnote" and self.widths:
            room = sum(self.widths.values())
            lines = len(wrap_text(texts[0][0], room))
            if lines > 1:
                height = lines * self.settings["line_pt"]
                self.sheet.row_dimensions[self.row].height = height
        cells = [self.styles.cell(self.sheet, value, style) for value, style in texts]
        if link:
            cells[0].hyperlink = link
        self.sheet.append(cells)
        if across and self.width > 1:
            self.merge(self.row, 0, self.row, self.width - 1)

    def merge(self, top: int, first: int, bottom: int, last: int) -> None:
        """Merge cells, columns counted from 0."""
        self.sheet.merged_cells.add(CellRange(None, first + 1, top, last + 1, bottom))

    def header(self, display: Display) -> None:
        """Write the column header, frozen and repeated on every printed page."""
        first = self.row + 1
        for number, header_row in enumerate(display.header):
            last = number == len(display.header) - 1
            style = _HEADER_STYLES[not number, last]
            cells = [self.styles.cell(self.sheet, "", style) for _ in display.columns]
            for cell in header_row:
                chosen = style
                if cell.underline and not last:
                    chosen = "header_span" if number else "header_top_span"
                for place in range(cell.first, cell.first + cell.span):
                    text = cell.text if place == cell.first else ""
                    cells[place] = self.styles.cell(self.sheet, text, chosen, align=cell.align)
            self.append(cells, max(cell.text.count("\n") + 1 for cell in header_row))
            for cell in header_row:
                if cell.span > 1:
                    self.merge(self.row, cell.first, self.row, cell.first + cell.span - 1)
        if display.header:
            self.sheet.print_title_rows = f"{first}:{self.row}"

    def body(self, display: Display) -> None:
        """Write every row of a display, or its no-data sentence."""
        if not display.rows and display.empty:
            self.put([(display.empty, "footnote")], across=True)
        heading = ""
        for place, row in enumerate(display.rows):
            wanted = page_header_text(display, place)
            if wanted != heading:
                if heading and display.rows[place - 1].kind != "blank":
                    self.put([])
                self.put([(wanted, "footnote")], across=True)
                heading = wanted
            if row.kind in {"blank", "rule"}:
                self.put([])
                continue
            self.append(self._body_cells(display, row), self._height(row))

    def append(self, cells: list[Any], lines: int) -> None:
        """Write one row of a height in lines."""
        self.row += 1
        if lines > 1:
            height = lines * self.settings["line_pt"]
            self.sheet.row_dimensions[self.row].height = height
        self.sheet.append(cells)

    def _height(self, row: Row) -> int:
        """Count the lines of the tallest cell at the widths of the columns."""
        lines, place = 1, 0
        for cell in row.cells:
            if cell.span == 1 and row.kind == "body" and place in self.widths:
                room = max(self.widths[place] - (row.indent if place == 0 else 0), 1)
                lines = max(lines, len(wrap_text(cell.text, room)))
            place += cell.span
        return lines

    def _body_cells(self, display: Display, row: Row) -> list[Any]:
        blank = self.styles.cell(self.sheet, None, "body")
        cells = [blank] * len(display.columns)  # a cell takes its place when it is written
        place = 0
        for cell in row.cells:
            column = display.columns[place]
            style = "stub" if column.is_stub else "body"
            if row.kind != "body":
                style = "mast"  # a heading runs over the empty cells beside it
            indent = row.indent // INDENT_CELLS if place == 0 else 0
            align = cell.align or ("left" if cell.span > 1 else column.align)
            if cell.text:
                cells[place] = self.styles.cell(
                    self.sheet, cell.text, style, align=align, indent=indent
                )
            place += cell.span
        return cells
