"""Records that are copies of others."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tlfgen.mapper.draft import Parents
from tlfgen.mapper.ranking import extreme_of_groups
from tlfgen.mapper.records.added import Added, key_codes
from tlfgen.mapper.rows import Rows
from tlfgen.spec.derived_records import DerivedBlock

__all__ = ["copied_from", "copy_records", "take_extreme"]

Positions: TypeAlias = npt.NDArray[np.int64]


def copied_from(rows: Rows, at: Positions) -> Added:
    """Give copies of the rows at the positions."""
    parents = Parents(np.arange(len(at), dtype=np.int64), at)
    return Added(at, copies=True, parents=parents, scope=rows.at(at))


def copy_records(block: DerivedBlock, rows: Rows) -> Added:
    """Give a copy of every row that meets the condition."""
    return copied_from(rows, np.flatnonzero(rows.mask(block.rule.where).to_numpy(dtype=bool)))


def take_extreme(block: DerivedBlock, rows: Rows) -> Added:
    """
    Give a copy of the first or last row of each group.

    Raises
    ------
    MappingError
        ``mapping.tie``, ``mapping.missing-order``.
    """
    rule = block.rule
    groups, _ = key_codes(rows, [key.variable for key in rule.by])
    groups = np.where(rows.mask(rule.where).to_numpy(dtype=bool), groups, -1)
    at = extreme_of_groups(
        rows, groups, rule.order, takes_last=rule.pick == "last", source=block.source
    )
    return copied_from(rows, np.sort(at))
