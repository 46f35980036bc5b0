"""Survival curves laid out: steps, censor marks, counts below the ticks."""

from __future__ import annotations

from collections.abc import Mapping

from tlfgen.core.errors import SpecError
from tlfgen.core.textwidth import printable_text
from tlfgen.layout.figure.axes import make_axis
from tlfgen.layout.figure.numbers import FigureNumbers, PageKey, Points, SeriesKey
from tlfgen.model.figure import Axis, Band, MarkKind, Panel, RiskTable, Series
from tlfgen.model.result import Result
from tlfgen.spec.figure_table import CURVE
from tlfgen.spec.node import source_of
from tlfgen.spec.shell.plot import KmPlot, RiskTableSpec

__all__ = ["layout_km"]

_RISK = "risk"
_NOISE = 1e-9
_TITLES = {"at_risk": "Number at risk", "events": "events", "censored": "censored"}
_MARKS: dict[str, MarkKind] = {"tick": "tick", "plus": "plus"}


def layout_km(numbers: FigureNumbers, page: PageKey) -> tuple[Panel, ...]:
    """Give the panel of one page; none where it has no curve."""
    plot = numbers.figure.plot.km
    assert plot is not None  # noqa: S101 - the engine has looked
    scale = 100.0 if plot.y.percent else 1.0
    found = [
        (key, numbers.points(CURVE, page, key.name))
        for key in numbers.series()
        if numbers.points(CURVE, page, key.name)
    ]
    drawn = [(key, _curve(points)) for key, points in found if _curve(points)]
    if not drawn:
        return ()
    series = tuple(_series(key, points, plot, scale) for key, points in drawn)
    x = _time_axis(numbers, page, drawn, plot)
    y = make_axis(plot.y, [], label=_y_label(plot), low=0.0, high=scale)
    table = numbers.figure.plot.risk_table
    panel = Panel(
        kind="km",
        x=x,
        y=y,
        series=series,
        legend=plot.legend,
        x_lines=plot.x.lines,
        y_lines=plot.y.lines,
        risk_table=None if table is None else _risk_table(numbers, page, drawn, table, x),
    )
    return (panel,)


def _curve(points: Points) -> Points:
    """Give the points of the curve, without the single numbers of the same analysis."""
    return {level: stats for level, stats in points.items() if "probability" in stats}


def _series(key: SeriesKey, points: Points, plot: KmPlot, scale: float) -> Series:
    x = tuple(float(level) for level in points)
    rows = list(points.values())
    y = tuple(_number(stats, "probability", scale) or 0.0 for stats in rows)
    band = None
    if plot.ci_band:
        band = Band(
            tuple(_number(stats, "low", scale) for stats in rows),
            tuple(_number(stats, "high", scale) for stats in rows),
        )
    marks = tuple(
        (at, value)
        for at, value, stats in zip(x, y, rows, strict=True)
        if plot.censor_mark != "none" and (_number(stats, "censored", 1.0) or 0) > 0
    )
    return Series(
        label=printable_text(key.label),
        x=x,
        y=y,
        kind="step",
        band=band,
        marks=marks,
        style=key.style,
        results=tuple(stats["probability"].result_id for stats in rows),
        mark=_MARKS.get(plot.censor_mark, "tick"),
    )


def _number(stats: Mapping[str, Result], stat: str, scale: float) -> float | None:
    result = stats.get(stat)
    value = None if result is None else result.number
    return None if value is None else value * scale


def _y_label(plot: KmPlot) -> str:
    what = "Cumulative probability of event" if plot.of == "event" else "Survival probability"
    return f"{what} (%)" if plot.y.percent else what


def _time_axis(
    numbers: FigureNumbers, page: PageKey, drawn: list[tuple[SeriesKey, Points]], plot: KmPlot
) -> Axis:
    """Give the time axis; its ticks are those that the counts were made at."""
    times: list[float] = []
    for key, _ in drawn:
        counts = numbers.points(_RISK, page, key.name)
        times = [float(stats["time"].number or 0.0) for stats in counts.values()]
    longest = [float(level) for _, points in drawn for level in points]
    unit = next((stats["probability"].unit for _, p in drawn for stats in p.values()), "")
    label = f"Time ({unit})" if unit else "Time"
    low = times[0] if times else 0.0
    high = times[-1] if times else max(longest)
    free = plot.x.model_copy(update={"every": None, "at": ()})
    return make_axis(free, [], label=label, ticks=times, low=low, high=max(high, *times, low))


def _risk_table(
    numbers: FigureNumbers,
    page: PageKey,
    drawn: list[tuple[SeriesKey, Points]],
    spec: RiskTableSpec,
    x: Axis,
) -> RiskTable:
    """Give the counts at the ticks of the axis; further counts stand in brackets."""
    times = tuple(tick for tick in x.ticks if _is_shown(tick, spec.every))
    rows = []
    for key, _ in drawn:
        counts = {
            float(stats["time"].number or 0.0): stats
            for stats in numbers.points(_RISK, page, key.name).values()
        }
        texts = tuple(_count_text(counts.get(time, {}), spec.rows) for time in times)
        rows.append((printable_text(key.label), key.style, texts))
    title = spec.title
    if len(spec.rows) > 1 and title == _TITLES["at_risk"]:
        more = ", ".join(_TITLES.get(word, word) for word in spec.rows[1:])
        title = f"{_TITLES.get(spec.rows[0], spec.rows[0])} ({more})"
    return RiskTable(printable_text(title), times, tuple(rows))


def _is_shown(tick: float, every: str) -> bool:
    if every == "x":
        return True
    try:
        steps = tick / float(every)
    except (ValueError, ZeroDivisionError):
        what = f"'{every}' says neither 'x' nor how far counts are apart."
        hint = "write every: x to follow the ticks, or a number of the axis"
        raise SpecError.of("spec.wrong-value", what, source_of(every), hint=hint) from None
    return abs(steps - round(steps)) < _NOISE


def _count_text(stats: Mapping[str, Result], words: tuple[str, ...]) -> str:
    texts = [f"{_number(stats, word, 1.0) or 0:.0f}" for word in words]
    return texts[0] if len(texts) == 1 else f"{texts[0]} ({', '.join(texts[1:])})"
