"""Values of two datasets put side by side."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.model.dataset import Variable

__all__ = ["plain_words", "shown_value", "stored_numbers", "unequal_numbers"]

_DAYS = np.timedelta64(1, "D")
_SECONDS = np.timedelta64(1, "s")
_EPOCH = np.datetime64("1960-01-01", "s")


def plain_words(values: pd.Series) -> pd.Series:
    """Give text without trailing blanks, missing as blank."""
    return values.astype("string[pyarrow]").str.rstrip(" ").fillna("")


def stored_numbers(values: pd.Series, kind: str) -> npt.NDArray[np.float64]:
    """Give values as the numbers of a transport file: days or seconds for dates and times."""
    if kind in {"date", "datetime"}:
        moments = values.to_numpy(dtype="datetime64[s]")
        unit = _DAYS if kind == "date" else _SECONDS
        return np.where(np.isnat(moments), np.nan, (moments - _EPOCH) / unit)
    if kind == "time":
        spans = values.to_numpy(dtype="timedelta64[s]")
        return np.where(np.isnat(spans), np.nan, spans / _SECONDS)
    return values.to_numpy(dtype=np.float64, na_value=np.nan)


def unequal_numbers(
    left: npt.NDArray[np.float64], right: npt.NDArray[np.float64], tolerance: float
) -> tuple[npt.NDArray[np.bool_], float | None]:
    """
    Say which pairs of numbers differ, and by how much at most.

    Missing equals missing; a missing number against another differs, without a distance.

    Examples
    --------
    >>> left, right = np.array([1.0, 2.0, np.nan]), np.array([1.5, 2.0, 3.0])
    >>> unequal, largest = unequal_numbers(left, right, 0.0)
    >>> unequal.tolist(), largest
    ([True, False, True], 0.5)
    """
    one, other = np.isnan(left), np.isnan(right)
    both = ~one & ~other
    apart = np.zeros(len(left))
    apart[both] = np.abs(left[both] - right[both])
    unequal = (one != other) | (apart > tolerance)
    counted = apart[unequal & both]
    return unequal, float(counted.max()) if len(counted) else None


def shown_value(value: object, variable: Variable) -> str:
    """Give one value as a reader writes it."""
    if pd.isna(value):  # type: ignore[call-overload]  # a scalar of any kind
        return "missing"
    if variable.kind == "date" and isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, (int, float, np.number)):
        return f"{value:.15g}"
    return str(value)
