"""Values of several branches put together as one column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.core.errors import MappingError
from tlfgen.core.source import Source
from tlfgen.mapper.take import take

__all__ = ["scatter", "scatter_numbers", "text_of", "text_series"]

Positions: TypeAlias = npt.NDArray[np.int64]
Part: TypeAlias = tuple[Positions, pd.Series]


def text_series(values: object, size: int) -> pd.Series:
    """
    Give one text ``size`` times.

    Examples
    --------
    >>> text_series("Y", 2).tolist()
    ['Y', 'Y']
    """
    text = None if values is None else str(values)
    return pd.Series([text] * size, dtype="string[pyarrow]")


def text_of(values: pd.Series) -> pd.Series:
    """
    Give values as texts, a whole number without its decimal point.

    Examples
    --------
    >>> text_of(pd.Series([1.0, 2.5, None])).tolist()
    ['1', '2.5', <NA>]
    """
    if pd.api.types.is_float_dtype(values.dtype):
        texts = values.astype("Float64").astype("string[pyarrow]")
        return texts.str.replace(r"\.0$", "", regex=True)
    return values.astype("string[pyarrow]")


def scatter(parts: Sequence[Part], size: int, source: Source | None = None) -> pd.Series:
    """
    Give one column from the values of several disjoint sets of rows.

    Fixed texts beside numbers are read as numbers; parts that hold nothing do not decide the kind.

    Parameters
    ----------
    parts : sequence of (positions, values)
    size : int
        Rows of the result; those in no part are missing.
    source : Source, optional

    Returns
    -------
    pd.Series, shape (size,), RangeIndex

    Raises
    ------
    MappingError
        ``mapping.mixed-kinds`` where the parts cannot stand in one column.

    Examples
    --------
    >>> texts = pd.Series(["1"], dtype="string[pyarrow]")
    >>> scatter([(np.array([2]), texts), (np.array([0]), pd.Series([2.5]))], 3).tolist()
    [2.5, nan, 1.0]
    """
    filled = [(at, values) for at, values in parts if len(at) and values.notna().any()]
    if not filled:
        kinds = [values.dtype for _, values in parts if not _is_text(values)]
        return pd.Series([pd.NA] * size, dtype=_nullable(kinds[0]) if kinds else "string[pyarrow]")
    positions = np.concatenate([at for at, _ in filled])
    joined = pd.concat(_alike([values for _, values in filled], source), ignore_index=True)
    slots = np.full(size, -1, dtype=np.int64)
    slots[positions] = np.arange(len(positions))
    return take(joined, slots)


def scatter_numbers(
    parts: Sequence[tuple[Positions, npt.NDArray[np.int32] | None]], size: int, nothing: int
) -> npt.NDArray[np.int32] | None:
    """
    Give whole numbers of several sets of rows as one array; None where no part has any.

    Examples
    --------
    >>> scatter_numbers([(np.array([1]), np.array([7], dtype=np.int32))], 2, -1).tolist()
    [-1, 7]
    """
    if all(numbers is None for _, numbers in parts):
        return None
    made = np.full(size, nothing, dtype=np.int32)
    for at, numbers in parts:
        if numbers is not None:
            made[at] = numbers
    return made


def _nullable(dtype: object) -> str:
    if isinstance(dtype, np.dtype) and dtype.kind in "iu":
        return "Int64"
    if isinstance(dtype, np.dtype) and dtype.kind == "b":
        return "boolean"
    return str(dtype)


def _is_text(values: pd.Series) -> bool:
    return isinstance(values.dtype, (pd.StringDtype, pd.CategoricalDtype)) or (
        values.dtype == object
    )


def _alike(values: list[pd.Series], source: Source | None) -> list[pd.Series]:
    texts = [_is_text(one) for one in values]
    if all(texts):
        return [one.astype("string[pyarrow]") for one in values]
    numbers = [pd.api.types.is_numeric_dtype(one.dtype) for one in values]
    if any(numbers):
        if not all(text or number for text, number in zip(texts, numbers, strict=True)):
            raise _mixed(source)
        whole = all(pd.api.types.is_integer_dtype(one.dtype) for one in values)
        return [_number(one, source) if not whole else one.astype("Int64") for one in values]
    if any(texts):
        raise _mixed(source)
    return values


def _number(values: pd.Series, source: Source | None) -> pd.Series:
    if not _is_text(values):
        return values.astype("float64")
    read = pd.to_numeric(values.astype(object), errors="coerce").astype("float64")
    if (read.isna() & values.notna()).any():
        raise _mixed(source)
    return read


def _mixed(source: Source | None) -> MappingError:
    what = "The branches give values of unlike kinds, which cannot stand in one column."
    hint = "write a number for a number, and {expr: ...} for a date or an expression"
    return MappingError.of("mapping.mixed-kinds", what, source, hint=hint)
