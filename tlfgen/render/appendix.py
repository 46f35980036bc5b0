"""The compiled appendix: displays joined behind a cover with contents, bookmarks, links."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf

from tlfgen.model.page import POINTS, Document, Outline, PageSetup
from tlfgen.model.ports import Templates
from tlfgen.render.lines import page_lines
from tlfgen.render.page_font import load_page_font
from tlfgen.render.painter import font_file
from tlfgen.render.pdf import THEME, PdfRenderer, paper_values, watermark_values
from tlfgen.render.pdf_book import FontShelf, add_bookmarks, collect_pages, finish
from tlfgen.render.weasy import html_to_pdf

__all__ = ["PageLink", "contents_links", "join_appendix", "render_contents", "render_cover"]

_STAMP_PT = 8.0
_STAMP_ABOVE_IN = 0.5
_STAMP_FONT = "/TlfStamp"


@dataclass(frozen=True, slots=True)
class PageLink:
    """A place on a page of the appendix (in points from its lower left) and the page it opens."""

    page: int
    box: tuple[float, float, float, float]
    target: int


def render_cover(
    title: str,
    lines: Sequence[str],
    setup: PageSetup,
    templates: Templates,
    *,
    notice: str = "",
    watermark: str = "",
) -> bytes:
    """Give the PDF of a cover page."""
    theme = templates.settings(THEME)
    top, _, bottom, _ = setup.margins_in
    paper = paper_values(setup) | {"body": f"{(setup.height_in - top - bottom) * POINTS:g}pt"}
    values = {
        "title": title,
        "lines": list(lines),
        "stamp": [text for text in (watermark, notice) if text],
        "theme": theme,
        "paper": paper,
        "watermark": watermark_values(watermark, setup, theme),
    }
    return html_to_pdf(templates.fill("pdf/cover.html.j2", values))


def render_contents(contents: Document, templates: Templates) -> bytes:
    """Give the PDF of the contents pages; links are written by `join_appendix`."""
    return PdfRenderer("pdf/contents.html.j2").render(contents, templates)


def contents_links(
    contents: Document, targets: Sequence[int], first_page: int
) -> tuple[PageLink, ...]:
    """
    Give the links of the contents pages.

    Parameters
    ----------
    contents : Document
        The whole contents list; its row k is entry k.
    targets : sequence of int
        Page of the appendix of each entry.
    first_page : int
        Page of the appendix on which the contents start.
    """
    setup = contents.setup
    top, _, _, left = (margin * POINTS for margin in setup.margins_in)
    head = setup.height_in * POINTS - top
    links = []
    for place, page in enumerate(contents.pages):
        lines = page_lines(page, setup)
        line = next((i for i, text in enumerate(lines) if text.kind == "row"), 0)
        for row in page.rows:
            high = head - line * setup.line_pt
            low = high - row.height * setup.line_pt
            box = (left, low, left + setup.chars * setup.cell_pt, high)
            links.append(PageLink(first_page + place, box, targets[row.row]))
            line += row.height
    return tuple(links)


def join_appendix(
    parts: Sequence[bytes],
    outline: Outline,
    *,
    links: Iterable[PageLink] = (),
    stamp: str = "Appendix page {all} of {total}",
) -> bytes:
    """
    Give one PDF of cover, contents and displays.

    Parameters
    ----------
    parts : sequence of bytes
        PDF files in order.
    outline : Outline
        Bookmarks by page of the appendix.
    links : iterable of PageLink
    stamp : str
        Printed in the bottom margin of every page; "" for none.

    Returns
    -------
    bytes
        Opens with its bookmarks; same parts, same bytes.
    """
    book = Pdf.new()
    shelf = collect_pages(book, parts)
    pages = book.Root.Pages.Kids
    if stamp:
        _stamp_pages(book, pages, stamp, _stamp_font(book, shelf))
    for link in links:
        _add_link(book, pages, link)
    add_bookmarks(book, outline.entries)
    return finish(book, outline)


def _add_link(book: Pdf, pages: Any, link: PageLink) -> None:
    page = pages[link.page - 1]
    annotation = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=Array([round(side, 2) for side in link.box]),
        Border=Array([0, 0, 0]),
        Dest=Array([pages[link.target - 1], Name.XYZ, None, None, None]),
    )
    if "/Annots" not in page:
        page.Annots = Array([])
    page.Annots.append(book.make_indirect(annotation))


def _stamp_font(book: Pdf, shelf: FontShelf) -> Any:
    """Give the page font in a book, its file shared with the pages."""
    with Pdf.open(BytesIO(font_file("Regular"))) as source:
        font = book.copy_foreign(source.pages[0].obj.Resources.Font.F1)
    shelf.share(Dictionary(Resources=Dictionary(Font=Dictionary(F1=font))))
    return font


def _stamp_pages(book: Pdf, pages: Any, pattern: str, font: Any) -> None:
    """Print a line in the bottom margin of every page."""
    before = book.make_stream(b"q")
    total = len(pages)
    page_font = load_page_font("Regular")
    for number, page in enumerate(pages, 1):
        text = pattern.replace("{all}", str(number)).replace("{total}", str(total))
        width = len(text) * 0.6 * _STAMP_PT
        box = [float(side) for side in page.MediaBox]
        x, y = (box[2] - width) / 2, _STAMP_ABOVE_IN * POINTS
        content = (
            f"Q BT 0 g {_STAMP_FONT} {_STAMP_PT:g} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm"
            f" {page_font.encode(text)} Tj ET"
        )
        old = page.Contents
        streams = list(old) if isinstance(old, Array) else [old]
        page.Contents = Array([before, *streams, book.make_stream(content.encode("ascii"))])
        fonts = page.Resources.get("/Font")
        if fonts is None:
            page.Resources.Font = fonts = Dictionary()
        fonts[_STAMP_FONT] = font
