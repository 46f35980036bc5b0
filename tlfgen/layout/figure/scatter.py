"""Scatter plots laid out: one point a subject, quadrants named."""

from __future__ import annotations

from tlfgen.core.errors import SpecError
from tlfgen.core.textwidth import printable_text
from tlfgen.layout.figure.axes import make_axis
from tlfgen.layout.figure.numbers import FigureNumbers, PageKey, SeriesKey
from tlfgen.model.figure import Panel, Series
from tlfgen.spec.figure_table import POINTS
from tlfgen.spec.shell.plot import ScatterPlot

__all__ = ["layout_scatter"]

_CORNERS = ("upper left", "upper right", "lower left", "lower right")


def layout_scatter(numbers: FigureNumbers, page: PageKey) -> tuple[Panel, ...]:
    """
    Give the panel of one page; none where nobody has both values.

    Raises
    ------
    SpecError
        ``spec.unknown-corner`` for a quadrant that is no corner.
    """
    plot = numbers.figure.plot.scatter
    assert plot is not None  # noqa: S101 - the engine has looked
    series = [_series(numbers, page, key) for key in numbers.series()]
    drawn = tuple(one for one in series if one.x)
    if not drawn:
        return ()
    xs = [value for one in drawn for value in one.x]
    ys = [value for one in drawn for value in one.y]
    panel = Panel(
        kind="scatter",
        x=make_axis(plot.x, [*xs, *plot.x.lines], label=plot.x_of or plot.value),
        y=make_axis(plot.y, [*ys, *plot.y.lines], label=plot.y_of or plot.value),
        series=drawn,
        legend=plot.legend,
        x_lines=plot.x.lines,
        y_lines=plot.y.lines,
        corners=_corners(plot),
    )
    return (panel,)


def _corners(plot: ScatterPlot) -> tuple[tuple[str, str], ...]:
    for corner in plot.quadrants:
        if corner not in _CORNERS:
            raise SpecError.unknown("corner", corner, _CORNERS, plot.source)
    return tuple((corner, printable_text(text)) for corner, text in plot.quadrants.items())


def _series(numbers: FigureNumbers, page: PageKey, key: SeriesKey) -> Series:
    found = numbers.of_subjects(POINTS, "x", page, key.name)
    others = {one.subject: one for one in numbers.of_subjects(POINTS, "y", page, key.name)}
    named = {one.subject for one in numbers.of_subjects(POINTS, "label", page, key.name)}
    pairs = [(one, others[one.subject]) for one in found if one.subject in others]
    return Series(
        label=printable_text(key.label),
        x=tuple(one.number for one, _ in pairs),
        y=tuple(other.number for _, other in pairs),
        kind="points",
        style=key.style,
        point_labels=tuple(
            printable_text(one.subject) if one.subject in named else "" for one, _ in pairs
        ),
        results=tuple(other.result_id for _, other in pairs),
    )
