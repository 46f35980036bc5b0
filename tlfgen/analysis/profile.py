"""Profile likelihood limits of one coefficient."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from scipy import optimize

from tlfgen.analysis.arguments import Floats
from tlfgen.analysis.newton import Likelihood, maximize

__all__ = ["find_profile_limit"]

_MAX_WIDENING: Final = 60
_FAR: Final = 1e3
_BELOW: Final = -1e10


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

    def profile(value: float) -> float:
        def restricted(values: Floats) -> tuple[float, Floats, Floats]:
            full = np.empty(top.size)
            full[others], full[place] = values, value
            found, gradient, information = likelihood(full)
            return found, gradient[others], information[np.ix_(others, others)]

        best = maximize(restricted, start["values"])
        if not np.isfinite(best.log_likelihood):
            return _BELOW
        if best.reason is None:
            start["values"] = best.values
        return best.log_likelihood - height

    inner, reach = float(top[place]), step
    if not profile(inner) > 0:
        return float("nan")
    for _ in range(_MAX_WIDENING):
        outer = inner + reach
        found = profile(outer)
        if found <= 0:
            return _solve(profile, inner, outer)
        inner, reach = outer, reach * 1.5
        if abs(inner - top[place]) > _FAR * abs(step):
            break
    return float(np.sign(step) * np.inf)


def _solve(profile: Callable[[float], float], inner: float, outer: float) -> float:
    """Give the crossing between two values; NaN where the profile cannot be followed."""
    if not profile(inner) * profile(outer) < 0:
        return float("nan")
    return float(optimize.brentq(profile, inner, outer, xtol=1e-12, rtol=1e-12))
