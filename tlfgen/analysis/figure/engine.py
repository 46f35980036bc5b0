"""The engine of figures: every point a result, beside the results of its table."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tlfgen.analysis.bench import Bench
from tlfgen.analysis.cells import open_cells
from tlfgen.analysis.figure.curves import curve_results
from tlfgen.analysis.figure.dots import dots_results
from tlfgen.analysis.figure.flow import flow_results
from tlfgen.analysis.figure.forest import forest_results
from tlfgen.analysis.figure.people import box_results, profile_results, scatter_results
from tlfgen.analysis.figure.places import place_results
from tlfgen.analysis.makers.row import Maker
from tlfgen.model.result import Result
from tlfgen.spec.display import FigureSpec
from tlfgen.spec.figure_table import CURVE, POINTS
from tlfgen.spec.grid import Grid

__all__ = ["figure_results"]

Make = Callable[[Maker, Grid, FigureSpec], Iterator[Result]]
_KINDS: dict[str, Make] = {
    "km": curve_results,
    "lines": place_results,
    "profiles": profile_results,
    "box": box_results,
    "scatter": scatter_results,
}
_WHOLE: dict[str, Callable[[FigureSpec, Grid, Bench], Iterator[Result]]] = {
    "forest": forest_results,
    "dots": dots_results,
    "flow": flow_results,
}


def figure_results(figure: FigureSpec, grid: Grid, bench: Bench) -> Iterator[Result]:
    """
    Give the points that a figure draws, as results.

    Parameters
    ----------
    figure : FigureSpec
        With what it inherits from a table filled in.
    grid : Grid
        Of its table (``spec/figure_table.py``), whose own results come from the engine of tables.
    bench : Bench

    Yields
    ------
    Result
        Analysis ``km`` for the points of curves, ``risk`` for the counts below them, ``points``
        for other plots.
    """
    wanted: dict[str, Make] = {
        CURVE if kind == "km" else POINTS: make
        for kind, make in _KINDS.items()
        if getattr(figure.plot, kind) is not None
    }
    for kind, whole in _WHOLE.items():
        if getattr(figure.plot, kind) is not None:
            yield from whole(figure, grid, bench)
    for unit in grid.units():
        if unit.analysis in wanted:
            cells = open_cells(bench, unit)
            yield from wanted[unit.analysis](Maker(figure.id, cells, ""), grid, figure)
