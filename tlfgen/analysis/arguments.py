"""Arguments of the array statistics, checked once: words, levels, plain arrays."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.core.errors import AnalysisError

__all__ = [
    "Bools",
    "Floats",
    "Ints",
    "Preset",
    "choose_default",
    "code_levels",
    "code_strata",
    "is_absent",
    "require_event_codes",
    "require_level",
    "require_same_length",
    "require_word",
    "to_floats",
    "to_matrix",
    "to_number",
]

Floats: TypeAlias = npt.NDArray[np.floating[Any]]
Ints: TypeAlias = npt.NDArray[np.intp]
Bools: TypeAlias = npt.NDArray[np.bool_]
Preset: TypeAlias = str | None

_PRESETS = ("r", "sas")


def require_word(kind: str, word: str, allowed: Iterable[str]) -> str:
    """Give ``word`` back, or raise ``analysis.unknown-<kind>`` with the allowed words."""
    words = tuple(allowed)
    if word not in words:
        raise AnalysisError.unknown(kind, str(word), words)
    return word


def choose_default(preset: Preset, chosen: Any, defaults: Mapping[str, Any]) -> Any:
    """
    Give the option that counts: the explicit one, else the one of the preset.

    No preset is the house default, which is that of SAS.
    """
    house = require_word("preset", "sas" if preset is None else preset, _PRESETS)
    return defaults[house] if chosen is None else chosen


def require_level(level: float) -> float:
    """Give a confidence level between 0 and 1, or raise ``analysis.level-out-of-range``."""
    if not 0 < float(level) < 1:
        raise AnalysisError.of(
            "analysis.level-out-of-range",
            f"confidence level {level} is not between 0 and 1.",
            hint="write 0.95 for 95%",
        )
    return float(level)


def to_floats(values: Any) -> Floats:
    """
    Give a one-dimensional array of floats; every kind of missing value becomes NaN.

    Text raises ``analysis.not-a-number``.
    """
    try:
        return _convert(values)
    except (TypeError, ValueError) as error:
        raise AnalysisError.of(
            "analysis.not-a-number",
            "text stands where a number is wanted.",
            hint="name a text variable among the classes",
        ) from error


def _convert(values: Any) -> Floats:
    if isinstance(values, pd.Series | pd.api.extensions.ExtensionArray):
        return np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)
    array = np.asarray(values).ravel()
    if array.dtype == object:
        array = np.where(pd.isna(array), np.nan, array)
    return np.asarray(array, dtype=np.float64)


def to_number(value: Any) -> float:
    """Give one number; a missing one becomes NaN, text raises ``analysis.not-a-number``."""
    found = to_floats([value])
    return float(found[0]) if len(found) == 1 else math.nan


def to_matrix(values: Any) -> Floats:
    """Give a two-dimensional array of floats; one column where one dimension is given."""
    array = np.asarray(values)
    if array.ndim <= 1:
        return to_floats(values).reshape(-1, 1)
    if array.dtype != object:
        return np.asarray(array, dtype=np.float64)
    return np.column_stack([to_floats(column) for column in array.T])


def is_absent(values: Any) -> Bools:
    """Mark the missing values of text, codes or numbers; blank text counts as missing."""
    array = _flat(values)
    absent = np.asarray(pd.isna(array), dtype=np.bool_)
    if array.dtype.kind in "OUS":
        absent |= np.asarray(np.where(absent, "", array) == "", dtype=np.bool_)
    return absent


def _flat(values: Any) -> npt.NDArray[Any]:
    if isinstance(values, pd.Series | pd.Categorical | pd.api.extensions.ExtensionArray):
        return np.asarray(values.astype(object))
    return np.asarray(values).ravel()


def require_same_length(**arrays: Any) -> int:
    """Give the common length, or raise ``analysis.length-mismatch`` naming the arrays."""
    lengths = {name: len(array) for name, array in arrays.items() if array is not None}
    if len(set(lengths.values())) > 1:
        text = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise AnalysisError.of(
            "analysis.length-mismatch",
            f"the arrays differ in length: {text}.",
            hint="give one value per row in each array",
        )
    return next(iter(lengths.values()), 0)


def require_event_codes(event: Floats, allowed: Sequence[int] = (0, 1)) -> None:
    """Raise ``analysis.event-code`` where a present event code is not an allowed one."""
    present = event[~np.isnan(event)]
    wrong = np.unique(present[~np.isin(present, allowed)])
    if wrong.size:
        shown = ", ".join(f"{code:g}" for code in wrong[:3])
        raise AnalysisError.of(
            "analysis.event-code",
            f"event holds {shown}.",
            allowed=[str(code) for code in allowed],
            hint="code an event as 1 and a censored time as 0",
        )


def code_levels(
    values: Any, levels: Sequence[Any] | None = None, *, keep: Bools | None = None
) -> tuple[Ints, tuple[Any, ...]]:
    """
    Give the levels of a class variable with the number of each value's level, from 0.

    Levels are sorted where no order is given. A level given without any row keeps its number,
    so that an empty level can be reported. A present value outside the given levels raises
    ``analysis.unknown-level``; a missing value is numbered -1.
    """
    array = _flat(values)
    use = ~is_absent(values) if keep is None else ~is_absent(values) & keep
    inverse, found = pd.factorize(array[use], sort=True)
    present = tuple(np.asarray(found).tolist())
    order = present if levels is None else tuple(levels)
    place = {level: number for number, level in enumerate(order)}
    for level in present:
        if level not in place:
            raise AnalysisError.unknown("level", str(level), [str(known) for known in order])
    codes = np.full(array.size, -1, dtype=np.intp)
    codes[use] = np.asarray([place[level] for level in present], dtype=np.intp)[inverse]
    return codes, order


def code_strata(strata: Any, size: int) -> tuple[Ints, tuple[Any, ...], Bools]:
    """
    Give the stratum of each row as a number from 0, by codes or by the columns of a table.

    Returns
    -------
    tuple of codes, levels, missing marks
        A level is a tuple where several factors are given. Without strata all rows are in one.
    """
    if strata is None:
        return np.zeros(size, dtype=np.intp), ((),), np.zeros(size, dtype=np.bool_)
    array = strata if isinstance(strata, pd.Series | pd.Categorical) else np.asarray(strata)
    if array.ndim <= 1:
        codes, levels = code_levels(strata)
        return codes, levels, codes < 0
    columns = [code_levels(column) for column in np.asarray(array).T]
    table = np.column_stack([codes for codes, _ in columns])
    absent = np.asarray((table < 0).any(axis=1), dtype=np.bool_)
    found, inverse = np.unique(table, axis=0, return_inverse=True)
    names = tuple(
        tuple(
            levels[code] if code >= 0 else None
            for code, (_, levels) in zip(row, columns, strict=True)
        )
        for row in found.tolist()
    )
    return inverse.ravel().astype(np.intp), names, absent
