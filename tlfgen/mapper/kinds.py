"""Whether a column already has the dtype of its kind."""

from __future__ import annotations

import pandas as pd

from tlfgen.frame.dtypes import DTYPES
from tlfgen.model.dataset import Kind

__all__ = ["is_of_kind"]


def is_of_kind(values: pd.Series, kind: Kind) -> bool:
    """
    Say whether a column has the dtype of a kind.

    Examples
    --------
    >>> is_of_kind(pd.Series([1.0]), "float"), is_of_kind(pd.Series(["a"]), "text")
    (True, False)
    """
    return bool(values.dtype == pd.api.types.pandas_dtype(DTYPES[kind]))
