"""Values taken by position, with gaps."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["take", "take_numbers", "take_rows"]


def take(values: pd.Series, positions: npt.NDArray[np.int64]) -> pd.Series:
    """
    Give ``values`` at ``positions``, missing where -1.

    Returns
    -------
    pd.Series, shape (len(positions),), RangeIndex
        The dtype of ``values``; bool becomes nullable, whole numbers too, where there are gaps.

    Examples
    --------
    >>> take(pd.Series(["a", "b"], dtype="string"), np.array([1, -1, 0])).tolist()
    ['b', <NA>, 'a']
    """
    size = len(positions)
    if size == len(values) and np.array_equal(positions, np.arange(size)):
        return values.reset_index(drop=True)
    if size == 0 or positions.min() >= 0:
        return values.take(positions).reset_index(drop=True)
    if values.dtype == bool:
        values = values.astype("boolean")
    elif values.dtype.kind in "iu" and isinstance(values.dtype, np.dtype):
        values = values.astype("Int64")
    return pd.Series(values.array.take(positions, allow_fill=True))


def take_numbers(
    numbers: npt.NDArray[np.int32] | None, positions: npt.NDArray[np.int64], nothing: int
) -> npt.NDArray[np.int32] | None:
    """
    Give whole numbers at ``positions``, ``nothing`` where -1.

    Examples
    --------
    >>> take_numbers(np.array([5, 6], dtype=np.int32), np.array([1, -1]), -1).tolist()
    [6, -1]
    """
    if numbers is None:
        return None
    if len(numbers) == 0:
        return np.full(len(positions), nothing, dtype=np.int32)
    return np.where(positions < 0, nothing, numbers[positions]).astype(np.int32)


def take_rows(frame: pd.DataFrame, positions: npt.NDArray[np.int64]) -> pd.DataFrame:
    """
    Give the rows of a frame at ``positions``, RangeIndex.

    Examples
    --------
    >>> take_rows(pd.DataFrame({"A": [1, 2, 3]}), np.array([2, 0]))["A"].tolist()
    [3, 1]
    """
    taken = frame.take(positions)
    taken.index = pd.RangeIndex(len(taken))
    return taken
