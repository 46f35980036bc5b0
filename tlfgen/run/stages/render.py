"""Draws one display in one format, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from tlfgen.core.errors import Finding
from tlfgen.io.files import write_atomically
from tlfgen.model.display import Display
from tlfgen.model.figure import Figure
from tlfgen.model.page import Document, PageBreaks
from tlfgen.paging.build import build_document
from tlfgen.paging.picture import build_figure
from tlfgen.paging.rows import paginate_display
from tlfgen.render.environment import TemplateFolders
from tlfgen.render.formats import display_outline, renderer_for
from tlfgen.run.payloads import Draw
from tlfgen.run.stages.display import LaidOut, load_laid_out

__all__ = ["draw_bytes", "draw_display", "first_document", "page_count"]


def draw_display(payload: Draw, inputs: Mapping[str, Path], folder: Path) -> list[Finding]:
    """Draw a laid-out display and keep the file."""
    laid_out = load_laid_out(inputs["display"])
    write_atomically(folder / payload.file, draw_bytes(payload, laid_out))
    return []


def draw_bytes(payload: Draw, laid_out: LaidOut) -> bytes:
    """Give the file of a laid-out display in one format."""
    templates = TemplateFolders(payload.templates)
    display = laid_out.display
    breaks = _breaks(laid_out)
    pages = page_count(laid_out, breaks)
    renderer = renderer_for(payload.format, display, pages, templates)
    parts = [
        renderer.render(batch, templates)
        for batch in _batches(laid_out, breaks, renderer.batch_pages)
    ]
    outline = display_outline(display, breaks, stamp=laid_out.stamp)
    return renderer.join(parts, outline)


def page_count(laid_out: LaidOut, breaks: PageBreaks | None) -> int:
    """Give the number of pages of a display."""
    return breaks.pages if breaks is not None else max(len(laid_out.drawings), 1)


def _breaks(laid_out: LaidOut) -> PageBreaks | None:
    display = laid_out.display
    return None if isinstance(display, Figure) else paginate_display(display, laid_out.setup)


def _batches(laid_out: LaidOut, breaks: PageBreaks | None, size: int | None) -> Iterator[Document]:
    display = laid_out.display
    if breaks is None:
        yield first_document(laid_out, None)
        return
    if size is None:
        yield first_document(laid_out, breaks)
        return
    for first in range(1, breaks.pages + 1, size):
        yield _document(display, laid_out, breaks, first, first + size - 1)


def first_document(laid_out: LaidOut, breaks: PageBreaks | None = None) -> Document:
    """Give the document of a display's first page, or of a whole figure, with its results."""
    display = laid_out.display
    if isinstance(display, Figure):
        document = build_figure(display, laid_out.setup, laid_out.drawings, stamp=laid_out.stamp)
    else:
        known = breaks or paginate_display(display, laid_out.setup)
        document = _document(display, laid_out, known, 1, 1)
    return replace(document, results=laid_out.results)


def _document(
    display: Display | Figure, laid_out: LaidOut, breaks: PageBreaks, first: int, last: int
) -> Document:
    if isinstance(display, Figure):
        raise TypeError(display.id)
    return build_document(display, laid_out.setup, breaks, first, last, stamp=laid_out.stamp)
