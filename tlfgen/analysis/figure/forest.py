"""Results of forest plots: one estimate a line, lines of subgroups found in the data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tlfgen.analysis.bench import Bench
from tlfgen.analysis.cells import Cells
from tlfgen.analysis.figure.arm_cells import arms_by_name, open_arm_cells, pairs_of
from tlfgen.analysis.figure.estimates import Asked, estimate_pair
from tlfgen.analysis.filters import is_value
from tlfgen.analysis.levels import find_levels
from tlfgen.analysis.makers.arms import COMPARE
from tlfgen.analysis.makers.row import Maker, Spot
from tlfgen.model.expression import Reference
from tlfgen.model.result import Result
from tlfgen.spec.display import FigureSpec
from tlfgen.spec.grid import Dimension, Grid
from tlfgen.spec.shell.plot import ForestPlot, SubgroupSpec
from tlfgen.spec.slots import Formula

__all__ = ["FOREST", "LINE", "forest_results"]

FOREST = "forest"
LINE = "line"
"""Name of the grouping by line of the plot."""

_SUBGROUP_INDENT = 2


@dataclass(frozen=True, slots=True)
class _Line:
    """One line: its label, what narrows it, or where its estimate is taken from."""

    label: str
    indent: int = 0
    is_heading: bool = False
    where: tuple[Formula, ...] = ()
    subset: tuple[Formula, ...] = ()
    borrowed: str | None = None


def forest_results(figure: FigureSpec, grid: Grid, bench: Bench) -> Iterator[Result]:
    """
    Give the lines of a forest plot, top to bottom, and the estimates of each pair of arms.

    A line has results ``label`` (text) and ``indent``; one that takes its estimate from a table
    has ``source`` (text); a heading has no more. Estimates stand in the group ``compare``.
    """
    plot = figure.plot.forest
    assert plot is not None  # noqa: S101 - the engine has looked
    pairs = pairs_of(bench, plot.pairs, figure)
    asked = Asked(str(plot.estimate), plot.of, figure.time, plot.ci.level, plot.ci.type)
    for number, line in enumerate(_lines(plot, figure, grid, bench), start=1):
        cells = open_arm_cells(
            bench, grid, FOREST, figure=figure, where=line.where, subset=line.subset
        )
        maker = Maker(figure.id, cells, "line")
        spot = Spot((None,), (), extra=((LINE, f"{number:02d}", number),))
        yield maker.row(spot, "label", None, text=line.label)
        yield maker.row(spot, "indent", float(line.indent))
        if line.borrowed is not None:
            yield maker.row(spot, "source", None, text=line.borrowed)
        elif not line.is_heading:
            yield from _estimates(maker, cells, spot, pairs, asked)


def _estimates(
    maker: Maker, cells: Cells, spot: Spot, pairs: list[tuple[str, str]], asked: Asked
) -> Iterator[Result]:
    arms = arms_by_name(cells)
    for place, (first, second) in enumerate(pairs, start=1):
        found = estimate_pair(cells, (arms[first], arms[second]), asked)
        own = replace(
            spot,
            filters=cells.filters,
            extra=(*spot.extra, (COMPARE, f"{first}_vs_{second}", place)),
        )
        made = replace(maker, method=found.method)
        subjects = sum(int(arms[name].subjects.sum()) for name in (first, second))
        for stat, value in found.numbers.items():
            yield made.row(own, stat, value, found.reason, n_subjects=subjects)


def _lines(plot: ForestPlot, figure: FigureSpec, grid: Grid, bench: Bench) -> Iterator[_Line]:
    for row in plot.rows:
        borrowed = None
        if row.from_display is not None:
            borrowed = f"{row.from_display}/{row.result or plot.estimate}"
        yield _Line(
            row.label,
            row.indent,
            row.heading,
            (row.where,) if row.where is not None else (),
            (row.subset,) if row.subset is not None else (),
            borrowed,
        )
    if not plot.rows and plot.by:
        yield _Line("All subjects")
    for subgroup in plot.by:
        yield from _subgroups(subgroup, figure, grid, bench)


def _subgroups(
    subgroup: SubgroupSpec, figure: FigureSpec, grid: Grid, bench: Bench
) -> Iterator[_Line]:
    """Give a heading, then a line for each level that subjects of the analysis set have."""
    variable = str(subgroup.var)
    cells = open_arm_cells(
        bench, grid, FOREST, figure=figure, data=bench.subjects.name, has_arms=False
    )
    listed = None if subgroup.values is None else tuple(subgroup.values.items())
    dimension = Dimension(variable, "variable", variable=variable, listed=listed)
    found = find_levels(bench, cells.records, dimension, cells.base, figure.source, warns=False)
    known = next((one.label for one in bench.subjects.variables if one.name == variable), "")
    yield _Line(subgroup.label or known or variable, is_heading=True)
    for member in found.members:
        value = float(member.name) if found.is_number else member.name
        tree = is_value(Reference(None, variable), value)
        yield _Line(member.label, _SUBGROUP_INDENT, subset=(Formula(tree, figure.source),))
