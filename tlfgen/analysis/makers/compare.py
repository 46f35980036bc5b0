"""Results of comparisons: blocks of rows tested between arms, changes tested within arms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tlfgen.analysis.bench import Bools, Ints
from tlfgen.analysis.cells import Cells, Combination, Fixed
from tlfgen.analysis.groupings import arm_names
from tlfgen.analysis.levels import find_levels
from tlfgen.analysis.makers.nest import nest_spot, read_hierarchy
from tlfgen.analysis.makers.numbers import read_numbers, split_by_place
from tlfgen.analysis.makers.outcome import (
    Outcome,
    compare_changes,
    compare_counts,
    compare_numbers,
)
from tlfgen.analysis.makers.row import Maker, Spot
from tlfgen.analysis.makers.tally import count_distinct, percent_base
from tlfgen.model.result import Result
from tlfgen.spec.grid import Comparison, Node
from tlfgen.spec.methods.comparisons import COMPARISONS

__all__ = ["COMPARE", "Arm", "arms_of", "compare_arms", "compare_within", "row_spot"]

COMPARE = "compare"
Counts = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm of a comparison with its choice of members."""

    name: str
    fixed: Fixed


def compare_within(maker: Maker) -> Iterator[Result]:
    """Compare the changes of each cell with zero."""
    cells = maker.cells
    test = cells.unit.comparison
    assert test is not None  # noqa: S101 - a unit within arms has a test
    numbers = read_numbers(cells, str(cells.unit.variable))
    for fixed in cells.fixed():
        inside = fixed.records & (cells.place_of >= 0) & numbers.present
        split = split_by_place(cells, inside)
        for number, combination in enumerate(cells.combinations):
            rows = split[number]
            outcome = compare_changes(test.test, numbers.floats[rows], dict(test.options))
            filters = (*cells.group_filters(fixed, combination), numbers.has_value)
            spot = Spot(cells.members(fixed, combination), filters)
            yield from _rows(maker, spot, outcome, test, len(rows), _subjects(cells, rows))


def _subjects(cells: Cells, rows: npt.NDArray[np.intp]) -> int:
    return len(np.unique(cells.records.subject[rows]))


def _rows(
    maker: Maker, spot: Spot, outcome: Outcome, test: Comparison, records: int, subjects: int
) -> Iterator[Result]:
    tested = replace(maker, method=test.test, options=test.options_text)
    for stat in COMPARISONS[test.test].stats:
        yield tested.row(
            spot,
            stat,
            outcome.numbers.get(stat),
            outcome.reason,
            n_subjects=subjects,
            n_records=records,
        )


def compare_arms(maker: Maker, column: Node, test: Comparison) -> Iterator[Result]:
    """
    Compare arms in every row of a block: all arms, or the pair of one column.

    Totals, pools and subjects without an arm never enter. Numbers are compared by their values,
    levels of a variable as one table, single counts as subjects with and without.
    """
    arms = arms_of(maker.cells, column.pair)
    if maker.cells.unit.kind == "numbers":
        yield from _numbers(maker, column, test, arms)
    elif maker.cells.unit.kind == "levels":
        yield from _levels(maker, column, test, arms)
    elif maker.cells.unit.kind == "nest":
        yield from _nest(maker, column, test, arms)
    else:
        yield from _single(maker, column, test, arms)


def arms_of(cells: Cells, pair: Sequence[str]) -> list[list[Arm]]:
    """Give the arms to compare, once for each choice of the other members."""
    place = next((n for n, one in enumerate(cells.unit.dimensions) if one.kind == "arm"), None)
    if place is None:
        return []
    wanted = tuple(pair) or arm_names(cells.bench)
    found: dict[tuple[str, ...], list[Arm]] = {}
    for fixed in cells.fixed():
        member = fixed.members[place]
        if member is None or member.kind != "arm" or member.name not in wanted:
            continue
        rows = fixed.members[: cells.unit.row_dimensions]
        others = tuple("" if one is None else one.name for one in rows)
        found.setdefault(others, []).append(Arm(member.name, fixed))
    return [
        sorted(_first_each(arms), key=lambda arm: wanted.index(arm.name)) for arms in found.values()
    ]


def _first_each(arms: list[Arm]) -> list[Arm]:
    """Give each arm once, where further columns stand within arms."""
    return list({arm.name: arm for arm in reversed(arms)}.values())


def row_spot(cells: Cells, arm: Arm, combination: Combination, column: Node) -> Spot:
    """Give the place of a number that belongs to a row and a comparison column."""
    members = cells.members(arm.fixed, combination)
    rows = cells.unit.row_dimensions
    shown = (*members[:rows], *(None for _ in members[rows:]))
    filters = (*cells.filters, *combination.filters)
    return Spot(shown, filters, extra=((COMPARE, column.name, 1),))


def _inside(cells: Cells, arm: Arm) -> Bools:
    return arm.fixed.records & (cells.place_of >= 0)


def _numbers(
    maker: Maker, column: Node, test: Comparison, arms: list[list[Arm]]
) -> Iterator[Result]:
    cells = maker.cells
    numbers = read_numbers(cells, str(cells.unit.variable))
    for chosen in arms:
        split = [split_by_place(cells, _inside(cells, arm) & numbers.present) for arm in chosen]
        for number, combination in enumerate(cells.combinations):
            rows = [one[number] for one in split]
            samples = [numbers.floats[one] for one in rows]
            outcome = compare_numbers(test.test, samples, dict(test.options))
            spot = row_spot(cells, chosen[0], combination, column)
            every = np.concatenate(rows)
            yield from _compared(maker, spot, outcome, test, _subjects(cells, every))


def _compared(
    maker: Maker, spot: Spot, outcome: Outcome, test: Comparison, subjects: int
) -> Iterator[Result]:
    """Give the numbers of a test between arms; its records are those of the cells it compares."""
    tested = replace(maker, method=test.test, options=test.options_text)
    for stat in COMPARISONS[test.test].stats:
        yield tested.row(
            replace(spot, filters=()),
            stat,
            outcome.numbers.get(stat),
            outcome.reason,
            n_subjects=subjects,
        )


def _levels(
    maker: Maker, column: Node, test: Comparison, arms: list[list[Arm]]
) -> Iterator[Result]:
    cells = maker.cells
    dimension = cells.unit.levels
    assert dimension is not None  # noqa: S101 - the grid gives levels with a variable
    shown = replace(dimension, missing=None)
    found = find_levels(cells.bench, cells.records, shown, cells.base, cells.place, warns=False)
    count = len(found.members)
    for chosen in arms:
        tables = [_by_level(cells, _inside(cells, arm), found.codes, count) for arm in chosen]
        for number, combination in enumerate(cells.combinations):
            table = np.stack([one[number] for one in tables])
            outcome = compare_counts(test.test, table, dict(test.options))
            spot = row_spot(cells, chosen[0], combination, column)
            yield from _compared(maker, spot, outcome, test, int(table.sum()))


def _by_level(cells: Cells, inside: Bools, codes: Ints, count: int) -> Counts:
    kept = inside & (codes >= 0)
    keys = cells.place_of[kept] * count + codes[kept]
    size = len(cells.combinations)
    distinct = count_distinct(keys, cells.records.subject[kept], size * count)
    return distinct.reshape(size, count).astype(float)


def _nest(maker: Maker, column: Node, test: Comparison, arms: list[list[Arm]]) -> Iterator[Result]:
    cells = maker.cells
    hierarchy = read_hierarchy(cells)
    for chosen in arms:
        bases = [percent_base(cells, arm.fixed) for arm in chosen]
        for depth, entries in enumerate(hierarchy.entries):
            if not entries:
                continue
            counts = [
                _by_level(cells, _inside(cells, arm), hierarchy.keys[depth], len(entries))
                for arm in chosen
            ]
            for number, combination in enumerate(cells.combinations):
                for place, entry in enumerate(entries):
                    with_it = np.array([one[number, place] for one in counts])
                    whole = np.array([base.counts[number] for base in bases])
                    outcome = _with_and_without(test, with_it, whole)
                    spot = nest_spot(cells, chosen[0].fixed, combination, entry)
                    plain = row_spot(cells, chosen[0], combination, column)
                    spot = replace(spot, members=plain.members, extra=plain.extra)
                    yield from _compared(maker, spot, outcome, test, int(whole.sum()))


def _single(
    maker: Maker, column: Node, test: Comparison, arms: list[list[Arm]]
) -> Iterator[Result]:
    cells = maker.cells
    size = len(cells.combinations)
    for chosen in arms:
        bases = [percent_base(cells, arm.fixed) for arm in chosen]
        counts = [
            count_distinct(
                cells.place_of[inside := _inside(cells, arm)],
                cells.records.subject[inside],
                size,
            )
            for arm in chosen
        ]
        for number, combination in enumerate(cells.combinations):
            with_it = np.array([one[number] for one in counts], dtype=float)
            whole = np.array([base.counts[number] for base in bases])
            outcome = _with_and_without(test, with_it, whole)
            spot = row_spot(cells, chosen[0], combination, column)
            yield from _compared(maker, spot, outcome, test, int(whole.sum()))


def _with_and_without(test: Comparison, with_it: Counts, whole: Counts) -> Outcome:
    return compare_counts(
        test.test, np.stack([with_it, whole - with_it], axis=1), dict(test.options)
    )
