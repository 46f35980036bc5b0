"""Legends, boxed notes: put where they hide nothing that is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from tlfgen.model.figure import Box, Panel, Series
from tlfgen.render.plot.axes import Plot, open_plot
from tlfgen.render.plot.sheet import Area, Sheet, open_sheet
from tlfgen.render.plot.theme import INK, LINE_PT, RULE_PT, series_style

__all__ = [
    "draw_boxes",
    "draw_legend",
    "draw_legend_above",
    "legend_lines",
    "legend_room",
]

_SAMPLE_CELLS = 5.0
_PAD_PT = 4.0
_CORNERS = ("upper right", "upper left", "lower right", "lower left")
_STEPS = 24


def legend_room(sheet: Sheet, panel: Panel, area: Area) -> float:
    """Give the points that the legend takes above the plot; 0 where a corner of it is free."""
    probe = replace(sheet, figure=open_sheet(1.0, 1.0, sheet.size_pt).figure)
    plot = open_plot(probe, panel, area)
    if panel.legend == "none" or _legend_place(plot) is not None:
        return 0.0
    rows = len(_legend_rows(sheet, [one.label for one in panel.series], plot.area.width))
    return rows * sheet.line + _PAD_PT


def _legend_place(plot: Plot) -> Area | None:
    """Give the free corner for the legend, if any."""
    sheet, series = plot.sheet, plot.panel.series
    widest = max(_entry_width(sheet, one.label) for one in series)
    size = (widest + 2 * _PAD_PT, len(series) * sheet.line + 2 * _PAD_PT)
    return _free_corner(plot, size, plot.panel.legend, [])


def _legend_rows(sheet: Sheet, labels: Sequence[str], width: float) -> list[list[int]]:
    """Break the entries of a legend into rows of at most a width."""
    rows: list[list[int]] = [[]]
    used = 0.0
    for number, label in enumerate(labels):
        wide = _entry_width(sheet, label)
        if rows[-1] and used + wide > width:
            rows.append([])
            used = 0.0
        rows[-1].append(number)
        used += wide + 3 * sheet.cell
    return rows


def _entry_width(sheet: Sheet, label: str) -> float:
    return (_SAMPLE_CELLS + 1) * sheet.cell + sheet.measure(label)


def draw_legend(plot: Plot, *, is_line: bool, has_markers: bool) -> list[Area]:
    """
    Draw the legend in the corner asked for, else in one where it hides nothing, else above.

    Returns
    -------
    list of Area
        The room it takes inside the plotted area, none where it stands above.
    """
    sheet, wanted = plot.sheet, plot.panel.legend
    series = plot.panel.series
    if wanted == "none" or not any(one.label for one in series):
        return []
    free = _legend_place(plot)
    if free is None:
        draw_legend_above(plot, is_line=is_line, has_markers=has_markers)
        return []
    for number, one in enumerate(series):
        y = free.top - _PAD_PT - (number + 0.5) * sheet.line
        _entry(plot, one, free.left + _PAD_PT, y, is_line=is_line, has_markers=has_markers)
    return [free]


def legend_lines(sheet: Sheet, series: Sequence[Series], width: float) -> int:
    """Count the lines of a legend above a plot of that width."""
    return len(_legend_rows(sheet, [one.label for one in series], width))


def draw_legend_above(
    plot: Plot, *, is_line: bool, has_markers: bool = True, gap: float = 0.0
) -> None:
    """Draw the legend above the plotted area, ``gap`` points away from it."""
    sheet, inner = plot.sheet, plot.area
    rows = _legend_rows(sheet, [one.label for one in plot.panel.series], inner.width)
    for place, row in enumerate(rows):
        y = inner.top + gap + _PAD_PT + (len(rows) - place - 0.5) * sheet.line
        x = inner.left
        for number in row:
            one = plot.panel.series[number]
            _entry(plot, one, x, y, is_line=is_line, has_markers=has_markers)
            x += _entry_width(sheet, one.label) + 3 * sheet.cell


def _entry(
    plot: Plot, series: Series, x: float, y: float, *, is_line: bool, has_markers: bool
) -> None:
    """Draw a sample of a series with its label."""
    from matplotlib.lines import Line2D

    sheet = plot.sheet
    style = series_style(series.style, has_dash=sheet.has_dashes, has_marker=sheet.has_markers)
    length = _SAMPLE_CELLS * sheet.cell if is_line else sheet.cell
    ends = [x / sheet.width, (x + length) / sheet.width]
    level = y / sheet.height
    if is_line:
        line = Line2D(
            ends, [level, level], color=style.colour, linewidth=LINE_PT, linestyle=style.line
        )
        sheet.figure.add_artist(line)
    if has_markers:
        middle = [sum(ends) / 2]
        sheet.figure.add_artist(
            Line2D(
                middle,
                [level],
                color=style.colour,
                marker=style.marker,
                markersize=5,
                linestyle="none",
            )
        )
    sheet.write(x + length + sheet.cell, y, series.label, level="center")


def draw_boxes(plot: Plot, boxes: Sequence[Box], taken: Sequence[Area]) -> None:
    """Draw boxed notes, each in its corner or, where that hides something, in a free one."""
    from matplotlib.patches import Rectangle

    sheet = plot.sheet
    used = list(taken)
    for box in boxes:
        width = max(sheet.measure(line) for line in box.lines) + 4 * _PAD_PT
        height = len(box.lines) * sheet.line + 2 * _PAD_PT
        place = _free_corner(plot, (width, height), box.where, used)
        if place is None:
            place = _corner(plot, (width, height), box.where)
        used.append(place)
        sheet.figure.add_artist(
            Rectangle(
                (place.left / sheet.width, place.bottom / sheet.height),
                place.width / sheet.width,
                place.height / sheet.height,
                facecolor="white",
                edgecolor=INK,
                linewidth=RULE_PT,
                transform=sheet.figure.transFigure,
            )
        )
        for number, line in enumerate(box.lines):
            y = place.top - _PAD_PT - (number + 0.5) * sheet.line
            sheet.write(place.left + 2 * _PAD_PT, y, line, level="center")


def _corner(plot: Plot, size: tuple[float, float], where: str) -> Area:
    inner = plot.area.inset(_PAD_PT * 2, _PAD_PT * 2, _PAD_PT, 0.0)
    left = inner.left if "left" in where else inner.right - size[0]
    bottom = inner.bottom if "lower" in where else inner.top - size[1]
    return Area(left, bottom, *size)


def _free_corner(
    plot: Plot, size: tuple[float, float], wanted: str, taken: Sequence[Area]
) -> Area | None:
    """Give the corner wanted, or the first other one, in which nothing is drawn."""
    corners = [wanted, *(one for one in _CORNERS if one != wanted)] if wanted in _CORNERS else []
    points = list(_drawn_points(plot))
    for corner in corners:
        area = _corner(plot, size, corner)
        hidden = any(area.left < x < area.right and area.bottom < y < area.top for x, y in points)
        if not hidden and not any(_overlap(area, other) for other in taken):
            return area
    return None


def _overlap(one: Area, other: Area) -> bool:
    return (
        one.left < other.right
        and other.left < one.right
        and one.bottom < other.top
        and other.bottom < one.top
    )


def _drawn_points(plot: Plot) -> Iterator[tuple[float, float]]:
    """Give points along everything that is drawn, in points of the sheet."""
    place = plot.point
    for series in plot.panel.series:
        x = [value + series.dodge for value in series.x]
        if series.kind == "points":
            yield from (place(*one) for one in zip(x, series.y, strict=True))
            continue
        for at, box in zip(x, series.boxes, strict=False):
            yield from _along([(at, box.low), (at, box.high)], place, is_step=False)
        yield from (place(at + series.dodge, value) for at, value in series.marks)
        if series.boxes:
            continue
        lows, highs = (series.band.low, series.band.high) if series.band else ((), ())
        for curve in (series.y, lows, highs):
            known = [(at, y) for at, y in zip(x, curve, strict=False) if y is not None]
            yield from _along(known, place, is_step=series.kind == "step")
        if series.kind == "mean_ci":
            for at, low, high in zip(x, lows, highs, strict=False):
                if low is not None and high is not None:
                    yield from _along([(at, low), (at, high)], place, is_step=False)


def _along(
    points: Sequence[tuple[float, float]], place: Any, *, is_step: bool
) -> Iterator[tuple[float, float]]:
    """Give points along a line through points, close to each other."""
    if len(points) == 1:
        yield place(*points[0])
    for (x, y), (next_x, next_y) in pairwise(points):
        corner = [(x, y), (next_x, y), (next_x, next_y)] if is_step else [(x, y), (next_x, next_y)]
        for (a, b), (c, d) in pairwise(corner):
            for step in range(_STEPS + 1):
                share = step / _STEPS
                yield place(a + (c - a) * share, b + (d - b) * share)
