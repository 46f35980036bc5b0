"""The cells of a unit: for each combination of members, the records and subjects in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from tlfgen.analysis.arm_notes import note_arms, note_levels
from tlfgen.analysis.bench import Bench, Bools, Ints, Records
from tlfgen.analysis.groupings import Group, Grouping, group_by
from tlfgen.analysis.one_record import is_first_of_subject
from tlfgen.core.source import Source
from tlfgen.model.expression import Expression
from tlfgen.spec.grid import Member, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Cells", "Combination", "Fixed", "open_cells"]


@dataclass(frozen=True, slots=True)
class Fixed:
    """
    One choice of members for every dimension but the row variables.

    ``records`` and ``subjects`` are masks over the dataset and the subject dataset.
    """

    members: tuple[Member | None, ...]
    records: Bools
    subjects: Bools
    filters: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Combination:
    """One choice of levels for the row variables, with its filters."""

    members: tuple[Member, ...]
    filters: tuple[Expression, ...]


@dataclass
class Cells:
    """
    A unit over its data.

    ``base`` are the records and ``subject_base`` the subjects that any cell may hold.
    """

    bench: Bench
    unit: Unit
    records: Records
    base: Bools
    subject_base: Bools
    filters: tuple[Expression, ...]
    groupings: tuple[Grouping, ...]

    @property
    def place(self) -> Source | None:
        """The line of the shell."""
        return self.unit.spec.source if self.unit.spec is not None else None

    def is_row_variable(self, number: int) -> bool:
        """Say whether a dimension is a variable of the row axis."""
        return number < self.unit.row_dimensions and self.groupings[number].codes is not None

    @cached_property
    def row_variables(self) -> tuple[Grouping, ...]:
        """The variables of the row axis, outermost first."""
        return tuple(
            grouping
            for number, grouping in enumerate(self.groupings)
            if self.is_row_variable(number)
        )

    @cached_property
    def _row_codes(self) -> tuple[Ints, ...]:
        return tuple(one.codes for one in self.row_variables if one.codes is not None)

    @cached_property
    def combinations(self) -> tuple[Combination, ...]:
        """
        Give the combinations of row levels that are shown, in order.

        Levels listed in the spec stand under every parent; others where a record has them.
        """
        found: list[tuple[int, ...]] = [()]
        seen = self.base.copy()
        for one in self._row_codes:
            seen &= one >= 0
        codes = [one[seen] for one in self._row_codes]
        for depth, grouping in enumerate(self.row_variables):
            dimension = grouping.dimension
            every = range(len(grouping.groups))
            if dimension.listed is not None and dimension.show_all:
                found = [(*one, code) for one in found for code in every]
            else:
                present = _distinct(codes[: depth + 1])
                found = [
                    (*one, code) for one in found for code in every
                    if _is_seen((*one, code), present, self.row_variables)
                ]  # fmt: skip
        return tuple(self._combination(one) for one in found)

    def _combination(self, codes: tuple[int, ...]) -> Combination:
        groups = [one.groups[code] for one, code in zip(self.row_variables, codes, strict=True)]
        return Combination(
            tuple(group.member for group in groups),
            tuple(tree for group in groups for tree in group.filters),
        )

    @cached_property
    def place_of(self) -> Ints:
        """Give the combination of each record, -1 where it is in none."""
        place = np.full(len(self.records), -1, dtype=np.int64)
        if not self.row_variables:
            place[self.base] = 0
            return place
        numbers = {
            tuple(member.order - 1 for member in one.members): number
            for number, one in enumerate(self.combinations)
        }
        inside = self.base.copy()
        joint = np.zeros(len(self.records), dtype=np.int64)
        sizes = [len(one.groups) for one in self.row_variables]
        for codes, size in zip(self._row_codes, sizes, strict=True):
            inside &= codes >= 0
            joint = joint * size + codes
        targets = np.full(max(int(np.prod(sizes)), 1), -1, dtype=np.int64)
        for chosen, number in numbers.items():
            targets[np.ravel_multi_index(chosen, sizes)] = number
        place[inside] = targets[joint[inside]]
        return place

    def fixed(self) -> Iterator[Fixed]:
        """Give every choice of members for the dimensions that are no row variables."""
        choices: list[Sequence[Group | None]] = [
            (None,) if self.is_row_variable(number) else grouping.groups
            for number, grouping in enumerate(self.groupings)
        ]
        for chosen in product(*choices):
            records, subjects = self.base.copy(), self.subject_base.copy()
            filters: list[Expression] = []
            for group in chosen:
                if group is None:
                    continue
                if group.subjects is not None:
                    subjects &= group.subjects
                if group.records is not None:
                    records &= group.records
                filters += group.filters
            records &= _of_subjects(subjects, self.records)
            members = tuple(None if group is None else group.member for group in chosen)
            yield Fixed(members, records, subjects, tuple(filters))

    def members(self, fixed: Fixed, combination: Combination) -> tuple[Member, ...]:
        """Give one member a dimension, in the order of the unit."""
        row = iter(combination.members)
        return tuple(next(row) if one is None else one for one in fixed.members)

    def group_filters(self, fixed: Fixed, combination: Combination) -> tuple[Expression, ...]:
        """Give every condition that a record of the cell meets."""
        return (*self.filters, *fixed.filters, *combination.filters)


def _distinct(codes: list[Ints]) -> set[tuple[int, ...]]:
    """Give the combinations of codes that occur."""
    joint = np.zeros(len(codes[0]), dtype=np.int64)
    if not len(codes[0]):
        return set()
    sizes = [int(one.max()) + 1 for one in codes]
    for one, size in zip(codes, sizes, strict=True):
        joint = joint * size + one
    places = np.flatnonzero(np.bincount(joint, minlength=1))
    found = np.stack(np.unravel_index(places, sizes), axis=1)
    return {tuple(row) for row in found.tolist()}


def _is_seen(
    codes: tuple[int, ...], present: set[tuple[int, ...]], variables: tuple[Grouping, ...]
) -> bool:
    """Say whether records have this combination, levels that are always listed left aside."""
    if codes in present:
        return True
    is_always = [
        one.dimension.listed is not None and one.dimension.show_all
        for one in variables[: len(codes)]
    ]
    if not any(is_always):
        return False
    kept = [number for number, always in enumerate(is_always) if not always]
    wanted = tuple(codes[number] for number in kept)
    return any(tuple(one[number] for number in kept) == wanted for one in present)


def _of_subjects(subjects: Bools, records: Records) -> Bools:
    """Give the records whose subject is chosen."""
    if not len(subjects):
        return np.zeros(len(records), dtype=bool)
    return (records.subject >= 0) & subjects[records.subject]


def open_cells(bench: Bench, unit: Unit) -> Cells:
    """
    Give a unit with its data: dataset joined, conditions evaluated, groupings found.

    Raises
    ------
    SpecError, DataError
        As the conditions, the levels and the join do.
    """
    place = unit.spec.source if unit.spec is not None else None
    records = bench.records(unit.data, place)
    subjects = np.ones(bench.subject_count, dtype=bool)
    filters: list[Expression] = []
    population = bench.population(unit.population)
    for condition in (population, *unit.subset):
        if condition is not None:
            subjects &= bench.subject_mask(condition)
            filters.append(bench.of_subject(condition, records))
    base = _of_subjects(subjects, records)
    listed_base = base.copy()
    for where in unit.where:
        base &= bench.mask(records, where)
        filters.append(bench.spelt(where))
    if unit.choose is not None:
        base &= is_first_of_subject(bench, records, unit.choose, base)
    level_base = _level_base(bench, unit, listed_base, records)
    groupings = tuple(
        group_by(bench, records, one, level_base, place, inside=base) for one in unit.dimensions
    )
    for grouping in groupings:
        if grouping.codes is not None:
            absent = int((base & (grouping.codes < 0)).sum())
            note_levels(bench, records, grouping.dimension.variable, absent)
        elif grouping.dimension.kind == "arm":
            note_arms(bench, records, grouping.dimension)
    return Cells(bench, unit, records, base, subjects, tuple(filters), groupings)


def _level_base(bench: Bench, unit: Unit, base: Bools, records: Records) -> Bools:
    """Give the records whose levels count: those of the display, whatever the block narrows."""
    found = base.copy()
    for where in unit.shared_where:
        found &= bench.mask(records, where)
    return found
