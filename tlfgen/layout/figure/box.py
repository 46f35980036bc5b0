"""Box plots laid out: a box a visit, for each arm."""

from __future__ import annotations

from tlfgen.core.textwidth import printable_text
from tlfgen.layout.figure.axes import make_axis
from tlfgen.layout.figure.lines import spread, visit_axis, visit_places
from tlfgen.layout.figure.numbers import FigureNumbers, PageKey, Points, SeriesKey
from tlfgen.model.figure import BoxShape, Panel, RiskTable, Series
from tlfgen.spec.figure_table import POINTS

__all__ = ["layout_box"]

_NEEDED = ("whisker_low", "q1", "median", "q3", "whisker_high")


def layout_box(numbers: FigureNumbers, page: PageKey) -> tuple[Panel, ...]:
    """Give the panel of one page; none where nothing has a value."""
    plot = numbers.figure.plot.box
    assert plot is not None  # noqa: S101 - the engine has looked
    places = visit_places(numbers, page)
    found = [
        (key, _shown(numbers.points(POINTS, page, key.name), places)) for key in numbers.series()
    ]
    drawn = [(key, points) for key, points in found if points]
    if not drawn:
        return ()
    used = [level for level in places if any(level in points for _, points in drawn)]
    rank = {level: float(number) for number, level in enumerate(used)}
    shift = spread([*rank.values()], len(drawn))
    series = tuple(
        _series(numbers, page, key, points, rank, (number - (len(drawn) - 1) / 2) * shift)
        for number, (key, points) in enumerate(drawn)
    )
    x = visit_axis(plot.x, used, [rank[level] for level in used], 1.0)
    ends = [end for one in series for box in one.boxes for end in (box.low, box.high)]
    marks = [value for one in series for _, value in one.marks]
    rows = tuple(
        (
            printable_text(key.label),
            key.style,
            tuple(f"{_count(points, level):.0f}" for level in used),
        )
        for key, points in drawn
    )
    panel = Panel(
        kind="box",
        x=x,
        y=make_axis(plot.y, [*ends, *marks, *plot.y.lines], label=plot.of),
        series=series,
        legend=plot.legend,
        y_lines=plot.y.lines,
        risk_table=RiskTable("Number of subjects", tuple(rank.values()), rows),
    )
    return (panel,)


def _shown(points: Points, places: dict[str, float]) -> Points:
    return {
        level: points[level]
        for level in places
        if level in points
        and all(
            name in points[level] and points[level][name].number is not None for name in _NEEDED
        )
    }


def _count(points: Points, level: str) -> float:
    return (points[level]["n"].number or 0.0) if level in points else 0.0


def _series(
    numbers: FigureNumbers,
    page: PageKey,
    key: SeriesKey,
    points: Points,
    rank: dict[str, float],
    dodge: float,
) -> Series:
    boxes = []
    for stats in points.values():
        low, q1, median, q3, high = (float(stats[name].number or 0.0) for name in _NEEDED)
        mean = stats["mean"].number if "mean" in stats else None
        boxes.append(BoxShape(low, q1, median, q3, high, mean))
    outliers = numbers.of_subjects(POINTS, "outlier", page, key.name)
    return Series(
        label=printable_text(key.label),
        x=tuple(rank[level] for level in points),
        y=tuple(box.median for box in boxes),
        kind="bars",
        marks=tuple((rank[one.level], one.number) for one in outliers if one.level in rank),
        style=key.style,
        results=tuple(stats["median"].result_id for stats in points.values()),
        dodge=dodge,
        boxes=tuple(boxes),
    )
