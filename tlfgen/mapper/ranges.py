"""Verbs that judge a result against limits, carried out."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.core.errors import MappingError
from tlfgen.core.rounding import round_half_away
from tlfgen.mapper.derivation import is_missing
from tlfgen.mapper.executors import executes
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.scatter import text_of, text_series
from tlfgen.model.expression import Expression, Reference, conditions, references
from tlfgen.model.step import StepResult
from tlfgen.spec.slots import Formula
from tlfgen.spec.verbs.ranges import Criterion, NumericResult, RangeIndicator

__all__ = [
    "compute_number_of_result",
    "compute_range_indicator",
    "flag_criterion",
    "indicate_range",
    "is_less",
    "read_result",
]

_LIMIT = r"^\s*(<=|>=|<|>)?\s*(-?\d+(?:\.(\d+))?)\s*$"
_UNKNOWN, _NO_LABEL = -2, 3
Floats = npt.NDArray[np.float64]


def is_less(one: Floats, other: Floats, digits: int) -> npt.NDArray[np.bool_]:
    """
    Say where one number is less than another by more than the last significant digit.

    Numbers that agree to ``digits`` significant digits are equal, so that 0.1 + 0.2 is not more
    than 0.3. False where either is not a number.

    Examples
    --------
    >>> is_less(np.array([0.3, 1.0]), np.array([0.1 + 0.2, 2.0]), 13).tolist()
    [False, True]
    """
    size = np.maximum(np.abs(one), np.abs(other))
    with np.errstate(invalid="ignore"):
        return np.asarray(other - one > size * 0.5 * 10.0 ** (1 - digits))


def compute_range_indicator(
    value: Floats,
    low: Floats,
    high: Floats,
    *,
    includes_limits: bool = False,
    digits: int = 13,
) -> npt.NDArray[np.int64]:
    """
    Give -1 below the low limit, 1 above the high one, 0 between; -2 where nothing can be said.

    Parameters
    ----------
    value, low, high : float64 arrays, shape (n,)
        A limit that is not a number sets no bound.
    includes_limits : bool
        A value equal to a limit lies beyond it.
    digits : int
        Significant digits compared.

    Returns
    -------
    int64 array, shape (n,)
        -2 where the value or both limits are not numbers.

    Examples
    --------
    >>> no = np.nan
    >>> low, high = np.array([1.0, no, no, 1]), np.array([4, 4, no, 4])
    >>> compute_range_indicator(np.array([1.0, 5, 5, no]), low, high).tolist()
    [0, 1, -2, -2]
    """
    if includes_limits:
        below = ~np.isnan(value) & ~np.isnan(low) & ~is_less(low, value, digits)
        above = ~np.isnan(value) & ~np.isnan(high) & ~is_less(value, high, digits)
    else:
        below = is_less(value, low, digits)
        above = is_less(high, value, digits)
    found = np.where(below, -1, np.where(above, 1, 0))
    unknown = np.isnan(value) | (np.isnan(low) & np.isnan(high))
    return np.where(unknown, _UNKNOWN, found).astype(np.int64)


@executes(RangeIndicator)
def indicate_range(verb: RangeIndicator, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """Give the label of each result."""
    value, low, high = (_floats(one, rows) for one in (verb.value, verb.low, verb.high))
    options = {"includes_limits": verb.at_limit == "abnormal", "digits": verb.digits}
    found = compute_range_indicator(value, low, high, **options)  # type: ignore[arg-type]
    none = np.full(len(rows), np.nan)
    wide_low = none if verb.extreme_low is None else _floats(verb.extreme_low, rows)
    wide_high = none if verb.extreme_high is None else _floats(verb.extreme_high, rows)
    wide = compute_range_indicator(value, wide_low, wide_high, **options)  # type: ignore[arg-type]
    label = np.where(np.abs(wide) == 1, 2 * wide, np.where(found == _UNKNOWN, _NO_LABEL, found))
    words = np.array([*verb.labels, None], dtype=object)
    made = pd.Series(words[label + 2], dtype="string[pyarrow]")
    return StepResult({targets[0]: made.mask(np.isnan(value), verb.no_value)})


@executes(Criterion)
def flag_criterion(verb: Criterion, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """Give the text of the criterion with its flag, or the flag alone."""
    applies = rows.mask(verb.applies).to_numpy(dtype=bool)
    asked = rows.keep(applies)
    met = asked.mask(verb.when).to_numpy(dtype=bool)
    gaps = np.zeros(len(asked), dtype=bool)
    for reference in _read(verb.when.tree, rows):
        gaps |= is_missing(asked.column(reference, verb.source))
    words = np.array([verb.no, "Y", verb.missing], dtype=object)
    flags = np.full(len(rows), None, dtype=object)
    flags[applies] = words[np.where(gaps, 2, met.astype(np.int64))]
    columns = {targets[-1]: pd.Series(flags, dtype="string[pyarrow]")}
    if len(targets) > 1:
        columns[targets[0]] = text_series(verb.text, len(rows)).where(applies)
    return StepResult(columns)


def _read(tree: Expression, rows: Rows) -> list[Reference]:
    """Give the variables a condition reads, those of its named conditions included."""
    found = set(references(tree))
    for name in conditions(tree):
        formula = rows.setting.conditions.get(name)
        if formula is not None:
            found.update(_read(formula.tree, rows))
    return sorted(found, key=str)


def _floats(formula: Formula, rows: Rows) -> Floats:
    return pd.to_numeric(rows.evaluate(formula)).to_numpy(dtype="float64", na_value=np.nan)


def read_result(
    texts: pd.Series, *, below_limit: str, above_limit: str
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """
    Read results as numbers, those beyond a limit by a rule.

    Parameters
    ----------
    texts : pd.Series of text, shape (n,)
    below_limit : {'limit', 'half_limit', 'one_unit', 'missing'}
        Rule for ``<``; ``<=`` is its limit.
    above_limit : {'limit', 'one_unit', 'missing'}
        Rule for ``>``; ``>=`` is its limit.

    Returns
    -------
    (float64 array, bool array), shapes (n,)
        Not-a-number for any other text; whether the text states a limit.

    Examples
    --------
    >>> texts = pd.Series(["12.5", "<50", "< 0.5", ">=9", "NEG"], dtype="string[pyarrow]")
    >>> read_result(texts, below_limit="one_unit", above_limit="limit")[0].tolist()
    [12.5, 49.0, 0.4, 9.0, nan]
    """
    parts = texts.astype(object).astype("string").str.extract(_LIMIT)
    number = pd.to_numeric(parts[1].astype(object)).to_numpy(dtype="float64", na_value=np.nan)
    decimals = parts[2].str.len().fillna(0).to_numpy(dtype="float64")
    sign = parts[0].fillna("").to_numpy(dtype=object)
    unit: Floats = np.power(10.0, -decimals)
    below = _beyond(number, -unit, decimals, below_limit)
    above = _beyond(number, unit, decimals, above_limit)
    values = np.where(sign == "<", below, np.where(sign == ">", above, number))
    return values, np.asarray(sign != "")


def _beyond(number: Floats, step: Floats, decimals: npt.NDArray[Any], rule: str) -> Floats:
    if rule == "one_unit":
        moved = zip((number + step).tolist(), decimals.tolist(), strict=True)
        return np.array([round_half_away(value, int(digits)) for value, digits in moved])
    return number * {"limit": 1.0, "half_limit": 0.5, "missing": np.nan}[rule]


@executes(NumericResult)
def compute_number_of_result(
    verb: NumericResult, targets: tuple[str, ...], rows: Rows
) -> StepResult:
    """
    Give the number of each result; the extra ``$limit`` is Y for one beyond a limit.

    Raises
    ------
    MappingError
        ``mapping.not-a-number`` where a text is no number and that is an error.
    """
    texts = text_of(rows.evaluate(verb.text))
    values, limited = read_result(texts, below_limit=verb.below_limit, above_limit=verb.above_limit)
    strange = np.isnan(values) & ~limited & ~is_missing(texts)
    if verb.start is not None:
        given = _floats(verb.start, rows)
        strange &= np.isnan(given)
        limited &= np.isnan(given)
        values = np.where(np.isnan(given), values, given)
    if verb.other == "error" and strange.any():
        at = np.flatnonzero(strange)
        what = f"{len(at)} results of {verb.text} are no numbers, such as '{texts.iloc[at[0]]}'."
        raise MappingError.of("mapping.not-a-number", what, verb.source, details=rows.shown(at))
    flag = text_series("Y", len(rows)).where(limited)
    return StepResult({targets[0]: pd.Series(values, dtype="float64"), "$limit": flag})
