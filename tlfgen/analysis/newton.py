"""Newton's method for a concave log likelihood, with the signs of separation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from tlfgen.analysis.arguments import Bools, Floats

__all__ = ["Likelihood", "Maximum", "find_aliased", "maximize", "solve_symmetric"]

Likelihood: TypeAlias = Callable[[Floats], tuple[float, Floats, Floats]]

_MAX_STEPS: Final = 60
_SMALL_STEP: Final = 1e-9
_FLAT: Final = 1e-9
_LASTING: Final = 4
_ALIASED: Final = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Maximum:
    """
    Where a log likelihood is greatest.

    ``reason`` is ``'separation'`` where the likelihood rises without end along the coefficients
    marked in ``diverging``, ``'not_converged'`` where it is not found.
    """

    values: Floats
    log_likelihood: float
    gradient: Floats
    information: Floats
    diverging: Bools
    step: Floats
    n_steps: int
    reason: str | None


@np.errstate(all="ignore")
def solve_symmetric(matrix: Floats, right: Floats) -> Floats:
    """Solve a symmetric system, by the generalised inverse where it is singular."""
    scale = np.sqrt(np.clip(np.diag(matrix), 1e-300, None))
    scaled = matrix / np.outer(scale, scale)
    side = right / (scale if right.ndim == 1 else scale[:, None])
    if not np.isfinite(scaled).all():
        return np.full(right.shape, np.nan)
    try:
        solved = np.linalg.solve(scaled, side)
    except np.linalg.LinAlgError:
        solved = np.linalg.pinv(scaled, hermitian=True) @ side
    return np.asarray(solved / (scale if right.ndim == 1 else scale[:, None]))


def find_aliased(information: Floats) -> Bools:
    """
    Mark the columns that are combinations of columns before them.

    Parameters
    ----------
    information : array of floats, shape (p, p)
        Symmetric, positive semi-definite.
    """
    work = np.array(information, dtype=np.float64)
    size = work.shape[0]
    start = np.diag(work).copy()
    aliased = np.zeros(size, dtype=np.bool_)
    top = float(start.max(initial=0.0))
    for place in range(size):
        pivot = work[place, place]
        if start[place] <= _ALIASED**2 * top or pivot <= _ALIASED * start[place]:
            aliased[place] = True
            continue
        later = slice(place + 1, size)
        work[later, later] -= np.outer(work[later, place], work[place, later]) / pivot
    return aliased


@np.errstate(all="ignore")
def maximize(likelihood: Likelihood, start: Floats) -> Maximum:
    """
    Climb to the maximum of a log likelihood by Newton steps, halved where they overshoot.

    Parameters
    ----------
    likelihood : function of values
        Gives log likelihood, gradient, information (negative second derivatives).
    start : array of floats, shape (p,)
        Coefficients of scaled columns, so that steps can be compared.
    """
    values: Floats = np.array(start, dtype=np.float64)
    height, gradient, information = likelihood(values)
    if not np.isfinite(height):
        blank = np.zeros(values.size)
        still = blank > 0
        return Maximum(values, height, gradient, information, still, blank, 0, "not_converged")
    still = np.zeros(values.size, dtype=np.bool_)
    size_before, lasting = np.inf, 0
    for count in range(_MAX_STEPS):
        step = _ascend(information, gradient) if values.size else values
        size = float(np.max(np.abs(step), initial=0.0))
        if not np.isfinite(size):
            break
        if size < _SMALL_STEP * (1 + float(np.max(np.abs(values), initial=0.0))):
            last = _halve(likelihood, values, height, step)
            if last is not None:
                values, height, gradient, information = last
            return Maximum(values, height, gradient, information, still, step, count, None)
        rise = float(gradient @ step)
        lasting = lasting + 1 if rise < _FLAT * (1 + abs(height)) and size > size_before / 2 else 0
        if lasting >= _LASTING:
            if size < 1e-6:  # noqa: PLR2004 - rounding noise, not a direction
                return Maximum(values, height, gradient, information, still, step, count, None)
            diverging = np.abs(step) > 1e-3 * size
            return Maximum(
                values, height, gradient, information, diverging, step, count, "separation"
            )
        size_before = size
        found = _halve(likelihood, values, height, step)
        if found is None:
            if rise < _FLAT * (1 + abs(height)):
                return Maximum(values, height, gradient, information, still, step, count, None)
            break
        values, height, gradient, information = found
    return Maximum(
        values, height, gradient, information, still, gradient * 0, _MAX_STEPS, "not_converged"
    )


def _ascend(information: Floats, gradient: Floats) -> Floats:
    """
    Give a step that goes up.

    It is Newton's where the information is positive definite; else directions of wrong curvature
    are turned round, and flat ones left out.
    """
    step = solve_symmetric(information, gradient)
    if not np.isfinite(step).all() or float(gradient @ step) > 0 or not gradient.any():
        return step
    scale = np.sqrt(np.clip(np.abs(np.diag(information)), 1e-300, None))
    sizes, turns = np.linalg.eigh(information / np.outer(scale, scale))
    used = np.abs(sizes) > _ALIASED
    along = turns[:, used].T @ (gradient / scale)
    return np.asarray(turns[:, used] @ (along / np.abs(sizes[used])) / scale)


def _halve(
    likelihood: Likelihood, values: Floats, height: float, step: Floats
) -> tuple[Floats, float, Floats, Floats] | None:
    """Give the first of step, step/2, step/4 ... that does not go down."""
    for halving in range(30):
        trial = values + step / 2**halving
        found, gradient, information = likelihood(trial)
        is_sound = np.isfinite(found) and bool(np.isfinite(information).all())
        if is_sound and found >= height - 1e-10 * (1 + abs(height)):
            return trial, found, gradient, information
    return None
