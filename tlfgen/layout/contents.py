"""The contents list of an appendix, laid out as a display."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tlfgen.core.textwidth import pad_text, text_width, wrap_text
from tlfgen.model.display import Cell, Column, MastLine, PageRules, Row, Table

__all__ = ["ContentsEntry", "ContentsItem", "layout_contents", "place_items"]

_INDENT = 2
_PAGE_WIDTH = 7
_NUMBER_GAP = 2
_LEAST_TEXT = 20


@dataclass(frozen=True, slots=True)
class ContentsItem:
    """A section or a display: its number, its title, its depth, and its pages (0 for a section)."""

    number: str
    title: str
    depth: int = 0
    pages: int = 0


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """An item with the page of the appendix it starts on; a section has no pages of its own."""

    number: str
    title: str
    depth: int
    page: int
    is_section: bool = False

    @property
    def text(self) -> str:
        """Number and title in one line, as a bookmark shows them."""
        return " ".join(f"{self.number} {self.title}".split())


def place_items(items: Iterable[ContentsItem], first_page: int) -> tuple[ContentsEntry, ...]:
    """
    Give each item the page it starts on; a section starts where its first display does.

    Examples
    --------
    >>> items = [ContentsItem("14.1", "Demographics"), ContentsItem("Table 1", "Age", 1, 3)]
    >>> [entry.page for entry in place_items([*items, ContentsItem("Table 2", "Sex", 1, 1)], 4)]
    [4, 4, 7]
    """
    entries = []
    page = first_page
    for item in items:
        entries.append(ContentsEntry(item.number, item.title, item.depth, page, not item.pages))
        page += item.pages
    return tuple(entries)


def layout_contents(
    entries: Sequence[ContentsEntry],
    *,
    chars: int,
    title: str = "Table of Contents",
    mast: Sequence[MastLine] = (),
    foot: Sequence[MastLine] = (),
    notice: str = "",
    watermark: str = "",
) -> Table:
    """
    Give the contents list: one row an entry, dotted leaders, page numbers at the right edge.

    The number of lines does not depend on the page numbers, so that the list can be paged once
    with any numbers to learn how many pages it takes.

    Parameters
    ----------
    entries : sequence of ContentsEntry
        In order; row k of the table is entry k.
    chars : int
        Character cells across the page.
    title, mast, foot, notice, watermark
        As of any display.

    Returns
    -------
    Table
    """
    width = chars - _PAGE_WIDTH
    numbers = {kind: _number_width(entries, kind) for kind in {_kind(e) for e in entries}}
    rows = tuple(
        _entry_row(entry, width, numbers[_kind(entry)], heads_next=_heads_next(entries, place))
        for place, entry in enumerate(entries)
    )
    columns = (
        Column("entry", ("",), "", width=width, is_stub=True),
        Column("page", ("",), "", width=_PAGE_WIDTH - 2, align="right"),
    )
    return Table(
        id="contents",
        number="",
        title_prefix="",
        titles=(title,),
        mast=tuple(mast),
        foot=tuple(foot),
        notice=notice,
        watermark=watermark,
        columns=columns,
        header=(),
        rows=rows,
        rules=PageRules(repeat_groups=None, max_width="fit"),
    )


def _entry_row(entry: ContentsEntry, width: int, number_width: int, *, heads_next: bool) -> Row:
    """Give the row of an entry; its page number stands on its last line."""
    lines = _entry_lines(entry, width, number_width)
    page = "\n" * (len(lines) - 1) + str(entry.page)
    cells = (Cell("\n".join(lines)), Cell(page))
    return Row(path=(entry.text,), cells=cells, keep_with_next=heads_next)


def _heads_next(entries: Sequence[ContentsEntry], place: int) -> bool:
    """Say whether an entry has the next one below it."""
    return place + 1 < len(entries) and entries[place + 1].depth > entries[place].depth


def _kind(entry: ContentsEntry) -> tuple[int, bool]:
    """Give what entries share whose titles stand below each other."""
    return entry.depth, entry.is_section


def _number_width(entries: Sequence[ContentsEntry], kind: tuple[int, bool]) -> int:
    """Give the cells that the numbers of a kind need."""
    return max((text_width(e.number) for e in entries if _kind(e) == kind), default=0)


def _entry_lines(entry: ContentsEntry, width: int, number_width: int) -> list[str]:
    """Give the lines of an entry: number, wrapped title, leader."""
    indent = " " * (_INDENT * entry.depth)
    number = pad_text(entry.number, number_width) + " " * _NUMBER_GAP if entry.number else ""
    room = max(width - len(indent) - text_width(number) - _NUMBER_GAP, _LEAST_TEXT)
    texts = wrap_text(" ".join(entry.title.split()), room)
    hanging = " " * text_width(number)
    lines = [indent + (number if place == 0 else hanging) + t for place, t in enumerate(texts)]
    lines[-1] = _with_leader(lines[-1], width)
    return lines


def _with_leader(text: str, width: int) -> str:
    """Fill a line with dots that stand under each other."""
    used = text_width(text) + 1
    first = used + (width - used) % 2
    return text + " " * (first - used + 1) + ". " * ((width - first) // 2)
