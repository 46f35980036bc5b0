"""The dtype of each kind of variable."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.core.errors import DataError
from tlfgen.core.isodate import parse_iso
from tlfgen.core.source import Source
from tlfgen.frame.evaluate.operand import TEXT_DTYPE, Operand, Words, as_operand
from tlfgen.model.dataset import Kind
from tlfgen.model.expression.canonical import number_text

__all__ = ["DTYPES", "coerce_column"]

DTYPES: Mapping[Kind, str] = MappingProxyType(
    {
        "text": "string[pyarrow]",
        "integer": "Int64",
        "float": "float64",
        "date": "datetime64[s]",
        "datetime": "datetime64[s]",
        "time": "timedelta64[s]",
    }
)
"""The dtype of each kind; coded text and keys may be ordered categoricals instead."""

_QUOTED = 3
_WRONG = object()
_Reader = Callable[[str], Any]


def coerce_column(
    values: pd.Series, kind: Kind, name: str | None = None, source: Source | None = None
) -> pd.Series:
    """
    Give a column the dtype of its kind, no value changed.

    Blank text is missing in every kind. Text becomes a number where it is one, a date where it is
    complete ISO 8601; a number becomes text without needless decimals. A categorical of text stays.

    Parameters
    ----------
    values : pd.Series, shape (n,)
    kind : Kind
    name : str, optional
        The variable, for errors; by default the name of the series.
    source : Source, optional
        The line that declares the variable.

    Returns
    -------
    pd.Series, shape (n,)
        Index of ``values``.

    Raises
    ------
    DataError
        ``data.wrong-kind`` where a value does not fit: the count, three of them at most.

    Examples
    --------
    >>> coerce_column(pd.Series(["1", " ", "2.0"]), "integer").tolist()
    [1, <NA>, 2]
    """
    shown = str(values.name) if name is None else name
    operand = as_operand(values)
    if operand is None:
        what = f"{shown} is of a kind that no variable has: {values.dtype}."
        raise DataError.of("data.wrong-kind", what, source)
    if isinstance(values.dtype, pd.CategoricalDtype) and kind == operand.kind == "text":
        return values
    data, wrong = _converted(operand, kind, len(values))
    if wrong.any():
        raise _misfit(values, wrong, kind, shown, source)
    return pd.Series(data, index=values.index, name=values.name)


def _converted(operand: Operand, kind: Kind, length: int) -> tuple[Any, npt.NDArray[np.bool_]]:
    if operand.kind == "empty":
        return pd.Series([None] * length, dtype=DTYPES[kind]).array, np.zeros(length, bool)
    if kind == "text":
        return _to_text(operand, length)
    if isinstance(operand.data, Words):
        return _from_text(operand.data, kind)
    nothing = np.zeros(length, dtype=bool)
    if kind in {"integer", "float"} and operand.kind == "number":
        return _to_number(operand.data, kind)
    if kind == "time" and operand.kind == "time":
        return operand.data, nothing
    if kind in {"date", "datetime"} and operand.kind == "date":
        is_late = operand.data != operand.data.astype("datetime64[D]")
        return operand.data, (is_late & ~np.isnat(operand.data) if kind == "date" else nothing)
    return operand.data, ~operand.missing()


def _to_text(operand: Operand, length: int) -> tuple[Any, npt.NDArray[np.bool_]]:
    if isinstance(operand.data, Words):
        words = [word.rstrip(" ") or None for word in operand.data.words]
        return pd.array(words, dtype=TEXT_DTYPE).take(operand.data.codes), np.zeros(0, bool)
    if operand.kind != "number":
        return operand.data, ~operand.missing()
    codes, distinct = pd.factorize(operand.data)
    texts = pd.array([*map(number_text, distinct.tolist()), None], dtype=TEXT_DTYPE)
    return texts.take(np.where(codes < 0, len(distinct), codes)), np.zeros(length, bool)


def _to_number(data: npt.NDArray[np.float64], kind: Kind) -> tuple[Any, npt.NDArray[np.bool_]]:
    if kind == "float":
        return data, np.zeros(len(data), dtype=bool)
    missing = np.isnan(data)
    wrong = ~missing & ~(np.rint(data) == data)
    whole = pd.array(np.where(missing | wrong, 0, data).astype("int64"), dtype="Int64")
    whole[missing] = pd.NA
    return whole, wrong


def _from_text(column: Words, kind: Kind) -> tuple[Any, npt.NDArray[np.bool_]]:
    read, nothing = _READERS[kind]
    values = [read(word.strip()) if word.strip() else nothing for word in column.words]
    is_wrong = [value is _WRONG for value in values]
    known = [nothing if value is _WRONG else value for value in values]
    wrong = column.take(is_wrong, bool)
    if kind == "integer":
        data, fractions = _to_number(column.take(known, "float64"), kind)
        return data, wrong | fractions
    return column.take(known, DTYPES[kind]), wrong


def _number(text: str) -> Any:
    try:
        number = float(text)
    except ValueError:
        return _WRONG
    return number if np.isfinite(number) and "_" not in text else _WRONG


def _date(text: str) -> Any:
    try:
        value = parse_iso(text)
    except DataError:
        return _WRONG
    day = value.date()
    return _WRONG if day is None or value.has_time else np.datetime64(day, "s")


def _datetime(text: str) -> Any:
    try:
        value = parse_iso(text)
    except DataError:
        return _WRONG
    if value.date() is None or value.time() is None:
        return _WRONG
    return np.datetime64(value.earliest(), "s")


def _time(text: str) -> Any:
    try:
        value = parse_iso(f"-----T{text.removeprefix('T')}")
    except DataError:
        return _WRONG
    clock = value.time()
    if clock is None:
        return _WRONG
    return np.timedelta64((clock.hour * 60 + clock.minute) * 60 + clock.second, "s")


_NO_DATE, _NO_TIME = np.datetime64("NaT", "s"), np.timedelta64("NaT", "s")
_READERS: Mapping[Kind, tuple[_Reader, Any]] = {
    "integer": (_number, np.nan),
    "float": (_number, np.nan),
    "date": (_date, _NO_DATE),
    "datetime": (_datetime, _NO_DATE),
    "time": (_time, _NO_TIME),
}
_HINTS: Mapping[Kind, str] = {
    "integer": "round(...) or number(...) makes a number of it.",
    "float": "number(...) makes a number of text, missing where it is none.",
    "date": "datepart(...) makes a date, missing where incomplete.",
    "datetime": "datetime(...) makes a date with time, missing where incomplete.",
    "time": "timepart(...) makes a time, missing where incomplete.",
    "text": "text(value, 'date9') or text(value, 'iso') writes a date.",
}


def _misfit(
    values: pd.Series,
    wrong: npt.NDArray[np.bool_],
    kind: Kind,
    name: str,
    source: Source | None,
) -> DataError:
    positions = np.flatnonzero(wrong)
    distinct = list(dict.fromkeys(str(value) for value in values.iloc[positions]))
    quoted = [f"'{value}'" for value in distinct[:_QUOTED]]
    count = "1 value does" if len(positions) == 1 else f"{len(positions)} values do"
    what = f"{name} is {kind}, which {count} not fit."
    return DataError.of("data.wrong-kind", what, source, hint=_HINTS[kind], details=quoted)
