"""Survival curves: steps, bands, marks at censored times."""

from __future__ import annotations

from typing import Any

from tlfgen.model.figure import Panel, Series
from tlfgen.render.plot.axes import open_plot
from tlfgen.render.plot.legend import draw_boxes, draw_legend, legend_room
from tlfgen.render.plot.sheet import Area, Sheet
from tlfgen.render.plot.theme import LINE_PT, Style, series_style

__all__ = ["draw_km"]

_MARKERS = {"tick": "|", "plus": "+"}
_MARK_PT = 6.5


def draw_km(sheet: Sheet, panel: Panel, area: Area) -> None:
    """Draw curves as steps to the right, with their counts below the time axis."""
    plot = open_plot(sheet, panel, area, top=legend_room(sheet, panel, area))
    for series in panel.series:
        style = series_style(series.style, has_dash=sheet.has_dashes)
        _curve(plot.axes, series, style)
    taken = draw_legend(plot, is_line=True, has_markers=False)
    draw_boxes(plot, panel.boxes, taken)


def _curve(axes: Any, series: Series, style: Style) -> None:
    axes.step(
        series.x, series.y, where="post", color=style.colour, linewidth=LINE_PT,
        linestyle=style.line, zorder=3, solid_joinstyle="miter", dash_joinstyle="miter",
    )  # fmt: skip
    if series.band is not None:
        known = [
            (x, low, high)
            for x, low, high in zip(series.x, series.band.low, series.band.high, strict=True)
            if low is not None and high is not None
        ]
        if known:
            x, low, high = zip(*known, strict=True)
            axes.fill_between(
                x, low, high, step="post", color=style.colour, alpha=0.13, linewidth=0, zorder=2
            )
    if series.marks:
        x, y = zip(*series.marks, strict=True)
        axes.plot(
            x, y, linestyle="none", marker=_MARKERS[series.mark], markersize=_MARK_PT,
            markeredgewidth=1.0, color=style.colour, zorder=4,
        )  # fmt: skip
