"""PDF pages drawn by WeasyPrint from Jinja templates of preformatted lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from tlfgen.model.display import Frame
from tlfgen.model.page import POINTS, Document, Drawing, Outline, Page, PageSetup
from tlfgen.model.ports import Templates
from tlfgen.render.lines import Line, page_lines
from tlfgen.render.pdf_book import join_batches
from tlfgen.render.watermark import watermark_svg
from tlfgen.render.weasy import html_to_pdf

__all__ = [
    "TEMPLATE",
    "THEME",
    "PdfRenderer",
    "display_title",
    "paper_values",
    "watermark_values",
]

TEMPLATE = "pdf/display.html.j2"
THEME = "theme.yaml"


class PdfRenderer:
    """Draws any display through WeasyPrint; needs Pango."""

    suffix: ClassVar[str] = "pdf"
    batch_pages: ClassVar[int | None] = 20

    def __init__(self, template: str = TEMPLATE) -> None:
        self.template = template

    def render(self, batch: Document, templates: Templates) -> bytes:
        """Give the PDF of a batch of pages."""
        theme = templates.settings(THEME)
        setup = batch.setup
        pictures = {f"picture/{i}": drawing.svg for i, drawing in enumerate(batch.drawings)}
        values = {
            "title": display_title(batch.display),
            "theme": theme,
            "paper": paper_values(setup),
            "links": self.template != TEMPLATE,
            "watermark": watermark_values(batch.display.watermark, setup, theme),
            "pages": [
                _page_values(page, setup, batch.drawings[i] if batch.drawings else None, i)
                for i, page in enumerate(batch.pages)
            ],
        }
        return html_to_pdf(templates.fill(self.template, values), pictures)

    def join(self, parts: Sequence[bytes], outline: Outline) -> bytes:
        """Give one PDF of all batches, with bookmarks and fixed dates."""
        return join_batches(parts, outline)


def display_title(display: Frame) -> str:
    """Give number and titles in one line."""
    return " ".join(f"{display.title_prefix} {display.number} {' '.join(display.titles)}".split())


def paper_values(setup: PageSetup) -> dict[str, str]:
    """Give the page size, margins and font size as CSS lengths."""
    top, right, bottom, left = setup.margins_in
    return {
        "width": _pt(setup.width_in * POINTS),
        "height": _pt(setup.height_in * POINTS),
        "margins": " ".join(_pt(m * POINTS) for m in (top, right, bottom, left)),
        "top": _pt(top * POINTS),
        "left": _pt(left * POINTS),
        "size": _pt(setup.size_pt),
        "line": _pt(setup.line_pt),
        "chars": str(setup.chars),
    }


def watermark_values(
    text: str, setup: PageSetup, theme: Mapping[str, Any]
) -> dict[str, str] | None:
    """Give the outline of the watermark for a template, or None where there is none."""
    if not text:
        return None
    return {
        "width": f"{setup.width_in * POINTS:g}",
        "height": f"{setup.height_in * POINTS:g}",
        "path": watermark_svg(text, setup, theme["watermark"]["share"]),
    }


def _page_values(
    page: Page, setup: PageSetup, drawing: Drawing | None, place: int
) -> dict[str, Any]:
    lines = page_lines(page, setup)
    return {
        "number": page.number,
        "lines": lines,
        "rules": [
            {
                "left": _pt(first * setup.cell_pt),
                "top": _pt((number + 0.5) * setup.line_pt),
                "width": _pt((last - first) * setup.cell_pt),
                "span": last - first < setup.chars,
            }
            for number, line in enumerate(lines)
            for first, last in line.rules
        ],
        "picture": _picture_values(lines, setup, drawing, place) if drawing else None,
    }


def _picture_values(
    lines: Sequence[Line], setup: PageSetup, drawing: Drawing, place: int
) -> dict[str, str]:
    first = next(i for i, line in enumerate(lines) if line.kind == "picture")
    width, height = drawing.width_in * POINTS, drawing.height_in * POINTS
    return {
        "url": f"tlfgen:picture/{place}",
        "left": _pt((setup.chars * setup.cell_pt - width) / 2),
        "top": _pt(first * setup.line_pt),
        "width": _pt(width),
        "height": _pt(height),
    }


def _pt(points: float) -> str:
    return f"{round(points, 3):g}pt"
