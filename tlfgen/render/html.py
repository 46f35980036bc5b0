"""HTML: accessible tables on the same pages, every cell with an anchor."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar
from urllib.parse import quote

from markupsafe import Markup, escape

from tlfgen.model.display import Listing
from tlfgen.model.figure import Figure
from tlfgen.model.page import POINTS, Document, Drawing, Outline, Page, PageCell, PageRow
from tlfgen.model.ports import Templates
from tlfgen.render.lines import is_first_part
from tlfgen.render.parts import join_at_marks
from tlfgen.render.pdf import display_title
from tlfgen.render.watermark import watermark_svg

__all__ = ["HtmlRenderer"]

TEMPLATE = "html/display.html.j2"
_BEGIN = b"<!--tlf:begin-->"
_END = b"<!--tlf:end-->"


class HtmlRenderer:
    """Draws one self-contained file: no script, style, font or picture from elsewhere."""

    suffix: ClassVar[str] = "html"
    batch_pages: ClassVar[int | None] = 200

    def render(self, batch: Document, templates: Templates) -> bytes:
        """Give the HTML of a batch of pages."""
        setup, display = batch.setup, batch.display
        watermark = None
        if display.watermark:
            watermark = {
                "width": f"{setup.width_in * POINTS:g}",
                "height": f"{setup.height_in * POINTS:g}",
                "path": watermark_svg(display.watermark, setup, _SHARE),
            }
        values = {
            "title": display_title(display),
            "chars": setup.chars,
            "filterable": isinstance(display, Listing),
            "watermark": watermark,
            "pages": [
                _page_values(batch, page, batch.drawings[i] if batch.drawings else None)
                for i, page in enumerate(batch.pages)
            ],
        }
        return templates.fill(TEMPLATE, values).encode()

    def join(self, parts: Sequence[bytes], outline: Outline) -> bytes:
        """Give one HTML of all batches."""
        del outline
        return join_at_marks(parts, _BEGIN, _END, b"\n")


_SHARE = 0.5
_SOFT = Markup(" <br>")
_HARD = Markup("<br>")


def _page_values(batch: Document, page: Page, drawing: Drawing | None) -> dict[str, Any]:
    stamp = (page.stamp,) if page.has_stamp else ()
    return {
        "number": page.number,
        "of": page.of,
        "mast": page.mast,
        "title": "\n".join(page.titles),
        "part_label": page.part_label,
        "page_header": page.page_header,
        "columns": len(page.columns),
        "header": [list(_header_cells(row, len(page.columns))) for row in page.header],
        "rows": [_row_values(batch, page, row) for row in page.rows],
        "message": page.message,
        "footnotes": page.footnotes,
        "foot": (*page.foot, *stamp),
        "inset": page.inset,
        "picture": _picture(drawing) if drawing else None,
    }


_FONTS_OF_READER = (
    b"font-family: 'TLF Mono', 'Liberation Mono', 'DejaVu Sans Mono', 'Courier New', monospace"
)


def _is_first_part(batch: Document, page: Page) -> bool:
    return not isinstance(batch.display, Figure) and is_first_part(batch.display, page)


def _picture(drawing: Drawing) -> dict[str, str]:
    """Give a drawing as an address of its own, its text in a font that the reader's machine has."""
    svg = drawing.svg.replace(b"font-family: 'TLF Mono'", _FONTS_OF_READER)
    return {
        "src": "data:image/svg+xml;base64," + b64encode(svg).decode("ascii"),
        "width": f"{drawing.width_in:g}",
        "height": f"{drawing.height_in:g}",
    }


def _header_cells(row: Sequence[PageCell], columns: int) -> Iterator[dict[str, Any]]:
    """Give the cells of a header row, with empty ones over the columns it leaves out."""
    place = 0
    for cell in row:
        if cell.first > place:
            yield _empty_header(cell.first - place)
        yield _header_cell(cell)
        place = cell.first + cell.span
    if place < columns:
        yield _empty_header(columns - place)


def _empty_header(span: int) -> dict[str, Any]:
    return {"scope": "colgroup" if span > 1 else "col", "span": span, "css": "", "html": ""}


def _header_cell(cell: PageCell) -> dict[str, Any]:
    classes: list[str] = [cell.align] if cell.align != "left" else []
    if cell.underline:
        classes.append("span")
    return {
        "scope": "colgroup" if cell.span > 1 else "col",
        "span": cell.span,
        "css": " ".join(classes),
        "html": Markup("<br>").join(cell.lines),
    }


def _row_values(batch: Document, page: Page, row: PageRow) -> dict[str, Any]:
    named = not row.repeated and row.kind == "body" and _is_first_part(batch, page)
    anchor = f"r{row.row + 1}" if named else ""
    css = "repeated" if row.repeated else row.kind if row.kind in {"blank", "rule"} else ""
    search = ""
    if isinstance(batch.display, Listing) and batch.display.blank_repeats:
        search = " ".join(batch.display.rows[row.row].path)
    return {"id": anchor, "css": css, "search": search, "cells": list(_cells(batch, page, row))}


def _cells(batch: Document, page: Page, row: PageRow) -> Iterator[dict[str, Any]]:
    """Give the cells of a row, with empty ones where nothing stands."""
    place = 0
    for cell in row.cells:
        if cell.first > place:
            yield _empty_cell(cell.first - place)
        yield _cell_values(batch, page, row, cell)
        place = cell.first + cell.span
    if place < len(page.columns):
        yield _empty_cell(len(page.columns) - place)


def _empty_cell(span: int) -> dict[str, Any]:
    empty = dict.fromkeys(("id", "css", "style", "results", "href", "html"), "")
    return {"tag": "td", "span": span, **empty}


def _cell_values(batch: Document, page: Page, row: PageRow, cell: PageCell) -> dict[str, Any]:
    is_stub = page.columns[cell.first].is_stub and bool(cell.text.strip())
    anchored = not row.repeated and row.kind == "body" and not page.columns[cell.first].is_stub
    href = ""
    if cell.results:
        href = f"{batch.display.id}.json#{quote(cell.results[0], safe='/')}"
    return {
        "tag": "th" if is_stub else "td",
        "id": f"r{row.row + 1}c{cell.column + 1}" if anchored else "",
        "span": cell.span,
        "css": cell.align if cell.align != "left" else "",
        "style": f"padding-left: {cell.indent + (cell.first > 0)}ch" if cell.indent else "",
        "results": "|".join(cell.results),
        "href": href,
        "html": _wrapped(cell),
    }


def _wrapped(cell: PageCell) -> Markup:
    """Give lines parted by breaks; a blank before the break where the text has one."""
    pieces: list[Markup] = []
    place = 0
    for line in cell.lines:
        found = cell.text.find(line, place)
        if pieces:
            pieces.append(_SOFT if found > place else _HARD)
        pieces.append(escape(line))
        place = found + len(line) if found >= 0 else place
    return Markup("").join(pieces)
