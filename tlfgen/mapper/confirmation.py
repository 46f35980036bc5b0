"""Findings that later records confirm, carried out."""

from __future__ import annotations

import numpy as np

from tlfgen.mapper.date_parts import Instants, Integers, Truths, read_dates
from tlfgen.mapper.executors import executes
from tlfgen.mapper.groups import group_of
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.scatter import text_series
from tlfgen.model.step import StepResult
from tlfgen.spec.verbs.confirmation import FlagConfirmed

__all__ = ["find_confirmed", "flag_confirmed"]

_SPAN = 1 << 32
_MOST = 1 << 30


def find_confirmed(
    group: Integers,
    day: Instants,
    event: Truths,
    considered: Truths,
    confirming: Truths,
    *,
    how: str,
    min_days: int,
    max_days: int | None,
) -> Truths:
    """
    Say which events later records of their group confirm.

    Parameters
    ----------
    group : int64 array, shape (n,)
    day : datetime64 array, shape (n,)
        NaT takes no part.
    event, considered, confirming : bool arrays, shape (n,)
    how : {'any', 'next', 'all'}
    min_days, max_days : int
        Days from the event, both included; ``max_days`` None for no limit.

    Returns
    -------
    bool array, shape (n,)

    Examples
    --------
    >>> day = np.array(["2024-01-01", "2024-01-08", "2024-01-29"], dtype="datetime64[D]")
    >>> high = np.array([True, False, True])
    >>> for how in ("any", "next"):
    ...     find_confirmed(np.zeros(3, dtype="int64"), day, high, np.ones(3, dtype=bool), high,
    ...                    how=how, min_days=1, max_days=None).tolist()
    [True, False, False]
    [False, False, False]
    """
    known = ~np.isnat(day)
    number = np.where(known, day.astype("datetime64[D]").astype("int64"), 0)
    key = group * _SPAN + number + (_SPAN >> 1)
    looked_at = np.sort(key[known & considered])
    meets = np.sort(key[known & considered & confirming])
    low = key + min_days
    high = key + (min(max_days, _MOST) if max_days is not None else _MOST)
    last = (group + 1) * _SPAN - 1
    high = np.minimum(high, last)
    if how == "next":
        place = np.searchsorted(looked_at, key, side="right")
        there = place < len(looked_at)
        following = looked_at[np.minimum(place, len(looked_at) - 1)] if len(looked_at) else key
        there &= (following >= low) & (following <= high)
        low, high = np.where(there, following, 1), np.where(there, following, 0)
    count = _between(meets, low, high)
    confirmed = count > 0
    if how == "all":
        confirmed &= count == _between(looked_at, low, high)
    return np.asarray(known & event & confirmed)


def _between(keys: Integers, low: Integers, high: Integers) -> Integers:
    above = np.searchsorted(keys, high, side="right")
    return np.asarray(np.maximum(above - np.searchsorted(keys, low, side="left"), 0))


@executes(FlagConfirmed)
def flag_confirmed(verb: FlagConfirmed, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """Flag the records that later ones of their group confirm."""
    event = rows.mask(verb.where).to_numpy(dtype=bool)
    confirming = event
    if verb.confirmed_by is not None:
        confirming = rows.mask(verb.confirmed_by).to_numpy(dtype=bool)
    found = find_confirmed(
        group_of(rows, verb.by, verb.source),
        read_dates(rows.evaluate(verb.date), str(verb.date)).astype("datetime64[D]"),
        event,
        rows.mask(verb.among).to_numpy(dtype=bool),
        confirming,
        how=verb.how,
        min_days=verb.min_days,
        max_days=verb.max_days,
    )
    values = text_series(verb.value, len(rows))
    return StepResult({targets[0]: values.where(found, verb.otherwise)})
