"""PDF files joined page by page, with bookmarks, fixed dates, fonts embedded once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf, String

from tlfgen.model.page import Outline, OutlineEntry

__all__ = ["FontShelf", "add_bookmarks", "collect_pages", "finish", "join_batches"]

_OPEN_DEPTH = 1
_DIRECT = (0, 0)


def join_batches(parts: Sequence[bytes], outline: Outline) -> bytes:
    """Give one PDF of parts in order, with the bookmarks of the outline."""
    book = Pdf.new()
    collect_pages(book, parts)
    add_bookmarks(book, outline.entries)
    return finish(book, outline)


class FontShelf:
    """Keeps one copy of each embedded font file of a book."""

    def __init__(self) -> None:
        self._files: dict[str, Any] = {}
        self._seen: set[tuple[int, int]] = set()

    def share(self, page: Any) -> None:
        """Point each embedded font file of a page at the first equal one."""
        for descriptor in _descriptors(page):
            if "/FontFile2" not in descriptor or descriptor.objgen in self._seen:
                continue
            if descriptor.objgen != _DIRECT:
                self._seen.add(descriptor.objgen)
            stream = descriptor.FontFile2
            digest = sha256(stream.read_bytes()).hexdigest()
            descriptor.FontFile2 = self._files.setdefault(digest, stream)


def collect_pages(book: Pdf, parts: Sequence[bytes]) -> FontShelf:
    """
    Copy the pages of parts into an empty book.

    The page tree is written at once, because adding pages one by one costs the square of their
    number. Equal fonts are kept once; the shelf that holds them is given.
    """
    kids: list[Any] = []
    shelf = FontShelf()
    for part in parts:
        with Pdf.open(BytesIO(part)) as source:
            for page in source.pages:
                copied = book.copy_foreign(page.obj)
                copied.Parent = book.Root.Pages
                kids.append(copied)
                shelf.share(copied)
    book.Root.Pages.Kids = Array(kids)
    book.Root.Pages.Count = len(kids)
    return shelf


def _descriptors(page: Any) -> Iterator[Any]:
    resources = page.get("/Resources", {})
    for font in dict(resources.get("/Font", {})).values():
        for inner in font.get("/DescendantFonts", [font]):
            if "/FontDescriptor" in inner:
                yield inner.FontDescriptor


def add_bookmarks(book: Pdf, entries: Sequence[OutlineEntry]) -> None:
    """Write bookmarks of any depth, each to the top of its page at the reader's own zoom."""
    if not entries:
        return
    pages = book.Root.Pages.Kids
    with book.open_outline() as tree:
        levels: list[Any] = [tree.root]
        for entry in entries:
            item = OutlineItem(entry.text)
            item.destination = Array([pages[entry.page - 1], Name.XYZ, None, None, None])
            item.is_closed = entry.depth >= _OPEN_DEPTH
            depth = min(entry.depth, len(levels) - 1)
            levels[depth].append(item)
            levels = [*levels[: depth + 1], item.children]
    book.Root.PageMode = Name.UseOutlines


def finish(book: Pdf, outline: Outline) -> bytes:
    """Give the bytes of a book: title, fixed dates, opening page, same bytes every time."""
    date = _pdf_date(outline.stamp.produced_at)
    pages = book.Root.Pages.Kids
    book.docinfo = book.make_indirect(
        Dictionary(
            Title=String(outline.title),
            Producer=String("tlfgen"),
            CreationDate=String(date),
            ModDate=String(date),
        )
    )
    book.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    book.Root.Lang = String("en")
    if len(pages):
        book.Root.OpenAction = Array([pages[0], Name.XYZ, None, None, None])
    target = BytesIO()
    book.save(
        target,
        min_version="1.7",
        force_version="1.7",
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        compress_streams=True,
        linearize=True,
    )
    return target.getvalue()


def _pdf_date(iso: str) -> str:
    """Give a date such as 2016-06-01T09:00 in PDF form, seconds filled with zeros."""
    digits = "".join(character for character in iso if character.isdigit())
    return "D:" + digits.ljust(14, "0")
