"""Keyed lookup of one record a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from tlfgen.core.errors import MappingError
from tlfgen.core.source import Source
from tlfgen.frame.keys import Codes, shared_codes
from tlfgen.frame.order import prove_total_order, sort_positions
from tlfgen.model.expression import OrderKey, canonical_order_key

__all__ = ["IfMany", "Match", "match_one", "take_matched"]

IfMany: TypeAlias = Literal["error", "first", "last"]
_QUOTED = 3


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """
    The record found for each row.

    Parameters
    ----------
    positions : int64 array, shape (n,)
        Position in the right frame, -1 where none.
    candidates : int64 array, shape (n,)
        How many records have the key of the row.
    """

    positions: Codes
    candidates: Codes

    @property
    def unmatched(self) -> Codes:
        """Positions of the rows for which there is no record."""
        return np.flatnonzero(self.positions < 0)


def match_one(
    left: pd.DataFrame,
    right: pd.DataFrame,
    by: Sequence[str | tuple[str, str]],
    *,
    if_many: IfMany = "error",
    order: Sequence[OrderKey] = (),
    source: Source | None = None,
) -> Match:
    """
    Find for each row the one record that has its key.

    Blank text matches blank text, trailing blanks not counted. A missing number or date matches
    nothing.

    Parameters
    ----------
    left : pd.DataFrame, shape (n, columns)
        The rows that ask.
    right : pd.DataFrame
        The records.
    by : sequence of str or (str, str)
        Key columns; a pair names the column left, then right.
    if_many : {'error', 'first', 'last'}
        What to do where several records have a key that is asked for; first and last need an
        order.
    order : sequence of OrderKey
        Order of the records for ``first`` and ``last``.
    source : Source, optional
        The spec line, for errors.

    Returns
    -------
    Match
        In the order of ``left``.

    Raises
    ------
    MappingError
        ``mapping.many-records`` where several records have a key and that is an error;
        ``mapping.tie`` where the order leaves a tie among records that could be chosen.
    SpecError
        ``spec.type-mismatch``.

    Examples
    --------
    >>> left = pd.DataFrame({"TEST": ["ALT", "AST", "BILI"]})
    >>> right = pd.DataFrame({"TEST": ["AST", "ALT"], "PARAMN": [2, 1]})
    >>> match_one(left, right, ["TEST"]).positions.tolist()
    [1, 0, -1]
    """
    pairs = [(name, name) if isinstance(name, str) else name for name in by]
    wanted, offered = shared_codes(left, right, pairs, source)
    size = int(max(wanted.max(initial=-1), offered.max(initial=-1))) + 1
    counts = np.bincount(offered[offered >= 0], minlength=size + 1)
    counts[size] = 0
    asked = np.zeros(size + 1, dtype=bool)
    asked[wanted] = True
    asked[size] = False
    several = asked & (counts > 1)
    if several.any():
        at = np.flatnonzero((offered >= 0) & several[offered])
        _settle(right, pairs, at, if_many, order, source)
    place = np.full(size + 1, -1, dtype=np.int64)
    rows = sort_positions(right, order) if order else np.arange(len(right))
    rows = rows[offered[rows] >= 0]
    if if_many != "last":
        rows = rows[::-1]
    place[offered[rows]] = rows
    return Match(place[wanted], counts[wanted].astype(np.int64))


def take_matched(values: pd.Series, match: Match) -> pd.Series:
    """
    Give the values of the records found, missing where none; RangeIndex.

    Examples
    --------
    >>> found = Match(np.array([1, -1]), np.array([1, 0]))
    >>> take_matched(pd.Series([1.0, 2.0]), found).tolist()
    [2.0, nan]
    """
    taken = values.array.take(match.positions, allow_fill=True) if len(values) else None
    if taken is None:
        return pd.Series([None] * len(match.positions), dtype=values.dtype, name=values.name)
    return pd.Series(taken, name=values.name)


def _settle(
    right: pd.DataFrame,
    pairs: list[tuple[str, str]],
    at: Codes,
    if_many: IfMany,
    order: Sequence[OrderKey],
    source: Source | None,
) -> None:
    names = [name for _, name in pairs]
    keys = ", ".join(names)
    if if_many == "error":
        what = f"{len(at)} records share their key {keys}, where one is wanted."
        hint = "add a key, leave records out by where, or state if_many with an order."
        shown = _shown(right, names, at)
        raise MappingError.of("mapping.many-records", what, source, hint=hint, details=shown)
    tied = at[prove_total_order(right.take(at), names, order)]
    if len(tied):
        written = ", ".join(map(canonical_order_key, order)) or "nothing"
        what = f"{len(tied)} records with the same {keys} cannot be told apart by {written}."
        hint = "add a key to the order, such as the sequence number."
        shown = _shown(right, [*names, *(key.variable.variable for key in order)], tied)
        raise MappingError.of("mapping.tie", what, source, hint=hint, details=shown)


def _shown(frame: pd.DataFrame, names: Sequence[str], at: Codes) -> list[str]:
    rows = frame.take(at)[list(dict.fromkeys(names))].drop_duplicates().head(_QUOTED)
    return [
        ", ".join(f"{name} {value}" for name, value in row.items())
        for row in rows.to_dict("records")
    ]
