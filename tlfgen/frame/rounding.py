"""The one rounding, applied once to each distinct value of a column."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.core.rounding import RoundingRule, round_decimal, round_text, round_to_unit

__all__ = ["round_column", "round_column_text", "round_column_to_unit"]

Floats = npt.NDArray[np.float64]


def round_column(values: Floats, digits: int, *, rule: RoundingRule = "half_away") -> Floats:
    """
    Round numbers to decimals by the rule of ``core.rounding``.

    Returns
    -------
    float64 array, shape of ``values``
        Not-a-number stays; negative zero becomes zero.

    Examples
    --------
    >>> round_column(np.array([2.5, 0.845, np.nan]), 0).tolist()
    [3.0, 1.0, nan]
    """
    return _once(values, lambda value: float(round_decimal(value, digits, rule=rule)) + 0.0)


def round_column_to_unit(values: Floats, unit: float) -> Floats:
    """
    Round numbers to multiples of a unit, half away from zero.

    Raises
    ------
    SpecError
        ``spec.unit-not-positive``.

    Examples
    --------
    >>> round_column_to_unit(np.array([12.5, -12.5, np.nan]), 5).tolist()
    [15.0, -15.0, nan]
    """
    round_to_unit(0.0, unit)
    return _once(values, lambda value: round_to_unit(value, unit))


def round_column_text(values: Floats, digits: int) -> npt.NDArray[np.object_]:
    """
    Write numbers with a fixed count of decimals; missing gives blank.

    Examples
    --------
    >>> round_column_text(np.array([0.845, np.nan]), 2).tolist()
    ['0.85', '']
    """
    codes, distinct = pd.factorize(values)
    words = [round_text(value, digits) for value in distinct.tolist()]
    return np.array([*words, ""], dtype=object)[codes]


def _once(values: Floats, function: Callable[[float], float]) -> Floats:
    codes, distinct = pd.factorize(values)
    rounded = [function(value) for value in distinct.tolist()]
    return np.array([*rounded, np.nan], dtype=np.float64)[codes]
