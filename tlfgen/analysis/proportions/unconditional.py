"""Exact unconditional limits of the difference, or the ratio, of two proportions."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from scipy import optimize, special

from tlfgen.analysis.arguments import Bools, Floats
from tlfgen.analysis.proportions.score import difference_variance, risk_scores

__all__ = ["exact_difference_limits", "exact_ratio_limits"]

_LARGEST = 40_000
_GRID = 257
_SAME = 1e-10
_FARTHEST = 12.0


def _weights(n: int, shares: Floats) -> Floats:
    """Give the binomial probabilities of every count, a row for each share."""
    counts = np.arange(n + 1)
    logs = special.gammaln(n + 1) - special.gammaln(counts + 1) - special.gammaln(n - counts + 1)
    powers = special.xlogy(counts, shares[:, None]) + special.xlog1py(n - counts, -shares[:, None])
    return np.asarray(np.exp(logs + powers))


Firsts = Callable[[Floats], Floats]


def _chance(region: Floats, n1: int, n2: int, firsts: Firsts, seconds: Floats) -> Floats:
    """Give the probability of a region at each second proportion."""
    return np.asarray(
        ((_weights(n1, firsts(seconds)) @ region) * _weights(n2, seconds)).sum(axis=1)
    )


def _largest(region: Bools, n1: int, n2: int, firsts: Firsts, ends: tuple[float, float]) -> float:
    """Give the largest probability of a region over the second proportion, within its ends."""
    cells = region.astype(np.float64)
    seconds = np.linspace(*ends, _GRID)
    values = _chance(cells, n1, n2, firsts, seconds)
    best = int(values.argmax())
    near = seconds[max(best - 1, 0)], seconds[min(best + 1, _GRID - 1)]
    if near[1] - near[0] < _SAME:
        return float(values[best])
    found = optimize.minimize_scalar(
        lambda share: -float(_chance(cells, n1, n2, firsts, np.array([share]))[0]),
        bounds=near,
        method="bounded",
        options={"xatol": 1e-10},
    )
    return max(float(values[best]), -float(found.fun))


def _largest_apart(region: Bools, n1: int, n2: int, difference: float) -> float:
    """Give the largest probability of a region where proportions differ by so much."""
    ends = max(0.0, -difference), min(1.0, 1 - difference)
    return _largest(region, n1, n2, lambda at: np.clip(at + difference, 0.0, 1.0), ends)


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
        return _largest_apart(region, n1, n2, difference) - beyond

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


def _lower_ratio(x1: int, n1: int, x2: int, n2: int, beyond: float) -> float:
    """Give the least ratio under which a score as large is not too rare."""
    if x1 == 0:
        return 0.0

    def excess(log_ratio: float) -> float:
        ratio = math.exp(log_ratio)
        values = risk_scores(n1, n2, ratio)
        region = values >= values[x1, x2] - _SAME
        ends = 0.0, min(1.0, 1 / ratio)
        return _largest(region, n1, n2, lambda at: np.clip(at * ratio, 0.0, 1.0), ends) - beyond

    low, high = -_FARTHEST, math.log(x1 / n1 / (x2 / n2)) if x2 else _FARTHEST
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (low, middle) if excess(middle) > 0 else (middle, high)
    return math.exp((low + high) / 2)


def exact_ratio_limits(
    x1: float, n1: float, x2: float, n2: float, beyond: float
) -> tuple[float, float] | None:
    """
    Give exact limits of a ratio of risks by two one-sided tests that fix the group sizes only.

    Tables are ordered by the score of the ratio.

    Parameters
    ----------
    x1, n1, x2, n2 : float
        Whole counts, groups not empty, not both without events.
    beyond : float
        Probability beyond each limit.

    Returns
    -------
    tuple of float, or None
        None where the table of all counts is beyond reason (about 200 a group).

    Notes
    -----
    Source: Chan & Zhang (1999), with the score of Koopman (1984).

    Examples
    --------
    >>> lower, upper = exact_ratio_limits(9, 10, 3, 10, 0.025)
    >>> lower > 1, upper > 3
    (True, True)
    """
    if (n1 + 1) * (n2 + 1) > _LARGEST or math.isnan(beyond):
        return None
    one, two = (int(x1), int(n1)), (int(x2), int(n2))
    upper = _lower_ratio(*two, *one, beyond)
    return _lower_ratio(*one, *two, beyond), 1 / upper if upper else math.inf
