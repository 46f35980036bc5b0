"""Comparison of variances."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
from scipy import stats

from tlfgen.analysis.arguments import Floats, require_word
from tlfgen.analysis.group_means import GroupComparison, one_way, try_groups
from tlfgen.analysis.samples import (
    Alternative,
    drop_missing,
    limit_tail,
    require_alternative,
    split_groups,
    variance_of,
)

__all__ = ["VarianceRatio", "compare_group_variances", "compare_two_variances"]

VarianceMethod = Literal[
    "bartlett", "levene_square", "levene_absolute", "brown_forsythe", "fligner_killeen"
]

_FEWEST = 2


@dataclass(frozen=True, slots=True)
class VarianceRatio:
    """
    A ratio of two variances with its F test.

    Parameters
    ----------
    n1, n2, n_missing : int
    ratio, lower, upper, df1, df2, p : float or None
        First over second.
    reason : str or None
        ``too_few`` or ``no_variation``.
    """

    n1: int
    n2: int
    n_missing: int
    ratio: float | None = None
    lower: float | None = None
    upper: float | None = None
    df1: float | None = None
    df2: float | None = None
    p: float | None = None
    reason: str | None = None


def _bartlett(parts: list[Floats]) -> dict[str, Any]:
    """Give Bartlett's test."""
    if min(map(len, parts)) < _FEWEST:
        return {"reason": "too_few"}
    free = np.array([len(part) - 1 for part in parts], dtype=np.float64)
    spread = np.array([variance_of(part) for part in parts])
    if (spread == 0).any():
        return {"reason": "no_variation"}
    total, k = free.sum(), len(parts)
    pooled = (free @ spread) / total
    raw = total * math.log(pooled) - float(free @ np.log(spread))
    statistic = float(raw / (1 + ((1 / free).sum() - 1 / total) / (3 * (k - 1))))
    p = float(stats.chi2.sf(statistic, k - 1))
    return {"statistic": statistic, "df": float(k - 1), "p": p}


def _fligner(parts: list[Floats]) -> dict[str, Any]:
    """Give the chi-square of normal scores of ranked distances from the medians."""
    away = np.concatenate([abs(part - np.median(part)) for part in parts])
    n, k = len(away), len(parts)
    scores = stats.norm.ppf((1 + stats.rankdata(away) / (n + 1)) / 2)
    spread = variance_of(scores)
    if spread == 0:
        return {"reason": "no_variation"}
    groups = np.split(scores, np.cumsum([len(part) for part in parts])[:-1])
    distance = sum(len(one) * float(one.mean() - scores.mean()) ** 2 for one in groups)
    statistic = distance / spread
    p = float(stats.chi2.sf(statistic, k - 1))
    return {"statistic": statistic, "df": float(k - 1), "p": p}


def _levene(parts: list[Floats], method: str) -> dict[str, Any]:
    """Give an analysis of variance of deviations from the centre of each group."""
    if method == "brown_forsythe":
        return one_way([abs(part - np.median(part)) for part in parts])
    away = [abs(part - part.mean()) for part in parts]
    return one_way(away if method == "levene_absolute" else [part**2 for part in away])


def compare_group_variances(
    values: npt.ArrayLike,
    groups: Any,
    *,
    levels: Sequence[Hashable] | None = None,
    method: VarianceMethod = "bartlett",
) -> GroupComparison:
    """
    Compare the variances of several groups.

    Parameters
    ----------
    values, groups, levels
        As ``compare_group_means``.
    method : {'bartlett', 'levene_square', 'levene_absolute', 'brown_forsythe', 'fligner_killeen'}
        Bartlett's chi-square; an analysis of variance of squared deviations from the mean, of
        absolute ones, or of absolute ones from the median; or the chi-square of normal scores of
        ranked deviations from the median.

    Returns
    -------
    GroupComparison

    Raises
    ------
    AnalysisError
        ``analysis.unknown-method``, ``analysis.length-mismatch``, ``analysis.unknown-level``.

    Notes
    -----
    Source: Bartlett (1937); Levene (1960); Brown & Forsythe (1974); Conover et al. (1981).
    Equals SAS 9.4 GLM MEANS / HOVTEST=BARTLETT, LEVENE(TYPE=SQUARE), LEVENE(TYPE=ABS), BF; R
    ``bartlett.test``, ``car::leveneTest`` for absolute deviations, and ``fligner.test``.

    Examples
    --------
    >>> found = compare_group_variances([1, 2, 4, 3, 7, 12], ["a", "a", "a", "b", "b", "b"])
    >>> round(found.statistic, 4), round(found.p, 4)
    (1.5935, 0.2068)
    """
    require_word("method", method, get_args(VarianceMethod))
    parts, names, n_missing = split_groups(values, groups, levels)
    own = {"bartlett": _bartlett, "fligner_killeen": _fligner}
    found = try_groups(parts, own.get(method, lambda some: _levene(some, method)))
    return GroupComparison(names, tuple(map(len, parts)), n_missing, method=method, **found)


def compare_two_variances(
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    *,
    null: float = 1.0,
    level: float = 0.95,
    alternative: Alternative = "two_sided",
) -> VarianceRatio:
    """
    Compare two variances by the F test of their ratio, first over second.

    Parameters
    ----------
    first, second : array-like, shapes (n1,) and (n2,)
        Missing values are dropped and counted.
    null : float
        The ratio under the hypothesis, above 0.
    level : float
    alternative : {'two_sided', 'less', 'greater'}

    Returns
    -------
    VarianceRatio

    Raises
    ------
    AnalysisError
        ``analysis.unknown-alternative``, ``analysis.level-out-of-range``.

    Notes
    -----
    Source: Snedecor's F. Equals R ``var.test``; the two-sided p equals SAS 9.4 TTEST "Equality of
    Variances", whose ratio is larger over smaller.

    Examples
    --------
    >>> found = compare_two_variances([1, 2, 4], [3, 7, 12])
    >>> round(found.ratio, 6), round(found.p, 6)
    (0.114754, 0.205882)
    """
    require_alternative(alternative)
    beyond = limit_tail(level, alternative)
    (one,), missing1 = drop_missing(first)
    (two,), missing2 = drop_missing(second)
    counts = len(one), len(two), missing1 + missing2
    if min(counts[:2]) < _FEWEST:
        return VarianceRatio(*counts, reason="too_few")
    spread = variance_of(one), variance_of(two)
    if spread[1] == 0:
        return VarianceRatio(*counts, reason="no_variation")
    df1, df2 = float(len(one) - 1), float(len(two) - 1)
    ratio = spread[0] / spread[1]
    law = stats.f(df1, df2)
    under, over = float(law.cdf(ratio / null)), float(law.sf(ratio / null))
    p = {"less": under, "greater": over}.get(alternative, min(1.0, 2 * min(under, over)))
    lower = 0.0 if alternative == "less" else ratio / float(law.isf(beyond))
    upper = math.inf if alternative == "greater" else ratio / float(law.ppf(beyond))
    return VarianceRatio(*counts, ratio, lower, upper, df1, df2, p)
