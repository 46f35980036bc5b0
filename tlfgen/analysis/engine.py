"""The engine: a table spec and its data to results."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from tlfgen.analysis.bench import Bench, open_bench
from tlfgen.analysis.cells import open_cells
from tlfgen.analysis.makers.adjusted import adjust_columns
from tlfgen.analysis.makers.bign import count_headers
from tlfgen.analysis.makers.compare import compare_arms
from tlfgen.analysis.makers.counts import count_levels, count_subjects
from tlfgen.analysis.makers.described import summarize_cells
from tlfgen.analysis.makers.models import Fits, model_results
from tlfgen.analysis.makers.nest import count_nest
from tlfgen.analysis.makers.nest_split import count_split
from tlfgen.analysis.makers.row import Maker
from tlfgen.analysis.makers.suited import is_suited
from tlfgen.analysis.makers.within import compare_within
from tlfgen.core.errors import AnalysisError, Finding, SpecError
from tlfgen.model.dataset import Dataset
from tlfgen.model.result import Result, ResultSet
from tlfgen.spec.display import FigureSpec, ListingSpec, TableSpec
from tlfgen.spec.figure_table import figure_table, inherit_shell
from tlfgen.spec.grid import Grid, Unit, build_grid
from tlfgen.spec.study import StudyFile

__all__ = ["compute_results", "compute_with_notes"]

_MANY_RECORDS = {"occurrence"}


def compute_results(
    display: TableSpec | ListingSpec | FigureSpec,
    data: Mapping[str, Dataset],
    study: StudyFile,
    shells: Mapping[str, TableSpec] | None = None,
) -> ResultSet:
    """
    Give every number of a display, unrounded, each with its method, groups and filter.

    Parameters
    ----------
    display : TableSpec, ListingSpec or FigureSpec
        A listing has no results.
    data : mapping of dataset name to Dataset
        The subject dataset and every dataset the display reads.
    study : StudyFile
    shells : mapping of display id to TableSpec, optional
        The tables that a figure takes results from; they stand behind its own, with their ids.

    Returns
    -------
    ResultSet
        In the order the shell asks for them; ids are unique.

    Raises
    ------
    SpecError
        ``spec.unknown-dataset``, ``spec.unknown-variable``, those of ``build_grid``.
    DataError
        ``data.unlisted-level``, ``data.unlisted-arm``, ``data.many-records``,
        ``data.unknown-subject``, ``data.duplicate-subject``, ``data.two-codes``.
    """
    return compute_with_notes(display, data, study, shells)[0]


def compute_with_notes(
    display: TableSpec | ListingSpec | FigureSpec,
    data: Mapping[str, Dataset],
    study: StudyFile,
    shells: Mapping[str, TableSpec] | None = None,
) -> tuple[ResultSet, tuple[Finding, ...]]:
    """
    Give the results of a display, and what the log should say about the data.

    Returns
    -------
    ResultSet, tuple of Finding
        Warnings and notes: alphabetical levels, records without a term, filters that meet
        missing values.

    Raises
    ------
    SpecError, DataError
        As `compute_results`.
    """
    if isinstance(display, ListingSpec):
        return ResultSet(display.id, ()), ()
    if isinstance(display, FigureSpec):
        return _figure(display, data, study, shells or {})
    grid = build_grid(display, study)
    bench = open_bench(data, study, drops_strangers=display.not_in_adsl == "drop")
    results = _unique(adjust_columns(_all(bench, grid), grid))
    return ResultSet(display.id, results), tuple(bench.notes)


def _figure(
    display: FigureSpec,
    data: Mapping[str, Dataset],
    study: StudyFile,
    shells: Mapping[str, TableSpec],
) -> tuple[ResultSet, tuple[Finding, ...]]:
    """Give the points of a figure with the results of its table, then those it borrows."""
    from tlfgen.analysis.figure import figure_results

    shell = shells.get(display.from_display or "")
    figure = inherit_shell(display, shell)
    grid = build_grid(figure_table(figure), study)
    bench = open_bench(data, study, drops_strangers=figure.not_in_adsl == "drop")
    own = [*adjust_columns(_all(bench, grid), grid), *figure_results(figure, grid, bench)]
    borrowed = [compute_results(one, data, study).results for one in shells.values()]
    results = _unique([*own, *(result for results in borrowed for result in results)])
    return ResultSet(display.id, results), tuple(bench.notes)


def _all(bench: Bench, grid: Grid) -> Iterator[Result]:
    yield from count_headers(bench, grid)
    compared: set[int] = set()
    fits = Fits()
    for unit in grid.units():
        cells = open_cells(bench, unit)
        maker = Maker(grid.table.id, cells, _METHODS.get(unit.kind, unit.kind), _options(unit))
        yield from _unit(maker, grid, fits)
        yield from _tests(maker, grid, compared)


_METHODS = {"numbers": "summary", "levels": "count", "counts": "count", "nest": "count"}


def _unit(maker: Maker, grid: Grid, fits: Fits) -> Iterable[Result]:
    kind = maker.cells.unit.kind
    if kind == "numbers":
        return summarize_cells(maker, grid.table.below_limit)
    if kind == "levels":
        return count_levels(maker, is_single=grid.table.kind not in _MANY_RECORDS)
    if kind == "counts":
        return count_subjects(maker)
    if kind == "nest":
        return chain(count_nest(maker), count_split(maker))
    if kind == "within":
        return compare_within(maker)
    if kind == "survival":
        from tlfgen.analysis.makers.survival import survival_results

        return survival_results(maker, grid)
    if kind == "model":
        return model_results(maker, grid.table.models, fits)
    what = f"Rows of kind '{kind}' have no results."
    raise AnalysisError.of("analysis.no-maker", what, maker.cells.place)


def _tests(maker: Maker, grid: Grid, compared: set[int]) -> Iterator[Result]:
    """Compare the arms of a block, once for its first unit that has arms among its columns."""
    unit = maker.cells.unit
    if unit.kind not in {"numbers", "levels", "counts", "nest"}:
        return
    key = hash((unit.analysis, unit.dimensions[: unit.row_dimensions]))
    has_arms = any(one.kind == "arm" for one in unit.dimensions[unit.row_dimensions :])
    if key in compared or not has_arms:
        return
    for column in grid.comparisons():
        test = unit.comparison or column.comparison
        if test is not None and (unit.comparison or is_suited(test, unit.kind)):
            compared.add(key)
            yield from compare_arms(maker, column, test)


def _options(unit: Unit) -> str:
    """Give the options of a unit's statistics as one canonical text."""
    found: dict[str, object] = {}
    for stat in unit.stats:
        for name, value in json.loads(stat.options).items():
            if name in found and found[name] != value:
                what = f"Two statistics of '{unit.analysis}' want different '{name}'."
                source = unit.spec.source if unit.spec else None
                raise SpecError.of("spec.two-options", what, source)
            found[name] = value
    return json.dumps(found, sort_keys=True)


def _unique(results: Iterable[Result]) -> tuple[Result, ...]:
    """
    Give every id once; two axes may ask for the same number.

    Raises
    ------
    SpecError
        ``spec.same-name`` where one id has two meanings.
    """
    found: dict[str, Result] = {}
    for result in results:
        known = found.setdefault(result.result_id, result)
        if known is not result and (known.record_filter, known.number) != (
            result.record_filter,
            result.number,
        ):
            what = f"Two blocks of rows make the result '{result.result_id}'."
            hint = "give one of them its own name: under it"
            raise SpecError.of("spec.same-name", what, hint=hint)
    return tuple(found.values())
