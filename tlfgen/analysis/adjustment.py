"""Adjustment of several comparisons of means: p-values with simultaneous limits."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy import optimize, stats

from tlfgen.analysis.arguments import Floats, require_word
from tlfgen.analysis.max_t import critical_value, loadings_of, max_t_tail, range_tail
from tlfgen.analysis.multiplicity import adjust_p_values

__all__ = ["ADJUSTMENTS", "adjust_comparisons"]

_STEPWISE: Final = ("holm", "holm_sidak", "hochberg", "hommel", "bh", "by")
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
        result[0, used] = np.asarray(adjust_p_values(raw, method=adjustment).p, dtype=np.float64)
        return result
    scale = covariance[np.ix_(used, used)] / np.outer(errors, errors)
    tail = _Tail(adjustment, scale, df, count, n_means)
    p_values = np.array([tail(float(value)) for value in statistic])
    critical = critical_value(tail, 1 - level, low=0.0)
    result[0, used] = np.clip(p_values, 0.0, 1.0)
    result[1, used], result[2, used] = values - critical * errors, values + critical * errors
    return result


def _t_tail(value: Floats | float, df: float) -> Floats:
    tail = stats.norm.sf(value) if np.isinf(df) else stats.t.sf(value, df)
    return np.asarray(tail, dtype=np.float64)


class _Tail:
    """Probability that the largest of a family of comparisons is beyond a value."""

    def __init__(self, kind: str, correlation: Floats, df: float, count: int, means: int) -> None:
        self.kind, self.df, self.count, self.means = kind, df, count, means
        self.rank = int(np.linalg.matrix_rank(correlation, hermitian=True))
        self.loads = _find_loads(correlation) if kind == "dunnett" else np.zeros(count)

    def __call__(self, value: float) -> float:
        """Give the two-sided tail probability."""
        single = float(2 * _t_tail(value, self.df))
        if self.kind in {"none", "bonferroni"}:
            return min(1.0, single * (1 if self.kind == "none" else self.count))
        if self.kind == "sidak":
            return float(-np.expm1(self.count * np.log1p(-single))) if single < 1 else 1.0
        if self.kind == "dunnett":
            return max_t_tail(value, self.loads, self.df)
        if self.kind == "tukey":
            return range_tail(value * np.sqrt(2), self.means, self.df)
        freedom = 1e9 if np.isinf(self.df) else self.df
        if self.kind == "scheffe":
            return float(stats.f.sf(value**2 / self.rank, self.rank, freedom))
        means = (1 + np.sqrt(1 + 8 * self.count)) / 2
        share = (self.count - 1) / self.count
        tukey = float(stats.studentized_range.cdf(value * np.sqrt(2), means, freedom))
        return 1 - share * tukey - (1 - share) * (1 - single) ** self.count


def _find_loads(correlation: Floats) -> Floats:
    """Give loads whose products are the correlations, or nearest to them."""
    exact = loadings_of(correlation)
    if exact is not None:
        return exact
    size = correlation.shape[0]
    high, low = np.triu_indices(size, 1)
    wanted = correlation[high, low]

    def miss(loads: Floats) -> Floats:
        return np.asarray(loads[high] * loads[low] - wanted)

    start = np.full(size, np.sqrt(np.clip(wanted.mean(), 0.0, 0.98)))
    found = optimize.least_squares(
        miss, start, bounds=(-0.9999999, 0.9999999), xtol=1e-15, ftol=1e-15, gtol=1e-15
    )
    return np.asarray(found.x)
