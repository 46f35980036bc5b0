"""Score statistics of two proportions under a given difference or ratio."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from scipy import optimize

from tlfgen.analysis.arguments import Floats

__all__ = [
    "difference_variance",
    "odds_score",
    "risk_score",
    "score_limits",
]

_NEAR = 1e-12
_TINY, _FLAT, _CLOSE = 1e-100, 1e-8, 1e-4


def _restricted(x1: Floats, n1: Floats, x2: Floats, n2: Floats, difference: float) -> Floats:
    """
    Give the likeliest second proportion where the first exceeds it by ``difference``.

    Source: Miettinen & Nurminen (1985), appendix; Farrington & Manning (1990). The cubic's root is
    taken in closed form and polished by Newton's method.
    """
    n, x = n1 + n2, x1 + x2
    l3 = n
    l2 = (n1 + 2 * n2) * difference - n - x
    l1 = (n2 * difference - n - 2 * x2) * difference + x
    l0 = x2 * difference * (1 - difference)
    third = l2 / (3 * l3)
    q = third**3 - l1 * l2 / (6 * l3**2) + l0 / (2 * l3)
    p = np.where(q < 0, -1.0, 1.0) * np.sqrt(np.maximum(third**2 - l1 / (3 * l3), 0.0))
    cosine = np.clip(np.divide(q, p**3, out=np.zeros_like(q), where=abs(p) > _TINY), -1.0, 1.0)
    angle = (math.pi + np.arccos(cosine)) / 3
    low, high = max(0.0, -difference), min(1.0, 1 - difference)
    root = np.clip(2 * p * np.cos(angle) - third, low, high)
    for _ in range(3):
        value = ((l3 * root + l2) * root + l1) * root + l0
        slope = (3 * l3 * root + 2 * l2) * root + l1
        step = np.divide(value, slope, out=np.zeros_like(value), where=abs(slope) > _FLAT * n)
        root = np.where(abs(step) < _CLOSE, np.clip(root - step, low, high), root)
    return np.asarray(root)


def difference_variance(
    x1: Floats, n1: Floats, x2: Floats, n2: Floats, difference: float
) -> Floats:
    """
    Give the variance of the difference of proportions under a given true difference.

    Returns
    -------
    Floats
        Without the factor N / (N - 1) of Miettinen & Nurminen.

    Examples
    --------
    >>> one = np.array([56.0]), np.array([70.0]), np.array([48.0]), np.array([80.0])
    >>> difference_variance(*one, 0.0).round(6).tolist()
    [0.005695]
    """
    second = _restricted(x1, n1, x2, n2, difference)
    first = second + difference
    variance = first * (1 - first) / n1 + second * (1 - second) / n2
    return np.asarray(np.maximum(variance, 0.0))


def risk_score(x1: float, n1: float, x2: float, n2: float, ratio: float) -> float:
    """
    Give the z score of the ratio of two proportions, without the factor N / (N - 1).

    Returns
    -------
    float

    Notes
    -----
    Source: Miettinen & Nurminen (1985); Koopman (1984).

    Examples
    --------
    >>> round(risk_score(56, 70, 48, 80, 1.0), 6)
    2.650172
    """
    n = n1 + n2
    half = (ratio * (n1 + x2) + x1 + n2) / 2
    root = math.sqrt(max(half * half - n * ratio * (x1 + x2), 0.0))
    second = min((x1 + x2) / (half + root), 1.0)
    first = min(ratio * second, 1.0)
    variance = first * (1 - first) / n1 + ratio * ratio * second * (1 - second) / n2
    distance = x1 / n1 - ratio * x2 / n2
    if variance <= 0:
        return 0.0 if distance == 0 else math.copysign(math.inf, distance)
    return distance / math.sqrt(variance)


def odds_score(x1: float, n1: float, x2: float, n2: float, ratio: float) -> float:
    """
    Give the z score of the odds ratio of two proportions, without the factor N / (N - 1).

    Returns
    -------
    float

    Notes
    -----
    Source: Miettinen & Nurminen (1985); Cornfield (1956).

    Examples
    --------
    >>> round(odds_score(56, 70, 48, 80, 1.0), 6)
    2.650172
    """
    cell = _expected_cell(n1, n2, x1 + x2, ratio)
    rest = x1 + x2 - cell
    spread1, spread2 = cell * (n1 - cell) / n1, rest * (n2 - rest) / n2
    distance = x1 - cell
    if min(spread1, spread2) <= _NEAR:
        return 0.0 if abs(distance) <= _NEAR else math.copysign(math.inf, distance)
    return distance * math.sqrt(1 / spread1 + 1 / spread2)


def _expected_cell(n1: float, n2: float, events: float, ratio: float) -> float:
    """Give the first group's expected events under an odds ratio with all margins kept."""
    low, high = max(0.0, events - n2), min(n1, events)
    a, b, c = 1 - ratio, n2 - events + ratio * (n1 + events), -ratio * n1 * events
    root = math.sqrt(max(b * b - 4 * a * c, 0.0))
    half = -(b + math.copysign(root, b)) / 2
    roots = ([c / half] if half else []) + ([half / a] if a else [])
    inside = [min(max(found, low), high) - found for found in roots]
    nearest = min(range(len(roots)), key=lambda place: abs(inside[place]))
    return roots[nearest] + inside[nearest]


def score_limits(
    score: Callable[[float], float],
    z: float,
    *,
    low: float,
    high: float,
    estimate: float | None = None,
) -> tuple[float, float]:
    """
    Give the two points at which a falling score passes ``z`` and ``-z``.

    Parameters
    ----------
    score : callable
        Falls from ``low`` to ``high``.
    z, low, high : float
    estimate : float or None
        Where the score is 0, if known; it divides the range between the limits.

    Returns
    -------
    tuple of float
        An end of the range where the score does not reach the quantile before it.
    """

    def side(end: float, other: float, target: float) -> float:
        middle = other if estimate is None else estimate + (end - estimate) * 1e-9
        if estimate == end or abs(score(end)) <= abs(target):
            return end
        if (score(middle) - target) * target >= 0:
            return middle
        turned = math.atan(target)
        return float(
            optimize.brentq(
                lambda at: math.atan(score(at)) - turned, end, middle, xtol=1e-15, rtol=1e-14
            )
        )

    return side(low, high, z), side(high, low, -z)
