"""Tail probabilities of the largest of several correlated t statistics."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from scipy import optimize, special, stats

from tlfgen.analysis.arguments import Floats

__all__ = ["critical_value", "loadings_of", "max_t_tail", "range_tail"]

_NODES_Z, _NODES_S = 200, 96
_REACH, _EDGE = 9.0, 1e-17
_PAIR = 2
_SAME = 1e-7
_MOST_SPREAD = 1e6


@lru_cache(maxsize=1)
def _normal_nodes() -> tuple[Floats, Floats]:
    """Give points and weights of an integral over the standard normal law."""
    points, weights = np.polynomial.legendre.leggauss(_NODES_Z)
    places = points * _REACH
    return places, weights * _REACH * np.exp(-(places**2) / 2) / math.sqrt(2 * math.pi)


@lru_cache(maxsize=64)
def _scale_nodes(df: float) -> tuple[Floats, Floats]:
    """Give points and weights of an integral over the law of sqrt(chi-square / df)."""
    if math.isinf(df) or df > _MOST_SPREAD:
        return np.ones(1), np.ones(1)
    law = stats.chi(df, scale=1 / math.sqrt(df))
    low, high = float(law.ppf(_EDGE)), float(law.isf(_EDGE))
    points, weights = np.polynomial.legendre.leggauss(_NODES_S)
    places = (high + low) / 2 + points * (high - low) / 2
    return places, weights * (high - low) / 2 * law.pdf(places)


def max_t_tail(
    critical: float, loadings: Floats, df: float, *, alternative: str = "two_sided"
) -> float:
    """
    Give the probability that the largest of several t statistics exceeds a value.

    The statistics share one denominator; their correlations are products of loadings.

    Parameters
    ----------
    critical : float
    loadings : Floats, shape (k,)
        Correlation of statistics i and j is loading i times loading j; between -1 and 1.
    df : float
        Infinite for z statistics.
    alternative : {'two_sided', 'less', 'greater'}
        Of size, of the smallest, of the largest.

    Returns
    -------
    float

    Notes
    -----
    Source: Dunnett (1955); numerical integration over the common normal and the common scale. The
    tail is integrated itself, so that small probabilities keep their digits.

    Examples
    --------
    >>> round(max_t_tail(2.5785919, np.sqrt(np.full(5, 0.5)), 65.0), 3)
    0.05
    """
    z, z_weights = _normal_nodes()
    scales, scale_weights = _scale_nodes(float(df))
    sign = -1.0 if alternative == "less" else 1.0
    limit = sign * critical * scales[:, None, None]
    common = loadings * z[:, None]
    rest = np.sqrt(np.maximum(1 - loadings**2, 1e-300))
    outside = special.ndtr(-(limit - common) / rest)
    if alternative == "two_sided":
        outside = outside + special.ndtr((-limit - common) / rest)
    with np.errstate(divide="ignore"):
        tail = -np.expm1(np.log1p(-np.minimum(outside, 1.0)).sum(axis=2))
    return float(np.clip(scale_weights @ (tail @ z_weights), 0.0, 1.0))


def range_tail(critical: float, groups: int, df: float) -> float:
    """
    Give the probability that a studentized range exceeds a value.

    Returns
    -------
    float

    Notes
    -----
    Source: Tukey (1953); Copenhaver & Holland (1988) for the integral; the tail is integrated
    itself. Equals R ``ptukey(lower.tail = FALSE)``.

    Examples
    --------
    >>> round(range_tail(3.577935, 3, 20.0), 6)
    0.05
    """
    z, z_weights = _normal_nodes()
    scales, scale_weights = _scale_nodes(float(df))
    above = special.ndtr(z)
    below = special.ndtr(z - critical * scales[:, None])
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(above > 0, below / above, 0.0)
        lost = -np.expm1((groups - 1) * np.log1p(-np.minimum(share, 1.0)))
    tail = groups * above ** (groups - 1) * lost
    return float(np.clip(scale_weights @ (tail @ z_weights), 0.0, 1.0))


def critical_value(
    tail: Callable[[float], float], beyond: float, *, low: float | None = None
) -> float:
    """
    Give the value whose tail probability is ``beyond``.

    Parameters
    ----------
    tail : callable
    beyond : float
    low : float or None
        Least value that is possible.

    Returns
    -------
    float

    Examples
    --------
    >>> round(critical_value(lambda value: math.exp(-value), 0.05), 4)
    2.9957
    """
    high = 8.0
    while tail(high) > beyond:
        high *= 2
    start = -high if low is None else low
    return float(optimize.brentq(lambda value: tail(value) - beyond, start, high, xtol=1e-12))


def loadings_of(correlation: Floats) -> Floats | None:
    """
    Give loadings whose products are the correlations, None where there are none.

    Returns
    -------
    Floats, shape (k,), or None

    Examples
    --------
    >>> loadings_of(np.array([[1.0, 0.5, 0.5], [0.5, 1.0, 0.5], [0.5, 0.5, 1.0]])).round(4).tolist()
    [0.7071, 0.7071, 0.7071]
    """
    k = len(correlation)
    if k == 1:
        return np.zeros(1)
    if k == _PAIR:
        size = math.sqrt(abs(float(correlation[0, 1])))
        return np.array([size, math.copysign(size, float(correlation[0, 1]))])
    if not correlation[~np.eye(k, dtype=bool)].any():
        return np.zeros(k)
    if not correlation.all():
        return None
    square = correlation[0, 1] * correlation[0, 2] / correlation[1, 2]
    if not 0 < square < 1:
        return None
    first = math.sqrt(float(square))
    found = np.append(first, correlation[0, 1:] / first)
    made = np.outer(found, found)
    np.fill_diagonal(made, 1.0)
    is_same = np.allclose(made, correlation, rtol=0, atol=_SAME) and (abs(found) < 1).all()
    return found if is_same else None
