"""Profiles of subjects: thin lines, one a subject, the mean over them."""

from __future__ import annotations

from tlfgen.model.figure import Panel
from tlfgen.render.plot.axes import open_plot, y_margin
from tlfgen.render.plot.sheet import Area, Sheet
from tlfgen.render.plot.theme import INK, LINE_PT, series_style

__all__ = ["draw_profiles"]

_THIN_PT = 0.7
_ALPHA = 0.55
_DOT_PT = 2.2


def draw_profiles(sheet: Sheet, panel: Panel, area: Area) -> None:
    """Draw one panel; panels beside each other have plotted areas of one size."""
    left = y_margin(sheet, panel.y, area.height) + (0.0 if panel.y.label else sheet.line)
    plot = open_plot(sheet, panel, area, has_grid=True, left=left)
    for series in panel.series:
        style = series_style(series.style, has_dash=sheet.has_dashes)
        if series.is_thin:
            plot.axes.plot(
                series.x, series.y, color=style.colour, linewidth=_THIN_PT, alpha=_ALPHA,
                marker="o", markersize=_DOT_PT, markeredgewidth=0, zorder=2,
            )  # fmt: skip
        else:
            plot.axes.plot(series.x, series.y, color=INK, linewidth=1.6 * LINE_PT, zorder=3)
