"""Plots of one line a row: forests, dot plots, with texts in columns beside the axis."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from tlfgen.model.display import Align
from tlfgen.model.figure import Axis, Panel, Series, TextColumn
from tlfgen.render.plot.axes import Plot, draw_ticks, put_limits, x_margin
from tlfgen.render.plot.legend import draw_legend_above, legend_lines
from tlfgen.render.plot.sheet import Area, Sheet
from tlfgen.render.plot.theme import FAINT, LINE_PT, RULE_PT, series_style

__all__ = ["draw_rows", "text_width_of"]

_GAP_CELLS = 2.0
_AIR_LINES = 0.7
_LEAST_PT, _LARGEST_PT = 3.5, 8.5
_POINT_PT = 6.0
_BAND = "#F2F2F2"
_BEFORE: dict[Align, float] = {"left": 0.0, "center": 0.5, "right": 1.0}


@dataclass(slots=True)
class _Place:
    """Where the rows stand: the plotted area, the share of it that each row takes."""

    area: Area
    shares: tuple[float, ...]

    def height(self, row: int) -> float:
        """Give the height of a row."""
        return self.area.height * self.shares[row]

    def level(self, row: float) -> float:
        """Give the height on the sheet of a row's middle, or of a place beside it."""
        whole = min(max(round(row), 0), len(self.shares) - 1)
        above = self.area.height * sum(self.shares[:whole])
        return self.area.top - above - self.height(whole) * (0.5 + row - whole)


def text_width_of(sheet: Sheet, panel: Panel, side: str | None = None) -> float:
    """Give the points that the text columns of a panel take, of one side or of both."""
    return sum(_column_width(sheet, one) for one in panel.text_columns if side in {None, one.side})


def _column_width(sheet: Sheet, column: TextColumn) -> float:
    widest = max((sheet.measure(text) for text in (column.label, *column.texts)), default=0.0)
    return widest + _GAP_CELLS * sheet.cell


def draw_rows(sheet: Sheet, panel: Panel, area: Area) -> None:
    """Draw text columns, the axis, the points with their limits; the first row at the top."""
    sheet = replace(sheet, has_dashes=False)
    lines = _lines(panel)
    shares = tuple(number / sum(lines) for number in lines)
    place = _Place(_inner(sheet, panel, area, sum(lines)), shares)
    _shade(sheet, panel, area, place)
    axes = sheet.add_axes(place.area)
    axes.set_facecolor("none")
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.set_yticks([])
    axes.set_ylim(place.area.bottom, place.area.top)
    put_limits(axes.set_xscale, axes.set_xlim, panel.x)
    plot = Plot(sheet, panel, axes, place.area)
    draw_ticks(plot, area)
    for value in panel.x_lines:
        axes.axvline(value, color=FAINT, linewidth=RULE_PT, dashes=(4, 3), zorder=1)
    for series in panel.series:
        _series(plot, series, place)
    _texts(sheet, panel, area, place)
    if panel.legend == "top":
        draw_legend_above(
            plot, is_line=panel.series[0].kind == "intervals", gap=_head(sheet, panel)
        )


def _lines(panel: Panel) -> list[float]:
    """Give the lines of text that each row has, two thirds of a line of air beside them."""
    rows = max(round((panel.y.low or 0.0) + 0.5), 1)
    lines = [1] * rows
    for column in panel.text_columns:
        for row, text in enumerate(column.texts):
            lines[row] = max(lines[row], text.count("\n") + 1)
    return [number + _AIR_LINES for number in panel.row_lines or lines]


def _head(sheet: Sheet, panel: Panel) -> float:
    """Give the height of the labels above the text columns."""
    lines = max((one.label.count("\n") + 1 for one in panel.text_columns if one.label), default=0)
    return lines * sheet.line + (sheet.line / 2 if lines else 0.0)


def _inner(sheet: Sheet, panel: Panel, area: Area, lines: float) -> Area:
    """Give the plotted area between the text columns; rows are never far from each other."""
    left = text_width_of(sheet, panel, "left")
    right = text_width_of(sheet, panel, "right")
    above = _head(sheet, panel)
    if panel.title:
        above += (panel.title.count("\n") + 1.5) * sheet.line
    inner = area.inset(
        left + sheet.cell, x_margin(sheet, panel.x, area.width), right + sheet.cell, above
    )
    if panel.legend == "top":
        rows = max(legend_lines(sheet, panel.series, inner.width), sheet.legend_lines)
        inner = inner.inset(top=rows * sheet.line + sheet.line / 2)
    height = min(inner.height, lines * sheet.line)
    return Area(inner.left, inner.top - height, inner.width, height)


def _shade(sheet: Sheet, panel: Panel, area: Area, place: _Place) -> None:
    """Shade every other row, so that the eye finds its texts."""
    from matplotlib.patches import Rectangle

    for row in range(1, len(place.shares), 2):
        height = place.height(row)
        bottom = place.level(row) - height / 2
        sheet.figure.add_artist(
            Rectangle(
                (area.left / sheet.width, bottom / sheet.height),
                area.width / sheet.width,
                height / sheet.height,
                facecolor=_BAND, linewidth=0, zorder=-1, transform=sheet.figure.transFigure,
            )
        )  # fmt: skip
    if panel.title:
        middle = area.left + area.width / 2
        sheet.write(middle, area.top, panel.title, align="center", level="top", weight="bold")


def _series(plot: Plot, series: Series, place: _Place) -> None:
    sheet, axes = plot.sheet, plot.axes
    style = series_style(series.style, has_dash=False, has_marker=sheet.has_markers)
    y = [place.level(value + series.dodge) for value in series.y]
    if series.band is not None:
        for x, level, low, high in zip(series.x, y, series.band.low, series.band.high, strict=True):
            _interval(axes, plot.panel.x, (low, x, high), level, style.colour)
    low, high = axes.get_xlim()
    if not series.weights:
        axes.plot(
            series.x, y, linestyle="none", marker=style.marker, markersize=_POINT_PT,
            color=style.colour, markeredgecolor="white", markeredgewidth=0.5, zorder=4,
        )  # fmt: skip
        return
    largest = max(series.weights) or 1.0
    for x, level, weight in zip(series.x, y, series.weights, strict=True):
        if low <= x <= high:
            side = max(_LARGEST_PT * (weight / largest) ** 0.5, _LEAST_PT)
            axes.plot(
                [x], [level], marker="s", markersize=side, color=style.colour, markeredgewidth=0
            )


def _interval(
    axes: Any,
    axis: Axis,
    ends: tuple[float | None, float, float | None],
    level: float,
    colour: str,
) -> None:
    """Draw limits; an end beyond the axis becomes an arrow."""
    low, _, high = ends
    if low is None or high is None:
        return
    least, most = axis.low or 0.0, axis.high or 1.0
    shown = (max(low, least), min(high, most))
    if shown[0] >= shown[1]:
        return
    axes.plot(shown, [level, level], color=colour, linewidth=LINE_PT * 0.8, zorder=3)
    for end, is_cut, marker in ((shown[0], low < least, "<"), (shown[1], high > most, ">")):
        axes.plot(
            [end], [level], marker=marker if is_cut else "|", markersize=4.0, color=colour,
            markeredgewidth=0.0 if is_cut else LINE_PT * 0.8, zorder=3, clip_on=False,
        )  # fmt: skip


def _texts(sheet: Sheet, panel: Panel, area: Area, place: _Place) -> None:
    """Write the text columns: left ones from the left, right ones from the plotted area."""
    left = area.left
    right = place.area.right + sheet.cell
    above = place.area.top + sheet.line * 0.35
    for column in panel.text_columns:
        width = _column_width(sheet, column)
        start = left if column.side == "left" else right
        anchor = {
            "left": start,
            "center": start + (width - sheet.cell * _GAP_CELLS) / 2,
            "right": start + width - sheet.cell * _GAP_CELLS,
        }[column.align]
        if column.side == "right":
            anchor += sheet.cell
        lines = column.label.split("\n")
        for number, line in enumerate(reversed(lines)):
            y = above + number * sheet.line
            sheet.write(anchor, y, line, align=column.align, level="bottom", weight="bold")
        for row, text in enumerate(column.texts):
            parts = text.split("\n")
            for number, line in enumerate(parts):
                y = place.level(row) + ((len(parts) - 1) / 2 - number) * sheet.line
                _padded(sheet, anchor, y, line, column.align)
        if column.side == "left":
            left += width
        else:
            right += width


def _padded(sheet: Sheet, x: float, y: float, text: str, align: Align) -> None:
    """Write a text whose blanks at both ends count for its place."""
    start = x - _BEFORE[align] * sheet.measure(text)
    indent = (len(text) - len(text.lstrip(" "))) * sheet.cell
    sheet.write(start + indent, y, text.strip(), level="center")
