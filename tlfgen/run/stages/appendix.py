"""Compiles the appendix: cover, contents, displays, bookmarks, links; and its workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tlfgen.core.errors import Finding
from tlfgen.io.files import write_atomically
from tlfgen.layout.contents import (
    ContentsEntry,
    ContentsItem,
    layout_contents,
    place_items,
)
from tlfgen.model.display import Table
from tlfgen.model.output import Outline, OutlineEntry
from tlfgen.paging.build import build_document
from tlfgen.paging.rows import paginate_display
from tlfgen.render.appendix import (
    contents_links,
    join_appendix,
    render_contents,
    render_cover,
)
from tlfgen.render.environment import TemplateFolders
from tlfgen.render.formats import display_outline
from tlfgen.render.workbook import render_workbook
from tlfgen.run.payloads import Compile, Part
from tlfgen.run.stages.display import LaidOut, load_laid_out
from tlfgen.run.stages.render import first_document, page_count

__all__ = ["compile_pdf", "compile_workbook"]


def compile_pdf(payload: Compile, inputs: Mapping[str, Path], folder: Path) -> list[Finding]:
    """Join cover, contents and displays into one PDF."""
    templates = TemplateFolders(payload.templates)
    laid_out = _displays(payload, inputs)
    items = [_item(part, laid_out) for part in payload.parts]
    shown = [place for place, part in enumerate(payload.parts) if part.depth < payload.depth]
    pages = _contents_pages(payload, [items[place] for place in shown])
    entries = place_items(items, 2 + pages)
    listed = [entries[place] for place in shown]
    contents = _contents(payload, listed)
    breaks = paginate_display(contents, payload.setup)
    document = build_document(contents, payload.setup, breaks, stamp=payload.stamp)
    cover = render_cover(
        payload.title,
        payload.lines,
        payload.setup,
        templates,
        notice=payload.notice,
        watermark=payload.watermark,
    )
    files = [
        (inputs[f"pdf:{part.role}"] / part.file).read_bytes() for part in payload.parts if part.role
    ]
    links = contents_links(document, [one.page for one in listed], 2) if payload.links else ()
    book = join_appendix(
        [cover, render_contents(document, templates), *files],
        Outline.of(payload.title, _bookmarks(payload, entries, laid_out), payload.stamp),
        links=links,
        stamp=payload.page_stamp,
    )
    write_atomically(folder / payload.file, book)
    return []


def compile_workbook(payload: Compile, inputs: Mapping[str, Path], folder: Path) -> list[Finding]:
    """Put every display on a sheet of one workbook, behind an index with links."""
    laid_out = _displays(payload, inputs)
    documents = [first_document(laid_out[part.role]) for part in payload.parts if part.role]
    templates = TemplateFolders(payload.templates)
    book = render_workbook(
        payload.title, documents, templates, payload.stamp, notice=payload.notice
    )
    write_atomically(folder / payload.file, book)
    return []


def _displays(payload: Compile, inputs: Mapping[str, Path]) -> dict[str, LaidOut]:
    return {
        part.role: load_laid_out(inputs[f"display:{part.role}"])
        for part in payload.parts
        if part.role
    }


def _item(part: Part, laid_out: Mapping[str, LaidOut]) -> ContentsItem:
    if not part.role:
        return ContentsItem(part.number, part.title, part.depth)
    pages = page_count(laid_out[part.role])
    return ContentsItem(part.number, part.title, part.depth, pages)


def _contents_pages(payload: Compile, items: Sequence[ContentsItem]) -> int:
    """Give the number of contents pages, which does not depend on the page numbers."""
    trial = _contents(payload, place_items(items, 2))
    return paginate_display(trial, payload.setup).pages


def _contents(payload: Compile, entries: Sequence[ContentsEntry]) -> Table:
    return layout_contents(
        entries,
        chars=payload.setup.chars,
        notice=payload.notice,
        watermark=payload.watermark,
    )


def _bookmarks(
    payload: Compile, entries: Sequence[ContentsEntry], laid_out: Mapping[str, LaidOut]
) -> list[OutlineEntry]:
    """Give the bookmarks: sections, displays, and the page keys of a display."""
    found = [OutlineEntry("Cover", 1), OutlineEntry("Table of Contents", 2)]
    for part, entry in zip(payload.parts, entries, strict=True):
        found.append(OutlineEntry(entry.text, entry.page, entry.depth))
        if part.role:
            display = laid_out[part.role].display
            breaks = laid_out[part.role].breaks
            own = display_outline(display, breaks, first_page=entry.page, depth=entry.depth)
            found += own.entries[1:]
    return found
