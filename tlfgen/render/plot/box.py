"""Box plots: boxes beside each other at a visit, values beyond the whiskers as points."""

from __future__ import annotations

from typing import Any

from tlfgen.model.figure import BoxShape, Panel, Series
from tlfgen.render.plot.axes import open_plot
from tlfgen.render.plot.legend import draw_boxes, draw_legend, legend_room
from tlfgen.render.plot.sheet import Area, Sheet
from tlfgen.render.plot.theme import LINE_PT, RULE_PT, Style, series_style

__all__ = ["draw_box"]

_SHARE = 0.8
_ALONE = 0.35
_ALPHA = 0.25
_DOT_PT = 3.0
_MEAN_PT = 4.0


def draw_box(sheet: Sheet, panel: Panel, area: Area) -> None:
    """Draw a box a visit for each series: quartiles, median, mean, whiskers, points beyond."""
    plot = open_plot(sheet, panel, area, has_grid=True, top=legend_room(sheet, panel, area))
    width = _width(panel)
    for series in panel.series:
        style = series_style(series.style, has_marker=sheet.has_markers)
        for x, shape in zip(series.x, series.boxes, strict=True):
            _box(plot.axes, x + series.dodge, shape, width, style)
        _outliers(plot.axes, series, style)
    taken = draw_legend(plot, is_line=False, has_markers=True)
    draw_boxes(plot, panel.boxes, taken)


def _width(panel: Panel) -> float:
    """Give the width of a box, in units of x: boxes of one visit do not touch."""
    shifts = sorted({series.dodge for series in panel.series})
    if len(shifts) == 1:
        return _ALONE
    return (shifts[1] - shifts[0]) * _SHARE


def _box(axes: Any, x: float, shape: BoxShape, width: float, style: Style) -> None:
    from matplotlib.patches import Rectangle

    line = {
        "color": style.colour,
        "linewidth": RULE_PT * 1.5,
        "zorder": 3,
        "solid_capstyle": "butt",
    }
    half = width / 2
    for low, high in ((shape.low, shape.q1), (shape.q3, shape.high)):
        axes.plot([x, x], [low, high], **line)
    for end in (shape.low, shape.high):
        axes.plot([x - half / 2, x + half / 2], [end, end], **line)
    axes.add_patch(
        Rectangle(
            (x - half, shape.q1), width, shape.q3 - shape.q1, facecolor=style.colour,
            alpha=_ALPHA, linewidth=0, zorder=2,
        )
    )  # fmt: skip
    axes.add_patch(
        Rectangle(
            (x - half, shape.q1), width, shape.q3 - shape.q1, facecolor="none",
            edgecolor=style.colour, linewidth=RULE_PT * 1.5, zorder=3,
        )
    )  # fmt: skip
    axes.plot(
        [x - half, x + half], [shape.median] * 2, color=style.colour, linewidth=1.5 * LINE_PT,
        solid_capstyle="butt", zorder=3,
    )  # fmt: skip
    if shape.mean is not None:
        axes.plot(
            [x], [shape.mean], marker=style.marker, markersize=_MEAN_PT, color=style.colour,
            markeredgecolor="white", markeredgewidth=0.5, zorder=4,
        )  # fmt: skip


def _outliers(axes: Any, series: Series, style: Style) -> None:
    if series.marks:
        x, y = zip(*series.marks, strict=True)
        axes.plot(
            [value + series.dodge for value in x], y, linestyle="none", marker="o",
            markersize=_DOT_PT, markerfacecolor="none", markeredgecolor=style.colour,
            markeredgewidth=RULE_PT, zorder=4,
        )  # fmt: skip
