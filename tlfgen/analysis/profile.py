"""Profile likelihood limits of one coefficient."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from tlfgen.analysis.arguments import Floats
from tlfgen.analysis.newton import Likelihood, maximize

__all__ = ["find_profile_limit"]

_MAX_TRIALS: Final = 80
_FAR: Final = 1e3
_CLOSE: Final = 1e-11
_LEVEL: Final = 1e-6


def find_profile_limit(
    likelihood: Likelihood, top: Floats, place: int, height: float, step: float
) -> float:
    """
    Give the value of one coefficient at which the profile log likelihood comes down to ``height``.

    Parameters
    ----------
    likelihood : function
        Log likelihood, gradient, information of all coefficients.
    top : array of floats, shape (p,)
        The maximum.
    place : int
        The coefficient.
    height : float
    step : float
        A first step away from the maximum, its sign the side.

    Returns
    -------
    float
        Infinite where the profile stays above ``height``; NaN where it cannot be followed.

    Notes
    -----
    Source: Venzon and Moolgavkar, Appl Stat 1988, solved on the profile itself.
    """
    others = np.arange(top.size) != place
    start = {"values": top[others].copy()}

    def profile(value: float) -> tuple[float, float]:
        def whole(values: Floats) -> Floats:
            full = np.empty(top.size)
            full[others], full[place] = values, value
            return full

        def restricted(values: Floats) -> tuple[float, Floats, Floats]:
            found, gradient, information = likelihood(whole(values))
            return found, gradient[others], information[np.ix_(others, others)]

        best = maximize(restricted, start["values"])
        if not np.isfinite(best.log_likelihood):
            return -np.inf, 0.0
        if best.reason is None:
            start["values"] = best.values
        slope = float(likelihood(whole(best.values))[1][place])
        return best.log_likelihood - height, slope

    return _cross(profile, float(top[place]), step)


def _cross(profile: Callable[[float], tuple[float, float]], top: float, step: float) -> float:
    """Give where a concave profile crosses 0: Newton steps, kept within what is known."""
    above, below = top, float("nan")
    value = top + step
    if not np.isfinite(value) or value == top:
        return float("nan")
    for _ in range(_MAX_TRIALS):
        found, slope = profile(value)
        if found > 0:
            above = value
        else:
            below = value
        if abs(value - top) > _FAR * abs(step):
            return float(np.sign(step) * np.inf)
        guess = value - found / slope if np.isfinite(found) and slope else float("nan")
        if np.isnan(below):
            # still above: go on, at least half as far again, at most four times as far
            ahead = (guess - top) / (value - top) if np.isfinite(guess) else 2.0
            guess = top + (value - top) * min(max(ahead, 1.5), 4.0)
        elif not min(above, below) < guess < max(above, below):
            guess = (above + below) / 2
        if abs(guess - value) <= _CLOSE * (abs(value) + abs(step)):
            return guess
        value = guess
    return value if abs(found) < _LEVEL else float("nan")
