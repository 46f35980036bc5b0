"""Results of survival curves: every step, and the counts below the plot."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from tlfgen.analysis.makers.numbers import split_by_place
from tlfgen.analysis.makers.row import Maker, Spot
from tlfgen.analysis.makers.survival import Times, read_times
from tlfgen.analysis.survival.kaplan_meier import KaplanMeier, estimate_kaplan_meier
from tlfgen.core.ticks import axis_ticks, tick_labels
from tlfgen.model.expression.canonical import number_text
from tlfgen.model.result import Result
from tlfgen.spec.display import FigureSpec
from tlfgen.spec.grid import Grid
from tlfgen.spec.shell.plot import AxisSpec, KmPlot
from tlfgen.spec.shell.survivalrows import TimeSpec

__all__ = ["RISK", "curve_results", "time_ticks"]

RISK = "risk"
"""Name of the analysis that counts subjects at the ticks of the time axis."""

Rows = npt.NDArray[np.intp]


def time_ticks(axis: AxisSpec, longest: float) -> tuple[float, ...]:
    """
    Give the ticks of a time axis, from 0 (or ``min``) to cover the longest time.

    Examples
    --------
    >>> time_ticks(AxisSpec(every=50), 187)
    (0.0, 50.0, 100.0, 150.0, 200.0)
    """
    if axis.at:
        return axis.at
    first = 0.0 if axis.min is None else axis.min
    return axis_ticks(first, longest, every=axis.every, first=first, last=axis.max)


def curve_results(maker: Maker, grid: Grid, figure: FigureSpec) -> Iterator[Result]:
    """
    Give the curve of each cell, and its counts at the ticks.

    Stats of the curve, one each a distinct time: ``probability``, ``low``, ``high``, ``at_risk``,
    ``events``, ``censored``; the first point is time 0. ``of: event`` gives one minus the
    probability of survival. Counts at a tick: ``at_risk`` just before it; ``events`` and
    ``censored`` up to and with it.
    """
    cells, plot = maker.cells, figure.plot.km
    assert plot is not None  # noqa: S101 - the engine has looked
    times = read_times(cells, grid.table.time or TimeSpec())
    every = times.numbers.present & cells.base
    longest = float(times.times[every].max()) if every.any() else 1.0
    ticks = time_ticks(plot.x, longest)
    options = {"of": plot.of, "ci": plot.ci.type or "log-log", "level": plot.ci.level}
    fitted = replace(maker, method="kaplan_meier", options=json.dumps(options, sort_keys=True))
    counted = replace(
        maker, cells=replace(cells, unit=replace(cells.unit, analysis=RISK)), method="count"
    )
    for fixed in cells.fixed():
        inside = fixed.records & (cells.place_of >= 0) & times.numbers.present
        for combination, rows in zip(
            cells.combinations, split_by_place(cells, inside), strict=True
        ):
            filters = (*cells.group_filters(fixed, combination), times.numbers.has_value)
            spot = Spot(cells.members(fixed, combination), filters, variable=times.spec.var)
            yield from _points(fitted, spot, times, rows, plot)
            yield from _counts(counted, spot, times, rows, ticks)


def _points(maker: Maker, spot: Spot, times: Times, rows: Rows, plot: KmPlot) -> Iterator[Result]:
    if not len(rows):
        return
    curve = estimate_kaplan_meier(
        times.times[rows],
        times.is_event[rows].astype(int),
        limits=plot.ci.type or "log-log",
        level=plot.ci.level,
    )
    given: dict[str, Any] = {"n_subjects": len(rows), "n_records": len(rows)}
    unit = times.spec.unit or ""
    for number, (time, values) in enumerate(_steps(curve, plot)):
        own = replace(spot, level=number_text(time), level_order=number)
        for stat, value in values.items():
            yield maker.row(own, stat, value, "not_estimable", unit=unit, **given)


def _steps(curve: KaplanMeier, plot: KmPlot) -> Iterator[tuple[float, dict[str, float]]]:
    """Give each time with what is drawn at it, time 0 first."""
    is_event = plot.of == "event"
    if curve.times[0] > 0:
        start = 0.0 if is_event else 1.0
        yield 0.0, {"probability": start, "low": start, "high": start, "at_risk": float(curve.n),
                    "events": 0.0, "censored": 0.0}  # fmt: skip
    survival, low, high = curve.survival, curve.lower, curve.upper
    if is_event:
        survival, low, high = 1 - survival, 1 - high, 1 - low
    for place, time in enumerate(curve.times.tolist()):
        yield (
            time,
            {
                "probability": float(survival[place]),
                "low": float(low[place]),
                "high": float(high[place]),
                "at_risk": float(curve.at_risk[place]),
                "events": float(curve.events[place]),
                "censored": float(curve.censored[place]),
            },
        )


def _counts(
    maker: Maker, spot: Spot, times: Times, rows: Rows, ticks: Sequence[float]
) -> Iterator[Result]:
    own_times, is_event = times.times[rows], times.is_event[rows]
    given: dict[str, Any] = {"n_subjects": len(rows), "n_records": len(rows)}
    for number, (tick, label) in enumerate(zip(ticks, tick_labels(ticks), strict=True), start=1):
        own = replace(spot, level=label, level_order=number)
        past = own_times <= tick
        counts = {
            "time": tick,
            "at_risk": float((own_times >= tick).sum()),
            "events": float((past & is_event).sum()),
            "censored": float((past & ~is_event).sum()),
        }
        for stat, value in counts.items():
            yield maker.row(own, stat, value, **given)
