"""Tests by the name a shell gives them, on plain arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tlfgen.analysis.arguments import choose_default
from tlfgen.analysis.makers.methods import METHODS, Method, function_of, has_presets
from tlfgen.analysis.proportions.one_sample import estimate_proportion

__all__ = [
    "Limits",
    "Outcome",
    "Table",
    "compare_changes",
    "compare_counts",
    "compare_jointly_adjusted",
    "compare_numbers",
    "compare_own",
    "compare_strata",
    "limit_percentage",
]

Floats = npt.NDArray[np.float64]
Table = npt.NDArray[np.float64]

_TWO = 2
_SCALED = frozenset({"estimate", "low", "high"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """The numbers of a test by name, or the reason why there are none."""

    numbers: Mapping[str, float | None]
    reason: str | None = None


def _outcome(found: Any, method: Method) -> Outcome:
    numbers = {stat: getattr(found, field) for stat, field in method.fields.items()}
    return Outcome(_scaled(numbers, method.scale), found.reason or "not_estimable")


def _scaled(numbers: Mapping[str, float | None], scale: float) -> dict[str, float | None]:
    return {
        stat: value * scale if stat in _SCALED and value is not None else value
        for stat, value in numbers.items()
    }


def _given(method: Method, options: Mapping[str, Any]) -> dict[str, Any]:
    """
    Give the options of a call; a margin of percentages is written in percent.

    A preset is a word of every test: where SAS and R do not differ it changes nothing.
    """
    given = {**options, **method.fixed}
    if "preset" in given and not has_presets(method):
        choose_default(str(given.pop("preset")), None, {"sas": None, "r": None})
    if "null" in given and method.scale != 1:
        given["null"] = float(given["null"]) / method.scale
    return given


@dataclass(frozen=True, slots=True)
class Limits:
    """Confidence limits of a percentage."""

    method: str
    low: float | None
    high: float | None


def limit_percentage(count: int, base: float, options: Mapping[str, Any]) -> Limits:
    """
    Give the limits of a percentage, exact ones (Clopper and Pearson) unless ``method`` is named.

    Examples
    --------
    >>> found = limit_percentage(23, 24.0, {})
    >>> round(found.low, 3), round(found.high, 3)
    (78.88, 99.895)
    """
    given = dict(options)
    method = str(given.pop("method", "clopper_pearson"))
    if not base or count > base:
        return Limits(method, None, None)
    found = estimate_proportion(count, base, method=method, **given)
    if found.lower is None or found.upper is None:
        return Limits(method, None, None)
    return Limits(method, 100 * found.lower, 100 * found.upper)


def compare_numbers(
    test: str,
    samples: Sequence[Floats],
    options: Mapping[str, Any],
    strata: Sequence[Any] | None = None,
) -> Outcome:
    """
    Compare samples of numbers, one a group; ``strata`` gives the stratum of each value.

    A test of two groups has reason ``one_group`` where it is not given two.

    Examples
    --------
    >>> samples = [np.array([1.0, 2.0]), np.array([3.0, 4.0]), np.array([5.0, 9.0])]
    >>> round(compare_numbers("anova", samples, {}).numbers["statistic"], 4)
    5.1667
    """
    method = METHODS[test]
    call, given = function_of(method), _given(method, options)
    if method.shape == "two":
        if len(samples) != _TWO:
            return Outcome({}, "one_group")
        return _outcome(call(samples[0], samples[1], **given), method)
    values, groups = _stacked(samples)
    if strata is None:
        return _outcome(call(values, groups, **given), method)
    return _outcome(call(values, groups, np.concatenate([*strata, []]), **given), method)


def _stacked(samples: Sequence[Floats]) -> tuple[Floats, npt.NDArray[np.intp]]:
    groups = np.repeat(np.arange(len(samples)), [len(one) for one in samples])
    return np.concatenate([*samples, np.zeros(0)]), groups


def compare_jointly_adjusted(
    test: str, samples: Sequence[Floats], pair: tuple[int, int], options: Mapping[str, Any]
) -> Outcome:
    """
    Compare the samples of a pair, first less second, adjusted for the comparisons of all samples.

    Examples
    --------
    >>> samples = [np.array([1.0, 2.0]), np.array([3.0, 4.0]), np.array([5.0, 9.0])]
    >>> found = compare_jointly_adjusted("tukey", samples, (2, 0), {})
    >>> found.numbers["estimate"], round(found.numbers["p"], 3)
    (5.5, 0.099)
    """
    method = METHODS[test]
    values, groups = _stacked(samples)
    given = _given(method, options)
    if method.shape == "control":
        given["control"] = pair[1]
    found = function_of(method)(values, groups, **given)
    if pair in found.pairs:
        place, sign = found.pairs.index(pair), 1
    elif pair[::-1] in found.pairs:
        place, sign = found.pairs.index(pair[::-1]), -1
    else:
        return Outcome({}, found.reason or "no_records")
    numbers = {
        stat: getattr(found, field)[place] if getattr(found, field) else None
        for stat, field in method.fields.items()
    }
    return Outcome(_turned(numbers) if sign < 0 else numbers, found.reason or "not_estimable")


def _turned(numbers: Mapping[str, float | None]) -> dict[str, float | None]:
    """Give a difference the other way round."""
    negative = {stat: None if value is None else -value for stat, value in numbers.items()}
    turned = {"low": negative.get("high"), "high": negative.get("low"), "p": numbers.get("p")}
    return {**negative, **turned}


def compare_counts(test: str, table: Table, options: Mapping[str, Any]) -> Outcome:
    """
    Compare groups (rows) by their counts of each category (columns).

    The first category is the event of a test or an estimate of proportions. A test of two groups
    has reason ``one_group`` where it is not given two.

    Examples
    --------
    >>> round(compare_counts("fisher", np.array([[3, 1], [1, 3]]), {}).numbers["p"], 4)
    0.4857
    >>> found = compare_counts("risk_difference", np.array([[8, 2], [5, 5]]), {})
    >>> round(found.numbers["estimate"], 6)
    30.0
    """
    method = METHODS[test]
    if method.shape == "strata":
        return compare_strata(test, table[None], options)
    call, given = function_of(method), _given(method, options)
    if method.shape == "table":
        if method.function == "compare_table_unconditional" and table.shape != (_TWO, _TWO):
            return Outcome({}, "one_group" if len(table) < _TWO else "not_estimable")
        return _outcome(call(table, **given), method)
    if method.shape == "trend":
        turned = table.T if len(table) == _TWO and table.shape[1] > _TWO else table
        return _outcome(call(turned[:, 0], turned.sum(axis=1), **given), method)
    if len(table) != _TWO:
        return Outcome({}, "one_group")
    first, second = table
    return _outcome(call(first[0], first.sum(), second[0], second.sum(), **given), method)


def compare_strata(test: str, tables: Table, options: Mapping[str, Any]) -> Outcome:
    """
    Compare groups (rows) by their counts of each category (columns) within strata.

    Examples
    --------
    >>> tables = np.array([[[2, 15], [10, 3]], [[4, 6], [5, 5]]])
    >>> round(compare_strata("cmh", tables, {}).numbers["p"], 4)
    0.0027
    """
    method = METHODS[test]
    given = _given(method, options)
    if method.function != "compare_stratified_tables" and tables.shape[1:] != (_TWO, _TWO):
        if tables.shape[1] != _TWO or not tables.shape[2]:
            return Outcome({}, "one_group")
        tables = np.stack([tables[:, :, 0], tables[:, :, 1:].sum(axis=2)], axis=2)
    return _outcome(function_of(method)(tables, **given), method)


def compare_changes(test: str, values: Floats, options: Mapping[str, Any]) -> Outcome:
    """
    Compare the changes of one group with zero.

    Examples
    --------
    >>> compare_changes("signed_rank", np.array([1.5, -0.5, 2.0, 3.0, 0.7]), {}).numbers["p"]
    0.125
    """
    method = METHODS[test]
    return _outcome(function_of(method)(values, **_given(method, options)), method)


def compare_own(test: str, arrays: Sequence[Any], options: Mapping[str, Any]) -> Outcome:
    """
    Compare what one group has: pairs, a table of two readings, a count with its total, blocks.

    Examples
    --------
    >>> round(compare_own("mcnemar_exact", [np.array([[5, 1], [6, 4]])], {}).numbers["p"], 4)
    0.125
    """
    method = METHODS[test]
    return _outcome(function_of(method)(*arrays, **_given(method, options)), method)
