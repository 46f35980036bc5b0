"""Cells of one row on one page: cut to the page's columns, wrapped and placed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tlfgen.core.textwidth import wrap_text
from tlfgen.model.display import Cell, Display, HeaderCell, Row
from tlfgen.model.page import PageCell, PageColumn, PageRow

__all__ = ["cut_row", "height_of", "place_header", "place_row"]


def place_row(
    display: Display,
    index: int,
    columns: Sequence[PageColumn],
    *,
    hidden: int = 0,
    label: str | None = None,
) -> PageRow:
    """
    Give one row of a display on a page.

    Parameters
    ----------
    display : Table or Listing
    index : int
        Place of the row.
    columns : sequence of PageColumn
        Columns of the page.
    hidden : int
        Number of leading key columns whose value is not repeated.
    label : str or None
        Text of a repeated group heading; None for the row as it stands.

    Returns
    -------
    PageRow
    """
    row = display.rows[index]
    if row.kind in {"blank", "rule"} or not columns:
        return PageRow(index, row.kind, (), 1)
    cells = _across(row, label) or row.cells
    hidden_columns = _hidden_columns(display, hidden)
    placed: list[PageCell] = []
    start = 0
    for cell in cells:
        span = len(display.columns) - start if cells is not row.cells else cell.span
        if start in hidden_columns:
            cell = replace(cell, text="")  # noqa: PLW2901 - a key that is not repeated
        found = _place(cell, start, span, columns, row.indent)
        if found is not None:
            placed.append(found)
        start += span
    height = max((len(cell.lines) for cell in placed), default=1)
    return PageRow(index, row.kind, tuple(placed), height, label is not None)


def cut_row(row: PageRow, columns: Sequence[PageColumn], first: int, last: int) -> PageRow:
    """
    Give some lines of a row that is taller than a page; its keys stand on top of each piece.

    Parameters
    ----------
    row : PageRow
    columns : sequence of PageColumn
        Columns of the page.
    first, last : int
        The first line, and the line after the last.
    """
    cells = []
    for cell in row.cells:
        is_key = columns[cell.first].is_stub and len(cell.lines) <= last - first
        lines = cell.lines if is_key else cell.lines[first:last]
        cells.append(replace(cell, lines=lines or ("",), text="\n".join(lines)))
    return replace(row, cells=tuple(cells), height=last - first, repeated=first > 0)


def height_of(
    display: Display, index: int, columns: Sequence[PageColumn], *, hidden: int = 0
) -> int:
    """Count the lines of a row on a page, as `place_row` makes them."""
    row = display.rows[index]
    if all(len(c.text) < _SHORT and "\n" not in c.text for c in row.cells):
        widths = {column.index: column.width for column in columns}
        if row.indent + _SHORT <= min(widths.values(), default=0):
            return 1
    return place_row(display, index, columns, hidden=hidden).height


_SHORT = 5


def _hidden_columns(display: Display, hidden: int) -> set[int]:
    if not hidden:
        return set()
    keys = getattr(display, "blank_repeats", ())[:hidden]
    return {i for i, column in enumerate(display.columns) if column.name in keys}


def _across(row: Row, label: str | None) -> tuple[Cell, ...] | None:
    """Give the single cell of a heading or note that runs over its empty neighbours."""
    if not row.cells or (row.kind not in {"group", "note"} and label is None):
        return None
    if label is None and any(cell.text for cell in row.cells[1:]):
        return None
    first = row.cells[0]
    return (replace(first, text=first.text if label is None else label),)


def _place(
    cell: Cell, start: int, span: int, columns: Sequence[PageColumn], indent: int
) -> PageCell | None:
    """Give a cell on the page's columns it covers, or None where it covers none."""
    covered = [i for i, column in enumerate(columns) if start <= column.index < start + span]
    if not covered:
        return None
    first, last = columns[covered[0]], columns[covered[-1]]
    width = last.right - first.left
    room = indent if start == 0 else 0
    align = cell.align or ("left" if span > 1 else first.align)
    lines = wrap_text(cell.text, max(width - room, 1))
    if cell.align is None and align == "center":
        align, room = "left", (width - first.block) // 2
    return PageCell(
        lines=lines,
        first=covered[0],
        span=len(covered),
        left=first.left,
        width=width,
        align=align,
        results=cell.results,
        column=start,
        indent=min(room, width - 1),
        text=cell.text,
    )


def place_header(
    header: Sequence[Sequence[HeaderCell]], columns: Sequence[PageColumn]
) -> tuple[tuple[PageCell, ...], ...]:
    """Give the header rows on the page's columns; a row without text on them is left out."""
    rows = []
    for header_row in header:
        placed = []
        for cell in header_row:
            found = _place(
                Cell(cell.text, align=cell.align), cell.first, cell.span, columns, indent=0
            )
            if found is not None:
                placed.append(replace(found, underline=cell.underline))
        if any(cell.text for cell in placed):
            rows.append(tuple(placed))
    return tuple(rows)
