"""Page breaks: which rows stand on which page, decided by counting lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tlfgen.model.display import Display, Row
from tlfgen.model.page import PageBreaks, PageColumn, PageSetup, PageSpan
from tlfgen.paging.cells import height_of, place_row
from tlfgen.paging.columns import plan_columns
from tlfgen.paging.furniture import make_furniture, page_header_lines

__all__ = ["hidden_keys", "paginate_display", "repeated_label"]

_SPACERS = frozenset({"blank", "rule"})
_KEEP_WHOLE = 0.34
_LEAST_FILL = 0.6


def paginate_display(display: Display, setup: PageSetup) -> PageBreaks:
    """
    Decide every page of a table or listing by counting lines.

    Rows keep their order and stand on one page each; a row taller than a page goes on over the
    next ones, with its keys on top of each. A page ends before a row that does not fit,
    before rows of another ``page_key``, never after a heading or a row that asks to stay with the
    next, and leaves at least ``min_rows`` of a group beside its heading. A group that is short is
    kept whole where the page stays well filled. A page that starts inside a group repeats its
    headings. Spacers at a page's top or end are dropped. Where columns are split, each range of
    rows gives one page a part.

    Parameters
    ----------
    display : Table or Listing
    setup : PageSetup
        The study's page; the display's own orientation and font size override it.

    Returns
    -------
    PageBreaks
        At least one page.

    Raises
    ------
    LayoutError
        ``layout.too-wide``, ``layout.no-room``.
    """
    setup = setup.override(display.rules.orient, display.rules.size_pt)
    plan = plan_columns(display, setup)
    furniture = make_furniture(display, setup, plan.parts)
    counter = _Counter(display, setup, plan.parts, furniture.body)
    spans = [
        replace(span, part=part) for span in counter.ranges() for part in range(len(plan.parts))
    ]
    return PageBreaks(
        display.id, plan, tuple(spans) or tuple(PageSpan(0, 0, p) for p in range(len(plan.parts)))
    )


def repeated_label(display: Display, index: int) -> str:
    """Give the text of a group heading that is shown again at a page top."""
    label = display.rows[index].cells[0].text if display.rows[index].cells else ""
    return (display.rules.repeat_groups or "{label}").replace("{label}", label.rstrip())


@dataclass(slots=True)
class _Counter:
    """Counts lines of rows on the page's columns; the tallest part decides."""

    display: Display
    setup: PageSetup
    parts: Sequence[Sequence[PageColumn]]
    rooms: Sequence[int]

    def height(self, index: int, hidden: int = 0) -> int:
        """Lines of a row in its tallest part."""
        return max(height_of(self.display, index, part, hidden=hidden) for part in self.parts)

    def heading(self, index: int) -> int:
        """Lines of a repeated group heading."""
        label = repeated_label(self.display, index)
        return max(place_row(self.display, index, p, label=label).height for p in self.parts)

    def room(self, first: int) -> int:
        """Lines for the body of a page that starts with a row."""
        return min(self.rooms) - len(page_header_lines(self.display, first, self.setup))

    def ranges(self) -> list[PageSpan]:
        """Give the rows, and the repeated headings, of each page."""
        rows = self.display.rows
        hidden = hidden_keys(self.display)
        heights = [
            1 if row.kind in _SPACERS else self.height(i, hidden[i]) for i, row in enumerate(rows)
        ]
        blocks = _Blocks(self.display, heights)
        out: list[PageSpan] = []
        start = _next_row(self.display, 0)
        while start < len(rows):
            room = self.room(start)
            top = self.height(start) if hidden[start] else heights[start]
            repeated, used = self._repeats(start, room - top)
            end, used = start + 1, used + top
            if used > room:
                out += self._pieces(start, top, room)
                start = _next_row(self.display, end)
                continue
            while (
                end < len(rows)
                and used + heights[end] <= room
                and rows[end].page_key == rows[start].page_key
            ):
                used += heights[end]
                end += 1
            if end < len(rows) and rows[end].page_key == rows[start].page_key:
                end = blocks.best_end(start, end, room)
            out.append(PageSpan(start, _trim(self.display, start, end), repeated=repeated))
            start = _next_row(self.display, end)
        return out

    def _pieces(self, index: int, height: int, room: int) -> Iterator[PageSpan]:
        """Give the pages of a row that is taller than a page, below its headings."""
        repeated, used = self._repeats(index, room // 2)
        step = max(room - used, 1)
        for first in range(0, height, step):
            lines = (first, min(first + step, height))
            yield PageSpan(index, index + 1, repeated=repeated, lines=lines)

    def _repeats(self, start: int, spare: int) -> tuple[tuple[int, ...], int]:
        """Give the headings to repeat above a row, innermost kept first, and their lines."""
        if self.display.rules.repeat_groups is None:
            return (), 0
        kept: list[int] = []
        used = 0
        for index in reversed([g for g in self.display.rows[start].groups if g < start]):
            lines = self.heading(index)
            if used + lines > spare:
                break
            kept.insert(0, index)
            used += lines
        return tuple(kept), used


def hidden_keys(display: Display, first: int = 0, last: int | None = None) -> list[int]:
    """Give, for rows ``first`` to before ``last``, how many leading keys repeat the row above."""
    rows = display.rows[first:last]
    names = getattr(display, "blank_repeats", ())
    if not names:
        return [0] * len(rows)
    places = [i for name in names for i, c in enumerate(display.columns) if c.name == name]
    hidden, above = [], None
    for row in rows:
        same = 0
        if row.kind == "body" and all(cell.span == 1 for cell in row.cells):
            keys = tuple(row.cells[place].text for place in places)
            if above is not None:
                while same < len(keys) and keys[same] == above[same]:
                    same += 1
            above = keys
        else:
            above = None
        hidden.append(same)
    return hidden


def _next_row(display: Display, index: int) -> int:
    """Give the first row from ``index`` that may start a page."""
    while index < len(display.rows) and display.rows[index].kind in _SPACERS:
        index += 1
    return index


def _trim(display: Display, start: int, end: int) -> int:
    """Give the end of a page without the spacers it would end with."""
    while end > start + 1 and display.rows[end - 1].kind in _SPACERS:
        end -= 1
    return end


class _Blocks:
    """Knows where a page may end: by headings, groups, and rows that stay together."""

    def __init__(self, display: Display, heights: Sequence[int]) -> None:
        self.rows = display.rows
        self.least = display.rules.min_rows
        self.heights = heights

    def best_end(self, start: int, end: int, room: int) -> int:
        """Give the best row to end a page before, at most ``end``."""
        allowed = [cut for cut in range(end, start, -1) if self._may_end(start, cut)]
        if not allowed:
            return end
        filled = 0
        lines = {start: 0}
        for index in range(start, end):
            filled += self.heights[index]
            lines[index + 1] = filled
        for cut in allowed:
            if lines[cut] < _LEAST_FILL * room:
                break
            if not self._splits_badly(cut, room):
                return cut
        return allowed[0]

    def _may_end(self, start: int, cut: int) -> bool:
        """Say whether a page from ``start`` may end before row ``cut``."""
        last = cut - 1
        while last > start and self.rows[last].kind in _SPACERS:
            last -= 1
        row = self.rows[last]
        if row.keep_with_next or row.kind == "group":
            return False
        after = _next_body(self.rows, cut)
        if after is None:
            return True
        for heading in self.rows[after].groups:
            if heading >= start and self._members(heading, cut) < self.least:
                return False
        return True

    def _members(self, heading: int, cut: int) -> int:
        """Count the body rows of a group before a row."""
        return sum(
            self.rows[i].kind == "body" and heading in self.rows[i].groups
            for i in range(heading + 1, cut)
        )

    def _splits_badly(self, cut: int, room: int) -> bool:
        """Say whether ending before ``cut`` splits a short group, or leaves too few rows of one."""
        if self.rows[cut].kind in _SPACERS or not self.rows[cut].groups:
            return False
        inner = self.rows[cut].groups[-1]
        end = cut
        while end < len(self.rows) and inner in self.rows[end].groups:
            end += 1
        left = sum(row.kind == "body" for row in self.rows[cut:end])
        return left < self.least or sum(self.heights[inner:end]) <= _KEEP_WHOLE * room


def _next_body(rows: Sequence[Row], index: int) -> int | None:
    """Give the next row that prints text, or None."""
    while index < len(rows):
        if rows[index].kind not in _SPACERS:
            return index
        index += 1
    return None
