"""Correlation of two variables."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
from scipy import stats

from tlfgen.analysis.arguments import Floats, Preset, choose_default, require_word
from tlfgen.analysis.exact_correlation import exact_kendall_p, exact_spearman_p
from tlfgen.analysis.samples import (
    Alternative,
    drop_missing,
    limit_tail,
    require_alternative,
    tail_probability,
)

__all__ = ["Correlation", "estimate_correlation"]

Method = Literal["pearson", "spearman", "kendall"]
PValue = Literal["approximate", "exact", "automatic"]

_FEWEST = 3
_EXACT_KENDALL = 50
_EXACT_SPEARMAN = 1290


@dataclass(frozen=True, slots=True)
class Correlation:
    """
    A correlation with its test.

    Parameters
    ----------
    n, n_missing : int
        Pairs used and dropped.
    estimate, lower, upper : float or None
        Limits by Fisher's z, for Pearson and Spearman only.
    statistic, df, p : float or None
        t with its degrees of freedom; z for Kendall's tau; the sum S or the count T of concordant
        pairs where p is exact.
    method : str
    is_exact : bool
    reason : str or None
        ``too_few`` or ``no_variation``.
    """

    n: int
    n_missing: int
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    statistic: float | None = None
    df: float | None = None
    p: float | None = None
    method: str = ""
    is_exact: bool = False
    reason: str | None = None


def _pearson(one: Floats, two: Floats) -> float:
    """Give the product moment correlation."""
    one, two = one / abs(one).max(), two / abs(two).max()
    one, two = one - one.mean(), two - two.mean()
    raw = float(one @ two) / math.sqrt(float(one @ one) * float(two @ two))
    return min(1.0, max(-1.0, raw))


def _fisher_limits(
    estimate: float, n: int, level: float, alternative: str, *, is_bias_adjusted: bool
) -> tuple[float | None, float | None]:
    """Give limits by Fisher's z."""
    if n <= _FEWEST:
        return None, None
    if abs(estimate) == 1:
        return estimate, estimate
    half = float(stats.norm.isf(limit_tail(level, alternative))) / math.sqrt(n - 3)
    centre = math.atanh(estimate) - (estimate / (2 * (n - 1)) if is_bias_adjusted else 0.0)
    lower = -1.0 if alternative == "less" else math.tanh(centre - half)
    upper = 1.0 if alternative == "greater" else math.tanh(centre + half)
    return lower, upper


def _t_of(estimate: float, n: int, alternative: str) -> tuple[float, float]:
    """Give the t statistic of a correlation with its p-value."""
    if abs(estimate) == 1:
        t = math.copysign(math.inf, estimate)
    else:
        t = estimate * math.sqrt((n - 2) / (1 - estimate**2))
    return t, tail_probability(stats.t(n - 2), t, alternative)


def _tie_sums(ranks: Floats) -> tuple[float, float, float]:
    """Give the sums over ties of t(t-1), t(t-1)(2t+5) and t(t-1)(t-2)."""
    _, counts = np.unique(ranks, return_counts=True)
    ties = counts.astype(np.float64)
    pairs = ties * (ties - 1)
    return float(pairs.sum()), float(pairs @ (2 * ties + 5)), float(pairs @ (ties - 2))


def _kendall_z(one: Floats, two: Floats, *, is_corrected: bool) -> float:
    """Give the standard score of the concordant less the discordant pairs."""
    n = len(one)
    score = float(
        sum(
            (np.sign(one[i] - one[i + 1 :]) * np.sign(two[i] - two[i + 1 :])).sum()
            for i in range(n - 1)
        )
    )
    (x1, x5, x2), (y1, y5, y2) = _tie_sums(one), _tie_sums(two)
    variance = (n * (n - 1) * (2 * n + 5) - x5 - y5) / 18
    variance += x1 * y1 / (2 * n * (n - 1)) + x2 * y2 / (9 * n * (n - 1) * (n - 2))
    if is_corrected:
        score = math.copysign(max(abs(score) - 1, 0.0), score)
    return score / math.sqrt(variance)


def _has_ties(*samples: Floats) -> bool:
    """Tell whether a value occurs twice in a sample."""
    return any(len(np.unique(sample)) < len(sample) for sample in samples)


def _kendall(
    one: Floats, two: Floats, *, is_exact: bool, is_corrected: bool, alternative: str
) -> dict[str, Any]:
    """Give Kendall's tau-b with its test."""
    tau = float(stats.kendalltau(one, two, method="asymptotic").statistic)
    if is_exact:
        n = len(one)
        pairs = round((tau + 1) * n * (n - 1) / 4)
        p = exact_kendall_p(pairs, n, alternative)
        return {"estimate": tau, "statistic": float(pairs), "p": p}
    z = _kendall_z(one, two, is_corrected=is_corrected)
    return {"estimate": tau, "statistic": z, "p": tail_probability(stats.norm, z, alternative)}


def _product(
    one: Floats,
    two: Floats,
    *,
    is_exact: bool,
    level: float,
    alternative: str,
    is_bias_adjusted: bool,
) -> dict[str, Any]:
    """Give a product moment correlation with its test and limits."""
    n = len(one)
    estimate = _pearson(one, two)
    lower, upper = _fisher_limits(
        estimate, n, level, alternative, is_bias_adjusted=is_bias_adjusted
    )
    found: dict[str, Any] = {"estimate": estimate, "lower": lower, "upper": upper}
    if is_exact:
        total = (n**3 - n) * (1 - estimate) / 6
        return found | {"statistic": total, "p": exact_spearman_p(total, n, alternative)}
    t, p = _t_of(estimate, n, alternative)
    return found | {"statistic": t, "df": float(n - 2), "p": p}


def estimate_correlation(
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    *,
    method: Method = "pearson",
    p_value: PValue | None = None,
    is_corrected: bool = False,
    is_bias_adjusted: bool = False,
    level: float = 0.95,
    alternative: Alternative = "two_sided",
    preset: Preset = None,
) -> Correlation:
    """
    Estimate the correlation of two variables, with its test.

    Parameters
    ----------
    first, second : array-like, shape (n,)
        A pair with a missing value is dropped and counted.
    method : {'pearson', 'spearman', 'kendall'}
        Product moment; the same of midranks; tau-b.
    p_value : {'approximate', 'exact', 'automatic'}
        By t (Kendall: z); by permutation, which needs untied data (over nine pairs Spearman's is
        AS 89's Edgeworth series); ``automatic`` is exact where R is: untied, fewer than 50 pairs
        for Kendall, 1,290 for Spearman. Pearson has the t only.
    is_corrected : bool
        Whether Kendall's z takes a continuity correction of 1.
    is_bias_adjusted : bool
        Whether Fisher's z is moved by its bias r / (2(n - 1)) before the limits are taken.
    level : float
        Of the limits by Fisher's z.
    alternative : {'two_sided', 'less', 'greater'}
    preset : {'sas', 'r'}
        ``approximate``, or ``automatic``.

    Returns
    -------
    Correlation

    Raises
    ------
    AnalysisError
        ``analysis.unknown-method``, ``analysis.unknown-p-value``, ``analysis.unknown-alternative``,
        ``analysis.level-out-of-range``, ``analysis.length-mismatch``.

    Notes
    -----
    Source: Fisher (1921); Kendall (1970), Rank Correlation Methods, with ties; Best & Roberts
    (1975), AS 89. Equals SAS 9.4 CORR (PEARSON, SPEARMAN, KENDALL, FISHER(BIASADJ=NO, or YES))
    and R ``cor.test``.

    Examples
    --------
    >>> found = estimate_correlation([1, 2, 3, 4], [2, 1, 4, 3], method="spearman")
    >>> round(found.estimate, 6), round(found.p, 6)
    (0.6, 0.4)
    """
    require_word("method", method, get_args(Method))
    rule = choose_default(preset, p_value, {"sas": "approximate", "r": "automatic"})
    require_word("p-value", rule, get_args(PValue))
    require_alternative(alternative)
    limit_tail(level)
    (one, two), n_missing = drop_missing(first, second)
    n = len(one)
    if n < _FEWEST:
        return Correlation(n, n_missing, method=method, reason="too_few")
    if len(np.unique(one)) == 1 or len(np.unique(two)) == 1:
        return Correlation(n, n_missing, method=method, reason="no_variation")
    largest = _EXACT_KENDALL - 1 if method == "kendall" else _EXACT_SPEARMAN
    small = n <= largest if rule == "automatic" else rule == "exact"
    is_exact = small and method != "pearson" and not _has_ties(one, two)
    if method == "kendall":
        found = _kendall(
            one, two, is_exact=is_exact, is_corrected=is_corrected, alternative=alternative
        )
    else:
        if method == "spearman":
            one, two = stats.rankdata(one), stats.rankdata(two)
        found = _product(
            one,
            two,
            is_exact=is_exact,
            level=level,
            alternative=alternative,
            is_bias_adjusted=is_bias_adjusted,
        )
    return Correlation(n, n_missing, method=method, is_exact=is_exact, **found)
