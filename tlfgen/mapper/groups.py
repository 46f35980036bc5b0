"""Groups of the rows at hand by the values of variables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.core.errors import MappingError
from tlfgen.core.source import Source
from tlfgen.frame.keys import group_codes
from tlfgen.mapper.ranking import order_codes, sorted_in_groups
from tlfgen.model.dataset import ROW
from tlfgen.model.expression import OrderKey, Reference

if TYPE_CHECKING:
    from tlfgen.mapper.rows import Rows

__all__ = ["RECORD_ORDER", "group_of", "ranks_in_groups", "spread_by_group"]

Positions: TypeAlias = npt.NDArray[np.int64]
RECORD_ORDER = OrderKey(Reference(None, ROW))
"""The order of the records themselves, last among the keys where ties are left to it."""


def group_of(rows: Rows, by: Sequence[Reference], source: Source | None = None) -> Positions:
    """
    Give the group of each row: its subject with the values of the ``by`` variables.

    Missing values form groups of their own. The subject always counts, named or not.
    """
    frame = pd.DataFrame({str(n): rows.column(one, source) for n, one in enumerate(by)})
    codes, count = group_codes(frame, list(frame.columns)) if by else (0, 1)
    joint = (rows.subjects + 1) * count + codes
    _, dense = np.unique(joint, return_inverse=True)
    return np.asarray(dense, dtype=np.int64)


def ranks_in_groups(
    rows: Rows,
    group: Positions,
    order: tuple[OrderKey, ...],
    source: Source | None = None,
) -> tuple[Positions, Positions]:
    """
    Give the positions sorted by group and order, with the rank of each in its group from 0.

    Raises
    ------
    MappingError
        ``mapping.tie`` where the order does not tell all rows of a group apart.
    """
    codes = order_codes(rows, order, None, source)
    by = sorted_in_groups(group, codes)
    alike = group[by[1:]] == group[by[:-1]]
    starts = np.flatnonzero(np.concatenate([[True], ~alike])) if len(by) else by
    for code in codes:
        alike &= code[by[1:]] == code[by[:-1]]
    if alike.any():
        at = by[:-1][alike]
        names = [key.variable.variable for key in order]
        what = f"The order does not tell {len(at)} pairs of records of {rows.name} apart."
        hint = "add a key to the order, or state ties: record to keep the order of the records"
        shown = rows.shown(at, names)
        raise MappingError.of("mapping.tie", what, source, hint=hint, details=shown)
    sizes = np.diff(np.concatenate([starts, [len(by)]]))
    rank = np.arange(len(by)) - np.repeat(starts, sizes)
    return by, rank.astype(np.int64)


def spread_by_group(group: Positions, chosen: Positions) -> Positions:
    """
    Give for each row the chosen position of its group, -1 where the group has none.

    Examples
    --------
    >>> spread_by_group(np.array([0, 1, 0, 2]), np.array([2, 3])).tolist()
    [2, -1, 2, 3]
    """
    at = np.full(int(group.max(initial=-1)) + 1, -1, dtype=np.int64)
    at[group[chosen]] = chosen
    return at[group] if len(group) else group
