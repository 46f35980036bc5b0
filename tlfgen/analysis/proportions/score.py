"""Score statistics of two proportions under a given difference or ratio."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from scipy import optimize, special

from tlfgen.analysis.arguments import Floats

__all__ = [
    "difference_variance",
    "odds_likelihood",
    "odds_score",
    "risk_likelihood",
    "risk_score",
    "risk_scores",
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


def _under_ratio(x1: float, n1: float, x2: float, n2: float, ratio: float) -> tuple[float, float]:
    """Give the likeliest two proportions that have a ratio."""
    half = (ratio * (n1 + x2) + x1 + n2) / 2
    root = math.sqrt(max(half * half - (n1 + n2) * ratio * (x1 + x2), 0.0))
    second = min((x1 + x2) / (half + root), 1.0)
    return min(ratio * second, 1.0), second


def risk_scores(n1: int, n2: int, ratio: float) -> Floats:
    """
    Give the z score of a ratio for every pair of counts.

    Returns
    -------
    Floats, shape (n1 + 1, n2 + 1)

    Examples
    --------
    >>> float(risk_scores(70, 80, 1.0)[56, 48].round(6))
    2.650172
    """
    one, two = np.arange(n1 + 1.0)[:, None], np.arange(n2 + 1.0)[None]
    half = (ratio * (n1 + two) + one + n2) / 2
    root = np.sqrt(np.maximum(half * half - (n1 + n2) * ratio * (one + two), 0.0))
    second = np.minimum((one + two) / (half + root), 1.0)
    first = np.minimum(ratio * second, 1.0)
    variance = first * (1 - first) / n1 + ratio * ratio * second * (1 - second) / n2
    distance = one / n1 - ratio * two / n2
    with np.errstate(divide="ignore", invalid="ignore"):
        found = distance / np.sqrt(variance)
    return np.where(abs(distance) < _NEAR, 0.0, found)


def _log_likelihood(x: float, n: float, share: float) -> float:
    """Give the binomial log likelihood without its constant."""
    return float(special.xlogy(x, share) + special.xlog1py(n - x, -share))


def risk_likelihood(x1: float, n1: float, x2: float, n2: float, ratio: float) -> float:
    """
    Give the signed root of the likelihood ratio chi-square of a ratio of two proportions.

    Returns
    -------
    float

    Examples
    --------
    >>> round(risk_likelihood(56, 70, 48, 80, 1.0), 6)
    2.680311
    """
    first, second = _under_ratio(x1, n1, x2, n2, ratio)
    return _root(x1, n1, x2, n2, first, second, x1 / n1 - ratio * x2 / n2)


def odds_likelihood(x1: float, n1: float, x2: float, n2: float, ratio: float) -> float:
    """
    Give the signed root of the likelihood ratio chi-square of an odds ratio.

    Returns
    -------
    float

    Examples
    --------
    >>> round(odds_likelihood(56, 70, 48, 80, 1.0), 6)
    2.680311
    """
    cell = _expected_cell(n1, n2, x1 + x2, ratio)
    return _root(x1, n1, x2, n2, cell / n1, (x1 + x2 - cell) / n2, x1 - cell)


def _root(
    x1: float, n1: float, x2: float, n2: float, first: float, second: float, distance: float
) -> float:
    best = _log_likelihood(x1, n1, x1 / n1) + _log_likelihood(x2, n2, x2 / n2)
    found = best - _log_likelihood(x1, n1, first) - _log_likelihood(x2, n2, second)
    return math.copysign(math.sqrt(max(2 * found, 0.0)), distance)


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
    first, second = _under_ratio(x1, n1, x2, n2, ratio)
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
