"""Shifts at which a rank test turns."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from scipy import stats

from tlfgen.analysis.arguments import Floats
from tlfgen.analysis.ranks.two_sample import correction_of
from tlfgen.analysis.roots import find_root_as_r

__all__ = ["crossing", "middle", "one_sample_score", "root_as_r", "two_sample_score"]

_R_SHIFT_TOLERANCE = 1e-4


def crossing(differences: Floats, score: Callable[[float], float], target: float) -> float:
    """
    Give the difference at which a falling step function passes ``target``.

    Returns
    -------
    float

    Examples
    --------
    >>> crossing(np.array([1.0, 2.0, 4.0]), lambda at: -at, -2.5)
    2.0
    """
    points = np.unique(differences)
    low, high = 0, len(points) - 1
    while low < high:
        middle = (low + high) // 2
        between = (points[middle] + points[middle + 1]) / 2
        if score(float(between)) >= target:
            low = middle + 1
        else:
            high = middle
    return float(points[low])


def middle(differences: Floats, score: Callable[[float], float]) -> float:
    """
    Give the point at which a falling step function passes 0, the middle where it stays at 0.

    Returns
    -------
    float
    """
    first = crossing(differences, score, 1e-12)
    last = crossing(differences, score, -1e-12)
    return (first + last) / 2


def two_sample_score(one: Floats, two: Floats, *, correction: str) -> Callable[[float], float]:
    """
    Give the standardised rank sum as a function of the shift.

    ``correction`` is the alternative of the continuity correction, empty for none.

    Returns
    -------
    callable
    """
    n1, n = len(one), len(one) + len(two)

    def score(shift: float) -> float:
        ranks = stats.rankdata(np.concatenate([one - shift, two]))
        distance = float(ranks[:n1].sum()) - n1 * (n + 1) / 2
        spread = n1 * (n - n1) / (n * (n - 1)) * float(((ranks - (n + 1) / 2) ** 2).sum())
        taken = correction_of(distance, correction) if correction else 0.0
        return (distance - taken) / math.sqrt(spread) if spread > 0 else 0.0

    return score


def one_sample_score(sample: Floats, *, correction: str) -> Callable[[float], float]:
    """
    Give the standardised signed rank sum as a function of the centre.

    ``correction`` is the alternative of the continuity correction, empty for none.

    Returns
    -------
    callable
    """

    def score(centre: float) -> float:
        away = sample - centre
        away = away[away != 0]
        if not len(away):
            return 0.0
        ranks = stats.rankdata(abs(away))
        distance = float(np.sign(away) @ ranks) / 2
        taken = correction_of(distance, correction) if correction else 0.0
        return (distance - taken) * 2 / math.sqrt(float(ranks @ ranks))

    return score


def root_as_r(score: Callable[[float], float], ends: tuple[float, float], target: float) -> float:
    """
    Give the shift at which R's root finder sees the score pass ``target``.

    Returns
    -------
    float
        An end where the score does not pass the target between the ends.
    """
    low, high = ends
    if score(low) - target <= 0:
        return low
    if score(high) - target >= 0:
        return high
    return find_root_as_r(lambda at: score(at) - target, low, high, tolerance=_R_SHIFT_TOLERANCE)
