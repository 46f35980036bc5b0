"""The levels that a block counts: those of a variable, or groups that exclude each other."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tlfgen.analysis.bench import Bools, Ints
from tlfgen.analysis.cells import Cells
from tlfgen.analysis.groupings import level_filter
from tlfgen.analysis.levels import find_levels
from tlfgen.core.errors import DataError
from tlfgen.model.expression import Expression, Missing, Or, Reference
from tlfgen.spec.grid import Dimension, Member

__all__ = ["Leveled", "read_levels"]


@dataclass(frozen=True, slots=True)
class Leveled:
    """
    Levels with the code of each record, -1 where it has none.

    ``filters`` holds the condition of each level; ``has_value`` that of any level.
    """

    variable: str
    members: tuple[Member, ...]
    codes: Ints
    filters: tuple[tuple[Expression, ...], ...]
    has_value: Expression


def read_levels(cells: Cells, *, shows_missing: bool = True) -> Leveled:
    """
    Give the levels of the unit's block.

    Raises
    ------
    DataError
        ``data.unlisted-level``, ``data.two-codes``; ``data.overlapping-groups`` where a record is
        in two groups that are said to exclude each other.
    """
    dimension = cells.unit.levels
    assert dimension is not None  # noqa: S101 - the grid gives levels to a block that counts them
    if dimension.kind == "members":
        return _groups(cells, dimension)
    if not shows_missing:
        dimension = replace(dimension, missing=None)
    found = find_levels(
        cells.bench, cells.records, dimension, cells.base, cells.place, warns=shows_missing
    )
    source, _, name = dimension.variable.rpartition(".")
    has_value = Missing(Reference(source or None, name), negated=True)
    filters = tuple(level_filter(dimension, member, found) for member in found.members)
    return Leveled(dimension.variable, found.members, found.codes, filters, has_value)


def _groups(cells: Cells, dimension: Dimension) -> Leveled:
    codes = np.full(len(cells.records), -1, dtype=np.int64)
    trees: list[Expression] = []
    for number, member in enumerate(dimension.members):
        mask = _mask(cells, member)
        if (mask & (codes >= 0) & cells.base).any():
            what = f"A record is in '{member.label}' and in a group before it."
            hint = "change the conditions, or drop exclusive: and the test of the block"
            raise DataError.of("data.overlapping-groups", what, cells.place, hint=hint)
        codes[mask] = number
        if member.where is not None:
            trees.append(cells.bench.spelt(member.where))
    filters = tuple((tree,) for tree in trees)
    has_value = Or(tuple(trees)) if len(trees) > 1 else trees[0]
    return Leveled(dimension.name, dimension.members, codes, filters, has_value)


def _mask(cells: Cells, member: Member) -> Bools:
    if member.where is None:
        what = f"The group '{member.label}' has no condition, so that it excludes nobody."
        raise DataError.of("data.overlapping-groups", what, cells.place)
    return cells.bench.mask(cells.records, member.where)
