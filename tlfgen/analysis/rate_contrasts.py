"""Ratios or differences of two rates."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

from scipy import stats

from tlfgen.analysis.arguments import Preset, require_word
from tlfgen.analysis.proportions.one_sample import compare_one_proportion, estimate_proportion
from tlfgen.analysis.proportions.score import score_limits
from tlfgen.analysis.rates import check_exposure
from tlfgen.analysis.samples import Alternative, limit_tail, require_alternative, tail_probability

__all__ = ["RateContrast", "estimate_rate_difference", "estimate_rate_ratio"]

RatioMethod = Literal["exact", "mid_p", "normal_log"]
DifferenceMethod = Literal["normal", "miettinen_nurminen"]


@dataclass(frozen=True, slots=True)
class RateContrast:
    """
    A contrast of two rates, first against second.

    Parameters
    ----------
    rate1, rate2 : float or None
    estimate, lower, upper : float or None
    se : float or None
        Of the difference, or of the log of the ratio, where the method has one.
    z, p : float or None
    method : str
    reason : str or None
        ``no_records``, ``not_estimable``.
    """

    rate1: float | None = None
    rate2: float | None = None
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    se: float | None = None
    z: float | None = None
    p: float | None = None
    method: str = "exact"
    reason: str | None = None


def estimate_rate_ratio(
    events1: float,
    time1: float,
    events2: float,
    time2: float,
    *,
    method: RatioMethod = "exact",
    null: float = 1.0,
    level: float = 0.95,
    alternative: Alternative = "two_sided",
    preset: Preset = None,
) -> RateContrast:
    """
    Estimate the ratio of two rates, first over second.

    Parameters
    ----------
    events1, events2 : int
    time1, time2 : float
        Person-time in one unit.
    method : {'exact', 'mid_p', 'normal_log'}
        From the binomial law of the first count given the sum, whole or mid p; or normal on the log
        scale.
    null : float
        The ratio under the hypothesis.
    level : float
    alternative : {'two_sided', 'less', 'greater'}
    preset : {'sas', 'r'}
        The exact two-sided p doubles the smaller tail, or sums likelihoods.

    Returns
    -------
    RateContrast
        Infinite where the second has no event.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-method``, ``analysis.unknown-alternative``,
        ``analysis.unknown-preset``, ``analysis.level-out-of-range``, ``analysis.bad-count``.

    Notes
    -----
    Source: Lehmann & Romano (2005), 4.5. ``exact`` equals R ``poisson.test`` of two counts;
    ``normal_log`` is Wald's of SAS 9.4 GENMOD with an offset and no dispersion.

    Examples
    --------
    >>> found = estimate_rate_ratio(11, 800, 21, 3011, preset="r")
    >>> round(found.estimate, 6), round(found.p, 6)
    (1.971488, 0.079669)
    """
    require_word("method", method, get_args(RatioMethod))
    require_alternative(alternative)
    beyond = limit_tail(level, alternative)
    x1, t1 = check_exposure(events1, time1)
    x2, t2 = check_exposure(events2, time2)
    if not (t1 and t2):
        return RateContrast(method=method, reason="no_records")
    rates = x1 / t1, x2 / t2
    if x1 + x2 == 0:
        return RateContrast(*rates, method=method, reason="not_estimable")
    ratio = rates[0] / rates[1] if x2 else math.inf
    if method == "normal_log":
        if not (x1 and x2):
            return RateContrast(*rates, ratio, method=method, reason="not_estimable")
        se = math.sqrt(1 / x1 + 1 / x2)
        half = float(stats.norm.isf(beyond)) * se
        lower = 0.0 if alternative == "less" else ratio * math.exp(-half)
        upper = math.inf if alternative == "greater" else ratio * math.exp(half)
        z = math.log(ratio / null) / se
        p = tail_probability(stats.norm, z, alternative)
        return RateContrast(*rates, ratio, lower, upper, se, z, p, method)
    shares = estimate_proportion(
        x1,
        x1 + x2,
        method="clopper_pearson" if method == "exact" else "mid_p",
        level=level,
        alternative=alternative,
    )
    odds = [
        math.inf if share >= 1 else share / (1 - share) * t2 / t1
        for share in (shares.lower or 0.0, shares.upper or 0.0)
    ]
    middle = null * t1 / (null * t1 + t2)
    found = compare_one_proportion(
        x1, x1 + x2, null=middle, alternative=alternative, preset=preset or "sas"
    )
    taken = float(stats.binom.pmf(x1, x1 + x2, middle)) if method == "mid_p" else 0.0
    if alternative != "two_sided" or preset == "r":
        taken /= 2
    p = max(0.0, (found.p or 0.0) - taken)
    return RateContrast(*rates, ratio, odds[0], odds[1], p=p, method=method)


def estimate_rate_difference(
    events1: float,
    time1: float,
    events2: float,
    time2: float,
    *,
    method: DifferenceMethod = "normal",
    null: float = 0.0,
    per: float = 1.0,
    level: float = 0.95,
    alternative: Alternative = "two_sided",
) -> RateContrast:
    """
    Estimate the difference of two rates, first less second.

    Parameters
    ----------
    events1, events2 : int
    time1, time2 : float
        Person-time in one unit.
    method : {'normal', 'miettinen_nurminen'}
        Wald's limits, or those that invert the score test.
    null : float
        The difference under the hypothesis, per ``per`` units.
    per : float
        1, 100, 1000 units of person-time.
    level : float
    alternative : {'two_sided', 'less', 'greater'}

    Returns
    -------
    RateContrast

    Raises
    ------
    AnalysisError
        ``analysis.unknown-method``, ``analysis.unknown-alternative``,
        ``analysis.level-out-of-range``, ``analysis.bad-count``.

    Notes
    -----
    Source: Miettinen & Nurminen (1985), section on rates; Wald's is SAS 9.4 STDRATE EFFECT=DIFF.

    Examples
    --------
    >>> found = estimate_rate_difference(11, 800, 21, 3011, per=1000)
    >>> round(found.estimate, 4), round(found.lower, 4), round(found.upper, 4)
    (6.7756, -1.8802, 15.4314)
    """
    require_word("method", method, get_args(DifferenceMethod))
    require_alternative(alternative)
    z_limit = float(stats.norm.isf(limit_tail(level, alternative)))
    x1, t1 = check_exposure(events1, time1)
    x2, t2 = check_exposure(events2, time2)
    if not (t1 and t2):
        return RateContrast(method=method, reason="no_records")
    r1, r2 = x1 / t1, x2 / t2
    gap, se, z = r1 - r2, math.sqrt(x1 / t1**2 + x2 / t2**2), None

    def score(difference: float) -> float:
        return _score(x1, t1, x2, t2, difference)

    if method == "normal":
        lower, upper = gap - z_limit * se, gap + z_limit * se
        z = (gap - null / per) / se if se else None
    else:
        far = (z_limit + 2) ** 2 * (1 + math.sqrt(x1 + x2)) * (1 / t1 + 1 / t2) + abs(gap)
        lower, upper = score_limits(score, z_limit, low=-far, high=far, estimate=gap)
        z = score(null / per)
    lower = -math.inf if alternative == "less" else lower * per
    upper = math.inf if alternative == "greater" else upper * per
    p = None if z is None else tail_probability(stats.norm, z, alternative)
    return RateContrast(r1 * per, r2 * per, gap * per, lower, upper, se * per, z, p, method)


def _score(x1: float, t1: float, x2: float, t2: float, difference: float) -> float:
    """Give the z score of a difference of rates at the likeliest rates that have it."""
    time = t1 + t2
    half = (difference * time - x1 - x2) / 2
    second = (math.sqrt(half * half + time * x2 * difference) - half) / time
    second = max(second, 0.0, -difference)
    variance = (second + difference) / t1 + second / t2
    distance = x1 / t1 - x2 / t2 - difference
    if variance <= 0:
        return 0.0 if distance == 0 else math.copysign(math.inf, distance)
    return distance / math.sqrt(variance)
