"""Gray's test of cumulative incidence between groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from tlfgen.analysis.arguments import (
    Floats,
    Ints,
    code_levels,
    code_strata,
    require_same_length,
    to_floats,
)
from tlfgen.analysis.survival.risk_table import tie_times

__all__ = ["GrayTest", "compare_cumulative_incidence"]


@dataclass(frozen=True, slots=True, eq=False)
class GrayTest:
    """Gray's test for one cause: scores of all groups but the last, chi-square, p-value."""

    groups: tuple[Any, ...]
    n: Ints
    events: Ints
    scores: Floats
    covariance: Floats
    statistic: float
    df: int
    p_value: float
    n_missing: int
    reason: str | None


def compare_cumulative_incidence(
    time: Any,
    event: Any,
    group: Any,
    *,
    cause: int = 1,
    strata: Any = None,
    levels: Sequence[Any] | None = None,
    rho: float = 0.0,
) -> GrayTest:
    """
    Compare the cumulative incidence of one cause between groups.

    Parameters
    ----------
    time, event, group : arrays, shape (n,)
        Event is 0 for censored, any other whole number the cause. Rows with a missing value, a
        negative time or a missing stratum are left out and counted.
    cause : int
    strata : array, shape (n,) or (n, s), optional
        Scores and covariances are summed over strata.
    levels : sequence, optional
    rho : float
        Power of the weight ``(1 - incidence)**rho``.

    Returns
    -------
    GrayTest
        Reasons: ``'too_few'`` without rows, ``'one_group'``, ``'no_events'`` without an event of
        the cause, ``'no_variation'`` where the groups are never at risk together.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-level``, ``analysis.length-mismatch``.

    Notes
    -----
    Source: Gray, Ann Stat 1988. Equals R ``cmprsk::cuminc`` (also stratified) and SAS PROC
    LIFETEST ``EVENTCODE=`` without strata.

    Examples
    --------
    >>> test = compare_cumulative_incidence(
    ...     [1, 2, 3, 4, 5, 6], [1, 2, 1, 1, 0, 1], ["a", "a", "b", "a", "b", "b"])
    >>> test.df
    1
    """
    require_same_length(time=time, event=event, group=group, strata=strata)
    codes, groups = code_levels(group, levels)
    stratum, _, absent = code_strata(strata, codes.size)
    moments, causes = to_floats(time), to_floats(event)
    kept = np.isfinite(moments) & ~np.isnan(causes) & ~absent & (codes >= 0)
    kept &= np.nan_to_num(moments) >= 0
    (moments,) = tie_times(moments[kept])
    kinds = np.where(causes[kept] == cause, 1, np.where(causes[kept] == 0, 0, 2))
    codes, stratum = codes[kept], stratum[kept]
    count = len(groups)
    scores, covariance = np.zeros(count), np.zeros((count, count))
    for number in np.unique(stratum):
        own = stratum == number
        part, spread = _score_stratum(moments[own], kinds[own], codes[own], count, rho)
        scores += part
        covariance += spread
    used = max(0, count - 1)
    own_scores, own_spread = scores[:used], covariance[:used, :used]
    sizes = np.bincount(codes, minlength=count).astype(np.intp)
    happened = np.bincount(codes, kinds == 1, minlength=count).astype(np.intp)
    reason = _explain(sizes, happened)
    rank = 0
    if reason is None:
        rank = int(np.linalg.matrix_rank(own_spread, hermitian=True))
        reason = None if rank else "no_variation"
    inverse = np.linalg.pinv(own_spread, hermitian=True) if rank else own_spread
    statistic = float(own_scores @ inverse @ own_scores) if rank else float("nan")
    return GrayTest(
        groups=groups,
        n=sizes,
        events=happened,
        scores=own_scores,
        covariance=own_spread,
        statistic=statistic,
        df=rank,
        p_value=float(stats.chi2.sf(statistic, rank)) if rank else float("nan"),
        n_missing=int((~kept).sum()),
        reason=reason,
    )


def _explain(sizes: Ints, happened: Ints) -> str | None:
    if not sizes.sum():
        return "too_few"
    if (sizes > 0).sum() < 2:  # noqa: PLR2004 - a comparison needs two groups
        return "one_group"
    return None if happened.sum() else "no_events"


def _score_stratum(
    time: Floats, kinds: Ints, codes: Ints, count: int, rho: float
) -> tuple[Floats, Floats]:
    """Give scores with their covariance; arrays are groups by event times."""
    times = np.unique(time[kinds > 0])
    size = times.size
    if not size:
        return np.zeros(count), np.zeros((count, count))
    at_risk, own, other = np.zeros((3, count, size))
    for code in range(count):
        mine = codes == code
        at_risk[code] = mine.sum() - np.searchsorted(np.sort(time[mine]), times, side="left")
        for target, kind in ((own, 1), (other, 2)):
            place = np.searchsorted(times, time[mine & (kinds == kind)])
            target[code] = np.bincount(place, minlength=size)
    live = at_risk > 0
    risk = np.where(live, at_risk, 1.0)
    free = np.cumprod(1 - (own + other) / risk, axis=1)
    free_before = _lag(free, 1.0)
    incidence_before = _lag(np.cumsum(free_before * own / risk, axis=1), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        height = np.where(live, at_risk / free_before, 0.0)
    total = height.sum(axis=0)
    deaths = own.sum(axis=0)
    pooled = np.cumsum(deaths / total)
    pooled_before = _lag(pooled, 0.0)
    left = np.maximum(1 - pooled_before, 0.0)
    weight = left**rho
    share = height * (1 - incidence_before)
    scores = (weight * (own - deaths * share / share.sum(axis=0))).sum(axis=1)
    pull = -weight * height[:, None, :] * height[None, :, :] / total
    pull[np.arange(count), np.arange(count)] += weight * height
    with np.errstate(divide="ignore", invalid="ignore"):
        is_shared = (deaths > 0) & (live.sum(axis=0) > 1) & (left > 0)
        jumps = np.where(is_shared, deaths / (total * left), 0.0)
    path = np.cumsum(pull * jumps, axis=2)
    ahead = path[:, :, -1:] - path
    covariance = np.zeros((count, count))
    for lean, scale, is_own in (
        (*_own_variance(free, free_before, pooled, total, risk, deaths), True),
        (*_other_variance(free, free_before, pooled, risk, other), False),
    ):
        spread = np.where(live, scale, 0.0)
        part = lean * ahead + (pull if is_own else 0.0)
        covariance += np.einsum("ikt,jkt,kt->ij", part, part, spread)
    return scores, covariance


def _lag(values: Floats, start: float) -> Floats:
    """Give the values just before each time."""
    first = np.full((*values.shape[:-1], 1), start)
    return np.concatenate((first, values[..., :-1]), axis=-1)


def _own_variance(
    free: Floats, free_before: Floats, pooled: Floats, total: Floats, risk: Floats, deaths: Floats
) -> tuple[Floats, Floats]:
    """Give, for events of the cause, their pull on later terms and their variance."""
    with np.errstate(divide="ignore", invalid="ignore"):
        lean = np.where(free > 0, 1 - (1 - pooled) / free, 1.0)
        ties = np.where(deaths > 1, 1 - (deaths - 1) / (total * free_before - 1), 1.0)
        scale = np.where(deaths > 0, ties * free_before * deaths / (total * risk), 0.0)
    return lean, scale


def _other_variance(
    free: Floats, free_before: Floats, pooled: Floats, risk: Floats, other: Floats
) -> tuple[Floats, Floats]:
    """Give the same for competing events."""
    counts = (free > 0) & (other > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        lean = np.where(counts, (1 - pooled) / free, 0.0)
        ties = np.where(other > 1, 1 - (other - 1) / (risk - 1), 1.0)
    return lean, np.where(counts, ties * free_before**2 * other / risk**2, 0.0)
