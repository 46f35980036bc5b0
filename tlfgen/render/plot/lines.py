"""Means over visits: points joined by lines, with limits."""

from __future__ import annotations

from typing import Any

from tlfgen.model.figure import Panel, Series
from tlfgen.render.plot.axes import open_plot
from tlfgen.render.plot.legend import draw_boxes, draw_legend, legend_room
from tlfgen.render.plot.sheet import Area, Sheet
from tlfgen.render.plot.theme import LINE_PT, RULE_PT, Style, series_style

__all__ = ["draw_lines"]

_MARK_PT = 5.0
_CAP_PT = 2.5


def draw_lines(sheet: Sheet, panel: Panel, area: Area) -> None:
    """Draw one line a series, with its limits as bars and the counts below the visits."""
    top = legend_room(sheet, panel, area)
    plot = open_plot(sheet, panel, area, has_grid=True, top=top)
    for series in panel.series:
        style = series_style(series.style, has_dash=sheet.has_dashes, has_marker=sheet.has_markers)
        _line(plot.axes, series, style)
    taken = draw_legend(plot, is_line=True, has_markers=True)
    draw_boxes(plot, panel.boxes, taken)


def _line(axes: Any, series: Series, style: Style) -> None:
    x = [value + series.dodge for value in series.x]
    if series.band is not None:
        for at, low, high in zip(x, series.band.low, series.band.high, strict=True):
            if low is None or high is None:
                continue
            axes.plot([at, at], [low, high], color=style.colour, linewidth=RULE_PT * 1.5, zorder=2)
            axes.plot(
                [at, at], [low, high], linestyle="none", marker="_", markersize=2 * _CAP_PT,
                markeredgewidth=RULE_PT * 1.5, color=style.colour, zorder=2,
            )  # fmt: skip
    axes.plot(
        x, series.y, color=style.colour, linewidth=LINE_PT, linestyle=style.line, zorder=3,
    )  # fmt: skip
    axes.plot(
        x, series.y, linestyle="none", marker=style.marker, markersize=_MARK_PT,
        color=style.colour, markeredgecolor="white", markeredgewidth=0.5, zorder=4,
    )  # fmt: skip
