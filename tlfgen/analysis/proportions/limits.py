"""Formulas of limits for one binomial proportion."""

from __future__ import annotations

import math
from collections.abc import Callable

from scipy import optimize, special, stats

__all__ = ["METHODS", "wilson"]

Limits = tuple[float, float]

_EDGE = 1e-15


def _wald(x: float, n: float, beyond: float) -> Limits:
    share, z = x / n, float(stats.norm.isf(beyond))
    half = z * math.sqrt(share * (1 - share) / n)
    return share - half, share + half


def _wald_cc(x: float, n: float, beyond: float) -> Limits:
    lower, upper = _wald(x, n, beyond)
    return lower - 0.5 / n, upper + 0.5 / n


def wilson(
    x: float, n: float, z: float, *, is_corrected: bool = False, most: float = 0.5
) -> Limits:
    """
    Give Wilson's score limits at a normal quantile, with or without continuity correction.

    The correction moves the count by ``most``.

    Returns
    -------
    tuple of float

    Notes
    -----
    Source: Wilson (1927); Newcombe (1998), Statistics in Medicine 17, 857-872, methods 3 and 4.
    """
    shift = most if is_corrected else 0.0

    def side(count: float, sign: float) -> float:
        share = count / n
        centre = share + z * z / (2 * n)
        root = math.sqrt(max(share * (1 - share), 0.0) / n + z * z / (4 * n * n))
        return (centre + sign * z * root) / (1 + z * z / n)

    lower = 0.0 if x - shift <= 0 else side(x - shift, -1.0)
    upper = 1.0 if x + shift >= n else side(x + shift, 1.0)
    return lower, upper


def _wilson(x: float, n: float, beyond: float) -> Limits:
    return wilson(x, n, float(stats.norm.isf(beyond)))


def _wilson_cc(x: float, n: float, beyond: float) -> Limits:
    return wilson(x, n, float(stats.norm.isf(beyond)), is_corrected=True)


def _agresti_coull(x: float, n: float, beyond: float) -> Limits:
    z = float(stats.norm.isf(beyond))
    return _wald(x + z * z / 2, n + z * z, beyond)


def _jeffreys(x: float, n: float, beyond: float) -> Limits:
    law = stats.beta(x + 0.5, n - x + 0.5)
    lower = 0.0 if x == 0 else float(law.ppf(beyond))
    return lower, 1.0 if x == n else float(law.isf(beyond))


def _clopper_pearson(x: float, n: float, beyond: float) -> Limits:
    lower = 0.0 if x == 0 else float(stats.beta.ppf(beyond, x, n - x + 1))
    return lower, 1.0 if x == n else float(stats.beta.isf(beyond, x + 1, n - x))


def _logit(x: float, n: float, beyond: float) -> Limits:
    if x in {0, n}:
        return _clopper_pearson(x, n, beyond)
    half = float(stats.norm.isf(beyond)) * math.sqrt(1 / x + 1 / (n - x))
    centre = math.log(x / (n - x))
    return float(special.expit(centre - half)), float(special.expit(centre + half))


def _arcsine(x: float, n: float, beyond: float) -> Limits:
    share = (x + 3 / 8) / (n + 3 / 4)
    half = float(stats.norm.isf(beyond)) / (2 * math.sqrt(n))
    centre = math.asin(math.sqrt(share))
    return math.sin(max(centre - half, 0.0)) ** 2, math.sin(min(centre + half, math.pi / 2)) ** 2


def _mirrored(lower: Callable[[float, float, float], float]) -> Callable[..., Limits]:
    """Give both limits from the rule of the lower one, by exchange of events and others."""

    def both(x: float, n: float, beyond: float) -> Limits:
        return lower(x, n, beyond), 1 - lower(n - x, n, beyond)

    return both


def _mid_p_lower(x: float, n: float, beyond: float) -> float:
    if x == 0:
        return 0.0

    def rest(share: float) -> float:
        point = float(stats.binom.pmf(x, n, share))
        return float(stats.binom.sf(x, n, share)) + point / 2 - beyond

    if rest(1 - _EDGE) < 0:
        return 1.0
    return float(optimize.brentq(rest, _EDGE, 1 - _EDGE, xtol=1e-14))


def _likelihood_lower(x: float, n: float, beyond: float) -> float:
    if x == 0:
        return 0.0
    share = x / n
    z = float(stats.norm.isf(beyond))
    if z <= 0:
        return share
    quantile = z * z / 2

    def rest(other: float) -> float:
        gain = special.xlogy(x, share / other)
        gain += special.xlogy(n - x, (1 - share) / (1 - other)) if x < n else 0.0
        return quantile - float(gain)

    return float(optimize.brentq(rest, 1e-300, share * (1 - 1e-12), xtol=1e-300, rtol=1e-13))


def _blaker_lower(x: float, n: float, beyond: float) -> float:
    """
    Give Blaker's lower limit: where the acceptability first reaches 1 less the level.

    Between the points at which a further lower tail comes in, the acceptability falls and then
    rises, so each piece is entered at its start, at one crossing, or not at all.
    """
    if x == 0:
        return 0.0
    alpha = 2 * beyond
    start = float(stats.beta.ppf(beyond, x, n - x + 1))
    last = int(x) - 1

    def excess(share: float, tail: int) -> float:
        below = float(stats.binom.cdf(tail, n, share)) if tail >= 0 else 0.0
        return float(stats.binom.sf(x - 1, n, share)) + below - alpha

    def entry(tail: int) -> float:
        def rest(share: float) -> float:
            return float(stats.binom.sf(x - 1, n, share)) - float(stats.binom.cdf(tail, n, share))

        return float(optimize.brentq(rest, _EDGE, 1 - _EDGE, xtol=1e-14))

    tail = -1
    while tail < last and entry(tail + 1) <= start:
        tail += 1
    while True:
        if excess(start, tail) >= 0:
            return start
        end = entry(tail + 1) if tail < last else x / n
        if excess(end, tail) >= 0:
            return float(optimize.brentq(excess, start, end, args=(tail,), xtol=1e-14))
        start, tail = end, tail + 1


METHODS: dict[str, Callable[[float, float, float], Limits]] = {
    "agresti_coull": _agresti_coull,
    "arcsine": _arcsine,
    "blaker": _mirrored(_blaker_lower),
    "clopper_pearson": _clopper_pearson,
    "jeffreys": _jeffreys,
    "likelihood_ratio": _mirrored(_likelihood_lower),
    "logit": _logit,
    "mid_p": _mirrored(_mid_p_lower),
    "wald": _wald,
    "wald_cc": _wald_cc,
    "wilson": _wilson,
    "wilson_cc": _wilson_cc,
}
