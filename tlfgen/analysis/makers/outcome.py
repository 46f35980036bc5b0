"""Tests by the name a shell gives them, on plain arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tlfgen.analysis.categorical.chi_square import compare_table
from tlfgen.analysis.categorical.cmh import compare_stratified_tables
from tlfgen.analysis.categorical.exact import compare_table_exact
from tlfgen.analysis.group_means import compare_group_means
from tlfgen.analysis.means import compare_one_mean, compare_two_means
from tlfgen.analysis.proportions.one_sample import estimate_proportion
from tlfgen.analysis.ranks.groups import compare_rank_groups
from tlfgen.analysis.ranks.one_sample import compare_signed_ranks
from tlfgen.analysis.ranks.two_sample import compare_ranks

__all__ = [
    "Limits",
    "Outcome",
    "Table",
    "compare_changes",
    "compare_counts",
    "compare_numbers",
    "compare_strata",
    "limit_percentage",
]

Floats = npt.NDArray[np.float64]
Table = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The numbers of a test by name, or the reason why there are none."""

    numbers: Mapping[str, float | None]
    reason: str | None = None


def _outcome(found: Any, names: Mapping[str, str]) -> Outcome:
    return Outcome(
        {stat: getattr(found, field) for stat, field in names.items()},
        found.reason or "not_estimable",
    )


_COCHRAN = {
    "cmh": "general",
    "general_association": "general",
    "row_means": "row_mean",
    "correlation": "correlation",
}
_PLAIN = {"statistic": "statistic", "df": "df", "p": "p"}
_DIFFERENCE = {"estimate": "estimate", "low": "lower", "high": "upper", "statistic": "t",
               "df": "df", "p": "p"}  # fmt: skip


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


def compare_numbers(test: str, samples: Sequence[Floats], options: Mapping[str, Any]) -> Outcome:
    """
    Compare samples of numbers, one a group.

    A test of two groups has reason ``one_group`` where it is not given two.

    Examples
    --------
    >>> samples = [np.array([1.0, 2.0]), np.array([3.0, 4.0]), np.array([5.0, 9.0])]
    >>> round(compare_numbers("anova", samples, {}).numbers["statistic"], 4)
    5.1667
    """
    groups = np.repeat(np.arange(len(samples)), [len(one) for one in samples])
    values = np.concatenate([*samples, np.zeros(0)])
    if test in {"anova", "welch_anova"}:
        variances = "welch" if test == "welch_anova" else "equal"
        return _outcome(compare_group_means(values, groups, variances=variances), _PLAIN)  # type: ignore[arg-type]  # one of the words
    if test == "kruskal_wallis":
        return _outcome(compare_rank_groups(values, groups, **options), _PLAIN)
    if len(samples) != 2:  # noqa: PLR2004 - a test of two samples
        return Outcome({}, "one_group")
    if test == "t_test":
        return _outcome(compare_two_means(samples[0], samples[1], **options), _DIFFERENCE)
    found = compare_ranks(samples[0], samples[1], **options)
    return _outcome(found, {"statistic": "z", "p": "p"})


def compare_counts(test: str, table: Table, options: Mapping[str, Any]) -> Outcome:
    """
    Compare groups (rows) by their counts of each category (columns).

    Examples
    --------
    >>> round(compare_counts("fisher", np.array([[3, 1], [1, 3]]), {}).numbers["p"], 4)
    0.4857
    """
    if test == "fisher":
        return _outcome(compare_table_exact(table, **options), {"p": "p"})
    return _outcome(compare_table(table, **options), _PLAIN)


def compare_strata(test: str, tables: Table, options: Mapping[str, Any]) -> Outcome:
    """
    Compare groups (rows) by their counts of each category (columns) within strata.

    Examples
    --------
    >>> tables = np.array([[[2, 15], [10, 3]], [[4, 6], [5, 5]]])
    >>> round(compare_strata("cmh", tables, {}).numbers["p"], 4)
    0.0027
    """
    found = compare_stratified_tables(tables, **options)
    name = _COCHRAN[test]
    return _outcome(found, {"statistic": name, "df": f"{name}_df", "p": f"{name}_p"})


def compare_changes(test: str, values: Floats, options: Mapping[str, Any]) -> Outcome:
    """
    Compare the changes of one group with zero.

    Examples
    --------
    >>> compare_changes("signed_rank", np.array([1.5, -0.5, 2.0, 3.0, 0.7]), {}).numbers["p"]
    0.125
    """
    if test == "paired_t":
        return _outcome(compare_one_mean(values, **options), _DIFFERENCE)
    found = compare_signed_ranks(values, **options)
    return _outcome(found, {"statistic": "s", "p": "p"})
