"""Means (or medians) over visits laid out: points with limits, counts below the ticks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from tlfgen.core.errors import SpecError
from tlfgen.core.textwidth import printable_text
from tlfgen.layout.figure.axes import make_axis
from tlfgen.layout.figure.numbers import FigureNumbers, PageKey, Points, SeriesKey
from tlfgen.model.figure import Axis, Band, Panel, RiskTable, Series
from tlfgen.model.result import Result
from tlfgen.spec.figure_table import POINTS
from tlfgen.spec.shell.plot import AxisSpec, LinesPlot

__all__ = ["layout_lines", "spread", "visit_axis", "visit_places"]

_CENTRE = {"median_iqr": "median"}
_DODGE = 0.012
_SHARE = 0.6
_NUMBERED = re.compile(r"(.*?)\s*(-?\d+(?:\.\d+)?)\s*")


def layout_lines(numbers: FigureNumbers, page: PageKey) -> tuple[Panel, ...]:
    """Give the panel of one page; none where nothing has a value."""
    plot = numbers.figure.plot.lines
    assert plot is not None  # noqa: S101 - the engine has looked
    places = visit_places(numbers, page)
    found = [
        (key, _shown(numbers.points(POINTS, page, key.name), plot, places))
        for key in numbers.series()
    ]
    drawn = [(key, points) for key, points in found if points]
    if not drawn:
        return ()
    used = [level for level in places if any(level in points for _, points in drawn)]
    shift = _dodge(plot, [places[level] for level in used], len(drawn))
    series = tuple(
        _series(key, points, plot, places, (number - (len(drawn) - 1) / 2) * shift)
        for number, (key, points) in enumerate(drawn)
    )
    x = visit_axis(plot.x, used, [places[level] for level in used], shift * len(drawn))
    ends = [
        end
        for one in series
        for end in (
            *one.y,
            *(one.band.low if one.band else ()),
            *(one.band.high if one.band else ()),
        )
    ]
    y = make_axis(plot.y, [*ends, *plot.y.lines], label=plot.of)
    panel = Panel(
        kind="lines",
        x=x,
        y=y,
        series=series,
        legend=plot.legend,
        x_lines=plot.x.lines,
        y_lines=plot.y.lines,
        risk_table=_counts(numbers, page, drawn, used, places) if plot.n_table else None,
    )
    return (panel,)


def visit_places(numbers: FigureNumbers, page: PageKey) -> dict[str, float]:
    """Give the place of each level of the x variable, in order of the places."""
    found: dict[str, float] = {}
    for where in (page, ()):
        for level, stats in numbers.points(POINTS, where, "").items():
            if "x" in stats and stats["x"].number is not None:
                found.setdefault(level, float(stats["x"].number))
    return dict(sorted(found.items(), key=lambda item: item[1]))


def visit_axis(spec: AxisSpec, levels: Sequence[str], places: Sequence[float], room: float) -> Axis:
    """
    Give the axis of visits: a tick a visit.

    Where all visits are named by one word and their number (Week 4, Week 12), the ticks show the
    numbers and the axis the word.
    """
    parts = [_NUMBERED.fullmatch(level) for level in levels]
    words = {part.group(1) for part in parts if part is not None}
    label, labels = "", list(levels)
    if levels and all(part is not None for part in parts) and len(words) == 1:
        label = words.pop()
        labels = [part.group(2) for part in parts if part is not None]
    for level in spec.labels or {}:
        if level not in levels:
            raise SpecError.unknown("tick", level, levels, spec.source)
    if spec.labels:
        labels = [spec.labels.get(level, text) for level, text in zip(levels, labels, strict=True)]
    free = spec.model_copy(update={"labels": None})
    low, high = min(places, default=0.0), max(places, default=1.0)
    return make_axis(
        free,
        [low - room / 2, high + room / 2],
        label=label,
        ticks=places,
        labels=labels,
        has_air=True,
    )


def _shown(points: Points, plot: LinesPlot, places: dict[str, float]) -> Points:
    centre = _CENTRE.get(plot.show, "mean")
    return {
        level: points[level]
        for level in places
        if level in points and centre in points[level] and points[level][centre].number is not None
    }


def _dodge(plot: LinesPlot, places: Sequence[float], count: int) -> float:
    """Give the shift between neighbouring series: small, so that limits and visits stay apart."""
    if count == 1 or plot.dodge:
        return plot.dodge if count > 1 else 0.0
    return min((max(places) - min(places) or 1.0) * _DODGE, spread(places, count))


def spread(places: Sequence[float], count: int) -> float:
    """Give the shift at which so many series fill a good part of the room between visits."""
    gaps = [after - before for before, after in pairwise(sorted(set(places)))] or [1.0]
    return min(gaps) * _SHARE / count


def _series(
    key: SeriesKey, points: Points, plot: LinesPlot, places: dict[str, float], dodge: float
) -> Series:
    centre = _CENTRE.get(plot.show, "mean")
    rows = list(points.values())
    limits = [_limits(stats, plot.show) for stats in rows]
    return Series(
        label=printable_text(key.label),
        x=tuple(places[level] for level in points),
        y=tuple(float(stats[centre].number or 0.0) for stats in rows),
        kind="line" if plot.show == "mean" else "mean_ci",
        band=None
        if plot.show == "mean"
        else Band(tuple(a for a, _ in limits), tuple(b for _, b in limits)),
        style=key.style,
        results=tuple(stats[centre].result_id for stats in rows),
        dodge=dodge,
    )


def _limits(stats: dict[str, Result], show: str) -> tuple[float | None, float | None]:
    def number(name: str) -> float | None:
        result = stats.get(name)
        return None if result is None else result.number

    if show in {"mean_se", "mean_sd"}:
        centre, width = number("mean"), number("se" if show == "mean_se" else "sd")
        if centre is None or width is None:
            return None, None
        return centre - width, centre + width
    if show == "median_iqr":
        return number("q1"), number("q3")
    return number("low"), number("high")


def _counts(
    numbers: FigureNumbers,
    page: PageKey,
    drawn: Sequence[tuple[SeriesKey, Points]],
    levels: Sequence[str],
    places: dict[str, float],
) -> RiskTable:
    """Give the number of subjects with a value at each visit."""
    rows = []
    for key, _ in drawn:
        points = numbers.points(POINTS, page, key.name)
        texts = tuple(
            f"{points[level]['n'].number or 0:.0f}"
            if level in points and "n" in points[level]
            else "0"
            for level in levels
        )
        rows.append((printable_text(key.label), key.style, texts))
    return RiskTable("Number of subjects", tuple(places[level] for level in levels), tuple(rows))
