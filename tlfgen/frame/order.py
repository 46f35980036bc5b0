"""Stable sorting, with the proof that an order leaves no tie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.frame.keys import Codes, column_codes, group_codes
from tlfgen.model.expression import OrderKey

__all__ = [
    "Extreme",
    "MissingPlace",
    "first_last",
    "order_codes",
    "prove_total_order",
    "sort_positions",
    "sort_stable",
]

MissingPlace: TypeAlias = Literal["first", "last"]
_Bools: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Extreme:
    """
    The first or last row of each group.

    Parameters
    ----------
    groups : int64 array, shape (n,)
        The group of each row, numbered in the order of the ``by`` values.
    positions : int64 array, shape (groups,)
        The row chosen in each group.
    candidates : int64 array, shape (groups,)
        How many rows it was chosen from.
    tied : int64 array
        Rows that share the place of a chosen row, the chosen row itself left out.
    """

    groups: Codes
    positions: Codes
    candidates: Codes
    tied: Codes


def order_codes(
    frame: pd.DataFrame, order: Sequence[OrderKey], *, missing: MissingPlace | None = None
) -> list[Codes]:
    """
    Give one array a key whose whole numbers sort ascending as the order says.

    Missing is smaller than every value, hence first in an ascending key, last in a descending
    one, as in PROC SORT; ``missing`` puts it in one place whatever the direction.
    """
    codes = []
    for key in order:
        values = frame[key.variable.variable]
        code = column_codes(values.abs() if key.absolute else values)
        gap = code < 0
        code = -code if key.descending else code
        high = int(code.max(initial=0)) + 2
        low = int(code.min(initial=0)) - 2
        last = missing == "last" if missing else key.descending
        codes.append(np.where(gap, high if last else low, code))
    return codes


def sort_positions(
    frame: pd.DataFrame, order: Sequence[OrderKey], *, missing: MissingPlace | None = None
) -> Codes:
    """Give the positions of the rows in the order asked for; ties keep the order they had."""
    codes = order_codes(frame, order, missing=missing)
    return np.lexsort(codes[::-1]) if codes else np.arange(len(frame))


def sort_stable(
    frame: pd.DataFrame, order: Sequence[OrderKey], *, missing: MissingPlace | None = None
) -> pd.DataFrame:
    """
    Give the rows in the order asked for; ties keep the order they had.

    Parameters
    ----------
    frame : pd.DataFrame, shape (n, columns)
        Holds every variable of the order, by its name without source.
    order : sequence of OrderKey
    missing : {'first', 'last'}, optional
        As `order_codes`.

    Returns
    -------
    pd.DataFrame, shape (n, columns)
        RangeIndex.

    Notes
    -----
    Source: SAS 9.4 PROC SORT, "Sorting orders for numeric variables": missing is smallest.

    Examples
    --------
    >>> from tlfgen.model.expression import Reference
    >>> frame = pd.DataFrame({"AVAL": [2.0, None, -3.0]})
    >>> sort_stable(frame, [OrderKey(Reference(None, "AVAL"), absolute=True)])["AVAL"].tolist()
    [nan, 2.0, -3.0]
    """
    positions = sort_positions(frame, order, missing=missing)
    return frame.take(positions).reset_index(drop=True)


def prove_total_order(frame: pd.DataFrame, by: Sequence[str], order: Sequence[OrderKey]) -> Codes:
    """
    Find the rows that the order cannot tell apart inside their group.

    Returns
    -------
    int64 array
        Positions of all rows that share every order value with another row of their group,
        ascending. Empty where the order is total.

    Examples
    --------
    >>> from tlfgen.model.expression import Reference
    >>> frame = pd.DataFrame({"USUBJID": ["1", "1", "2"], "ADY": [3.0, 3.0, 3.0]})
    >>> prove_total_order(frame, ["USUBJID"], [OrderKey(Reference(None, "ADY"))]).tolist()
    [0, 1]
    """
    groups, _ = group_codes(frame, by)
    codes = [groups, *order_codes(frame, order)]
    at = np.lexsort(codes[::-1])
    like_next = _like_next(codes, at)
    tied = np.zeros(len(frame), dtype=bool)
    tied[at[:-1][like_next]] = True
    tied[at[1:][like_next]] = True
    return np.flatnonzero(tied)


def first_last(
    frame: pd.DataFrame,
    by: Sequence[str],
    order: Sequence[OrderKey],
    which: Literal["first", "last"],
    *,
    missing: MissingPlace | None = None,
) -> Extreme:
    """
    Give the first or last row of each group.

    Parameters
    ----------
    frame : pd.DataFrame, shape (n, columns)
        Holds the ``by`` columns with every variable of the order.
    by : sequence of str
        Columns whose values make a group; none means one group.
    order : sequence of OrderKey
    which : {'first', 'last'}
    missing : {'first', 'last'}, optional
        As `order_codes`.

    Returns
    -------
    Extreme
        One row a group. Where ``tied`` is not empty the choice follows the order of the input
        and is not to be used.

    Examples
    --------
    >>> from tlfgen.model.expression import Reference
    >>> frame = pd.DataFrame({"USUBJID": ["1", "2", "1"], "ADY": [3.0, 5.0, 1.0]})
    >>> found = first_last(frame, ["USUBJID"], [OrderKey(Reference(None, "ADY"))], "first")
    >>> found.positions.tolist(), found.candidates.tolist()
    ([2, 1], [2, 1])
    """
    groups, count = group_codes(frame, by)
    codes = [groups, *order_codes(frame, order, missing=missing)]
    at = np.lexsort(codes[::-1])
    candidates = np.bincount(groups, minlength=count).astype(np.int64)
    ends = np.cumsum(candidates)
    place = ends - candidates if which == "first" else ends - 1
    run = np.concatenate([[0], np.cumsum(~_like_next(codes, at))])[: len(at)]
    is_chosen_run = np.zeros(len(at) + 1, dtype=bool)
    is_chosen_run[run[place]] = True
    shares = is_chosen_run[run] if len(at) else np.zeros(0, dtype=bool)
    shares[place] = False
    return Extreme(groups, at[place], candidates, np.sort(at[shares]))


def _like_next(codes: list[Codes], at: Codes) -> _Bools:
    alike = np.ones(max(len(at) - 1, 0), dtype=bool)
    for code in codes:
        alike &= code[at[:-1]] == code[at[1:]]
    return alike
