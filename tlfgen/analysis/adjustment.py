"""Adjustment of several comparisons of means: p-values with simultaneous limits."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy import optimize, stats

from tlfgen.analysis.arguments import Floats, require_word

__all__ = ["ADJUSTMENTS", "adjust_comparisons", "adjust_p_values", "compute_dunnett_tail"]

_STEPWISE: Final = ("holm", "hochberg", "hommel", "fdr")
ADJUSTMENTS: Final = (
    "none",
    "tukey",
    "dunnett",
    "dunnettx",
    "bonferroni",
    "sidak",
    "scheffe",
    *_STEPWISE,
)
_NODES: Final = 96


def adjust_comparisons(
    estimates: Floats,
    std_errors: Floats,
    covariance: Floats,
    *,
    df: float,
    adjustment: str,
    n_means: int,
    level: float,
) -> Floats:
    """
    Adjust the p-values and limits of a family of comparisons.

    Parameters
    ----------
    estimates, std_errors : arrays of floats, shape (m,)
        A comparison that is NaN stays NaN and is not counted in the family.
    covariance : array of floats, shape (m, m)
    df : float
        Infinite for the normal.
    adjustment : one of ``ADJUSTMENTS``
    n_means : int
        Number of means compared, for Tukey.
    level : float

    Returns
    -------
    array of floats, shape (3, m)
        Adjusted p-values, lower limits, upper limits; limits are NaN for stepwise methods.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-adjustment``.

    Notes
    -----
    Source: Hsu, Multiple Comparisons; SAS ``ADJUST=``; R ``emmeans`` and ``p.adjust``. Dunnett
    is exact where correlations are products (as for one reference and independent means), else
    the factor-analytic approximation of Hsu, JCGS 1992.
    """
    require_word("adjustment", adjustment, ADJUSTMENTS)
    result = np.full((3, estimates.size), np.nan)
    used = np.isfinite(std_errors) & (np.nan_to_num(std_errors) > 0)
    count = int(used.sum())
    if not count:
        return result
    values, errors = estimates[used], std_errors[used]
    statistic = np.abs(values / errors)
    raw = 2 * _t_tail(statistic, df)
    if adjustment in _STEPWISE:
        result[0, used] = adjust_p_values(raw, adjustment)
        return result
    scale = covariance[np.ix_(used, used)] / np.outer(errors, errors)
    tail = _make_tail(adjustment, scale, df, count, n_means)
    p_values = np.array([tail(float(value)) for value in statistic])
    critical = _find_critical(tail, 1 - level)
    result[0, used] = np.clip(p_values, 0.0, 1.0)
    result[1, used], result[2, used] = values - critical * errors, values + critical * errors
    return result


def adjust_p_values(p_values: Floats, adjustment: str) -> Floats:
    """
    Adjust p-values stepwise.

    Parameters
    ----------
    p_values : array of floats, shape (m,)
        NaN stays NaN and is not counted.
    adjustment : {'holm', 'hochberg', 'hommel', 'fdr'}

    Returns
    -------
    array of floats, shape (m,)

    Raises
    ------
    AnalysisError
        ``analysis.unknown-adjustment``.

    Notes
    -----
    Source: Wright, Biometrics 1992; Benjamini and Hochberg, JRSS B 1995; R ``p.adjust``.

    Examples
    --------
    >>> adjust_p_values(np.array([0.01, 0.04, 0.03]), "holm").tolist()
    [0.03, 0.06, 0.06]
    """
    require_word("adjustment", adjustment, _STEPWISE)
    known = ~np.isnan(p_values)
    given = p_values[known]
    count = given.size
    order = np.argsort(given, kind="stable")
    ordered = given[order]
    rank = np.arange(1, count + 1)
    if adjustment == "holm":
        adjusted = np.maximum.accumulate(ordered * (count + 1 - rank))
    elif adjustment == "hommel":
        adjusted = _adjust_hommel(ordered)
    else:
        factor = count + 1 - rank if adjustment == "hochberg" else count / rank
        adjusted = np.minimum.accumulate((ordered * factor)[::-1])[::-1]
    found = np.empty(count)
    found[order] = np.minimum(1.0, adjusted)
    result = np.full(p_values.size, np.nan)
    result[known] = found
    return result


def _adjust_hommel(ordered: Floats) -> Floats:
    count = ordered.size
    if not count:
        return ordered
    rank = np.arange(1, count + 1)
    best = np.full(count, float((count * ordered / rank).min()))
    adjusted = best.copy()
    for size in range(count - 1, 1, -1):
        low, high = np.arange(count - size + 1), np.arange(count - size + 1, count)
        least = float((size * ordered[high] / np.arange(2, size + 1)).min())
        best[low] = np.minimum(size * ordered[low], least)
        best[high] = best[count - size]
        adjusted = np.maximum(adjusted, best)
    return np.asarray(np.maximum(adjusted, ordered))


def _t_tail(value: Floats | float, df: float) -> Floats:
    tail = stats.norm.sf(value) if np.isinf(df) else stats.t.sf(value, df)
    return np.asarray(tail, dtype=np.float64)


class _Tail:
    """Probability that the largest of a family of comparisons is beyond a value."""

    def __init__(self, kind: str, correlation: Floats, df: float, count: int, means: int) -> None:
        self.kind, self.df, self.count, self.means = kind, df, count, means
        self.correlation = correlation

    def __call__(self, value: float) -> float:
        """Give the two-sided tail probability."""
        single = float(2 * _t_tail(value, self.df))
        if self.kind in {"none", "bonferroni"}:
            return min(1.0, single * (1 if self.kind == "none" else self.count))
        if self.kind == "sidak":
            return float(-np.expm1(self.count * np.log1p(-single))) if single < 1 else 1.0
        if self.kind == "dunnett":
            return compute_dunnett_tail(value, self.correlation, self.df)
        freedom = 1e9 if np.isinf(self.df) else self.df
        if self.kind == "tukey":
            reach = value * np.sqrt(2)
            return float(stats.studentized_range.sf(reach, self.means, freedom))
        if self.kind == "scheffe":
            rank = int(np.linalg.matrix_rank(self.correlation, hermitian=True))
            return float(stats.f.sf(value**2 / rank, rank, freedom))
        means = (1 + np.sqrt(1 + 8 * self.count)) / 2
        share = (self.count - 1) / self.count
        tukey = float(stats.studentized_range.cdf(value * np.sqrt(2), means, freedom))
        return 1 - share * tukey - (1 - share) * (1 - single) ** self.count


def _make_tail(kind: str, correlation: Floats, df: float, count: int, means: int) -> _Tail:
    return _Tail(kind, correlation, df, count, means)


def _find_critical(tail: _Tail, alpha: float) -> float:
    """Give the value with tail probability ``alpha``."""
    high = 4.0
    while tail(high) > alpha and high < 1e6:  # noqa: PLR2004 - a t with one degree of freedom
        high *= 2
    return float(optimize.brentq(lambda value: tail(value) - alpha, 0.0, high, xtol=1e-11))


def compute_dunnett_tail(value: float, correlation: Floats, df: float) -> float:
    """
    Give the probability that the largest absolute t of a family is beyond ``value``.

    Parameters
    ----------
    value : float
    correlation : array of floats, shape (m, m)
    df : float

    Returns
    -------
    float

    Notes
    -----
    Source: Dunnett, JASA 1955, integrated over the common factor and the residual variance.
    """
    loads = _find_loads(correlation)
    z, height = np.polynomial.legendre.leggauss(_NODES)
    points = 9.0 * z
    weight = 9.0 * height * stats.norm.pdf(points)
    if np.isinf(df):
        scales, mass = np.ones(1), np.ones(1)
    else:
        low, high = (np.sqrt(stats.chi2.ppf(tail, df) / df) for tail in (1e-15, 1 - 1e-15))
        scales = low + (high - low) * (z + 1) / 2
        mass = height * (high - low) / 2 * stats.chi2.pdf(df * scales**2, df) * 2 * df * scales
    reach = value * scales[:, None]
    inside = np.ones((scales.size, points.size))
    for load in loads:
        spread = np.sqrt(1 - load**2)
        upper = stats.norm.cdf((reach - load * points) / spread)
        inside *= upper - stats.norm.cdf((-reach - load * points) / spread)
    return float(np.clip(1 - mass @ inside @ weight, 0.0, 1.0))


def _find_loads(correlation: Floats) -> Floats:
    """Give loads whose products are nearest to the correlations."""
    size = correlation.shape[0]
    if size == 1:
        return np.zeros(1)
    high, low = np.triu_indices(size, 1)
    wanted = correlation[high, low]
    start = np.full(size, np.sqrt(np.clip(wanted.mean(), 0.0, 0.98)))

    def miss(loads: Floats) -> Floats:
        return np.asarray(loads[high] * loads[low] - wanted)

    if size == 2:  # noqa: PLR2004 - one correlation
        root = np.sqrt(min(abs(float(wanted[0])), 0.9999999))
        return np.array([root, np.copysign(root, wanted[0])])
    found = optimize.least_squares(
        miss, start, bounds=(-0.9999999, 0.9999999), xtol=1e-15, ftol=1e-15, gtol=1e-15
    )
    return np.asarray(found.x)
