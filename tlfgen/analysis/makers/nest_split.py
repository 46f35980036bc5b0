"""Results of a hierarchy whose rows are split by a variable, such as the worst grade."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from tlfgen.analysis.cells import Fixed
from tlfgen.analysis.filters import is_value
from tlfgen.analysis.groupings import level_filter
from tlfgen.analysis.levels import Found, find_levels, level_texts
from tlfgen.analysis.makers.counts import Tally, counted_rows
from tlfgen.analysis.makers.nest import Hierarchy, nest_spot, read_hierarchy
from tlfgen.analysis.makers.row import Maker, Spot
from tlfgen.analysis.makers.tally import count_distinct, percent_base
from tlfgen.model.expression import Reference
from tlfgen.model.result import Result
from tlfgen.spec.grid import Dimension
from tlfgen.spec.shell.rows import SPLIT, NestRow

__all__ = ["count_split"]

_FLAGGED = "Y"


def count_split(maker: Maker) -> Iterator[Result]:
    """
    Count subjects of every row of a hierarchy by the level of the variable that splits it.

    At each depth only the records with the flag of that depth count, so that a subject with
    several events stands in one level alone. A hierarchy without a split gives nothing.
    """
    cells = maker.cells
    spec = cells.unit.spec
    split = spec.split if isinstance(spec, NestRow) else None
    if split is None:
        return
    hierarchy = read_hierarchy(cells)
    listed = None if split.values is None else tuple(split.values.items())
    dimension = Dimension(split.var, "variable", variable=split.var, listed=listed)
    found = find_levels(cells.bench, cells.records, dimension, cells.base, cells.place)
    for depth in range(len(hierarchy.entries)):
        yield from _at_depth(maker, hierarchy, depth, dimension, found)


def _at_depth(
    maker: Maker, hierarchy: Hierarchy, depth: int, dimension: Dimension, found: Found
) -> Iterator[Result]:
    cells = maker.cells
    spec = cells.unit.spec
    assert isinstance(spec, NestRow)  # noqa: S101 - the caller has looked
    assert spec.split is not None  # noqa: S101 - likewise
    flag = spec.split.flags[min(depth, len(spec.split.flags) - 1)]
    flagged = level_texts(cells.bench.column(cells.records, flag, cells.place)) == _FLAGGED
    condition = is_value(Reference(None, str(flag)), _FLAGGED)
    keys, count, levels = hierarchy.keys[depth], len(hierarchy.entries[depth]), len(found.members)
    is_in = flagged.to_numpy(bool) & (keys >= 0) & (found.codes >= 0) & (cells.place_of >= 0)
    joint = (cells.place_of * count + keys) * levels + found.codes
    size = len(cells.combinations) * count * levels
    for fixed in cells.fixed():
        inside = fixed.records & is_in
        subjects = count_distinct(joint[inside], cells.records.subject[inside], size)
        records = np.bincount(joint[inside], minlength=size)
        for spot, key, base, rule in _spots(maker, fixed, hierarchy, depth):
            for code, member in enumerate(found.members):
                own = replace(
                    spot,
                    filters=(*spot.filters, condition, *level_filter(dimension, member, found)),
                    variable=dimension.variable,
                    level=member.name,
                    level_order=member.order,
                )
                place = key * levels + code
                tally = Tally(int(subjects[place]), int(records[place]), base, rule)
                yield from counted_rows(maker, own, tally, cells.unit.stored)


def _spots(
    maker: Maker, fixed: Fixed, hierarchy: Hierarchy, depth: int
) -> Iterator[tuple[Spot, int, float, str]]:
    """Give the place below each row of one depth, with its number and its percent base."""
    cells = maker.cells
    base = percent_base(cells, fixed)
    entries = hierarchy.entries[depth]
    for number, combination in enumerate(cells.combinations):
        for place, entry in enumerate(entries):
            spot = nest_spot(cells, fixed, combination, entry)
            own = (spot.variable, spot.level, spot.level_order)
            parents = (*spot.parents, own, (SPLIT, SPLIT, 0))
            below = replace(spot, parents=parents)
            yield below, number * len(entries) + place, base.counts[number], base.rule
