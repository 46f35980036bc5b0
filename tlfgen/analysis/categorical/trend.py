"""Tests of trend across ordered groups."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
from scipy import stats

from tlfgen.analysis.arguments import Floats, require_word
from tlfgen.analysis.categorical.exact_trend import exact_order_p, exact_trend_p
from tlfgen.analysis.samples import (
    Alternative,
    drop_missing,
    require_alternative,
    split_groups,
    tail_probability,
)
from tlfgen.core.errors import AnalysisError

__all__ = ["TrendComparison", "compare_ordered_groups", "compare_trend"]

PValue = Literal["normal", "exact"]

_FEWEST = 2


@dataclass(frozen=True, slots=True)
class TrendComparison:
    """
    A test of trend.

    Parameters
    ----------
    n : tuple of float
        Size of each group.
    n_missing : int
        Groups, or records, dropped.
    statistic : float or None
        The chi-square with one degree of freedom, or Jonckheere & Terpstra's sum.
    expected, sd : float or None
        Of the sum.
    z, p : float or None
        ``z`` is above 0 where the answer becomes more frequent, or larger, along the groups.
    reason : str or None
        ``no_records``, ``one_group``, ``no_variation``; ``too_large`` for an exact p.
    p_value : str
    """

    n: tuple[float, ...]
    n_missing: int
    statistic: float | None = None
    expected: float | None = None
    sd: float | None = None
    z: float | None = None
    p: float | None = None
    reason: str | None = None
    p_value: str = "normal"


def compare_trend(
    events: npt.ArrayLike,
    totals: npt.ArrayLike,
    *,
    scores: Sequence[float] | None = None,
    p_value: PValue = "normal",
    is_corrected: bool = False,
    alternative: Alternative = "two_sided",
) -> TrendComparison:
    """
    Compare proportions for a trend across ordered groups (Cochran & Armitage).

    Parameters
    ----------
    events, totals : array-like, shape (groups,)
        Groups in order. A group with a missing number is dropped and counted.
    scores : sequence or None
        One for each group; 1, 2, 3 and so on where None.
    p_value : {'normal', 'exact'}
        By the normal law, or by the law of the sum of scores with all margins fixed; two-sided, of
        sums at least as far from their expectation.
    is_corrected : bool
        Whether, for the normal law, the sum of scores takes a continuity correction of half the
        smallest step of the scores.
    alternative : {'two_sided', 'less', 'greater'}
        ``greater``: the proportion rises.

    Returns
    -------
    TrendComparison

    Raises
    ------
    AnalysisError
        ``analysis.unknown-p-value``, ``analysis.unknown-alternative``,
        ``analysis.length-mismatch``, ``analysis.bad-count``.

    Notes
    -----
    Source: Cochran (1954); Armitage (1955). Equals R ``prop.trend.test`` and SAS 9.4 FREQ TREND
    (EXACT TREND); the sign of z in SAS follows the first column, that is the opposite where the
    first column is the absence of the event.

    Examples
    --------
    >>> found = compare_trend([83, 90, 129, 70], [86, 93, 136, 82])
    >>> round(found.statistic, 6), round(found.p, 6)
    (8.224922, 0.004132)
    """
    require_alternative(alternative)
    require_word("p-value", p_value, get_args(PValue))
    places = np.arange(1.0, np.size(events) + 1) if scores is None else scores
    (x, n, at), n_missing = drop_missing(events, totals, places)
    if (x < 0).any() or (x > n).any():
        raise AnalysisError.of("analysis.bad-count", "a group has more events than records.")
    x, at, n = x[n > 0], at[n > 0], n[n > 0]
    sizes, total, share = tuple(n.tolist()), float(n.sum()), 0.0
    if total:
        share = float(x.sum()) / total
    if len(n) < _FEWEST:
        return TrendComparison(sizes, n_missing, reason="one_group" if len(n) else "no_records")
    centred = at - float(n @ at) / total
    variance = share * (1 - share) * float(n @ centred**2)
    if variance == 0:
        return TrendComparison(sizes, n_missing, reason="no_variation")
    distance, sd = float(centred @ x), math.sqrt(variance)
    if is_corrected:
        half = float(np.diff(np.unique(at)).min()) / 2
        distance = math.copysign(max(abs(distance) - half, 0.0), distance)
    z = distance / sd
    found: dict[str, Any] = {"statistic": z * z, "sd": sd, "z": z, "p_value": p_value}
    if p_value == "exact":
        p = exact_trend_p(x, n, at, alternative) if _are_whole(x, n) else None
        return TrendComparison(sizes, n_missing, p=p, reason=_too_large(p), **found)
    p = tail_probability(stats.norm, z, alternative)
    return TrendComparison(sizes, n_missing, p=p, **found)


def _are_whole(*arrays: Floats) -> bool:
    return all(bool((array == np.floor(array)).all()) for array in arrays)


def _too_large(p: float | None) -> str | None:
    return "too_large" if p is None else None


def _ties(values: Floats) -> tuple[float, float, float]:
    """Give the sums over sizes of t(t-1)(2t+5), t(t-1)(t-2) and t(t-1)."""
    t = values
    return (
        float((t * (t - 1) * (2 * t + 5)).sum()),
        float((t * (t - 1) * (t - 2)).sum()),
        float((t * (t - 1)).sum()),
    )


def compare_ordered_groups(
    values: npt.ArrayLike,
    groups: Any,
    *,
    levels: Sequence[Hashable] | None = None,
    p_value: PValue = "normal",
    alternative: Alternative = "two_sided",
) -> TrendComparison:
    """
    Compare values for a trend across ordered groups (Jonckheere & Terpstra).

    The statistic counts the pairs in which the later group has the larger value, ties half.

    Parameters
    ----------
    values : array-like, shape (n,)
    groups : array-like of labels, shape (n,)
        A row without a value or a label is dropped and counted.
    levels : sequence or None
        The order of the groups.
    p_value : {'normal', 'exact'}
        By the normal law, or by permutation, ties included; two-sided, of statistics at least as
        far from their expectation.
    alternative : {'two_sided', 'less', 'greater'}
        ``greater``: values rise along the groups.

    Returns
    -------
    TrendComparison

    Raises
    ------
    AnalysisError
        ``analysis.unknown-p-value``, ``analysis.unknown-alternative``,
        ``analysis.length-mismatch``, ``analysis.unknown-level``.

    Notes
    -----
    Source: Hollander & Wolfe (1999), 6.2, with the variance for ties. Equals SAS 9.4 FREQ JT
    (EXACT JT); R ``clinfun::jonckheere.test`` and ``DescTools::JonckheereTerpstraTest`` agree
    without ties.

    Examples
    --------
    >>> found = compare_ordered_groups([1, 2, 3, 4, 5, 9], ["a", "a", "b", "b", "c", "c"])
    >>> found.statistic, found.expected, round(found.z, 6)
    (12.0, 6.0, 2.384158)
    """
    require_alternative(alternative)
    require_word("p-value", p_value, get_args(PValue))
    parts, _, n_missing = split_groups(values, groups, levels)
    sizes = np.array([len(part) for part in parts], dtype=np.float64)
    if len(parts) < _FEWEST:
        reason = "one_group" if parts else "no_records"
        return TrendComparison(tuple(sizes.tolist()), n_missing, reason=reason)
    pooled = np.sort(parts[0])
    total = 0.0
    for part in parts[1:]:
        below = np.searchsorted(pooled, part, "left") + np.searchsorted(pooled, part, "right")
        total += float(below.sum()) / 2
        pooled = np.sort(np.concatenate([pooled, part]))
    n = float(len(pooled))
    _, equal = np.unique(pooled, return_counts=True)
    groups5, groups2, groups1 = _ties(sizes)
    ties5, ties2, ties1 = _ties(equal.astype(np.float64))
    variance = (n * (n - 1) * (2 * n + 5) - groups5 - ties5) / 72
    if n > _FEWEST:
        variance += groups2 * ties2 / (36 * n * (n - 1) * (n - 2))
    variance += groups1 * ties1 / (8 * n * (n - 1))
    expected = (n * n - float(sizes @ sizes)) / 4
    counts = tuple(sizes.tolist())
    if variance <= 1e-12 * n**3:
        return TrendComparison(counts, n_missing, total, expected, 0.0, reason="no_variation")
    sd = math.sqrt(variance)
    z = (total - expected) / sd
    if p_value == "exact":
        exact = exact_order_p(parts, total, alternative)
        return TrendComparison(
            counts, n_missing, total, expected, sd, z, exact, _too_large(exact), p_value
        )
    p = tail_probability(stats.norm, z, alternative)
    return TrendComparison(counts, n_missing, total, expected, sd, z, p)
