"""RTF for word processors: real tables, our own line and page breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from tlfgen.model.display import MastLine
from tlfgen.model.page import Document, Drawing, Outline, Page, PageCell, PageSetup
from tlfgen.model.ports import Templates
from tlfgen.render.parts import join_at_marks
from tlfgen.render.pdf import display_title

__all__ = ["RtfRenderer", "join_sections"]

TEMPLATE = "rtf/display.rtf.j2"
_TWIPS = 20.0
_INCH = 1440
_RULE = 15
_SPAN_RULE = 10
_SLACK = 30
_AIR = 60
_ALIGN = {"left": "l", "center": "c", "right": "r"}
_BEGIN = b"{\\*\\tlfbegin}"
_END = b"{\\*\\tlfend}"
_SECTION = b"\n\\sect\n"


class RtfRenderer:
    """Draws one section a display: mast in the header, foot in the footer, rows in tables."""

    suffix: ClassVar[str] = "rtf"
    batch_pages: ClassVar[int | None] = 200

    def render(self, batch: Document, templates: Templates) -> bytes:
        """Give the RTF of a batch of pages."""
        setup = batch.setup
        date = batch.stamp.produced_at
        values = {
            "title": display_title(batch.display),
            "fs": round(setup.size_pt * 2),
            "line": round(setup.line_pt * _TWIPS),
            "centre": round(setup.chars * setup.cell_pt * _TWIPS / 2),
            "right": round(setup.chars * setup.cell_pt * _TWIPS),
            "date": {
                "year": date[0:4],
                "month": date[5:7],
                "day": date[8:10],
                "hour": date[11:13] or "0",
                "minute": date[14:16] or "0",
            },
            "paper": _paper(batch),
            "first": batch.first_page == 1,
            "mast": [_mast_values(line) for line in batch.mast],
            "foot": [_mast_values(line) for line in _foot(batch)],
            "watermark": batch.display.watermark,
            "mark": _mark(batch.display.watermark, setup),
            "pages": [
                _page_values(page, setup, batch.drawings[i] if batch.drawings else None)
                for i, page in enumerate(batch.pages)
            ],
        }
        return templates.fill(TEMPLATE, values).encode("ascii")

    def join(self, parts: Sequence[bytes], outline: Outline) -> bytes:
        """Give one RTF of all batches."""
        del outline
        return join_at_marks(parts, _BEGIN, _END, b"\n")


def join_sections(displays: Sequence[bytes]) -> bytes:
    """Give one RTF of several, each a section with its own header, footer and page count."""
    return join_at_marks(displays, _BEGIN, _END, _SECTION)


def _paper(batch: Document) -> dict[str, Any]:
    """Give the page in twips; header and footer stand inside the margins of the text."""
    setup = batch.setup
    top, right, bottom, left = (round(m * _INCH) for m in setup.margins_in)
    line = round(setup.line_pt * _TWIPS)
    foot = len(_foot(batch))
    return {
        "width": round(setup.width_in * _INCH),
        "height": round(setup.height_in * _INCH),
        "left": left,
        "right": right,
        "top": top + (len(batch.mast) + bool(batch.mast)) * line,
        "bottom": bottom + (foot + bool(foot)) * line,
        "header": top,
        "footer": bottom,
        "landscape": setup.orient == "landscape",
    }


def _foot(batch: Document) -> tuple[MastLine, ...]:
    page = batch.pages[0]
    return (*batch.foot, page.stamp) if page.has_stamp else batch.foot


def _mast_values(line: MastLine) -> dict[str, list[dict[str, Any]]]:
    """Give each part of a line as texts and page numbers."""

    def pieces(text: str) -> list[dict[str, Any]]:
        out: list[dict[str, Any]] = []
        for number, piece in enumerate(text.split("{page}")):
            if number:
                out.append({"page": True, "text": ""})
            if piece:
                out.append({"page": False, "text": piece})
        return out

    return {"left": pieces(line.left), "center": pieces(line.center), "right": pieces(line.right)}


def _mark(text: str, setup: PageSetup) -> dict[str, int]:
    width = round(min(setup.width_in, setup.height_in) * 0.85 * _INCH)
    return {"width": width, "height": round(width / max(len(text), 1) * 1.3), "turn": 38 * 65536}


def _page_values(page: Page, setup: PageSetup, drawing: Drawing | None) -> dict[str, Any]:
    return {
        "heading": page.number == 1,
        "title": "\n".join(page.titles),
        "part_label": page.part_label,
        "page_header": page.page_header,
        "rows": list(_rows(page, setup)),
        "footnotes": ("", *page.footnotes) if page.picture_lines else page.footnotes,
        "inset": page.inset,
        "picture": _picture(drawing) if drawing else None,
    }


def _picture(drawing: Drawing) -> dict[str, Any]:
    digits = drawing.png.hex()
    return {
        "width": round(drawing.width_in * _INCH),
        "height": round(drawing.height_in * _INCH),
        "hex": "\n".join(digits[i : i + 128] for i in range(0, len(digits), 128)),
    }


def _rows(page: Page, setup: PageSetup) -> Iterator[dict[str, Any]]:
    """Give the table rows of a page: header rows, body rows, their rules."""
    rows: list[dict[str, Any]] = []
    for number, cells in enumerate(page.header):
        last = number == len(page.header) - 1
        rows.append(_row(list(_cells(cells, setup, gaps=not last)), header=True))
        if any(cell.underline for cell in cells):
            rows[-1]["below"] = _AIR // 2
    if page.header:
        _rule(rows[0], "top", "above")
        _rule(rows[-1], "bottom", "below")
    message = ("", *page.message, "") if page.message else ()
    body = [_row([_across(text, setup, "c")]) for text in message]
    for row in page.rows:
        if row.kind == "rule" and body:
            _rule(body[-1], "bottom", "below")
            continue
        made = list(_cells(row.cells, setup)) or [_across("", setup, "l")]
        body.append(_row(made))
    if body:
        body[0]["above"] = _AIR
    if body and page.header:
        _rule(body[-1], "bottom", "below")
    yield from rows
    yield from body


def _row(cells: list[dict[str, Any]], *, header: bool = False) -> dict[str, Any]:
    return {"header": header, "cells": cells, "above": 0, "below": 0}


def _rule(row: dict[str, Any], side: str, space: str) -> None:
    """Draw a rule above or below a row, with air between text and rule."""
    row[space] = _AIR
    for cell in row["cells"]:
        cell[side] = _RULE


def _across(text: str, setup: PageSetup, align: str) -> dict[str, Any]:
    edge = _edge(setup.chars, setup) + _SLACK
    return _cell(text, edge, align)


def _cell(text: str, edge: int, align: str, indent: int = 0, right: int = 0) -> dict[str, Any]:
    return {
        "text": text,
        "edge": edge,
        "align": align,
        "indent": indent,
        "right": right,
        "top": 0,
        "bottom": 0,
    }


def _edge(chars: int, setup: PageSetup) -> int:
    return round(chars * setup.cell_pt * _TWIPS)


def _cells(
    cells: Sequence[PageCell], setup: PageSetup, *, gaps: bool = False
) -> Iterator[dict[str, Any]]:
    """Give table cells that cover the page without holes; ``gaps`` parts the rules below spans."""
    end = setup.chars
    place = 0
    for number, cell in enumerate(cells):
        if cell.left > place and number == 0:
            yield _cell("", _edge(cell.left, setup), "l")
        following = cells[number + 1].left if number + 1 < len(cells) else end
        parted = gaps and cell.underline and following > cell.left + cell.width
        stop = cell.left + cell.width if parted else following
        made = _cell(
            "\n".join(cell.lines),
            _edge(stop, setup) + (_SLACK if stop == end else 0),
            _ALIGN[cell.align],
            _edge(cell.indent, setup),
            max(_edge(stop - cell.left - cell.width, setup) - _SLACK, -_SLACK),
        )
        if cell.underline:
            made["bottom"] = _SPAN_RULE
        yield made
        if parted:
            yield _cell("", _edge(following, setup) + (_SLACK if following == end else 0), "l")
        place = following
