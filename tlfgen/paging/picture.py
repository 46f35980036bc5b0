"""Pages of a figure: the room for its picture between titles and footnotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from tlfgen.core.textwidth import pad_text, text_width
from tlfgen.model.figure import Figure
from tlfgen.model.page import POINTS, Document, Drawing, Page, PageSetup, RunStamp
from tlfgen.paging.furniture import fill_mast, make_furniture

__all__ = ["build_figure", "figure_pages", "picture_room"]

_GAP = 3


def figure_pages(figure: Figure) -> tuple[Figure, ...]:
    """
    Split a figure into one figure a page, each with as many panels as its grid holds.

    Each is drawn on its own; drawings go to `build_figure` in this order.
    """
    size = max(figure.grid[0] * figure.grid[1], 1)
    groups = [figure.panels[i : i + size] for i in range(0, len(figure.panels), size)] or [()]
    return tuple(replace(figure, panels=tuple(group)) for group in groups)


def picture_room(figure: Figure, setup: PageSetup) -> tuple[float, float]:
    """
    Give the width and height in inches that a picture may have on a page.

    Raises
    ------
    LayoutError
        ``layout.no-room`` where titles and footnotes fill the page.
    """
    setup = setup.override(figure.rules.orient, figure.rules.size_pt)
    lines = make_furniture(figure, setup).body[0] - _gaps(figure)
    return setup.chars * setup.cell_pt / POINTS, lines * setup.line_pt / POINTS


def build_figure(
    figure: Figure,
    setup: PageSetup,
    drawings: Sequence[Drawing] = (),
    *,
    stamp: RunStamp | None = None,
) -> Document:
    """
    Make the pages of a figure around its pictures.

    A picture that is larger than its room is scaled down, never up.

    Parameters
    ----------
    figure : Figure
    setup : PageSetup
    drawings : sequence of Drawing
        One a page, in the order of `figure_pages`; none for a page with the no-data sentence.
    stamp : RunStamp or None

    Returns
    -------
    Document
    """
    setup = setup.override(figure.rules.orient, figure.rules.size_pt)
    texts = make_furniture(figure, setup)
    _, room_in = picture_room(figure, setup)
    inset = _inset_lines(figure.inset, setup.chars)
    count = max(len(drawings), 1)
    pages = tuple(
        Page(
            number=number,
            of=count,
            mast=fill_mast(texts.mast, number, count),
            titles=texts.titles,
            foot=fill_mast(texts.foot, number, count),
            footnotes=texts.footnotes,
            message=() if drawings else texts.message,
            stamp=texts.stamp,
            inset=inset,
            picture_lines=_picture_lines(drawings[number - 1], setup, room_in) if drawings else 0,
        )
        for number in range(1, count + 1)
    )
    fitted = tuple(_fit(drawing, setup, room_in) for drawing in drawings)
    return Document(
        display=figure,
        setup=setup,
        pages=pages,
        of=count,
        stamp=stamp or RunStamp(),
        mast=fill_mast(texts.mast, None, count),
        foot=fill_mast(texts.foot, None, count),
        drawings=fitted,
    )


def _gaps(figure: Figure) -> int:
    """Count the lines between picture, inset and footnotes."""
    return len(figure.inset) + bool(figure.inset) + bool(figure.footnotes)


def _fit(drawing: Drawing, setup: PageSetup, room_in: float) -> Drawing:
    width_in = setup.chars * setup.cell_pt / POINTS
    scale = min(1.0, width_in / drawing.width_in, room_in / drawing.height_in)
    return replace(drawing, width_in=drawing.width_in * scale, height_in=drawing.height_in * scale)


def _picture_lines(drawing: Drawing, setup: PageSetup, room_in: float) -> int:
    height = _fit(drawing, setup, room_in).height_in
    return ceil(height * POINTS / setup.line_pt - 1e-6)


def _inset_lines(rows: Sequence[Sequence[str]], chars: int) -> tuple[str, ...]:
    """Give the small table below a picture as centred lines."""
    if not rows:
        return ()
    count = max(map(len, rows))
    filled = [[*row, *[""] * (count - len(row))] for row in rows]
    widths = [max(text_width(row[i]) for row in filled) for i in range(count)]
    gap = " " * _GAP
    return tuple(
        pad_text(
            gap.join(
                pad_text(text, width, "left" if i == 0 else "center")
                for i, (text, width) in enumerate(zip(row, widths, strict=True))
            ),
            chars,
            "center",
        ).rstrip()
        for row in filled
    )
