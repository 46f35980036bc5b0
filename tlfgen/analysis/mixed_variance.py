"""Variance components of a linear mixed model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import optimize

from tlfgen.analysis.arguments import Floats
from tlfgen.analysis.mixed_products import (
    MixedProducts,
    VarianceTerms,
    list_directions,
    weigh_once,
    weigh_products,
)
from tlfgen.analysis.newton import solve_symmetric

__all__ = ["MixedState", "climb_variances"]

_MAX_STEPS: Final = 50
_EDGE: Final = 1e-5


@dataclass(frozen=True, slots=True, eq=False)
class MixedState:
    """
    A mixed model at given variances.

    ``observed`` and ``expected`` are information matrices of residual variance and random
    covariance, by rows; ``inner`` is the covariance of the fixed coefficients.
    """

    covariance: Floats
    residual: float
    coefficients: Floats
    inner: Floats
    terms: VarianceTerms
    log_likelihood: float
    gradient: Floats
    observed: Floats
    expected: Floats


def climb_variances(data: MixedProducts, *, is_reml: bool) -> tuple[MixedState, str | None]:
    """
    Find the variances with the greatest (restricted) likelihood.

    Returns
    -------
    tuple of state and reason
        ``'boundary'`` where the random covariance is singular, as for a variance of 0;
        ``'not_converged'``.
    """
    width = data.random
    low, column = np.tril_indices(width)
    bounds = [(0.0 if r == c else None, None) for r, c in zip(low, column, strict=True)]
    start = np.eye(width)[low, column]

    def relative(values: Floats) -> Floats:
        root = np.zeros((width, width))
        root[low, column] = values
        return np.asarray(root @ root.T)

    def deviance(values: Floats) -> float:
        found, _ = _profile(data, relative(values), is_reml=is_reml)
        return found if np.isfinite(found) else 1e300

    best = min(
        (
            optimize.minimize(
                deviance,
                start * scale,
                method="L-BFGS-B",
                bounds=bounds,
                options={"ftol": 1e-15, "gtol": 1e-9, "maxiter": 500},
            )
            for scale in (1.0, 0.2)
        ),
        key=lambda found: float(found.fun),
    )
    _, residual = _profile(data, relative(best.x), is_reml=is_reml)
    state = describe_state(data, relative(best.x) * residual, residual, is_reml=is_reml)
    if np.abs(best.x[low == column]).min(initial=np.inf) < _EDGE:
        return state, "boundary"
    return _polish(data, state, is_reml=is_reml)


def _profile(data: MixedProducts, relative: Floats, *, is_reml: bool) -> tuple[float, float]:
    """Give deviance and residual variance for a covariance relative to the residual."""
    whole, log_size = weigh_once(data, relative, 1.0)
    p = data.fixed
    fixed, cross = whole[:p, :p], whole[:p, p]
    values = solve_symmetric(fixed, cross) if p else cross
    squares = float(whole[p, p] - cross @ values)
    count = data.n - p if is_reml else data.n
    residual = max(squares / count, 1e-300)
    found = count * (np.log(2 * np.pi * residual) + 1) + log_size
    if is_reml and p:
        found += float(np.linalg.slogdet(fixed)[1])
    return float(found), residual


def describe_state(
    data: MixedProducts, covariance: Floats, residual: float, *, is_reml: bool
) -> MixedState:
    """Give coefficients, likelihood, gradient, information at given variances."""
    terms = weigh_products(data, covariance, residual)
    p = data.fixed
    fixed, cross = terms.whole[:p, :p], terms.whole[:p, p]
    inner = solve_symmetric(fixed, np.eye(p))
    values = inner @ cross
    turn = np.append(-values, 1.0)
    squares = float(turn @ terms.whole @ turn)
    count = data.n - p if is_reml else data.n
    height = count * np.log(2 * np.pi) + terms.log_size + squares
    if is_reml:
        height += float(np.linalg.slogdet(fixed)[1])
    size = terms.traces.size
    gradient, observed, expected = np.empty(size), np.empty((size, size)), np.empty((size, size))
    for r in range(size):
        one = terms.first[r]
        lost = float(np.trace(inner @ one[:p, :p])) if is_reml else 0.0
        gradient[r] = (float(turn @ one @ turn) - terms.traces[r] + lost) / 2
        for s in range(size):
            two = terms.second[r, s]
            trace = terms.pair_traces[r, s]
            if is_reml:
                trace -= 2 * float(np.trace(inner @ two[:p, :p]))
                trace += float(np.trace(inner @ one[:p, :p] @ inner @ terms.first[s][:p, :p]))
            pull = (turn @ one)[:p] @ inner @ (terms.first[s] @ turn)[:p]
            expected[r, s] = trace / 2
            observed[r, s] = float(turn @ two @ turn) - float(pull) - trace / 2
    return MixedState(
        covariance,
        residual,
        values,
        inner,
        terms,
        -height / 2,
        gradient,
        (observed + observed.T) / 2,
        (expected + expected.T) / 2,
    )


def _polish(
    data: MixedProducts, state: MixedState, *, is_reml: bool
) -> tuple[MixedState, str | None]:
    """Take Newton steps in the variances themselves."""
    directions = list_directions(data.random)
    for _ in range(_MAX_STEPS):
        step = solve_symmetric(state.observed, state.gradient)
        size = np.abs(step[0]) / state.residual
        for halving in range(20):
            part = step / 2**halving
            covariance = state.covariance + np.tensordot(part[1:], directions, axes=1)
            residual = state.residual + float(part[0])
            if residual > 0 and float(np.linalg.eigvalsh(covariance)[0]) > 0:
                trial = describe_state(data, covariance, residual, is_reml=is_reml)
                if trial.log_likelihood >= state.log_likelihood - 1e-9:
                    break
        else:
            return state, "not_converged"
        scale = np.abs(covariance).max()
        size = max(float(size), float(np.abs(step[1:]).max() / scale))
        state = trial
        if size < 1e-10:  # noqa: PLR2004 - as exact as the products
            return state, None
    return state, "not_converged"
