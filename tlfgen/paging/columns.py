"""Widths of the columns of a display, measured in character cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tlfgen.core.errors import LayoutError
from tlfgen.core.textwidth import text_width
from tlfgen.model.display import Column, Display
from tlfgen.model.page import ColumnPlan, PageColumn, PageSetup

__all__ = ["plan_columns"]

_GAP = 2
_TIGHT_GAP = 1
_WIDEST_GAP = 5
_TEXT_LEAST = 12
_WORD_LEAST = 16
_SPREAD = 14
_STUB_SHARE = 0.45


@dataclass(slots=True)
class _Width:
    """What one column would like and what it can do with."""

    natural: int
    least: int
    fixed: bool
    is_stub: bool
    body: int


def plan_columns(display: Display, setup: PageSetup) -> ColumnPlan:
    """
    Give each column its cells, in as many parts as the page width needs.

    A width the shell gives is kept. Other columns get what their widest line needs; text columns
    wrap to make room, numbers never do. Where even that is too wide, the columns are split into
    parts that each repeat the stub, at the bounds of spanning headers where possible; or, where
    the page rules say ``fit``, columns shrink to their least width.

    Returns
    -------
    ColumnPlan

    Raises
    ------
    LayoutError
        ``layout.too-wide`` where no split or wrap makes the columns fit.
    """
    widths = _measure(display)
    if not widths:
        return ColumnPlan(((),))
    everything = list(range(len(widths)))
    alike = _alike(display, widths)
    if _total([w.least for w in alike], _TIGHT_GAP) <= setup.chars:
        widths = alike
        if close := _close_cells(display, widths, setup.chars):
            return ColumnPlan((_tight_part(display, widths, close),))
    for gap in (_GAP, _TIGHT_GAP):
        if _total([w.least for w in widths], gap) <= setup.chars:
            return ColumnPlan((_part(display, everything, widths, setup.chars, gap),))
    if display.rules.max_width == "fit":
        for column, width in zip(display.columns, widths, strict=True):
            if not width.fixed and column.align == "left":
                width.least = min(width.natural, column.min_width)
        if _total([w.least for w in widths], _TIGHT_GAP) > setup.chars:
            raise _too_wide(display, widths, everything, setup)
        return ColumnPlan((_part(display, everything, widths, setup.chars, _TIGHT_GAP),))
    return _split(display, widths, setup)


def _total(cells: Sequence[int], gap: int) -> int:
    return sum(cells) + gap * (len(cells) - 1)


def _measure(display: Display) -> list[_Width]:
    """Give what each column would like, from its header and every body cell."""
    count = len(display.columns)
    body, words = [0] * count, [0] * count
    for row in display.rows:
        if row.kind in {"group", "note", "rule"} and not any(c.text for c in row.cells[1:]):
            continue
        place = 0
        for cell in row.cells:
            if cell.span == 1 and cell.text:
                extra = row.indent if place == 0 else 0
                body[place] = max(body[place], _longest_line(cell.text) + extra)
                if display.columns[place].align == "left":
                    words[place] = max(words[place], _longest_word(cell.text) + extra)
            place += cell.span
    labels, label_words = _measure_header(display, body)
    return [
        _width(column, *sizes)
        for column, *sizes in zip(display.columns, body, words, labels, label_words, strict=True)
    ]


def _alike(display: Display, widths: Sequence[_Width]) -> list[_Width]:
    """Give data columns of one label one width, as those of a statistic below several arms."""
    labels = [None if w.is_stub or w.fixed or not c.label else (c.label, c.align)
              for c, w in zip(display.columns, widths, strict=True)]  # fmt: skip
    made = []
    for label, width in zip(labels, widths, strict=True):
        same = [w for word, w in zip(labels, widths, strict=True) if word == label]
        if label is None or len(same) == 1:
            made.append(width)
            continue
        natural, least = max(w.natural for w in same), max(w.least for w in same)
        made.append(replace(width, natural=natural, least=least))
    return made


def _width(column: Column, body: int, word: int, label: int, label_word: int) -> _Width:
    if column.width is not None:
        return _Width(column.width, column.width, True, column.is_stub, body)
    natural = max(body, label, column.min_width)
    if column.align == "left":
        least = max(column.min_width, label_word, min(word, _WORD_LEAST), min(body, _TEXT_LEAST))
    else:
        least = max(column.min_width, label_word, body)
    return _Width(natural, min(least, natural), False, column.is_stub, body)


def _measure_header(display: Display, body: Sequence[int]) -> tuple[list[int], list[int]]:
    """
    Give the widest label line and the widest label word of each column.

    What a spanning label lacks above its columns is shared among them.
    """
    count = len(display.columns)
    lines, words = [0] * count, [0] * count
    spanning = []
    for header_row in display.header:
        for cell in header_row:
            if cell.span == 1:
                lines[cell.first] = max(lines[cell.first], _longest_line(cell.text))
                words[cell.first] = max(words[cell.first], _longest_word(cell.text))
            else:
                spanning.append(cell)
    for cell in spanning:
        covered = range(cell.first, min(cell.first + cell.span, count))
        for sizes, needed in ((lines, _longest_line), (words, _longest_word)):
            known = [max(sizes[index], body[index]) for index in covered]
            lacking = needed(cell.text) - _total(known, _TIGHT_GAP)
            for place, index in enumerate(covered if lacking > 0 else ()):
                share = lacking // len(covered) + (place < lacking % len(covered))
                sizes[index] = known[place] + share
    return lines, words


def _longest_line(text: str) -> int:
    return max(map(text_width, text.split("\n"))) if "\n" in text else text_width(text)


def _longest_word(text: str) -> int:
    return max(map(text_width, text.split()), default=0)


def _part(
    display: Display, members: Sequence[int], widths: Sequence[_Width], chars: int, gap: int
) -> tuple[PageColumn, ...]:
    """Give the page columns of one part: shrunk to fit, or spread over the page."""
    cells = {index: widths[index].natural for index in members}
    over = _total(list(cells.values()), gap) - chars
    if over > 0:
        _shrink(cells, {index: widths[index].least for index in members}, over)
    else:
        gap = _spread(cells, widths, -over, gap)
    columns, left = [], 0
    for index in members:
        column = display.columns[index]
        block = min(widths[index].body, cells[index])
        columns.append(PageColumn(index, left, cells[index], column.align, column.is_stub, block))
        left += cells[index] + gap
    return tuple(columns)


def _shrink(cells: dict[int, int], least: dict[int, int], over: int) -> None:
    """Take cells one by one from the widest column that can still give."""
    for _ in range(over):
        givers = [index for index in cells if cells[index] > least[index]]
        if not givers:
            return
        cells[max(givers, key=lambda index: (cells[index], index))] -= 1


def _close_cells(display: Display, widths: Sequence[_Width], chars: int) -> list[int] | None:
    """Give the widths of numbers below spanning headers moved close, to leave room for the stub."""
    stubs = [w.is_stub for w in widths]
    is_plain = all(c.align != "left" for c in display.columns if not c.is_stub)
    is_plain &= stubs == [True] + [False] * (len(stubs) - 1) and not widths[0].fixed
    if not is_plain or not _span_starts(display):
        return None
    whole, least = [w.natural for w in widths], [w.least for w in widths]
    room = chars - sum(_tight_gaps(display, len(whole)))
    if _total(whole, _GAP) <= chars or sum(least) > room:
        return None
    data = whole[1:] if sum(whole) <= room else least[1:]
    return [room - sum(data), *data]


def _tight_gaps(display: Display, count: int) -> list[int]:
    """Give the cells before each column: one within a spanning header, two before it."""
    starts = _span_starts(display)
    inner = [index for index in range(1, count) if starts.get(index, index) != index]
    return [0, *(_TIGHT_GAP if index in inner else _GAP for index in range(1, count))]


def _tight_part(
    display: Display, widths: Sequence[_Width], cells: Sequence[int]
) -> tuple[PageColumn, ...]:
    """Give the page columns of given widths, close below their spanning headers."""
    gaps = _tight_gaps(display, len(cells))
    columns, left = [], 0
    for index, column in enumerate(display.columns):
        left += gaps[index]
        block = min(widths[index].body, cells[index])
        columns.append(PageColumn(index, left, cells[index], column.align, column.is_stub, block))
        left += cells[index]
    return tuple(columns)


def _spread(cells: dict[int, int], widths: Sequence[_Width], spare: int, gap: int) -> int:
    """Hand out spare cells: to data columns up to a limit, then to the gaps; give the gap."""
    data = [i for i in cells if not widths[i].fixed and not widths[i].is_stub]
    if data:
        widest = max(cells[i] for i in data)
        for index in sorted(data, key=lambda i: cells[i]):
            level = min(widest - cells[index], spare, _SPREAD // 2)
            cells[index] += level
            spare -= level
        share = min(spare // len(data), _SPREAD)
        for index in data:
            cells[index] += share
        spare -= share * len(data)
    stub = [i for i in cells if not widths[i].fixed and widths[i].is_stub]
    if stub and data:
        cells[stub[-1]] += spare
        return gap
    gaps = len(cells) - 1
    return gap + min(spare // gaps, _WIDEST_GAP - gap) if gaps and spare > 0 else gap


def _split(display: Display, widths: list[_Width], setup: PageSetup) -> ColumnPlan:
    """Give parts that each hold the stub and as many data columns as fit."""
    stub = [i for i, width in enumerate(widths) if width.is_stub]
    data = [i for i, width in enumerate(widths) if not width.is_stub]
    limit = int(setup.chars * _STUB_SHARE)
    stub_cells = {i: widths[i].natural for i in stub}
    over = sum(stub_cells.values()) + _GAP * len(stub) - limit
    if over > 0:
        _shrink(stub_cells, {i: widths[i].least for i in stub}, over)
    for index in stub:
        cells = stub_cells[index]
        widths[index] = _Width(cells, cells, True, True, widths[index].body)
    room = setup.chars - sum(stub_cells.values()) - _GAP * len(stub)
    if not data or max(widths[i].least for i in data) > room:
        raise _too_wide(display, widths, [*stub, *data[:1]], setup)
    spans = _span_starts(display)
    parts: list[list[int]] = [[]]
    for index in data:
        if _total([widths[i].least for i in [*parts[-1], index]], _GAP) > room:
            start = spans.get(index, index)
            moved = [i for i in parts[-1] if i >= start]
            if len(moved) == len(parts[-1]):
                moved = []
            parts[-1] = parts[-1][: len(parts[-1]) - len(moved)]
            parts.append(moved)
        parts[-1].append(index)
    chars = setup.chars
    return ColumnPlan(
        tuple(_part(display, [*stub, *part], widths, chars, _GAP) for part in parts if part)
    )


def _span_starts(display: Display) -> dict[int, int]:
    """Give, for each column, the first column of the outermost spanning header above it."""
    starts: dict[int, int] = {}
    for header_row in reversed(display.header):
        for cell in header_row:
            if cell.span > 1:
                starts.update(dict.fromkeys(range(cell.first, cell.first + cell.span), cell.first))
    return starts


def _too_wide(
    display: Display, widths: Sequence[_Width], members: Sequence[int], setup: PageSetup
) -> LayoutError:
    names = [display.columns[i].name for i in sorted(members, key=lambda i: -widths[i].least)]
    needed = _total([widths[i].least for i in members], _TIGHT_GAP)
    return LayoutError.of(
        "layout.too-wide",
        f"{display.id}: columns need {needed} characters and the page has {setup.chars}.",
        details=[f"widest {', '.join(names[:3])}"],
        hint="give these columns a smaller width, let max_width be split, or use landscape.",
    )
