"""Draws one display in one format, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from tlfgen.core.errors import Finding
from tlfgen.io.files import write_atomically
from tlfgen.model.figure import Figure
from tlfgen.model.page import Document
from tlfgen.paging.build import build_document
from tlfgen.paging.picture import build_figure
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
    pages = page_count(laid_out)
    renderer = renderer_for(payload.format, display, pages, templates)
    parts = [
        renderer.render(batch, templates) for batch in _batches(laid_out, renderer.batch_pages)
    ]
    outline = display_outline(display, laid_out.breaks, stamp=laid_out.stamp)
    return renderer.join(parts, outline)


def page_count(laid_out: LaidOut) -> int:
    """Give the number of pages of a display."""
    breaks = laid_out.breaks
    return breaks.pages if breaks is not None else max(len(laid_out.drawings), 1)


def _batches(laid_out: LaidOut, size: int | None) -> Iterator[Document]:
    breaks = laid_out.breaks
    if breaks is None or size is None:
        yield first_document(laid_out)
        return
    for first in range(1, breaks.pages + 1, size):
        yield _document(laid_out, first, first + size - 1)


def first_document(laid_out: LaidOut) -> Document:
    """Give the document of a display's first page, or of a whole figure, with its results."""
    display = laid_out.display
    if isinstance(display, Figure):
        document = build_figure(display, laid_out.setup, laid_out.drawings, stamp=laid_out.stamp)
    else:
        document = _document(laid_out, 1, 1)
    return replace(document, results=laid_out.results)


def _document(laid_out: LaidOut, first: int, last: int) -> Document:
    display, breaks = laid_out.display, laid_out.breaks
    if isinstance(display, Figure) or breaks is None:
        raise TypeError(display.id)
    return build_document(display, laid_out.setup, breaks, first, last, stamp=laid_out.stamp)
