"""The ratio of two risks or two odds with its limits."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from scipy import stats

from tlfgen.analysis.arguments import Preset, choose_default, require_word
from tlfgen.analysis.categorical.odds import conditional_odds
from tlfgen.analysis.proportions.one_sample import check_counts
from tlfgen.analysis.proportions.score import odds_score, risk_score, score_limits
from tlfgen.analysis.samples import Alternative, limit_tail, require_alternative, tail_probability

__all__ = ["ProportionRatio", "estimate_odds_ratio", "estimate_risk_ratio"]

RiskMethod = Literal["log_wald", "miettinen_nurminen", "koopman"]
OddsMethod = Literal["log_wald", "miettinen_nurminen", "score", "exact", "mid_p"]

_FARTHEST = 80.0


@dataclass(frozen=True, slots=True)
class ProportionRatio:
    """
    A ratio of two risks or two odds, first over second.

    Parameters
    ----------
    n1, n2 : float
    p1, p2 : float or None
    estimate, lower, upper : float or None
        Infinite where the second has no event.
    se_log : float or None
        Standard error of the log of the estimate, for ``log_wald``.
    z, p : float or None
        Test of a ratio of 1 by the same method.
    method : str
    reason : str or None
        ``no_records``; ``not_estimable`` where the method has no limits or the ratio is 0 / 0.
    """

    n1: float
    n2: float
    p1: float | None = None
    p2: float | None = None
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    se_log: float | None = None
    z: float | None = None
    p: float | None = None
    method: str = "log_wald"
    reason: str | None = None


def _ratio(top: float, bottom: float) -> float | None:
    """Give a ratio, infinite over 0 and None for 0 / 0."""
    if bottom == 0:
        return None if top == 0 else math.inf
    return top / bottom


def _log_limits(
    estimate: float | None, variance: float | None, beyond: float, alternative: str
) -> dict[str, Any]:
    """Give limits on the log scale with Wald's test."""
    if not estimate or math.isinf(estimate) or variance is None:
        return {"reason": "not_estimable"}
    centre, se = math.log(estimate), math.sqrt(variance)
    half = float(stats.norm.isf(beyond)) * se
    found: dict[str, Any] = {"se_log": se} | _sided(
        math.exp(centre - half), math.exp(centre + half), alternative
    )
    if se == 0:
        return found
    z = centre / se
    return found | {"z": z, "p": tail_probability(stats.norm, z, alternative)}


def _sided(lower: float, upper: float, alternative: str) -> dict[str, Any]:
    """Give the limits that the alternative asks for."""
    return {
        "lower": 0.0 if alternative == "less" else lower,
        "upper": math.inf if alternative == "greater" else upper,
    }


def _score_limits(
    score: Callable[[float], float], inflation: float, beyond: float, alternative: str
) -> dict[str, Any]:
    """Give the limits that invert a score test of the ratio, searched on the log scale."""

    def at_log(place: float) -> float:
        return score(math.exp(place)) / math.sqrt(inflation)

    quantile = float(stats.norm.isf(beyond))
    low, high = score_limits(at_log, quantile, low=-_FARTHEST, high=_FARTHEST)
    lower = 0.0 if low == -_FARTHEST else math.exp(low)
    upper = math.inf if high == _FARTHEST else math.exp(high)
    z = at_log(0.0)
    p = tail_probability(stats.norm, z, alternative)
    return _sided(lower, upper, alternative) | {"z": z, "p": p}


def _shares(
    events1: float, n1: float, events2: float, n2: float
) -> tuple[tuple[float, float, float, float], float | None, float | None]:
    """Give checked counts and proportions."""
    x1, total1 = check_counts(events1, n1)
    x2, total2 = check_counts(events2, n2)
    first = x1 / total1 if total1 else None
    return (x1, total1, x2, total2), first, x2 / total2 if total2 else None


def estimate_risk_ratio(
    events1: float,
    n1: float,
    events2: float,
    n2: float,
    *,
    method: RiskMethod = "log_wald",
    is_half_added: bool = False,
    level: float = 0.95,
    alternative: Alternative = "two_sided",
) -> ProportionRatio:
    """
    Estimate the ratio of two risks, first over second, with limits by a named method.

    Parameters
    ----------
    events1, n1, events2, n2 : int
    method : {'log_wald', 'miettinen_nurminen', 'koopman'}
        Katz' limits on the log scale; score limits with the factor N / (N - 1), or without it.
    is_half_added : bool
        Whether ``log_wald`` adds one half to every cell where one is empty.
    level : float
    alternative : {'two_sided', 'less', 'greater'}

    Returns
    -------
    ProportionRatio

    Raises
    ------
    AnalysisError
        ``analysis.unknown-method``, ``analysis.unknown-alternative``,
        ``analysis.level-out-of-range``, ``analysis.bad-count``.

    Notes
    -----
    Source: Katz et al. (1978); Miettinen & Nurminen (1985); Koopman (1984). Equals SAS 9.4 FREQ
    RELRISK(CL=WALD), CL=SCORE and, for ``koopman``, CL=SCORE(CORRECT=NO).

    Examples
    --------
    >>> found = estimate_risk_ratio(56, 70, 48, 80)
    >>> round(found.estimate, 6), round(found.lower, 6), round(found.upper, 6)
    (1.333333, 1.076626, 1.651249)
    """
    require_word("method", method, get_args(RiskMethod))
    require_alternative(alternative)
    beyond = limit_tail(level, alternative)
    (x1, t1, x2, t2), p1, p2 = _shares(events1, n1, events2, n2)
    if p1 is None or p2 is None:
        return ProportionRatio(t1, t2, p1, p2, method=method, reason="no_records")
    estimate = _ratio(p1, p2)
    if method == "log_wald":
        if is_half_added and 0 in {x1, x2, t1 - x1, t2 - x2}:
            x1, t1, x2, t2 = x1 + 0.5, t1 + 1, x2 + 0.5, t2 + 1
            estimate = (x1 / t1) / (x2 / t2)
        variance = (1 / x1 - 1 / t1) + (1 / x2 - 1 / t2) if x1 and x2 else None
        found = _log_limits(estimate, variance, beyond, alternative)
    elif estimate is None:
        found = {"reason": "not_estimable"}
    else:
        n = t1 + t2
        inflation = n / (n - 1) if method == "miettinen_nurminen" else 1.0
        found = _score_limits(
            lambda ratio: risk_score(x1, t1, x2, t2, ratio), inflation, beyond, alternative
        )
    return ProportionRatio(float(n1), float(n2), p1, p2, estimate, method=method, **found)


def estimate_odds_ratio(
    events1: float,
    n1: float,
    events2: float,
    n2: float,
    *,
    method: OddsMethod = "log_wald",
    is_half_added: bool = False,
    level: float = 0.95,
    alternative: Alternative = "two_sided",
    preset: Preset = None,
) -> ProportionRatio:
    """
    Estimate the ratio of two odds, first over second, with limits by a named method.

    Parameters
    ----------
    events1, n1, events2, n2 : int
    method : {'log_wald', 'miettinen_nurminen', 'score', 'exact', 'mid_p'}
        Woolf's limits on the log scale; score limits with the factor N / (N - 1), or without it
        (Cornfield); exact conditional limits, the observed table counted whole or half. The
        estimate is ad / bc, for the last two that of conditional maximum likelihood.
    is_half_added : bool
        Whether ``log_wald`` adds one half to every cell where one is empty.
    level : float
    alternative : {'two_sided', 'less', 'greater'}
    preset : {'sas', 'r'}
        ``r`` repeats the loose root finder of R for the exact limits.

    Returns
    -------
    ProportionRatio

    Raises
    ------
    AnalysisError
        ``analysis.unknown-method``, ``analysis.unknown-alternative``,
        ``analysis.unknown-preset``, ``analysis.level-out-of-range``, ``analysis.bad-count``.

    Notes
    -----
    Source: Woolf (1955); Miettinen & Nurminen (1985); Cornfield (1956). Equals SAS 9.4 FREQ
    OR(CL=WALD, SCORE, EXACT, MIDP), ``score`` being SCORE(CORRECT=NO), and R ``fisher.test``.

    Examples
    --------
    >>> found = estimate_odds_ratio(56, 70, 48, 80)
    >>> round(found.estimate, 6), round(found.lower, 6), round(found.upper, 6)
    (2.666667, 1.276218, 5.57202)
    """
    require_word("method", method, get_args(OddsMethod))
    require_alternative(alternative)
    is_as_r = choose_default(preset, None, {"sas": False, "r": True})
    beyond = limit_tail(level, alternative)
    (x1, t1, x2, t2), p1, p2 = _shares(events1, n1, events2, n2)
    if p1 is None or p2 is None:
        return ProportionRatio(t1, t2, p1, p2, method=method, reason="no_records")
    cells = np.array([[x1, t1 - x1], [x2, t2 - x2]])
    estimate = _ratio(float(cells[0, 0] * cells[1, 1]), float(cells[0, 1] * cells[1, 0]))
    if method in {"exact", "mid_p"}:
        law, share = conditional_odds(cells[None]), 0.5 if method == "mid_p" else 1.0
        estimate = law.estimate(is_as_r=is_as_r)
        lower = law.lower(beyond, share=share, is_as_r=is_as_r)
        upper = law.upper(beyond, share=share, is_as_r=is_as_r)
        found = _sided(lower, upper, alternative)
        found["p"] = law.p(alternative, is_mid=method == "mid_p")
        found |= {"reason": "not_estimable"} if estimate is None else {}
    elif method == "log_wald":
        if is_half_added and (cells == 0).any():
            cells = cells + 0.5
            estimate = float(cells[0, 0] * cells[1, 1] / (cells[0, 1] * cells[1, 0]))
        variance = float((1 / cells).sum()) if cells.all() else None
        found = _log_limits(estimate, variance, beyond, alternative)
    elif estimate is None:
        found = {"reason": "not_estimable"}
    else:
        inflation = (t1 + t2) / (t1 + t2 - 1) if method == "miettinen_nurminen" else 1.0
        found = _score_limits(
            lambda ratio: odds_score(x1, t1, x2, t2, ratio), inflation, beyond, alternative
        )
    return ProportionRatio(t1, t2, p1, p2, estimate, method=method, **found)
