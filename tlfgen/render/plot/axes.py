"""Axes with everything that stands around the plotted area, placed by character cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tlfgen.core.textwidth import text_width, wrap_text
from tlfgen.core.ticks import tick_labels
from tlfgen.model.figure import Axis, Panel, RiskTable
from tlfgen.render.plot.sheet import Area, Sheet
from tlfgen.render.plot.theme import FAINT, GRID, RULE_PT

__all__ = [
    "Plot",
    "axis_label",
    "draw_ticks",
    "labels_of",
    "open_plot",
    "put_limits",
    "shown_labels",
    "x_margin",
    "y_margin",
]

_TICK_PT = 3.5
_GAP_PT = 4.0
_OVERHANG = 0.015
_HEADROOM = 0.03


@dataclass(slots=True)
class Plot:
    """One plotted area: its axes on a sheet, with the panel drawn on it."""

    sheet: Sheet
    panel: Panel
    axes: Any
    area: Area

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Give a place of the data as a point of the sheet."""
        transform = self.axes.transData + self.axes.transAxes.inverted()
        across, up = transform.transform((x, y))
        return (
            self.area.left + float(across) * self.area.width,
            self.area.bottom + float(up) * self.area.height,
        )


def labels_of(axis: Axis) -> tuple[str, ...]:
    """Give the texts of the ticks."""
    return axis.tick_labels or tick_labels(axis.ticks)


def open_plot(
    sheet: Sheet,
    panel: Panel,
    area: Area,
    *,
    has_grid: bool = False,
    has_y: bool = True,
    top: float = 0.0,
    left: float = 0.0,
) -> Plot:
    """
    Give axes with ticks, labels, title, reference lines, counts below; nothing drawn yet.

    Parameters
    ----------
    area : Area
        Room for the panel with all its labels.
    has_grid : bool
        Draws faint lines at the y ticks.
    has_y : bool
        Draws the y axis with its labels.
    top, left : float
        Points kept free above the plotted area, below the title; least points left of it.
    """
    inner = _inner(sheet, panel, area, top, left, has_y=has_y)
    axes = sheet.add_axes(inner)
    axes.set_facecolor("none")
    put_limits(axes.set_xscale, axes.set_xlim, panel.x)
    put_limits(axes.set_yscale, axes.set_ylim, panel.y, _HEADROOM)
    for side in ("top", "right", *(() if has_y else ("left",))):
        axes.spines[side].set_visible(False)
    plot = Plot(sheet, panel, axes, inner)
    draw_ticks(plot, area)
    _tick_y(plot, has_y=has_y)
    if has_grid:
        axes.grid(visible=True, axis="y", color=GRID, linewidth=RULE_PT)
        axes.set_axisbelow(True)
    for value in panel.y_lines:
        axes.axhline(value, color=FAINT, linewidth=RULE_PT, dashes=(4, 3), zorder=1)
    for value in panel.x_lines:
        axes.axvline(value, color=FAINT, linewidth=RULE_PT, dashes=(4, 3), zorder=1)
    _label(plot, area, has_y=has_y)
    if panel.risk_table is not None:
        _write_counts(plot, panel.risk_table, area)
    return plot


def y_margin(sheet: Sheet, axis: Axis, room: float) -> float:
    """Give the points that a y axis takes with its labels, in a room of that height."""
    widest = max((sheet.measure(text) for text in labels_of(axis)), default=0.0)
    lines = len(axis_label(sheet, axis, room))
    return widest + _TICK_PT + _GAP_PT + (lines * sheet.line + _GAP_PT if lines else 0.0)


def _inner(sheet: Sheet, panel: Panel, area: Area, top: float, left: float, *, has_y: bool) -> Area:
    """Give the plotted area inside the room for labels."""
    x_labels = labels_of(panel.x)
    table = panel.risk_table
    bottom = x_margin(sheet, panel.x, area.width)
    if table is not None:
        bottom += (len(table.rows) + 1) * sheet.line + 2 * _GAP_PT
    above = top + sheet.line / 2
    if panel.title:
        above += (panel.title.count("\n") + 1) * sheet.line + _GAP_PT
    if has_y:
        left = max(left, y_margin(sheet, panel.y, area.height - bottom - above))
    if table is not None:
        widest = max(sheet.measure(label) for label, _, _ in table.rows)
        first = max((sheet.measure(texts[0]) for _, _, texts in table.rows if texts), default=0.0)
        left = max(left, widest + first / 2 + 2 * sheet.cell)
    elif x_labels:
        left = max(left, sheet.measure(x_labels[0]) / 2)
    right = sheet.measure(x_labels[-1]) / 2 if x_labels else 0.0
    return area.inset(left, bottom, max(right, sheet.cell), above)


def put_limits(scale: Any, limits: Any, axis: Axis, above: float = _OVERHANG) -> None:
    """Give an axis its scale and its ends, a little beyond the outer ticks."""
    low, high = _ends(axis)
    if axis.scale == "log":
        scale("log")
        limits(low, high)
        return
    span = high - low
    limits(low - _OVERHANG * span, high + above * span)


def _ends(axis: Axis) -> tuple[float, float]:
    low = axis.low if axis.low is not None else min(axis.ticks, default=0.0)
    high = axis.high if axis.high is not None else max(axis.ticks, default=1.0)
    return low, high if high > low else low + 1.0


def shown_labels(
    places: Sequence[float], labels: Sequence[str], sheet: Sheet, *, gap: float | None = None
) -> tuple[str, ...]:
    """
    Blank labels that would touch their left neighbour; the last one is always kept.

    Parameters
    ----------
    places : sequence of float
        Centres, in points, rising.
    """
    room = sheet.cell * 0.75 if gap is None else gap
    kept: list[int] = []
    for number, (place, label) in enumerate(zip(places, labels, strict=True)):
        if not label:
            continue
        half = sheet.measure(label) / 2
        while kept and place - half < places[kept[-1]] + sheet.measure(labels[kept[-1]]) / 2 + room:
            if number < len(labels) - 1 or len(kept) == 1:
                break
            kept.pop()
        touches = kept and (
            place - half < places[kept[-1]] + sheet.measure(labels[kept[-1]]) / 2 + room
        )
        if not touches:
            kept.append(number)
    return tuple(label if number in kept else "" for number, label in enumerate(labels))


def draw_ticks(plot: Plot, area: Area) -> None:
    """Draw the ticks of the x axis with their labels, and the label of the axis within an area."""
    sheet, axis, axes = plot.sheet, plot.panel.x, plot.axes
    axes.xaxis.set_minor_locator(_nothing())
    level = axes.get_ylim()[0]
    places = [plot.point(tick, level)[0] for tick in axis.ticks]
    axes.set_xticks(axis.ticks, shown_labels(places, labels_of(axis), sheet))
    axes.tick_params(axis="x", length=_TICK_PT, width=RULE_PT, pad=_GAP_PT)
    y = plot.area.bottom - _TICK_PT - 2 * _GAP_PT - _label_lines(axis) * sheet.line
    for number, line in enumerate(axis_label(sheet, axis, area.width)):
        half = sheet.measure(line) / 2
        middle = plot.area.left + plot.area.width / 2
        middle = max(min(middle, area.right - half), area.left + half)
        sheet.write(middle, y - number * sheet.line, line, align="center", level="top")


def _label_lines(axis: Axis) -> int:
    return max((text.count("\n") + 1 for text in labels_of(axis)), default=0)


def axis_label(sheet: Sheet, axis: Axis, room: float) -> tuple[str, ...]:
    """Give the label of an axis in as few lines as a width needs, of about one length."""
    if not axis.label:
        return ()
    most = max(int(room / sheet.cell), 1)
    lines = wrap_text(axis.label, most)
    least = -(-text_width(axis.label) // len(lines))
    for width in range(least, most):
        balanced = wrap_text(axis.label, width)
        if len(balanced) == len(lines):
            return balanced
    return lines


def x_margin(sheet: Sheet, axis: Axis, room: float) -> float:
    """Give the points that an x axis takes with its labels, in a room of that width."""
    margin = _TICK_PT + _GAP_PT + _label_lines(axis) * sheet.line
    lines = max(len(axis_label(sheet, axis, room)), sheet.label_lines)
    return margin + (lines * sheet.line + _GAP_PT if lines else 0.0)


def _tick_y(plot: Plot, *, has_y: bool) -> None:
    axes, axis = plot.axes, plot.panel.y
    axes.yaxis.set_minor_locator(_nothing())
    if not has_y:
        axes.set_yticks([])
        return
    axes.set_yticks(axis.ticks, labels_of(axis))
    axes.tick_params(axis="y", length=_TICK_PT, width=RULE_PT, pad=_GAP_PT - 1)


def _nothing() -> Any:
    from matplotlib.ticker import NullLocator

    return NullLocator()


def _label(plot: Plot, area: Area, *, has_y: bool) -> None:
    sheet, panel, inner = plot.sheet, plot.panel, plot.area
    if has_y and panel.y.label:
        widest = max((sheet.measure(text) for text in labels_of(panel.y)), default=0.0)
        x = inner.left - widest - _TICK_PT - 2 * _GAP_PT
        middle = inner.bottom + inner.height / 2
        for number, line in enumerate(reversed(axis_label(sheet, panel.y, inner.height))):
            at = x - number * sheet.line
            sheet.write(at, middle, line, align="right", level="center", turned=True)
    if panel.title:
        middle = inner.left + inner.width / 2
        sheet.write(middle, area.top, panel.title, align="center", level="top", weight="bold")


def _write_counts(plot: Plot, table: RiskTable, area: Area) -> None:
    """Write counts below the axis, each centred under its tick."""
    sheet = plot.sheet
    level = plot.axes.get_ylim()[0]
    places = [plot.point(time, level)[0] for time in table.times]
    bottom = area.bottom + len(table.rows) * sheet.line
    sheet.write(area.left, bottom, table.title, level="bottom", weight="bold")
    widest = [
        max((texts[i] for _, _, texts in table.rows), key=len) for i in range(len(table.times))
    ]
    kept = shown_labels(places, widest, sheet)
    for number, (label, _, texts) in enumerate(table.rows, start=1):
        y = bottom - number * sheet.line
        sheet.write(area.left, y, label, level="bottom")
        for place, text, is_kept in zip(places, texts, kept, strict=True):
            if is_kept:
                sheet.write(place, y, text, align="center", level="bottom")
