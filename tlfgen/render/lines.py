"""Lines of a page: the text and rules that every fixed-pitch format shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tlfgen.core.textwidth import pad_text, text_width
from tlfgen.model.display import Display, MastLine
from tlfgen.model.page import Page, PageCell, PageSetup

__all__ = [
    "INDENT_CELLS",
    "Line",
    "LineKind",
    "cell_lines",
    "header_lines",
    "is_first_part",
    "mast_text",
    "page_lines",
]

INDENT_CELLS = 2
"""Cells of one level of indentation, for formats that count levels."""

LineKind = Literal["text", "title", "rule", "row", "picture"]


@dataclass(frozen=True, slots=True)
class Line:
    """
    One line of a page.

    ``rules`` are the (first, last + 1) cells of horizontal rules on a line without text.
    """

    text: str = ""
    kind: LineKind = "text"
    rules: tuple[tuple[int, int], ...] = ()


_BLANK = Line()


def page_lines(page: Page, setup: PageSetup) -> tuple[Line, ...]:
    """
    Give every line of a page from the top margin to the bottom one.

    Returns
    -------
    tuple of Line
        Exactly ``setup.lines``, no text wider than ``setup.chars``.
    """
    width = setup.chars
    top = [Line(mast_text(line, width)) for line in page.mast]
    if top:
        top.append(_BLANK)
    top += [Line(pad_text(text, width, "center").rstrip(), "title") for text in page.titles]
    if page.part_label:
        top.append(Line(pad_text(page.part_label, width, "center").rstrip()))
    top.append(_BLANK)
    top += [Line(text) for text in page.page_header]
    top += _body(page, width)
    top += [Line(text) for text in page.footnotes]
    foot = [Line(mast_text(line, width)) for line in page.foot]
    if page.has_stamp:
        foot.append(Line(mast_text(page.stamp, width)))
    filler = [_BLANK] * (setup.lines - len(top) - len(foot))
    return (*top, *filler, *foot)


def _body(page: Page, width: int) -> list[Line]:
    """Give the lines between titles and footnotes."""
    if page.picture_lines:
        lines = [Line("", "picture")] * page.picture_lines
        if page.inset:
            lines += [_BLANK, *(Line(text) for text in page.inset)]
        return [*lines, _BLANK] if page.footnotes else lines
    across = Line("", "rule", ((0, width),))
    header = list(header_lines(page.header))
    lines = [across, *header, across] if header else []
    if page.message:
        lines += [_BLANK]
        lines += [Line(pad_text(text, width, "center").rstrip()) for text in page.message]
        lines += [_BLANK]
    for row in page.rows:
        if row.kind == "rule":
            lines.append(across)
        else:
            lines += [Line(text, "row") for text in cell_lines(row.cells, row.height)]
    return [*lines, across] if header else lines


def is_first_part(display: Display, page: Page) -> bool:
    """Say whether a page shows the first columns of its rows, where columns are split."""
    data = [i for i, column in enumerate(display.columns) if not column.is_stub]
    return not data or any(column.index == data[0] for column in page.columns)


def header_lines(rows: Sequence[Sequence[PageCell]]) -> Iterator[Line]:
    """Give the lines of the column header; labels stand on the lowest line of their row."""
    for row in rows:
        height = max((len(cell.lines) for cell in row), default=1)
        for text in cell_lines(row, height, bottom=True):
            yield Line(text)
        rules = tuple((c.left, c.left + c.width) for c in row if c.underline)
        if rules:
            yield Line("", "rule", rules)


def cell_lines(cells: Sequence[PageCell], height: int, *, bottom: bool = False) -> list[str]:
    """Give the text lines of cells side by side."""
    lines = []
    for number in range(height):
        text = ""
        for cell in cells:
            place = number - (height - len(cell.lines) if bottom else 0)
            if not 0 <= place < len(cell.lines) or not cell.lines[place]:
                continue
            piece = pad_text(cell.lines[place], cell.width - cell.indent, cell.align)
            text = pad_text(text, cell.left + cell.indent) + piece
        lines.append(text.rstrip(" "))
    return lines


def mast_text(line: MastLine, width: int) -> str:
    """
    Give a mast line as one text: left, centred and right parts.

    Examples
    --------
    >>> mast_text(MastLine("left", "mid", "right"), 20)
    'left    mid    right'
    """
    text = line.left
    if line.center:
        start = (width - text_width(line.center)) // 2
        text = pad_text(text, start) + line.center
    if line.right:
        text = pad_text(text, width - text_width(line.right)) + line.right
    return text.rstrip(" ")
