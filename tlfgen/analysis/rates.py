"""Rates of events per person-time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

from scipy import optimize, stats

from tlfgen.analysis.arguments import require_word, to_number
from tlfgen.analysis.samples import Alternative, limit_tail, require_alternative
from tlfgen.core.errors import AnalysisError

__all__ = ["Rate", "check_exposure", "compare_rate", "estimate_rate"]

Method = Literal["exact", "mid_p", "normal", "normal_log", "byar", "byar_half"]
TwoSided = Literal["likelihood", "double"]

_SAME = 1 + 1e-7


@dataclass(frozen=True, slots=True)
class Rate:
    """
    A rate with limits.

    Parameters
    ----------
    events, person_time : float
    estimate, lower, upper : float or None
        Events per ``per`` units of person-time.
    se : float or None
        Of the estimate.
    per : float
    p : float or None
        Of a test against a given rate.
    method : str
    reason : str or None
        ``no_records`` (no person-time), ``not_estimable`` (the method has no limits without
        events).
    """

    events: float
    person_time: float
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    se: float | None = None
    per: float = 1.0
    p: float | None = None
    method: str = "exact"
    reason: str | None = None


def check_exposure(
    events: float, person_time: float, *, is_whole: bool = False
) -> tuple[float, float]:
    """
    Give a count of events and its person-time as floats.

    Returns
    -------
    tuple of float

    Raises
    ------
    AnalysisError
        ``analysis.bad-count`` where they are missing or under 0, or there are events in no time,
        or are not whole where ``is_whole`` asks for it; ``analysis.not-a-number``.

    Examples
    --------
    >>> check_exposure(3, 12)
    (3.0, 12.0)
    """
    x, time = to_number(events), to_number(person_time)
    if not (0 <= x < math.inf and 0 <= time < math.inf) or (x > 0 and time == 0):
        raise AnalysisError.of("analysis.bad-count", f"{events} events in a time of {person_time}.")
    if is_whole and not x.is_integer():
        raise AnalysisError.of("analysis.bad-count", "an exact method needs whole counts.")
    return x, time


def _byar(x: float, z: float, *, half: float) -> tuple[float, float]:
    """Give Byar's limits of a count; ``half`` is 0 and 1, or one half on both sides."""
    low, high = (x, x + 1) if not half else (x + half, x + half)
    lower = low * max(1 - 1 / (9 * low) - z / (3 * math.sqrt(low)), 0.0) ** 3 if x else 0.0
    return lower, high * (1 - 1 / (9 * high) + z / (3 * math.sqrt(high))) ** 3


def _mid_p(x: float, beyond: float) -> tuple[float, float]:
    """Give the limits of a count whose tails count the observed number half."""

    def under(mean: float) -> float:
        return float(stats.poisson.cdf(x, mean) - stats.poisson.pmf(x, mean) / 2) - beyond

    def over(mean: float) -> float:
        return float(stats.poisson.sf(x, mean) + stats.poisson.pmf(x, mean) / 2) - beyond

    far = 2 * float(stats.chi2.isf(beyond, 2 * (x + 1)))
    lower = float(optimize.brentq(over, 1e-12, far, xtol=1e-13)) if x else 0.0
    return lower, float(optimize.brentq(under, x / 2, far, xtol=1e-13))


def _limits(x: float, method: str, beyond: float) -> tuple[float, float] | None:
    """Give the limits of a count of events."""
    z = float(stats.norm.isf(beyond))
    if method == "normal":
        return x - z * math.sqrt(x), x + z * math.sqrt(x)
    if method == "normal_log":
        return (x * math.exp(-z / math.sqrt(x)), x * math.exp(z / math.sqrt(x))) if x else None
    if method in {"byar", "byar_half"}:
        return _byar(x, z, half=0.5 if method == "byar_half" else 0.0)
    if method == "mid_p":
        return _mid_p(x, beyond)
    lower = float(stats.chi2.ppf(beyond, 2 * x)) / 2 if x else 0.0
    return lower, float(stats.chi2.isf(beyond, 2 * x + 2)) / 2


def estimate_rate(
    events: float,
    person_time: float,
    *,
    method: Method = "exact",
    per: float = 1.0,
    level: float = 0.95,
    alternative: Alternative = "two_sided",
    is_truncated: bool = True,
) -> Rate:
    """
    Estimate a rate of events per person-time with limits by a named method.

    Parameters
    ----------
    events : int
    person_time : float
        In any unit; the rate is per ``per`` of them.
    method : str
        ``exact`` (Garwood, by the chi-square); ``mid_p``; ``normal``;
        ``normal_log``; ``byar``; ``byar_half``, Byar's with one half added on both sides.
    per : float
        1, 100, 1000 units of person-time.
    level : float
    alternative : {'two_sided', 'less', 'greater'}
        ``less`` gives an upper limit alone, ``greater`` a lower one.
    is_truncated : bool
        Whether a lower limit of ``normal`` under 0 becomes 0.

    Returns
    -------
    Rate

    Raises
    ------
    AnalysisError
        ``analysis.unknown-method``, ``analysis.unknown-alternative``,
        ``analysis.level-out-of-range``, ``analysis.bad-count``.

    Notes
    -----
    Source: Garwood (1936); Breslow & Day (1987), 2.2 for Byar; Rothman & Boice (1979) for
    ``byar_half``, which is the ``byar`` of tern; tern's ``normal`` is not truncated. ``exact``
    equals R ``poisson.test``; ``normal`` and ``normal_log`` those of SAS 9.4 STDRATE CL=NORMAL and
    LOGNORMAL.

    Examples
    --------
    >>> found = estimate_rate(137, 24.19893)
    >>> round(found.estimate, 6), round(found.lower, 6), round(found.upper, 6)
    (5.661407, 4.753125, 6.692709)
    """
    require_word("method", method, get_args(Method))
    require_alternative(alternative)
    beyond = limit_tail(level, alternative)
    x, time = check_exposure(events, person_time, is_whole=method == "mid_p")
    if time == 0:
        return Rate(x, time, per=per, method=method, reason="no_records")
    unit = per / time
    se = math.sqrt(x) * unit
    found = _limits(x, method, beyond)
    if found is None:
        return Rate(x, time, x * unit, se=se, per=per, method=method, reason="not_estimable")
    least = max(found[0], 0.0) if is_truncated else found[0]
    lower = 0.0 if alternative == "less" else least * unit
    upper = math.inf if alternative == "greater" else found[1] * unit
    return Rate(x, time, x * unit, lower, upper, se, per, method=method)


def _likelihood_p(x: float, mean: float) -> float:
    """Give the probability of counts that are no likelier than the one observed."""
    if x == mean:
        return 1.0
    point = float(stats.poisson.pmf(x, mean)) * _SAME
    if x < mean:
        low, high = math.ceil(mean), math.ceil(2 * mean - x) + 1
        while float(stats.poisson.pmf(high, mean)) > point:
            high *= 2
        while low < high:
            middle = (low + high) // 2
            if float(stats.poisson.pmf(middle, mean)) <= point:
                high = middle
            else:
                low = middle + 1
        return min(1.0, float(stats.poisson.cdf(x, mean) + stats.poisson.sf(low - 1, mean)))
    least, most = -1, math.floor(mean)
    while least < most:
        middle = (least + most + 1) // 2
        if float(stats.poisson.pmf(middle, mean)) <= point:
            least = middle
        else:
            most = middle - 1
    return min(1.0, float(stats.poisson.sf(x - 1, mean) + stats.poisson.cdf(least, mean)))


def compare_rate(
    events: float,
    person_time: float,
    *,
    null: float = 1.0,
    two_sided: TwoSided = "likelihood",
    alternative: Alternative = "two_sided",
) -> Rate:
    """
    Compare a rate with a given one by the exact Poisson test.

    Parameters
    ----------
    events : int
    person_time : float
    null : float
        The rate per unit of person-time under the hypothesis, above 0.
    two_sided : {'likelihood', 'double'}
        p sums counts no likelier than the observed one, or doubles the smaller tail.
    alternative : {'two_sided', 'less', 'greater'}

    Returns
    -------
    Rate
        Without limits.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-two-sided``, ``analysis.unknown-alternative``, ``analysis.bad-count``,
        ``analysis.rate-not-positive``.

    Notes
    -----
    Source: R ``poisson.test`` with one count.

    Examples
    --------
    >>> round(compare_rate(10, 5.0, null=1.0).p, 6)
    0.038566
    """
    require_word("two-sided", two_sided, get_args(TwoSided))
    require_alternative(alternative)
    x, time = check_exposure(events, person_time, is_whole=True)
    if not null > 0:
        raise AnalysisError.of("analysis.rate-not-positive", f"the rate {null} is not above 0.")
    if time == 0:
        return Rate(x, time, reason="no_records")
    mean = null * time
    under, over = float(stats.poisson.cdf(x, mean)), float(stats.poisson.sf(x - 1, mean))
    if alternative != "two_sided":
        p = under if alternative == "less" else over
    else:
        p = min(1.0, 2 * min(under, over)) if two_sided == "double" else _likelihood_p(x, mean)
    return Rate(x, time, x / time, se=math.sqrt(x) / time, p=p)
