"""Profiles of subjects laid out: a panel a group, a line a subject."""

from __future__ import annotations

from dataclasses import replace

from tlfgen.core.textwidth import printable_text
from tlfgen.layout.figure.axes import make_axis
from tlfgen.layout.figure.lines import visit_axis, visit_places
from tlfgen.layout.figure.numbers import FigureNumbers, PageKey, SeriesKey
from tlfgen.model.figure import Panel, Series
from tlfgen.spec.figure_table import POINTS

__all__ = ["layout_profiles"]

_MEAN_STYLE = 2


def layout_profiles(numbers: FigureNumbers, page: PageKey) -> tuple[Panel, ...]:
    """Give the panels of one page, all with the same axes; none where nobody has a value."""
    plot = numbers.figure.plot.profiles
    assert plot is not None  # noqa: S101 - the engine has looked
    places = visit_places(numbers, page)
    groups = [(key, _lines(numbers, page, key, places)) for key in numbers.series()]
    drawn = [(key, lines) for key, lines in groups if lines]
    if not drawn:
        return ()
    seen = {x for _, lines in drawn for one in lines for x in one.x}
    used = [level for level, place in places.items() if place in seen]
    x = visit_axis(plot.x, used, [places[level] for level in used], 0.0)
    every = [y for _, lines in drawn for one in lines for y in one.y]
    y = make_axis(plot.y, [*every, *plot.y.lines], label=plot.of)
    return tuple(
        Panel(
            kind="profiles",
            x=x,
            y=y if number % plot.grid[1] == 0 else replace(y, label=""),
            series=(*lines, *_mean(numbers, page, key, places)) if plot.mean else lines,
            title=printable_text(f"{key.label} (n={len(lines)})" if key.label else ""),
            legend="none",
            x_lines=plot.x.lines,
            y_lines=plot.y.lines,
        )
        for number, (key, lines) in enumerate(drawn)
    )


def _lines(
    numbers: FigureNumbers, page: PageKey, key: SeriesKey, places: dict[str, float]
) -> tuple[Series, ...]:
    """Give one line a subject, in the order of the subject dataset."""
    found: dict[str, list[tuple[float, float, str]]] = {}
    for result in numbers.of_subjects(POINTS, "value", page, key.name):
        place = places.get(result.level)
        if place is not None:
            found.setdefault(result.subject, []).append((place, result.number, result.result_id))
    return tuple(
        Series(
            label=printable_text(subject),
            x=tuple(x for x, _, _ in sorted(points)),
            y=tuple(y for _, y, _ in sorted(points)),
            style=key.style,
            results=tuple(name for _, _, name in sorted(points)),
            is_thin=True,
        )
        for subject, points in found.items()
    )


def _mean(
    numbers: FigureNumbers, page: PageKey, key: SeriesKey, places: dict[str, float]
) -> tuple[Series, ...]:
    points = numbers.points(POINTS, page, key.name)
    shown = [
        (place, float(stats["mean"].number), stats["mean"].result_id)
        for level, place in places.items()
        if (stats := points.get(level, {})).get("mean") and stats["mean"].number is not None
    ]
    if not shown:
        return ()
    x, y, names = zip(*shown, strict=True)
    return (Series(label="Mean", x=x, y=y, style=_MEAN_STYLE, results=names),)
