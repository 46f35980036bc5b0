"""Comparisons of means by t tests."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy.typing as npt
from scipy import stats

from tlfgen.analysis.arguments import Floats, Preset, choose_default, require_word
from tlfgen.analysis.samples import (
    Alternative,
    drop_missing,
    limit_tail,
    mean_of,
    require_alternative,
    tail_probability,
    variance_of,
)

__all__ = [
    "MeanComparison",
    "Variances",
    "compare_one_mean",
    "compare_paired_means",
    "compare_two_means",
]

Variances = Literal["pooled", "satterthwaite"]

_FEWEST = 2


@dataclass(frozen=True, slots=True)
class MeanComparison:
    """
    A t test with its estimate.

    Parameters
    ----------
    n1, n2 : int
        Values used; ``n2`` is 0 for one sample, the pairs for paired samples.
    n_missing : int
    mean1, mean2 : float or None
    estimate, se, lower, upper : float or None
        The mean, the mean of the differences, or the difference of means, first less second. A
        one-sided alternative leaves one limit infinite.
    t, df, p : float or None
    method : str
    reason : str or None
        ``no_records``, ``too_few`` or ``no_variation``.
    """

    n1: int
    n2: int
    n_missing: int
    mean1: float | None = None
    mean2: float | None = None
    estimate: float | None = None
    se: float | None = None
    lower: float | None = None
    upper: float | None = None
    t: float | None = None
    df: float | None = None
    p: float | None = None
    method: str = ""
    reason: str | None = None


def _mean(sample: Floats) -> float | None:
    """Give the mean, where there is a value."""
    return mean_of(sample) if len(sample) else None


def _limits(
    estimate: float, se: float, df: float, level: float, alternative: str
) -> tuple[float, float]:
    """Give the limits that go with the alternative."""
    half = float(stats.t.isf(limit_tail(level, alternative), df)) * se
    lower = -math.inf if alternative == "less" else estimate - half
    upper = math.inf if alternative == "greater" else estimate + half
    return lower, upper


def _one_sample(sample: Floats, null: float, level: float, alternative: str) -> dict[str, Any]:
    """Test the mean of one sample."""
    limit_tail(level)
    require_alternative(alternative)
    if not len(sample):
        return {"reason": "no_records"}
    estimate = mean_of(sample)
    if len(sample) < _FEWEST:
        return {"estimate": estimate, "reason": "too_few"}
    df = float(len(sample) - 1)
    se = math.sqrt(variance_of(sample) / len(sample))
    lower, upper = _limits(estimate, se, df, level, alternative)
    found: dict[str, Any] = {
        "estimate": estimate,
        "se": se,
        "lower": lower,
        "upper": upper,
        "df": df,
    }
    if se == 0:
        return found | {"reason": "no_variation"}
    t = (estimate - null) / se
    return found | {"t": t, "p": tail_probability(stats.t(df), t, alternative)}


def compare_one_mean(
    values: npt.ArrayLike,
    *,
    null: float = 0.0,
    level: float = 0.95,
    alternative: Alternative = "two_sided",
) -> MeanComparison:
    """
    Compare the mean of one sample with a number by the t test.

    Parameters
    ----------
    values : array-like, shape (n,)
        Missing values are dropped and counted.
    null : float
        The mean under the hypothesis.
    level : float
    alternative : {'two_sided', 'less', 'greater'}

    Returns
    -------
    MeanComparison

    Raises
    ------
    AnalysisError
        ``analysis.unknown-alternative``, ``analysis.level-out-of-range``.

    Notes
    -----
    Source: Student (1908). Equals SAS 9.4 TTEST with one VAR variable (H0=, SIDES=) and R
    ``t.test(x, mu=)``.

    Examples
    --------
    >>> found = compare_one_mean([1, 2, 3, 4], null=2)
    >>> round(found.t, 6), found.df, round(found.p, 6)
    (0.774597, 3.0, 0.495025)
    """
    (sample,), n_missing = drop_missing(values)
    found = _one_sample(sample, null, level, alternative)
    return MeanComparison(
        len(sample), 0, n_missing, mean1=_mean(sample), method="one-sample t", **found
    )


def compare_paired_means(
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    *,
    null: float = 0.0,
    level: float = 0.95,
    alternative: Alternative = "two_sided",
) -> MeanComparison:
    """
    Compare two measurements of the same subjects by the paired t test.

    Parameters
    ----------
    first, second : array-like, shape (n,)
        A pair with a missing value is dropped and counted. The difference is first less second.
    null : float
        The mean difference under the hypothesis.
    level : float
    alternative : {'two_sided', 'less', 'greater'}

    Returns
    -------
    MeanComparison

    Raises
    ------
    AnalysisError
        ``analysis.unknown-alternative``, ``analysis.level-out-of-range``,
        ``analysis.length-mismatch``.

    Notes
    -----
    Source: Student (1908). Equals SAS 9.4 TTEST with PAIRED first*second and R
    ``t.test(paired = TRUE)``.

    Examples
    --------
    >>> found = compare_paired_means([3, 5, 8], [1, 4, 4])
    >>> round(found.estimate, 6), round(found.p, 6)
    (2.333333, 0.118083)
    """
    (one, two), n_missing = drop_missing(first, second)
    found = _one_sample(one - two, null, level, alternative)
    return MeanComparison(
        len(one), len(two), n_missing, _mean(one), _mean(two), method="paired t", **found
    )


def _error_of(one: Floats, two: Floats, variances: str) -> tuple[float, float]:
    """Give the standard error of a difference of means with its degrees of freedom."""
    n1, n2 = len(one), len(two)
    v1, v2 = variance_of(one) / n1, variance_of(two) / n2
    if variances == "pooled":
        df = float(n1 + n2 - 2)
        pooled = (v1 * n1 * (n1 - 1) + v2 * n2 * (n2 - 1)) / df
        return math.sqrt(pooled * (1 / n1 + 1 / n2)), df
    if v1 + v2 == 0:
        return 0.0, float(n1 + n2 - 2)
    return math.sqrt(v1 + v2), (v1 + v2) ** 2 / (v1**2 / (n1 - 1) + v2**2 / (n2 - 1))


def compare_two_means(
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    *,
    variances: Variances | None = None,
    null: float = 0.0,
    level: float = 0.95,
    alternative: Alternative = "two_sided",
    preset: Preset = None,
) -> MeanComparison:
    """
    Compare the means of two independent samples by the t test.

    Parameters
    ----------
    first, second : array-like, shapes (n1,) and (n2,)
        Missing values are dropped and counted. The difference is first less second.
    variances : {'pooled', 'satterthwaite'}
        One common variance; or a variance each, with Satterthwaite's degrees of freedom (Welch).
    null : float
        The difference under the hypothesis.
    level : float
    alternative : {'two_sided', 'less', 'greater'}
    preset : {'sas', 'r'}
        ``sas`` pooled, the first line of TTEST; ``r`` Satterthwaite, the default of ``t.test``.

    Returns
    -------
    MeanComparison
        ``reason`` ``too_few`` where the variance cannot be estimated: fewer than three values in
        all when pooled, fewer than two in a sample otherwise.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-variances``, ``analysis.unknown-alternative``,
        ``analysis.unknown-preset``, ``analysis.level-out-of-range``.

    Notes
    -----
    Source: Satterthwaite (1946); Welch (1947). Equals SAS 9.4 TTEST (Pooled, Satterthwaite) and R
    ``t.test(var.equal=)``.

    Examples
    --------
    >>> found = compare_two_means([1, 2, 3], [3, 4, 8])
    >>> found.estimate, found.df, round(found.p, 6)
    (-3.0, 4.0, 0.140066)
    """
    chosen = choose_default(preset, variances, {"sas": "pooled", "r": "satterthwaite"})
    require_word("variances", chosen, get_args(Variances))
    require_alternative(alternative)
    limit_tail(level)
    (one,), missing1 = drop_missing(first)
    (two,), missing2 = drop_missing(second)
    n1, n2, n_missing = len(one), len(two), missing1 + missing2
    means = _mean(one), _mean(two)
    if means[0] is None or means[1] is None:
        return MeanComparison(n1, n2, n_missing, *means, method=chosen, reason="no_records")
    estimate = means[0] - means[1]
    fewest = min(n1, n2) if chosen != "pooled" else n1 + n2 - 1
    if fewest < _FEWEST:
        return MeanComparison(n1, n2, n_missing, *means, estimate, method=chosen, reason="too_few")
    se, df = _error_of(one, two, chosen)
    limits = _limits(estimate, se, df, level, alternative)
    if se == 0:
        reason = "no_variation"
        return MeanComparison(
            n1, n2, n_missing, *means, estimate, se, *limits, df=df, method=chosen, reason=reason
        )
    t = (estimate - null) / se
    p = tail_probability(stats.t(df), t, alternative)
    return MeanComparison(n1, n2, n_missing, *means, estimate, se, *limits, t, df, p, chosen)
