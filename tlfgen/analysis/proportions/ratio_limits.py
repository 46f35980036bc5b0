"""Limits of a ratio of two risks or two odds on the log scale or by a score."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from scipy import stats

from tlfgen.analysis.proportions.one_sample import check_counts
from tlfgen.analysis.proportions.score import score_limits
from tlfgen.analysis.samples import tail_probability
from tlfgen.core.errors import AnalysisError

__all__ = [
    "are_whole",
    "divide_shares",
    "log_limits",
    "ratio_score_limits",
    "require_ratio",
    "shares_of",
    "sided_limits",
]

_FARTHEST = 80.0


def divide_shares(top: float, bottom: float) -> float | None:
    """Give a ratio, infinite over 0 and None for 0 / 0."""
    if bottom == 0:
        return None if top == 0 else math.inf
    return top / bottom


def log_limits(
    estimate: float | None,
    variance: float | None,
    beyond: float,
    alternative: str,
    null: float,
) -> dict[str, Any]:
    """Give limits on the log scale with Wald's test."""
    if not estimate or math.isinf(estimate) or variance is None:
        return {"reason": "not_estimable"}
    centre, se = math.log(estimate), math.sqrt(variance)
    half = float(stats.norm.isf(beyond)) * se
    found: dict[str, Any] = {"se_log": se} | sided_limits(
        math.exp(centre - half), math.exp(centre + half), alternative
    )
    if se == 0:
        return found
    z = (centre - math.log(null)) / se
    return found | {"z": z, "p": tail_probability(stats.norm, z, alternative)}


def sided_limits(lower: float, upper: float, alternative: str) -> dict[str, Any]:
    """Give the limits that the alternative asks for."""
    return {
        "lower": 0.0 if alternative == "less" else lower,
        "upper": math.inf if alternative == "greater" else upper,
    }


def ratio_score_limits(
    score: Callable[[float], float],
    inflation: float,
    beyond: float,
    alternative: str,
    null: float,
) -> dict[str, Any]:
    """Give the limits that invert a score test of the ratio, searched on the log scale."""

    def at_log(place: float) -> float:
        return score(math.exp(place)) / math.sqrt(inflation)

    quantile = float(stats.norm.isf(beyond))
    low, high = score_limits(at_log, quantile, low=-_FARTHEST, high=_FARTHEST)
    lower = 0.0 if low == -_FARTHEST else math.exp(low)
    upper = math.inf if high == _FARTHEST else math.exp(high)
    z = at_log(math.log(null))
    p = tail_probability(stats.norm, z, alternative)
    return sided_limits(lower, upper, alternative) | {"z": z, "p": p}


def are_whole(*counts: float) -> bool:
    """Tell whether counts are whole numbers."""
    return all(one == math.floor(one) for one in counts)


def require_ratio(null: float) -> None:
    """Refuse a ratio under the hypothesis that is not above 0."""
    if not 0 < null < math.inf:
        raise AnalysisError.of("analysis.ratio-not-positive", f"the ratio {null} is not above 0.")


def shares_of(
    events1: float, n1: float, events2: float, n2: float, *, is_whole: bool = False
) -> tuple[tuple[float, float, float, float], float | None, float | None]:
    """Give checked counts and proportions."""
    x1, total1 = check_counts(events1, n1, is_whole=is_whole)
    x2, total2 = check_counts(events2, n2, is_whole=is_whole)
    first = x1 / total1 if total1 else None
    return (x1, total1, x2, total2), first, x2 / total2 if total2 else None
