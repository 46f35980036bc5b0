"""Results of a hierarchy: each level counted within the one above."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tlfgen.analysis.bench import Ints
from tlfgen.analysis.cells import Cells, Combination, Fixed
from tlfgen.analysis.groupings import level_filter
from tlfgen.analysis.levels import Found, find_levels
from tlfgen.analysis.makers.counts import Tally, counted_rows, times_of
from tlfgen.analysis.makers.exposed import Exposure, read_exposure
from tlfgen.analysis.makers.row import Maker, Spot
from tlfgen.analysis.makers.tally import count_distinct, percent_base
from tlfgen.core.errors import Finding
from tlfgen.model.expression import Expression
from tlfgen.model.result import Level, Result
from tlfgen.spec.grid import Dimension, Member
from tlfgen.spec.shell.rows import NestRow

__all__ = ["Entry", "Hierarchy", "count_nest", "read_hierarchy"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a hierarchy: its levels from the outermost, its filters."""

    members: tuple[Member, ...]
    codes: tuple[int, ...]
    filters: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """
    The rows of a nest.

    ``keys`` gives, for each depth, the entry of every record, -1 where it has none.
    """

    variables: tuple[str, ...]
    entries: tuple[tuple[Entry, ...], ...]
    keys: tuple[Ints, ...]


def read_hierarchy(cells: Cells) -> Hierarchy:
    """Give the combinations of levels that records have, and the entry of each record."""
    spec = cells.unit.spec
    assert isinstance(spec, NestRow)  # noqa: S101 - the grid makes nests from nest rows
    found = [_levels(cells, spec, variable) for variable in spec.nest]
    entries: list[tuple[Entry, ...]] = []
    keys: list[Ints] = []
    for depth in range(1, len(found) + 1):
        listed = _entries(cells, spec, found[:depth])
        entries.append(listed)
        keys.append(_keys(cells, listed, found[:depth]))
    return Hierarchy(tuple(spec.nest), tuple(entries), tuple(keys))


def _levels(cells: Cells, spec: NestRow, variable: str) -> tuple[Dimension, Found]:
    values = spec.values.get(variable)
    listed = None if values is None else tuple(values.items())
    dimension = Dimension(
        variable, "variable", variable=variable, listed=listed, missing=spec.uncoded
    )
    found = find_levels(cells.bench, cells.records, dimension, cells.base, cells.place, warns=False)
    absent = int((cells.base & (found.codes < 0)).sum())
    if absent and spec.uncoded is None:
        what = f"{absent} records have no {cells.records.name}.{variable}."
        hint = "uncoded: LABEL shows them"
        cells.bench.notes.append(
            Finding("data.uncoded", what, cells.place, hint=hint, severity="note")
        )
    return dimension, found


def _entries(
    cells: Cells, spec: NestRow, found: list[tuple[Dimension, Found]]
) -> tuple[Entry, ...]:
    codes = np.stack([one.codes for _, one in found], axis=1)[cells.base]
    seen = {tuple(row) for row in np.unique(codes[(codes >= 0).all(axis=1)], axis=0).tolist()}
    last = found[-1]
    if spec.values.get(last[0].variable) is not None:
        parents = {row[:-1] for row in seen} or ({()} if len(found) == 1 else set())
        seen |= {(*row, code) for row in parents for code in range(len(last[1].members))}
    return tuple(_entry(row, found) for row in sorted(seen))


def _entry(codes: tuple[int, ...], found: list[tuple[Dimension, Found]]) -> Entry:
    members = tuple(one.members[code] for (_, one), code in zip(found, codes, strict=True))
    filters = tuple(
        tree
        for (dimension, one), member in zip(found, members, strict=True)
        for tree in level_filter(dimension, member, one)
    )
    return Entry(members, codes, filters)


def _keys(cells: Cells, entries: tuple[Entry, ...], found: list[tuple[Dimension, Found]]) -> Ints:
    keys = np.full(len(cells.records), -1, dtype=np.int64)
    number = {entry.codes: place for place, entry in enumerate(entries)}
    codes = np.stack([one.codes for _, one in found], axis=1)
    inside = cells.base & (codes >= 0).all(axis=1)
    distinct, inverse = np.unique(codes[inside], axis=0, return_inverse=True)
    if len(distinct):
        targets = np.array([number[tuple(row)] for row in distinct.tolist()], dtype=np.int64)
        keys[inside] = targets[inverse.ravel()]
    return keys


def count_nest(maker: Maker) -> Iterator[Result]:
    """Count subjects, events and records at every level of the hierarchy, in each cell."""
    hierarchy = read_hierarchy(maker.cells)
    exposure = read_exposure(maker.cells)
    for fixed in maker.cells.fixed():
        for depth, entries in enumerate(hierarchy.entries):
            yield from _at_depth(maker, fixed, hierarchy.keys[depth], entries, exposure)


def _at_depth(
    maker: Maker,
    fixed: Fixed,
    keys: Ints,
    entries: tuple[Entry, ...],
    exposure: Exposure | None,
) -> Iterator[Result]:
    cells = maker.cells
    count = len(entries)
    if not count:
        return
    inside = fixed.records & (cells.place_of >= 0) & (keys >= 0)
    joint = cells.place_of[inside] * count + keys[inside]
    size = len(cells.combinations) * count
    subjects = count_distinct(joint, cells.records.subject[inside], size)
    records = np.bincount(joint, minlength=size)
    base = percent_base(cells, fixed)
    times = times_of(cells, exposure, fixed, inside, joint, size)
    for number, combination in enumerate(cells.combinations):
        for place, entry in enumerate(entries):
            key = number * count + place
            counted = int(subjects[key]), int(records[key])
            tally = Tally(*counted, base.counts[number], base.rule, times[key])
            spot = nest_spot(cells, fixed, combination, entry)
            yield from counted_rows(maker, spot, tally, cells.unit.stored)


def nest_spot(cells: Cells, fixed: Fixed, combination: Combination, entry: Entry) -> Spot:
    """Give the place of one row of the hierarchy."""
    spec = cells.unit.spec
    assert isinstance(spec, NestRow)  # noqa: S101 - as above
    parents: tuple[Level, ...] = tuple(
        (variable, member.name, member.order)
        for variable, member in zip(spec.nest, entry.members[:-1], strict=False)
    )
    own = entry.members[-1]
    return Spot(
        cells.members(fixed, combination),
        (*cells.group_filters(fixed, combination), *entry.filters),
        parents=parents,
        variable=spec.nest[len(entry.members) - 1],
        level=own.name,
        level_order=own.order,
    )


__all__ += ["nest_spot"]
