"""What stands around the body of a page: mast, titles, header, footnotes, foot."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tlfgen.core.errors import LayoutError
from tlfgen.core.textwidth import text_width, wrap_text
from tlfgen.model.display import Display, Frame, MastLine, page_header_text
from tlfgen.model.page import Page, PageColumn, PageSetup
from tlfgen.paging.cells import place_header

__all__ = ["Furniture", "fill_mast", "make_furniture", "page_header_lines"]

_NOTE_MARK = re.compile(r"(\s*(?:\[\w{1,3}\]|\(\w{1,2}\)|[*†‡§¶#]+|\w{1,2}\.)\s+|\s*)")


@dataclass(frozen=True, slots=True)
class Furniture:
    """The wrapped texts of every page of a display, and the lines left for its body."""

    mast: tuple[MastLine, ...]
    foot: tuple[MastLine, ...]
    titles: tuple[str, ...]
    footnotes: tuple[str, ...]
    stamp: MastLine
    message: tuple[str, ...]
    body: tuple[int, ...]
    """Lines left for rows and page header, by column part."""


def make_furniture(
    frame: Frame, setup: PageSetup, parts: Sequence[Sequence[PageColumn]] = ((),)
) -> Furniture:
    """
    Wrap the texts around the body, and count the lines left for it.

    Raises
    ------
    LayoutError
        ``layout.no-room`` where less than three lines are left.
    """
    number = f"{frame.title_prefix} {frame.number}".strip()
    texts = (number, *frame.titles) if number else frame.titles
    titles = [line for text in texts for line in wrap_text(text, setup.chars)]
    footnotes = [line for text in frame.footnotes for line in _hanging(text, setup.chars)]
    mast, foot = fit_mast(frame.mast, setup.chars), fit_mast(frame.foot, setup.chars)
    stamp = MastLine(left=frame.watermark, center=frame.notice)
    message = wrap_text(frame.empty, setup.chars - 4) if frame.empty else ()
    fixed = Page(
        number=1,
        of=1,
        mast=mast,
        titles=tuple(titles),
        foot=foot,
        footnotes=tuple(footnotes),
        part_label=frame.rules.split_label if len(parts) > 1 else "",
        stamp=stamp,
    ).fixed_lines()
    rooms = []
    for columns in parts:
        room = setup.lines - fixed
        if columns:
            header = header_height(frame, columns)
            room -= header + (_RULES if header else 0)
        rooms.append(room)
    if min(rooms) < _LEAST_BODY:
        raise LayoutError.of(
            "layout.no-room",
            f"{frame.id}: titles, header and footnotes leave {min(rooms)} of {setup.lines} lines.",
            hint="shorten the footnotes or titles, or use a smaller font size.",
        )
    return Furniture(mast, foot, tuple(titles), tuple(footnotes), stamp, message, tuple(rooms))


def fit_mast(lines: Sequence[MastLine], chars: int) -> tuple[MastLine, ...]:
    """Give mast lines whose texts do not touch: one that is too full becomes several."""
    fitted: list[MastLine] = []
    for line in lines:
        left, center, right = (
            text_width(text.replace("{pages}", _WIDE).replace("{page}", _WIDE))
            for text in (line.left, line.center, line.right)
        )
        beside = max(left, right) if center else 0
        if (left + right < chars and 2 * beside + center + 2 <= chars) or not (left or right):
            fitted.append(line)
            continue
        texts = wrap_text(line.left, chars) if left else ()
        fitted += [MastLine(left=text) for text in texts]
        fitted += [MastLine(center=text) for text in wrap_text(line.center, chars) if text]
        if right and texts and not center and text_width(texts[-1]) + right < chars:
            fitted[-1] = MastLine(left=texts[-1], right=line.right)
        elif right:
            fitted += [MastLine(right=text) for text in wrap_text(line.right, chars)]
    return tuple(fitted)


_LEAST_BODY = 3
_RULES = 3
_WIDE = "00000"


def header_height(frame: Frame, columns: Sequence[PageColumn]) -> int:
    """Count the lines of the column header on these columns, rules below spans included."""
    header = place_header(getattr(frame, "header", ()), columns)
    lines = sum(max(len(cell.lines) for cell in row) for row in header)
    return lines + sum(any(cell.underline for cell in row) for row in header)


def page_header_lines(display: Display, first_row: int, setup: PageSetup) -> tuple[str, ...]:
    """Give the lines above the column header, such as the parameter of the page's rows."""
    text = page_header_text(display, first_row)
    return wrap_text(text, setup.chars) if text else ()


def fill_mast(lines: Sequence[MastLine], page: int | None, pages: int) -> tuple[MastLine, ...]:
    """Give mast lines with their page numbers; None leaves the page open."""

    def fill(text: str) -> str:
        filled = text.replace("{pages}", str(pages))
        return filled if page is None else filled.replace("{page}", str(page))

    return tuple(MastLine(fill(m.left), fill(m.center), fill(m.right)) for m in lines)


def _hanging(text: str, width: int) -> list[str]:
    """Wrap a footnote so that its further lines stand under its text, not its mark."""
    lines: list[str] = []
    for part in text.split("\n"):
        match = _NOTE_MARK.match(part)
        indent = match.end() if match and match.end() < width // 4 else 0
        head, rest = part[:indent], part[indent:]
        wrapped = wrap_text(rest, width - indent)
        lines += [(head if i == 0 else " " * indent) + line for i, line in enumerate(wrapped)]
    return lines
