"""Results of comparisons: blocks of rows tested between arms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tlfgen.analysis.bench import Bools, Ints
from tlfgen.analysis.cells import Cells
from tlfgen.analysis.groupings import Grouping
from tlfgen.analysis.makers.arms import Arm, arms_of, compared_spot
from tlfgen.analysis.makers.leveled import read_levels
from tlfgen.analysis.makers.nest import nest_spot, read_hierarchy
from tlfgen.analysis.makers.numbers import read_numbers, split_by_place
from tlfgen.analysis.makers.outcome import (
    Outcome,
    compare_counts,
    compare_jointly_adjusted,
    compare_numbers,
    compare_strata,
)
from tlfgen.analysis.makers.row import Maker, Spot
from tlfgen.analysis.makers.strata import code_strata
from tlfgen.analysis.makers.suited import require_suited
from tlfgen.analysis.makers.tally import count_distinct, percent_base
from tlfgen.analysis.makers.tested import count_subjects_of, outcome_rows
from tlfgen.model.result import Result
from tlfgen.spec.grid import Comparison, Node
from tlfgen.spec.methods.comparisons import COMPARISONS
from tlfgen.spec.methods.comparisons import Comparison as Declaration

__all__ = ["compare_arms"]

Counts = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A comparison of a block: its maker, the column that shows it, the test."""

    maker: Maker
    name: str
    test: Comparison
    pair: tuple[str, ...] = ()

    @property
    def cells(self) -> Cells:
        return self.maker.cells

    @property
    def declared(self) -> Declaration:
        return COMPARISONS[self.test.test]

    @property
    def options(self) -> dict[str, object]:
        return dict(self.test.options)


def compare_arms(maker: Maker, column: Node, test: Comparison) -> Iterator[Result]:
    """
    Compare arms in every row of a block: all arms, or the pair of one column.

    Totals, pools and subjects without an arm never enter. Numbers are compared by their values,
    levels of a variable as one table, whether they stand in rows or in columns, single counts as
    subjects with and without.

    Raises
    ------
    SpecError
        ``spec.wrong-test``.
    """
    asked = _Asked(maker, column.name, test, tuple(column.pair))
    require_suited(test, maker.cells.unit.kind, maker.cells.place, asked.pair)
    for arms in arms_of(maker.cells, () if asked.declared.is_joint else column.pair):
        if maker.cells.unit.kind == "numbers":
            yield from _numbers(asked, arms)
        elif maker.cells.unit.kind == "levels":
            yield from _levels(asked, arms)
        elif maker.cells.unit.kind == "nest":
            yield from _nest(asked, arms)
        elif (columns := _across(maker.cells)) is not None:
            yield from _levels_across(asked, arms, columns)
        else:
            yield from _single(asked, arms)


def _inside(cells: Cells, arm: Arm) -> Bools:
    return arm.records & (cells.place_of >= 0)


def _numbers(asked: _Asked, arms: list[Arm]) -> Iterator[Result]:
    cells = asked.cells
    numbers = read_numbers(cells, str(cells.unit.variable))
    split = [split_by_place(cells, _inside(cells, arm) & numbers.present) for arm in arms]
    strata, _ = _strata(asked)
    for number, combination in enumerate(cells.combinations):
        rows = [one[number] for one in split]
        samples = [numbers.floats[one] for one in rows]
        outcome = _outcome(asked, arms, samples, [strata[one] for one in rows])
        spot = compared_spot(cells, arms[0], combination, asked.name)
        subjects = count_subjects_of(cells, np.concatenate(rows))
        yield from outcome_rows(asked.maker, spot, outcome, asked.test, subjects)


def _outcome(
    asked: _Asked,
    arms: list[Arm],
    samples: list[npt.NDArray[np.float64]],
    strata: list[Ints],
) -> Outcome:
    """Test one cell: a pair among all arms, within strata, or the arms as they are."""
    test = asked.test.test
    if asked.declared.is_joint:
        names = [arm.name for arm in arms]
        if not set(asked.pair) <= set(names):
            return Outcome({}, "no_records")
        first, second = (names.index(name) for name in asked.pair)
        return compare_jointly_adjusted(test, samples, (first, second), asked.options)
    if not asked.declared.has_strata:
        return compare_numbers(test, samples, asked.options)
    known = [np.where(one < 0, np.nan, one) for one in strata]
    return compare_numbers(test, samples, asked.options, known)


def _levels(asked: _Asked, arms: list[Arm]) -> Iterator[Result]:
    """Compare arms by the levels of a variable, within strata where the test has them."""
    cells = asked.cells
    found = read_levels(cells, shows_missing=False)
    count = len(found.members)
    strata, stratum_count = _strata(asked)
    codes = np.where((found.codes >= 0) & (strata >= 0), strata * count + found.codes, -1)
    tables = [_by_level(cells, _inside(cells, arm), codes, count * stratum_count) for arm in arms]
    for number, combination in enumerate(cells.combinations):
        table = np.stack([one[number] for one in tables])
        if asked.declared.has_strata:
            stacked = table.reshape(len(arms), stratum_count, count).swapaxes(0, 1)
            outcome = compare_strata(asked.test.test, stacked, asked.options)
        else:
            outcome = compare_counts(asked.test.test, table, asked.options)
        spot = compared_spot(cells, arms[0], combination, asked.name)
        yield from outcome_rows(asked.maker, spot, outcome, asked.test, int(table.sum()))


def _strata(asked: _Asked) -> tuple[Ints, int]:
    """
    Give the stratum of each record: of the variables named, else of the levels across columns.

    A variable that the dataset lacks is taken from the subject.
    """
    cells = asked.cells
    if not asked.declared.has_strata:
        return np.zeros(len(cells.records), dtype=np.int64), 1
    names: Sequence[str] = asked.test.strata or [
        one.dimension.variable
        for one in cells.groupings[cells.unit.row_dimensions :]
        if one.codes is not None
    ]
    if not names:
        return np.zeros(len(cells.records), dtype=np.int64), 1
    return code_strata(cells, names)


def _by_level(cells: Cells, inside: Bools, codes: Ints, count: int) -> Counts:
    kept = inside & (codes >= 0)
    keys = cells.place_of[kept] * count + codes[kept]
    size = len(cells.combinations)
    distinct = count_distinct(keys, cells.records.subject[kept], size * count)
    return distinct.reshape(size, count).astype(float)


def _nest(asked: _Asked, arms: list[Arm]) -> Iterator[Result]:
    cells = asked.cells
    hierarchy = read_hierarchy(cells)
    bases = [percent_base(cells, arm.fixed) for arm in arms]
    for depth, entries in enumerate(hierarchy.entries):
        if not entries:
            continue
        counts = [
            _by_level(cells, _inside(cells, arm), hierarchy.keys[depth], len(entries))
            for arm in arms
        ]
        for number, combination in enumerate(cells.combinations):
            whole = np.array([base.counts[number] for base in bases])
            for place, entry in enumerate(entries):
                with_it = np.array([one[number, place] for one in counts])
                own = nest_spot(cells, arms[0].fixed, combination, entry)
                spot = compared_spot(cells, arms[0], combination, asked.name, own)
                yield from _with_and_without(asked, spot, with_it, whole)


def _across(cells: Cells) -> Grouping | None:
    """Give the variable whose levels stand in the columns of each arm."""
    columns = cells.groupings[cells.unit.row_dimensions :]
    return next((one for one in columns if one.codes is not None), None)


def _levels_across(asked: _Asked, arms: list[Arm], columns: Grouping) -> Iterator[Result]:
    """Compare arms by the levels that stand in their columns."""
    cells = asked.cells
    assert columns.codes is not None  # noqa: S101 - it is a variable
    count = len(columns.groups)
    tables = [_by_level(cells, _inside(cells, arm), columns.codes, count) for arm in arms]
    for number, combination in enumerate(cells.combinations):
        table = np.stack([one[number] for one in tables])
        outcome = compare_counts(asked.test.test, table, asked.options)
        spot = compared_spot(cells, arms[0], combination, asked.name)
        yield from outcome_rows(asked.maker, spot, outcome, asked.test, int(table.sum()))


def _single(asked: _Asked, arms: list[Arm]) -> Iterator[Result]:
    cells = asked.cells
    bases = [percent_base(cells, arm.fixed) for arm in arms]
    zero = np.zeros(len(cells.records), dtype=np.int64)
    counts = [_by_level(cells, _inside(cells, arm), zero, 1)[:, 0] for arm in arms]
    for number, combination in enumerate(cells.combinations):
        whole = np.array([base.counts[number] for base in bases])
        with_it = np.array([one[number] for one in counts])
        spot = compared_spot(cells, arms[0], combination, asked.name)
        yield from _with_and_without(asked, spot, with_it, whole)


def _with_and_without(
    asked: _Asked, spot: Spot, with_it: Counts, whole: Counts
) -> Iterator[Result]:
    """Compare arms by their subjects with and without."""
    table = np.stack([with_it, whole - with_it], axis=1)
    outcome = compare_counts(asked.test.test, table, asked.options)
    yield from outcome_rows(asked.maker, spot, outcome, asked.test, int(whole.sum()))
