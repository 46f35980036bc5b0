"""New records as a kind of block gives them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.frame.dtypes import coerce_column
from tlfgen.frame.keys import group_codes
from tlfgen.mapper.draft import Parents
from tlfgen.mapper.rows import Rows
from tlfgen.model.dataset import Kind

__all__ = ["Added", "alike", "key_codes", "missing_like"]

Positions: TypeAlias = npt.NDArray[np.int64]
_KINDS: dict[str, Kind] = {"i": "integer", "u": "integer", "f": "float", "M": "datetime"}


@dataclass(frozen=True, slots=True, eq=False)
class Added:
    """
    New records before anything is set on them.

    Parameters
    ----------
    like : int64 array, shape (n,)
        A row of the same group: its keys and its subject are theirs.
    copies : bool
        Whether they begin as copies of ``like``.
    parents : Parents
    scope : Rows, shape (n,)
        Where the values of ``set`` are evaluated.
    given : mapping of name to column
        Values the kind of block gives.
    """

    like: Positions
    copies: bool
    parents: Parents
    scope: Rows
    given: dict[str, pd.Series] = field(default_factory=dict)

    @property
    def traced(self) -> Positions:
        """The rows whose trace the new ones inherit."""
        return self.like if self.copies else np.full(len(self.like), -1, dtype=np.int64)


def key_codes(rows: Rows, names: list[str]) -> tuple[Positions, int]:
    """Give the group of each row, by the values of the named columns, and the count of groups."""
    frame = pd.DataFrame({name: rows.column(name) for name in names}, index=rows.own.index)
    return group_codes(frame, names)


def alike(values: pd.Series, like: pd.Series, name: str) -> pd.Series:
    """Give text that was set as a number or date where the column it joins is one."""
    if not pd.api.types.is_string_dtype(values.dtype) or like.dtype.kind not in _KINDS:
        return values
    return coerce_column(values, _KINDS[like.dtype.kind], name)


def missing_like(rows: Rows, name: str) -> pd.Series:
    """Give a column without a value, of the dtype of a column."""
    values = rows.own[name]
    nothing = np.full(len(values), -1, dtype=np.int64)
    if len(values) == 0:
        return values
    return pd.Series(pd.api.extensions.take(values.array, nothing, allow_fill=True))
