"""Log-rank tests of survival curves: weighted, stratified, for any number of groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from tlfgen.analysis.arguments import (
    Bools,
    Floats,
    Ints,
    code_levels,
    code_strata,
    require_same_length,
    require_word,
)
from tlfgen.analysis.survival.logrank_weights import WEIGHTS, compute_weights
from tlfgen.analysis.survival.risk_table import (
    SurvivalRows,
    count_at_risk,
    read_survival_rows,
)
from tlfgen.core.errors import AnalysisError

__all__ = ["LogRank", "compare_survival_curves"]

_SINGULAR = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class LogRank:
    """
    A (weighted, stratified) log-rank test.

    ``observed`` and ``expected`` are plain event counts per group; ``scores`` the weighted
    observed less expected events with ``covariance``; ``stratum_observed`` and
    ``stratum_expected`` weighted, groups by strata. ``z`` is given for two groups, positive when
    the second group has more events than expected.
    """

    groups: tuple[Any, ...]
    strata: tuple[Any, ...]
    n: Ints
    observed: Floats
    expected: Floats
    scores: Floats
    covariance: Floats
    stratum_observed: Floats
    stratum_expected: Floats
    statistic: float
    df: int
    p_value: float
    z: float
    trend_z: float
    trend_p_value: float
    weights: str
    n_missing: int
    reason: str | None


def compare_survival_curves(
    time: Any,
    event: Any,
    group: Any,
    *,
    entry: Any = None,
    strata: Any = None,
    levels: Sequence[Any] | None = None,
    weights: str = "log-rank",
    rho: float | None = None,
    gamma: float | None = None,
    until: float | None = None,
    trend_scores: Sequence[float] | None = None,
) -> LogRank:
    """
    Compare the survival curves of groups by the sum of observed less expected events.

    Parameters
    ----------
    time, event, group : arrays, shape (n,)
        Rows with a missing value, a negative time or a missing stratum are left out and counted.
    entry : array of numbers, shape (n,), optional
        Time at which a subject comes under observation.
    strata : array, shape (n,), optional
        Codes, or a two-dimensional array with one column per factor. The sums are made within
        each stratum; a stratum with one group only adds nothing.
    levels : sequence, optional
        The groups in their order; sorted where not given.
    weights : {'log-rank', 'wilcoxon', 'tarone-ware', 'peto', 'modified-peto', 'g-rho',
        'fleming-harrington', 'modest'}
        ``'log-rank'`` 1; ``'wilcoxon'`` number at risk (Gehan, Breslow); ``'tarone-ware'`` its
        square root; ``'peto'`` and ``'modified-peto'`` as SAS PROC LIFETEST; ``'g-rho'``
        ``S(t-)**rho`` (R ``survdiff``); ``'fleming-harrington'``
        ``S(t-)**rho * (1 - S(t-))**gamma``; ``'modest'`` ``1 / max(S(t-), S(until))``.
        Survival is pooled over groups within the stratum.
    rho, gamma : float, optional
        Powers, 0 where not given.
    until : float, optional
        Time from which the modest weight is constant; the pooled median where not given.
    trend_scores : sequence of floats, optional
        Scores of the groups for the test of trend.

    Returns
    -------
    LogRank
        Chi-square of (number of groups with expected events - 1) degrees of freedom. Reasons:
        ``'too_few'`` without rows, ``'one_group'``, ``'no_events'``, ``'no_variation'`` where no
        stratum has two groups at risk at an event time.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-weights``, ``analysis.unknown-level``, ``analysis.trend-scores``,
        ``analysis.event-code``, ``analysis.length-mismatch``.

    Notes
    -----
    Source: Klein and Moeschberger, Survival Analysis, 2nd edition, sections 7.3-7.5; Magirr and
    Burman, Stat Med 2019 (modest weights). Equals SAS PROC LIFETEST ``STRATA / TEST=`` (strata by
    ``GROUP=``) and R ``survival::survdiff``. R's rho = 1 is not SAS's PETO: SAS uses a survival
    estimate with number at risk + 1.

    Examples
    --------
    >>> test = compare_survival_curves([1, 2, 3, 4], [1, 1, 1, 1], ["a", "a", "b", "b"])
    >>> round(test.statistic, 6)
    2.882353
    """
    require_word("weights", weights, WEIGHTS)
    require_same_length(time=time, event=event, group=group, entry=entry, strata=strata)
    codes, groups = code_levels(group, levels)
    stratum, stratum_levels, stratum_absent = code_strata(strata, codes.size)
    rows = read_survival_rows(time, event, entry, keep=(codes >= 0) & ~stratum_absent)
    codes, stratum = codes[rows.kept], stratum[rows.kept]
    present, count = np.unique(stratum), len(groups)
    sums = _sum_strata(
        rows,
        codes,
        stratum,
        count,
        weights=weights,
        rho=rho or 0.0,
        gamma=gamma or 0.0,
        until=until,
    )
    plain, weighted, covariance = sums.plain, sums.weighted, sums.covariance
    scores = (weighted[0] - weighted[1]).sum(axis=1)
    statistic, df, reason = _quadratic_form(scores, covariance, plain[1])
    sizes = np.bincount(codes, minlength=count).astype(np.intp)
    reason = _explain(sizes, plain[0], reason)
    trend = _test_trend(scores, covariance, trend_scores, reason)
    is_pair = df == 1 and count == 2  # noqa: PLR2004 - a signed value needs two groups
    return LogRank(
        groups=groups,
        strata=tuple(stratum_levels[number] for number in present) if strata is not None else (),
        n=sizes,
        observed=plain[0],
        expected=plain[1],
        scores=scores,
        covariance=covariance,
        stratum_observed=weighted[0],
        stratum_expected=weighted[1],
        statistic=statistic if reason is None else float("nan"),
        df=df,
        p_value=float(stats.chi2.sf(statistic, df)) if reason is None else float("nan"),
        z=float(scores[1] / np.sqrt(covariance[1, 1])) if is_pair and not reason else float("nan"),
        trend_z=trend,
        trend_p_value=float(2 * stats.norm.sf(abs(trend))),
        weights=weights,
        n_missing=rows.n_missing,
        reason=reason,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    plain: Floats
    weighted: Floats
    covariance: Floats


def _sum_strata(
    rows: SurvivalRows, codes: Ints, stratum: Ints, count: int, **options: Any
) -> _Sums:
    """Give the sums of all strata; the weighted ones by stratum."""
    present = np.unique(stratum)
    plain, covariance = np.zeros((2, count)), np.zeros((count, count))
    weighted = np.zeros((2, count, max(1, present.size)))
    for place, number in enumerate(present):
        own = stratum == number
        entries = None if rows.entry is None else rows.entry[own]
        sums = _sum_stratum(rows.time[own], rows.event[own], codes[own], count, entries, **options)
        plain += sums.plain
        weighted[:, :, place] = sums.weighted
        covariance += sums.covariance
    return _Sums(plain, weighted, covariance)


def _sum_stratum(
    time: Floats,
    event: Bools,
    codes: Ints,
    count: int,
    entry: Floats | None,
    *,
    weights: str,
    rho: float,
    gamma: float,
    until: float | None,
) -> _Sums:
    """Give observed, expected events with the hypergeometric covariance of one stratum."""
    table = count_at_risk(time, event, entry)
    happened = table.events > 0
    times = table.times[happened]
    pooled = table.at_risk[happened].astype(np.float64)
    deaths = table.events[happened].astype(np.float64)
    weight = compute_weights(weights, times, pooled, deaths, rho=rho, gamma=gamma, until=until)
    at_risk = np.zeros((count, times.size))
    events = np.zeros((count, times.size))
    for code in range(count):
        own = codes == code
        at_risk[code] = own.sum() - np.searchsorted(np.sort(time[own]), times, side="left")
        if entry is not None:
            at_risk[code] -= own.sum() - np.searchsorted(np.sort(entry[own]), times, side="left")
        place = np.searchsorted(times, time[own & event])
        events[code] = np.bincount(place, minlength=times.size)
    share = at_risk / pooled
    expected = share * deaths
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.where(pooled > 1, weight**2 * deaths * (pooled - deaths) / (pooled - 1), 0.0)
    covariance = np.diag((share * spread).sum(axis=1)) - (share * spread) @ share.T
    return _Sums(
        np.stack([events.sum(axis=1), expected.sum(axis=1)]),
        np.stack([events @ weight, expected @ weight]),
        covariance,
    )


def _quadratic_form(
    scores: Floats, covariance: Floats, expected: Floats
) -> tuple[float, int, str | None]:
    """Give the chi-square of the groups with expected events, one of them left out."""
    used = np.flatnonzero(expected > 0)[1:]
    if not used.size:
        return float("nan"), 0, "no_variation"
    own = covariance[np.ix_(used, used)]
    scale = np.sqrt(np.diag(own))
    rank = int(np.linalg.matrix_rank(own, tol=_SINGULAR * max(1e-300, float(scale.max()) ** 2)))
    if not rank:
        return float("nan"), 0, "no_variation"
    inverse = np.linalg.pinv(own, rcond=_SINGULAR, hermitian=True)
    return float(scores[used] @ inverse @ scores[used]), rank, None


def _explain(sizes: Ints, observed: Floats, reason: str | None) -> str | None:
    if not sizes.sum():
        return "too_few"
    if (sizes > 0).sum() < 2:  # noqa: PLR2004 - a comparison needs two groups
        return "one_group"
    return "no_events" if not observed.sum() else reason


def _test_trend(
    scores: Floats,
    covariance: Floats,
    trend_scores: Sequence[float] | None,
    reason: str | None,
) -> float:
    if trend_scores is None or reason is not None:
        return float("nan")
    given = np.asarray(trend_scores, dtype=np.float64)
    if given.size != scores.size:
        raise AnalysisError.of(
            "analysis.trend-scores",
            f"{given.size} trend scores are given for {scores.size} groups.",
            hint="give one score per group, in the order of levels",
        )
    variance = float(given @ covariance @ given)
    return float(given @ scores / np.sqrt(variance)) if variance > 0 else float("nan")
