"""The first or last record of groups, by an order proved total."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.core.errors import MappingError
from tlfgen.core.source import Source
from tlfgen.frame.order import MissingPlace
from tlfgen.frame.order import order_codes as frame_order_codes
from tlfgen.mapper.derivation import is_missing
from tlfgen.model.expression import OrderKey, canonical_order_key

if TYPE_CHECKING:
    from tlfgen.mapper.rows import Rows

__all__ = ["MissingOrder", "extreme_of_groups", "order_codes", "sorted_in_groups"]

Positions: TypeAlias = npt.NDArray[np.int64]
MissingOrder: TypeAlias = Literal["first", "last", "exclude"]


def order_codes(
    rows: Rows,
    order: tuple[OrderKey, ...],
    missing: MissingPlace | None = None,
    source: Source | None = None,
) -> list[Positions]:
    """
    Give whole numbers that sort like each order key; equal values have equal numbers.

    Missing is smaller than every value; ``missing`` puts it in one place whatever the direction.
    """
    columns = {key.variable.variable: rows.column(key.variable, source) for key in order}
    return frame_order_codes(pd.DataFrame(columns, index=rows.own.index), order, missing=missing)


def sorted_in_groups(group: Positions, codes: list[Positions]) -> Positions:
    """Give positions sorted by group, then by the order codes, stable."""
    return np.lexsort([*reversed(codes), group])


def extreme_of_groups(
    rows: Rows,
    group: Positions,
    order: tuple[OrderKey, ...],
    *,
    takes_last: bool = False,
    missing: MissingOrder | None = None,
    source: Source | None = None,
) -> Positions:
    """
    Give the position of the first (or last) row of each group; groups below 0 are left out.

    Raises
    ------
    MappingError
        ``mapping.tie`` where two rows of a group share the extreme place;
        ``mapping.missing-order`` where an order value is missing in a group of several rows
        and no policy is stated.
    """
    if missing is None:
        _require_present(rows, group, order, source)
    codes = order_codes(rows, order, None if missing == "exclude" else missing, source)
    by = sorted_in_groups(group, codes)
    by = by[group[by] >= 0]
    sorted_group = group[by]
    edge = np.ones(len(by), dtype=bool)
    if takes_last:
        edge[:-1] = sorted_group[1:] != sorted_group[:-1]
    else:
        edge[1:] = sorted_group[1:] != sorted_group[:-1]
    at = np.flatnonzero(edge)
    beside = at - 1 if takes_last else at + 1
    inside = (beside >= 0) & (beside < len(by))
    one, other = by[at[inside]], by[beside[inside]]
    tied = group[one] == group[other]
    for code in codes:
        tied &= code[one] == code[other]
    if tied.any():
        raise _tie(rows, one[tied], other[tied], order, source, takes_last=takes_last)
    return by[at]


def _require_present(
    rows: Rows, group: Positions, order: tuple[OrderKey, ...], source: Source | None
) -> None:
    groups, back, sizes = np.unique(group, return_inverse=True, return_counts=True)
    several = (sizes[back] > 1) & (groups[back] >= 0)
    for key in order:
        gap = is_missing(rows.column(key.variable, source)) & several
        if gap.any():
            at = np.flatnonzero(gap)
            what = f"{key.variable} is missing in {len(at)} records of {rows.name} that it sorts."
            hint = "state missing: first, last or exclude, or leave them out by where"
            raise MappingError.of(
                "mapping.missing-order", what, source, hint=hint, details=rows.shown(at)
            )


def _tie(
    rows: Rows,
    one: Positions,
    other: Positions,
    order: tuple[OrderKey, ...],
    source: Source | None,
    *,
    takes_last: bool,
) -> MappingError:
    keys = ", ".join(map(canonical_order_key, order)) or "nothing"
    place = "last" if takes_last else "first"
    what = f"Several records of {rows.name} come {place} by {keys}, in {len(one)} groups."
    names = [key.variable.variable for key in order]
    shown = [line for pair in zip(one, other, strict=True) for line in rows.shown(pair, names)]
    hint = "add a key to the order that tells them apart, such as the sequence number"
    return MappingError.of("mapping.tie", what, source, hint=hint, details=shown[:3])
