"""Brent's root finder with the loose stopping rule of R's ``uniroot``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["R_TOLERANCE", "find_root_as_r"]

_EPSILON = 2.0**-52
R_TOLERANCE = _EPSILON**0.25
_MOST_STEPS = 1000


@dataclass(slots=True)
class _Bracket:
    """Two ends of opposite sign and the point before the last: ``best`` is nearest the root."""

    before: float
    best: float
    far: float
    at_before: float
    at_best: float
    at_far: float


def _swapped(state: _Bracket) -> _Bracket:
    """Make the end with the smaller value the best one."""
    if abs(state.at_far) >= abs(state.at_best):
        return state
    return _Bracket(state.best, state.far, state.best, state.at_best, state.at_far, state.at_best)


def _step(state: _Bracket, tolerance: float, last: float) -> float:
    """Give the next step: interpolation where it is safe, else half the bracket."""
    width = state.far - state.best
    half = width / 2
    if abs(last) < tolerance or abs(state.at_before) <= abs(state.at_best):
        return half
    if state.before == state.far:
        ratio = state.at_best / state.at_before
        p, q = width * ratio, 1 - ratio
    else:
        q, ratio = state.at_before / state.at_far, state.at_best / state.at_far
        other = state.at_best / state.at_before
        p = other * (width * q * (q - ratio) - (state.best - state.before) * (ratio - 1))
        q = (q - 1) * (ratio - 1) * (other - 1)
    p, q = (p, -q) if p > 0 else (-p, q)
    is_safe = p < 0.75 * width * q - abs(tolerance * q) / 2 and p < abs(last * q / 2)
    return p / q if is_safe else half


def find_root_as_r(
    function: Callable[[float], float],
    lower: float,
    upper: float,
    *,
    tolerance: float = R_TOLERANCE,
) -> float:
    """
    Give a root as R's ``uniroot`` gives it, its rounding included.

    The default tolerance is about 1.2e-4, so the root is a documented approximation: it serves to
    repeat what R prints, never as our own best answer.

    Parameters
    ----------
    function : callable
        Of opposite sign at the two ends.
    lower, upper : float
    tolerance : float

    Returns
    -------
    float

    Notes
    -----
    Source: Brent (1973), Algorithms for Minimization without Derivatives, ch. 4; R ``uniroot``.

    Examples
    --------
    >>> round(find_root_as_r(lambda x: x * x - 2, 0.0, 2.0), 3)
    1.414
    """
    state = _Bracket(lower, upper, lower, function(lower), function(upper), 0.0)
    state.at_far = state.at_before
    for end, value in ((lower, state.at_before), (upper, state.at_best)):
        if value == 0:
            return end
    for _ in range(_MOST_STEPS):
        last = state.best - state.before
        state = _swapped(state)
        reach = 2 * _EPSILON * abs(state.best) + tolerance / 2
        if abs(state.far - state.best) / 2 <= reach or state.at_best == 0:
            break
        step = _step(state, reach, last)
        if abs(step) < reach:
            step = reach if step > 0 else -reach
        state.before, state.at_before = state.best, state.at_best
        state.best += step
        state.at_best = function(state.best)
        if (state.at_best > 0) == (state.at_far > 0):
            state.far, state.at_far = state.before, state.at_before
    return state.best
