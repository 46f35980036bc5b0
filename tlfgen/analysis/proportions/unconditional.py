"""Exact unconditional limits of the difference of two proportions."""

from __future__ import annotations

import math

import numpy as np
from scipy import optimize, special

from tlfgen.analysis.arguments import Bools, Floats
from tlfgen.analysis.proportions.score import difference_variance

__all__ = ["exact_difference_limits"]

_LARGEST = 40_000
_GRID = 257
_SAME = 1e-10


def _weights(n: int, shares: Floats) -> Floats:
    """Give the binomial probabilities of every count, a row for each share."""
    counts = np.arange(n + 1)
    logs = special.gammaln(n + 1) - special.gammaln(counts + 1) - special.gammaln(n - counts + 1)
    powers = special.xlogy(counts, shares[:, None]) + special.xlog1py(n - counts, -shares[:, None])
    return np.asarray(np.exp(logs + powers))


def _chance(region: Floats, n1: int, n2: int, difference: float, seconds: Floats) -> Floats:
    """Give the probability of a region at each second proportion."""
    firsts = np.clip(seconds + difference, 0.0, 1.0)
    return np.asarray(((_weights(n1, firsts) @ region) * _weights(n2, seconds)).sum(axis=1))


def _largest(region: Bools, n1: int, n2: int, difference: float) -> float:
    """Give the largest probability of a region over the second proportion."""
    cells = region.astype(np.float64)
    low, high = max(0.0, -difference), min(1.0, 1 - difference)
    seconds = np.linspace(low, high, _GRID)
    values = _chance(cells, n1, n2, difference, seconds)
    best = int(values.argmax())
    ends = seconds[max(best - 1, 0)], seconds[min(best + 1, _GRID - 1)]
    if ends[1] - ends[0] < _SAME:
        return float(values[best])
    found = optimize.minimize_scalar(
        lambda share: -float(_chance(cells, n1, n2, difference, np.array([share]))[0]),
        bounds=ends,
        method="bounded",
        options={"xatol": 1e-10},
    )
    return max(float(values[best]), -float(found.fun))


def _statistics(n1: int, n2: int, difference: float, *, is_scored: bool) -> Floats:
    """Give the statistic of every pair of counts under a true difference."""
    one, two = np.arange(n1 + 1.0)[:, None], np.arange(n2 + 1.0)[None]
    gap = one / n1 - two / n2
    if not is_scored:
        return np.asarray(gap)
    first, second = (part.ravel() for part in np.broadcast_arrays(one, two))
    sizes = np.full(len(first), float(n1)), np.full(len(first), float(n2))
    variance = difference_variance(first, sizes[0], second, sizes[1], difference)
    away = gap.ravel() - difference
    with np.errstate(divide="ignore", invalid="ignore"):
        score = np.where(abs(away) < _SAME, 0.0, away / np.sqrt(variance))
    return np.asarray(score.reshape(gap.shape))


def _lower(x1: int, n1: int, x2: int, n2: int, beyond: float, *, is_scored: bool) -> float:
    """Give the least difference under which a statistic as large is not too rare."""
    gap = x1 / n1 - x2 / n2
    if gap <= -1:
        return -1.0

    def excess(difference: float) -> float:
        values = _statistics(n1, n2, difference, is_scored=is_scored)
        region = values >= values[x1, x2] - _SAME
        return _largest(region, n1, n2, difference) - beyond

    low, high = -1.0, gap
    if excess(low + _SAME) > 0:
        return -1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if excess(middle) > 0 else (middle, high)
    return (low + high) / 2


def exact_difference_limits(
    x1: float, n1: float, x2: float, n2: float, beyond: float, *, is_scored: bool
) -> tuple[float, float] | None:
    """
    Give exact limits of a difference by two one-sided tests that fix the group sizes only.

    Each limit is where the largest probability, over the proportions that have the difference, of
    a statistic at least as extreme is ``beyond``.

    Parameters
    ----------
    x1, n1, x2, n2 : float
        Whole counts, groups not empty.
    beyond : float
        Probability beyond each limit.
    is_scored : bool
        Whether tables are ordered by the score (Chan & Zhang) or by the difference itself (Santner
        & Snell).

    Returns
    -------
    tuple of float, or None
        None where the table of all counts is beyond reason (about 200 a group).

    Notes
    -----
    Source: Santner & Snell (1980); Chan & Zhang (1999).

    Examples
    --------
    >>> lower, upper = exact_difference_limits(9, 10, 3, 10, 0.025, is_scored=True)
    >>> round(lower, 3), round(upper, 3)
    (0.161, 0.879)
    """
    if (n1 + 1) * (n2 + 1) > _LARGEST or math.isnan(beyond):
        return None
    one = int(x1), int(n1), int(x2), int(n2)
    two = int(n1 - x1), int(n1), int(n2 - x2), int(n2)
    lower = _lower(*one, beyond, is_scored=is_scored)
    return lower, -_lower(*two, beyond, is_scored=is_scored)
