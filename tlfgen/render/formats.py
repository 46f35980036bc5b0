"""The formats a display can be drawn in, by name."""

from __future__ import annotations

from collections.abc import Sequence

from tlfgen.core.errors import RenderError
from tlfgen.model.display import Display, Listing
from tlfgen.model.figure import Figure
from tlfgen.model.page import Outline, OutlineEntry, PageBreaks, RunStamp
from tlfgen.model.ports import Renderer, Templates
from tlfgen.render.pdf import display_title

__all__ = ["FORMATS", "display_outline", "renderer_for"]

FORMATS = ("pdf", "rtf", "xlsx", "html", "txt", "json")
"""In the order of the command line; JSON is always written."""


def renderer_for(
    name: str, display: Display | Figure, pages: int, templates: Templates
) -> Renderer:
    """
    Give the renderer of a format for a display of so many pages.

    Long listings on built-in templates go to the page painter; all other PDF to WeasyPrint.

    Raises
    ------
    RenderError
        ``render.unknown-format``.
    """
    if name == "pdf":
        return _pdf_renderer(display, pages, templates)
    if name == "rtf":
        from tlfgen.render.rtf import RtfRenderer

        return RtfRenderer()
    if name == "xlsx":
        from tlfgen.render.xlsx import XlsxRenderer

        return XlsxRenderer()
    if name == "html":
        from tlfgen.render.html import HtmlRenderer

        return HtmlRenderer()
    if name == "txt":
        from tlfgen.render.txt import TxtRenderer

        return TxtRenderer()
    if name == "json":
        from tlfgen.render.display_json import JsonRenderer

        return JsonRenderer()
    raise RenderError.unknown("format", name, FORMATS)


def _pdf_renderer(display: Display | Figure, pages: int, templates: Templates) -> Renderer:
    from tlfgen.render.painter import PainterRenderer, suits_painter
    from tlfgen.render.pdf import PdfRenderer

    if suits_painter(pages, templates, is_listing=isinstance(display, Listing)):
        return PainterRenderer()
    return PdfRenderer()


def display_outline(
    display: Display | Figure,
    breaks: PageBreaks | None = None,
    *,
    stamp: RunStamp | None = None,
    first_page: int = 1,
    depth: int = 0,
) -> Outline:
    """
    Give the bookmarks of a display: its title, and below it each page key where there are several.

    ``first_page`` and ``depth`` place them in a larger file.
    """
    title = display_title(display)
    entries = [OutlineEntry(title, first_page, depth)]
    if breaks is not None and not isinstance(display, Figure):
        keys = _page_keys(display, breaks)
        if len(keys) > 1:
            entries += [OutlineEntry(key, first_page + page, depth + 1) for key, page in keys]
    return Outline(title, tuple(entries), stamp or RunStamp())


def _page_keys(display: Display, breaks: PageBreaks) -> Sequence[tuple[str, int]]:
    """Give each page key with the first page (from 0) that shows it."""
    found: list[tuple[str, int]] = []
    for page, span in enumerate(breaks.spans):
        if span.first == span.last:
            continue
        key = " / ".join(display.rows[span.first].page_key)
        if key and (not found or found[-1][0] != key):
            found.append((key, page))
    return found
