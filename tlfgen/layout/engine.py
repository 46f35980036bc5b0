"""The layout engine: a display spec and its results to a display."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tlfgen.layout.table.build import build_table
from tlfgen.layout.table.numbers import ResultNumbers
from tlfgen.model.dataset import Dataset
from tlfgen.model.display import Listing, Table
from tlfgen.model.output import RunStamp
from tlfgen.model.result import ResultSet
from tlfgen.spec.display import ListingSpec, NarrativeSpec, TableSpec
from tlfgen.spec.grid import Grid, build_grid
from tlfgen.spec.methods.statistics import REASONS
from tlfgen.spec.study import StudyFile

if TYPE_CHECKING:
    from tlfgen.model.figure import Figure
    from tlfgen.spec.display import FigureSpec

__all__ = ["layout_display", "layout_table"]


def layout_display(
    display: TableSpec | ListingSpec | FigureSpec,
    results: ResultSet,
    data: Mapping[str, Dataset],
    study: StudyFile,
    stamp: RunStamp,
    program: str | None = None,
) -> Table | Listing | Figure:
    """
    Give a display with every text decided.

    Parameters
    ----------
    display : TableSpec, ListingSpec or FigureSpec
    results : ResultSet
        What the engine made for it; a listing has none.
    data : mapping of dataset name to Dataset
        Read by listings and figures of single subjects.
    study : StudyFile
    stamp : RunStamp
    program : str or None
        Path of the spec, with its hash where known.

    Returns
    -------
    Table, Listing or Figure

    Raises
    ------
    SpecError, LayoutError
        Those of ``layout_table``, ``layout_listing`` and ``layout_figure``.
    """
    if isinstance(display, TableSpec):
        return layout_table(display, results, study, stamp, program)
    if isinstance(display, NarrativeSpec):
        from tlfgen.layout.narrative import layout_narrative

        return layout_narrative(display, data, study, stamp, program=program)
    if isinstance(display, ListingSpec):
        from tlfgen.layout.listing import layout_listing

        return layout_listing(display, data, study, stamp, program=program)
    from tlfgen.layout.figure import layout_figure

    return layout_figure(display, results, data, study, stamp, program=program)


def layout_table(
    display: TableSpec,
    results: ResultSet,
    study: StudyFile,
    stamp: RunStamp,
    program: str | None = None,
) -> Table:
    """
    Give a table from its results; it never looks at data.

    Returns
    -------
    Table
        With the no-data sentence where no number was counted from any record.

    Raises
    ------
    SpecError, LayoutError
        Those of ``build_grid`` and ``build_table``.
    """
    grid = build_grid(display, study)
    numbers = ResultNumbers(results, {**REASONS, **study.reasons}, display.decimals)
    return build_table(
        grid,
        numbers,
        stamp,
        datasets=datasets_of(grid),
        program=program,
        is_empty=_is_empty(grid, results),
    )


def datasets_of(grid: Grid) -> tuple[str, ...]:
    """Give the datasets a table reads, the subject dataset first."""
    own = [unit.data for unit in grid.units()]
    return tuple(dict.fromkeys([grid.defaults.subjects, *own]))


def _is_empty(grid: Grid, results: ResultSet) -> bool:
    """Say whether no number comes from any record."""
    if grid.table.empty.display == "rows":
        return False
    counted = [one for one in results.results if one.analysis != "N"]
    return not any(one.n_subjects if one.n_records is None else one.n_records for one in counted)


__all__ += ["datasets_of"]
