"""A column, or one constant, of a known kind inside an expression."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["TEXT_DTYPE", "Kind", "Operand", "Words", "as_operand", "as_series", "text_of"]

Kind = Literal["text", "number", "date", "time", "empty"]
TEXT_DTYPE = pd.StringDtype("pyarrow")
_OBJECT_KINDS: dict[str, Kind] = {
    "string": "text",
    "empty": "empty",
    "integer": "number",
    "floating": "number",
    "mixed-integer-float": "number",
    "decimal": "number",
    "boolean": "number",
    "date": "date",
    "datetime": "date",
    "datetime64": "date",
    "timedelta": "time",
    "timedelta64": "time",
}


@dataclass(frozen=True, slots=True)
class Words:
    """A text column as its distinct words, with the place of each row's word among them."""

    codes: npt.NDArray[np.intp]
    words: tuple[str, ...]

    def values(self) -> npt.NDArray[np.object_]:
        """Give one text a row."""
        return self.take(self.words, object)

    def take(self, values: Any, dtype: Any) -> npt.NDArray[Any]:
        """Give each row the value that belongs to its word."""
        table = np.empty(len(self.words), dtype=dtype)
        table[:] = values
        return table[self.codes]

    def test(self, function: Callable[[str], bool]) -> npt.NDArray[np.bool_]:
        """Apply a test once to each word without its trailing blanks."""
        return self.take([function(word.rstrip(" ")) for word in self.words], bool)

    def change(self, function: Callable[[str], str]) -> Words:
        """Apply a change once to each word."""
        return Words(self.codes, tuple(function(word) for word in self.words))


@dataclass(frozen=True, slots=True)
class Operand:
    """
    A value of an expression: one constant or one value a row.

    Missing is not-a-number in numbers, not-a-time in dates, blank in text.
    """

    kind: Kind
    data: Any

    @property
    def is_constant(self) -> bool:
        """Whether it is the same value on every row."""
        return not isinstance(self.data, (np.ndarray, Words))

    def missing(self) -> npt.NDArray[np.bool_]:
        """Say where the value is missing; a constant gives an array without shape."""
        if self.kind == "empty":
            return np.array(True)
        if self.kind == "text":
            if isinstance(self.data, Words):
                return self.data.test(lambda word: not word)
            return np.array(not self.data.rstrip(" "))
        return np.asarray(np.isnan(self.data) if self.kind == "number" else np.isnat(self.data))

    def filled(self, kind: Kind) -> Operand:
        """Give a column without values the kind of its partner."""
        if self.kind != "empty":
            return self
        nothing = {
            "text": "",
            "number": np.nan,
            "date": np.datetime64("NaT", "s"),
            "time": np.timedelta64("NaT", "s"),
        }
        return Operand(kind, nothing.get(kind))


def text_of(values: list[str] | npt.NDArray[np.object_]) -> Operand:
    """Give a text column with one word a row."""
    return Operand("text", Words(np.arange(len(values)), tuple(values)))


def as_operand(series: pd.Series) -> Operand | None:
    """Give a column its kind, or None where its dtype has none."""
    dtype = series.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return _from_categories(series)
    if isinstance(dtype, pd.StringDtype):
        return _from_text(series)
    if pd.api.types.is_datetime64_dtype(dtype):
        return Operand("date", series.to_numpy().astype("datetime64[s]"))
    if pd.api.types.is_timedelta64_dtype(dtype):
        return Operand("time", series.to_numpy().astype("timedelta64[s]"))
    if pd.api.types.is_numeric_dtype(dtype):
        return Operand("number", series.to_numpy(np.float64, na_value=np.nan))
    return _from_objects(series) if pd.api.types.is_object_dtype(dtype) else None


def as_series(operand: Operand, index: pd.Index) -> pd.Series:
    """Give a column: float64, datetime64[s], timedelta64[s] or text in which blank is missing."""
    data, length = operand.data, len(index)
    if operand.kind == "text":
        words = data if isinstance(data, Words) else Words(np.zeros(length, np.intp), (data,))
        present = [word if word.rstrip(" ") else None for word in words.words]
        texts = pd.array(present, dtype=TEXT_DTYPE).take(words.codes)
        return pd.Series(texts, index=index)
    dtype = {"number": "float64", "date": "datetime64[s]", "time": "timedelta64[s]"}.get(
        operand.kind, "object"
    )
    return pd.Series(np.broadcast_to(np.asarray(data, dtype=dtype), length).copy(), index=index)


def _from_text(series: pd.Series) -> Operand:
    codes, distinct = pd.factorize(series)
    return _words(codes, distinct.tolist())


def _from_categories(series: pd.Series) -> Operand | None:
    categories = pd.Series(series.cat.categories)
    codes = series.cat.codes.to_numpy().astype(np.intp)
    inner = as_operand(categories) if len(categories) else Operand("text", None)
    if inner is None or inner.kind == "empty":
        return inner
    if inner.kind == "text":
        return _words(codes, categories.tolist())
    missing = Operand("empty", None).filled(inner.kind).data
    return Operand(inner.kind, np.append(inner.data, missing)[codes])


def _from_objects(series: pd.Series) -> Operand | None:
    kind = _OBJECT_KINDS.get(pd.api.types.infer_dtype(series, skipna=True))
    if kind == "text":
        return _from_text(series)
    if kind == "number":
        return Operand("number", series.astype("Float64").to_numpy(np.float64, na_value=np.nan))
    if kind == "date":
        return Operand("date", series.astype("datetime64[s]").to_numpy())
    if kind == "time":
        return Operand("time", series.astype("timedelta64[s]").to_numpy())
    return None if kind is None else Operand("empty", None)


def _words(codes: npt.NDArray[np.intp], distinct: list[str]) -> Operand:
    last = len(distinct)
    return Operand("text", Words(np.where(codes < 0, last, codes), (*distinct, "")))
