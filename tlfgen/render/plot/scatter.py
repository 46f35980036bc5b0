"""Scatter plots: one point a subject, chosen ones named beside their points."""

from __future__ import annotations

from collections.abc import Iterator

from tlfgen.model.figure import Panel, Series
from tlfgen.render.plot.axes import Plot, open_plot
from tlfgen.render.plot.legend import draw_boxes, draw_legend, legend_room
from tlfgen.render.plot.sheet import Area, Sheet
from tlfgen.render.plot.theme import SOFT, series_style

__all__ = ["draw_scatter"]

_POINT_PT = 5.0
_OFFSET_PT = 5.0
_PAD_PT = 4.0


def draw_scatter(sheet: Sheet, panel: Panel, area: Area) -> None:
    """Draw the points of each arm, then the names of quadrants and of chosen subjects."""
    plot = open_plot(sheet, panel, area, top=legend_room(sheet, panel, area))
    for series in panel.series:
        style = series_style(series.style, has_marker=sheet.has_markers)
        plot.axes.plot(
            series.x, series.y, linestyle="none", marker=style.marker, markersize=_POINT_PT,
            markerfacecolor="none", markeredgecolor=style.colour, markeredgewidth=0.9, zorder=3,
        )  # fmt: skip
    taken = draw_legend(plot, is_line=False, has_markers=True)
    taken += _corners(plot, taken)
    _names(plot, taken)
    draw_boxes(plot, panel.boxes, taken)


def _corners(plot: Plot, taken: list[Area]) -> list[Area]:
    """Write the names of quadrants in the corners of the plotted area, below a legend there."""
    sheet, inner = plot.sheet, plot.area.inset(_PAD_PT, _PAD_PT, _PAD_PT, 0.0)
    made = []
    for corner, text in plot.panel.corners:
        lines = text.split("\n")
        height = len(lines) * sheet.line
        align = "left" if "left" in corner else "right"
        top = inner.top if "upper" in corner else inner.bottom + height
        width = sheet.measure(text)
        left = inner.left if align == "left" else inner.right - width
        for other in taken:
            if _overlaps(Area(left, top - height, width, height), other):
                top = other.bottom if "upper" in corner else other.top + height
        x = inner.left if align == "left" else inner.right
        sheet.write(x, top, text, align=align, level="top", colour=SOFT)
        made.append(Area(left, top - height, width, height))
    return made


def _names(plot: Plot, taken: list[Area]) -> None:
    """Name points where there is room beside them: right, left, above, below."""
    sheet = plot.sheet
    placed = list(taken)
    points = [
        (plot.point(x, y), name) for series in plot.panel.series for x, y, name in _labelled(series)
    ]
    every = [
        plot.point(x, y) for one in plot.panel.series for x, y in zip(one.x, one.y, strict=True)
    ]
    for (x, y), name in points:
        width = sheet.measure(name)
        for area in _candidates(x, y, width, sheet.line):
            is_inside = plot.area.left <= area.left and area.right <= sheet.width
            is_free = not any(_overlaps(area, other) for other in placed) and not any(
                area.left < a < area.right and area.bottom < b < area.top for a, b in every
            )
            if is_inside and is_free:
                placed.append(area)
                sheet.write(area.left, area.bottom + sheet.line * 0.28, name)
                break


def _labelled(series: Series) -> Iterator[tuple[float, float, str]]:
    for x, y, name in zip(series.x, series.y, series.point_labels, strict=False):
        if name:
            yield x, y, name


def _candidates(x: float, y: float, width: float, height: float) -> Iterator[Area]:
    yield Area(x + _OFFSET_PT, y - height / 2, width, height)
    yield Area(x - _OFFSET_PT - width, y - height / 2, width, height)
    yield Area(x - width / 2, y + _OFFSET_PT, width, height)
    yield Area(x - width / 2, y - _OFFSET_PT - height, width, height)


def _overlaps(one: Area, other: Area) -> bool:
    return (
        one.left < other.right
        and other.left < one.right
        and one.bottom < other.top
        and other.bottom < one.top
    )
