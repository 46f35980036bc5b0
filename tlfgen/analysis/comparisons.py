"""Comparisons of the means of several groups with a control or with each other."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, get_args

import numpy as np
import numpy.typing as npt
from scipy import stats

from tlfgen.analysis.arguments import Floats, require_word
from tlfgen.analysis.correlated import Ints, Steps, single_step, step_down
from tlfgen.analysis.max_t import critical_value, max_t_tail, range_tail
from tlfgen.analysis.samples import (
    Alternative,
    limit_tail,
    mean_of,
    require_alternative,
    split_groups,
    tail_probability,
    variance_of,
)

__all__ = ["GroupContrasts", "compare_all_pairs", "compare_to_control"]

_FEWEST = 2


@dataclass(frozen=True, slots=True)
class GroupContrasts:
    """
    Differences of group means with p-values and limits for all of them together.

    Parameters
    ----------
    pairs : tuple of (level, level)
        First less second.
    n : tuple of int
        Values of the groups, in the order of ``levels``.
    levels : tuple
    n_missing : int
    estimate, se, t, p, p_adjusted, lower, upper : tuple of float
        One a pair; ``p`` is of the pair alone. Limits hold together; after step-down tests they
        are those of the single step.
    df : float or None
    critical : float or None
        The quantile behind the limits.
    method : str
    reason : str or None
        ``no_records``, ``one_group``, ``no_control``, ``too_few``, ``no_variation``.
    """

    pairs: tuple[tuple[Hashable, Hashable], ...]
    n: tuple[int, ...]
    levels: tuple[Hashable, ...]
    n_missing: int
    estimate: tuple[float, ...] = ()
    se: tuple[float, ...] = ()
    t: tuple[float, ...] = ()
    p: tuple[float, ...] = ()
    p_adjusted: tuple[float, ...] = ()
    lower: tuple[float, ...] = ()
    upper: tuple[float, ...] = ()
    df: float | None = None
    critical: float | None = None
    method: str = "dunnett"
    reason: str | None = None


def _pooled(
    parts: list[Floats], names: tuple[Hashable, ...], n_missing: int, method: str
) -> GroupContrasts | tuple[float, float]:
    """Give the pooled variance with its degrees of freedom, or the result that says why not."""
    sizes = tuple(map(len, parts))
    df = float(sum(sizes) - len(parts))
    reason = None
    if len(parts) < _FEWEST:
        reason = "one_group" if parts else "no_records"
    elif df < 1:
        reason = "too_few"
    if reason is None:
        within = sum((len(part) - 1) * variance_of(part) for part in parts if len(part) > 1)
        if within > 0:
            return within / df, df
        reason = "no_variation"
    return GroupContrasts((), sizes, names, n_missing, method=method, reason=reason)


def _contrasts(
    parts: list[Floats], pairs: list[tuple[int, int]], variance: float
) -> tuple[Floats, Floats]:
    """Give the differences of means with their errors."""
    means = [mean_of(part) for part in parts]
    gaps = np.array([means[one] - means[two] for one, two in pairs])
    shares = np.array([1 / len(parts[one]) + 1 / len(parts[two]) for one, two in pairs])
    return gaps, np.sqrt(variance * shares)


def _result(
    gaps: Floats, errors: Floats, df: float, critical: float, alternative: str
) -> dict[str, Any]:
    """Give the numbers of the pairs."""
    t = gaps / errors
    lower = gaps - critical * errors if alternative != "less" else np.full(len(t), -np.inf)
    upper = gaps + critical * errors if alternative != "greater" else np.full(len(t), np.inf)
    return {
        "estimate": tuple(gaps.tolist()),
        "se": tuple(errors.tolist()),
        "t": tuple(t.tolist()),
        "p": tuple(tail_probability(stats.t(df), float(one), alternative) for one in t),
        "lower": tuple(lower.tolist()),
        "upper": tuple(upper.tolist()),
        "df": df,
        "critical": critical,
    }


def compare_to_control(
    values: npt.ArrayLike,
    groups: Any,
    *,
    control: Hashable,
    levels: Sequence[Hashable] | None = None,
    steps: Steps = "single_step",
    level: float = 0.95,
    alternative: Alternative = "two_sided",
) -> GroupContrasts:
    """
    Compare the means of groups with that of a control by Dunnett's test.

    Parameters
    ----------
    values : array-like, shape (n,)
    groups : array-like of labels, shape (n,)
        A row without a value or a label is dropped and counted.
    control : label
        The group that the others are compared with.
    levels : sequence or None
        The order of the groups.
    steps : {'single_step', 'step_down'}
    level : float
        Of all limits together.
    alternative : {'two_sided', 'less', 'greater'}

    Returns
    -------
    GroupContrasts

    Raises
    ------
    AnalysisError
        ``analysis.unknown-steps``, ``analysis.unknown-alternative``,
        ``analysis.level-out-of-range``, ``analysis.length-mismatch``, ``analysis.unknown-level``.

    Notes
    -----
    Source: Dunnett (1955); Marcus, Peritz & Gabriel (1976) for the steps; one variance for all
    groups. Equals SAS 9.4 GLM LSMEANS PDIFF=CONTROL ADJUST=DUNNETT and R ``multcomp::glht`` with
    ``mcp("Dunnett")``.

    Examples
    --------
    >>> found = compare_to_control([1, 2, 3, 3, 4, 6, 2, 5, 9], list("aaabbbccc"), control="a")
    >>> [round(p, 4) for p in found.p_adjusted]
    [0.4053, 0.2061]
    """
    require_word("steps", steps, get_args(Steps))
    require_alternative(alternative)
    beyond = 1 - level if limit_tail(level) else 0.0
    parts, names, n_missing = split_groups(values, groups, levels)
    pooled = _pooled(parts, names, n_missing, "dunnett")
    if isinstance(pooled, GroupContrasts):
        return pooled
    variance, df = pooled
    sizes = tuple(map(len, parts))
    if control not in names:
        return GroupContrasts((), sizes, names, n_missing, reason="no_control")
    base = names.index(control)
    pairs = [(place, base) for place in range(len(parts)) if place != base]
    gaps, errors = _contrasts(parts, pairs, variance)
    loadings = np.array([math.sqrt(sizes[one] / (sizes[one] + sizes[base])) for one, _ in pairs])
    side = "greater" if alternative == "less" else alternative

    def tail(statistic: float, chosen: Ints) -> float:
        value = abs(statistic) if alternative == "two_sided" else statistic
        return max_t_tail(value, loadings[chosen], df, alternative=alternative)

    low = 0.0 if alternative == "two_sided" else None
    critical = critical_value(
        lambda at: max_t_tail(at, loadings, df, alternative=side), beyond, low=low
    )
    found = _result(gaps, errors, df, critical, alternative)
    t = gaps / errors
    adjusted = single_step(t, tail) if steps == "single_step" else step_down(t, tail, alternative)
    labels = tuple((names[one], names[two]) for one, two in pairs)
    return GroupContrasts(labels, sizes, names, n_missing, p_adjusted=tuple(adjusted), **found)


def compare_all_pairs(
    values: npt.ArrayLike,
    groups: Any,
    *,
    levels: Sequence[Hashable] | None = None,
    level: float = 0.95,
) -> GroupContrasts:
    """
    Compare the means of all pairs of groups by Tukey's test (Tukey & Kramer).

    Parameters
    ----------
    values, groups, levels, level
        As ``compare_to_control``.

    Returns
    -------
    GroupContrasts
        The later group less the earlier one, pairs in the order of the first.

    Raises
    ------
    AnalysisError
        ``analysis.level-out-of-range``, ``analysis.length-mismatch``, ``analysis.unknown-level``.

    Notes
    -----
    Source: Tukey (1953); Kramer (1956); one variance for all groups. Equals R ``TukeyHSD`` and SAS
    9.4 GLM LSMEANS ADJUST=TUKEY.

    Examples
    --------
    >>> found = compare_all_pairs([1, 2, 3, 3, 4, 6, 2, 5, 9], list("aaabbbccc"))
    >>> found.pairs[0], [round(p, 4) for p in found.p_adjusted]
    (('b', 'a'), [0.4697, 0.2519, 0.8571])
    """
    limit_tail(level)
    parts, names, n_missing = split_groups(values, groups, levels)
    pooled = _pooled(parts, names, n_missing, "tukey")
    if isinstance(pooled, GroupContrasts):
        return pooled
    variance, df = pooled
    pairs = [(two, one) for one, two in combinations(range(len(parts)), 2)]
    gaps, errors = _contrasts(parts, pairs, variance)
    k, root = len(parts), math.sqrt(2)
    critical = critical_value(lambda at: range_tail(at * root, k, df), 1 - level, low=0.0)
    found = _result(gaps, errors, df, critical, "two_sided")
    found["p_adjusted"] = tuple(
        range_tail(abs(one) * root, k, df) for one in (gaps / errors).tolist()
    )
    labels = tuple((names[one], names[two]) for one, two in pairs)
    sizes = tuple(map(len, parts))
    return GroupContrasts(labels, sizes, names, n_missing, method="tukey", **found)
