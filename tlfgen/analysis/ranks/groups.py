"""Rank tests of several groups."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
from scipy import stats

from tlfgen.analysis.arguments import Floats, require_word
from tlfgen.analysis.samples import split_groups

__all__ = [
    "RankGroups",
    "compare_medians",
    "compare_rank_groups",
]

Scores = Literal[
    "wilcoxon", "median", "normal", "savage", "ansari_bradley", "siegel_tukey", "klotz", "mood"
]
AtMedian = Literal["averaged", "zero", "half", "one"]

_FEWEST = 2


@dataclass(frozen=True, slots=True)
class RankGroups:
    """
    A rank test of groups.

    Parameters
    ----------
    levels : tuple
        Groups that have a value.
    n : tuple of int
    n_missing : int
    mean_scores : tuple of float
        Mean score of each group.
    statistic, df, p : float or None
        Chi-square.
    z : float or None
        For two groups, the signed root: above 0 where the first has the larger scores.
    scores : str
    reason : str or None
        ``no_records``, ``one_group``, ``no_variation``.
    """

    levels: tuple[Hashable, ...]
    n: tuple[int, ...]
    n_missing: int
    mean_scores: tuple[float, ...] = ()
    statistic: float | None = None
    df: float | None = None
    p: float | None = None
    z: float | None = None
    scores: str = "wilcoxon"
    reason: str | None = None


def _tie_average(scores: Floats, values: Floats) -> Floats:
    """Give each value the mean score of the values equal to it."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray(np.bincount(places, weights=scores) / counts)[places]


def _siegel_tukey(places: Floats) -> Floats:
    """Give ranks from both ends inwards: 1 to the least, 2 and 3 to the two greatest, and so on."""
    n = len(places)
    found = np.empty(n)
    low, high, rank = 0, n - 1, 1
    while low <= high:
        is_low = rank % 4 in {0, 1}
        found[low if is_low else high] = rank
        low, high = (low + 1, high) if is_low else (low, high - 1)
        rank += 1
    return found


_RAW_SCORES: dict[str, Callable[[Floats], Floats]] = {
    "ansari_bradley": lambda at: np.minimum(at, len(at) + 1 - at),
    "klotz": lambda at: np.asarray(stats.norm.ppf(at / (len(at) + 1)) ** 2),
    "median": lambda at: np.asarray(at > (len(at) + 1) / 2, dtype=np.float64),
    "mood": lambda at: (at - (len(at) + 1) / 2) ** 2,
    "normal": lambda at: np.asarray(stats.norm.ppf(at / (len(at) + 1))),
    "savage": lambda at: np.cumsum(1 / at[::-1]) - 1,
    "siegel_tukey": _siegel_tukey,
}
"""Scores of the places of ordered values, before ties are averaged."""


def _scores_of(values: Floats, kind: str) -> Floats:
    """Give the scores of pooled values; tied values share their average."""
    n = len(values)
    ranks = stats.rankdata(values)
    if kind == "wilcoxon":
        return np.asarray(ranks, dtype=np.float64)
    order = stats.rankdata(values, method="ordinal").astype(np.int64)
    raw = _RAW_SCORES[kind](np.arange(1.0, n + 1))
    return _tie_average(np.asarray(raw, dtype=np.float64)[order - 1], values)


def _median_scores(values: Floats, at_median: str) -> Floats:
    """Give 1 above the median, 0 below and a chosen number at it."""
    if at_median == "averaged":
        return _scores_of(values, "median")
    middle = float(np.median(values))
    at = {"zero": 0.0, "half": 0.5, "one": 1.0}[at_median]
    return np.where(values > middle, 1.0, np.where(values < middle, 0.0, at))


def _linear_test(scores: list[Floats]) -> dict[str, Any]:
    """Give the chi-square of the mean scores of groups under permutation."""
    sizes = np.array([len(part) for part in scores], dtype=np.float64)
    pooled = np.concatenate(scores)
    n = len(pooled)
    rest = pooled - pooled.mean()
    spread = float(rest @ rest)
    means = tuple(float(part.mean()) for part in scores)
    df = float(len(scores) - 1)
    if len(np.unique(pooled)) == 1:
        return {"mean_scores": means, "df": df, "reason": "no_variation"}
    distance = np.array([part.mean() for part in scores]) - pooled.mean()
    statistic = float(sizes @ distance**2) * (n - 1) / spread
    found: dict[str, Any] = {"mean_scores": means, "df": df, "statistic": statistic}
    if len(scores) == _FEWEST:
        found["z"] = float(np.sign(distance[0])) * float(np.sqrt(statistic))
    return found | {"p": float(stats.chi2.sf(statistic, df))}


def _compare(
    values: npt.ArrayLike,
    groups: Any,
    levels: Sequence[Hashable] | None,
    kind: str,
    at_median: str = "averaged",
) -> RankGroups:
    """Test the groups of pooled scores."""
    parts, names, n_missing = split_groups(values, groups, levels)
    sizes = tuple(map(len, parts))
    if len(parts) < _FEWEST:
        reason = "one_group" if parts else "no_records"
        return RankGroups(names, sizes, n_missing, scores=kind, reason=reason)
    pooled = np.concatenate(parts)
    scores = _median_scores(pooled, at_median) if kind == "median" else _scores_of(pooled, kind)
    found = _linear_test(np.split(scores, np.cumsum(sizes)[:-1]))
    return RankGroups(names, sizes, n_missing, scores=kind, **found)


def compare_rank_groups(
    values: npt.ArrayLike,
    groups: Any,
    *,
    levels: Sequence[Hashable] | None = None,
    scores: Scores = "wilcoxon",
) -> RankGroups:
    """
    Compare groups by the chi-square of their rank scores (Kruskal & Wallis).

    Parameters
    ----------
    values : array-like, shape (n,)
    groups : array-like of labels, shape (n,)
        A row without a value or a label is dropped and counted.
    levels : sequence or None
        The order of the groups.
    scores : str
        ``wilcoxon``, midranks (Kruskal & Wallis); ``median``, above it or not; ``normal``, van der
        Waerden's; ``savage``, exponential. For differences of spread: ``ansari_bradley``,
        ``siegel_tukey``, ``klotz``, ``mood``. Tied values share their average score.

    Returns
    -------
    RankGroups

    Raises
    ------
    AnalysisError
        ``analysis.unknown-scores``, ``analysis.length-mismatch``, ``analysis.unknown-level``.

    Notes
    -----
    Source: Kruskal & Wallis (1952), corrected for ties; Hajek (1969). Equals SAS 9.4 NPAR1WAY
    WILCOXON, MEDIAN, VW, SAVAGE, AB, ST, KLOTZ, MOOD and R ``kruskal.test``; for two groups the
    normal approximations of R ``ansari.test`` and ``mood.test``.

    Examples
    --------
    >>> found = compare_rank_groups([1, 2, 3, 4, 5, 9], ["a", "a", "b", "b", "c", "c"])
    >>> round(found.statistic, 6), found.df
    (4.571429, 2.0)
    """
    require_word("scores", scores, get_args(Scores))
    return _compare(values, groups, levels, scores)


def compare_medians(
    values: npt.ArrayLike,
    groups: Any,
    *,
    levels: Sequence[Hashable] | None = None,
    at_median: AtMedian = "averaged",
) -> RankGroups:
    """
    Compare groups by Brown & Mood's median test.

    Parameters
    ----------
    values, groups, levels
        As ``compare_rank_groups``.
    at_median : {'averaged', 'zero', 'half', 'one'}
        The score of values equal to the median: that of their ranks averaged over the tie (SAS), or
        a fixed number (coin's ``mid.score``).

    Returns
    -------
    RankGroups

    Raises
    ------
    AnalysisError
        ``analysis.unknown-at-median``, ``analysis.length-mismatch``, ``analysis.unknown-level``.

    Notes
    -----
    Source: Brown & Mood (1951). Equals SAS 9.4 NPAR1WAY MEDIAN and R ``coin::median_test``.

    Examples
    --------
    >>> found = compare_medians([1, 2, 3, 4, 5, 9], ["a", "a", "b", "b", "c", "c"])
    >>> round(found.statistic, 6)
    3.333333
    """
    require_word("at-median", at_median, get_args(AtMedian))
    return _compare(values, groups, levels, "median", at_median)
