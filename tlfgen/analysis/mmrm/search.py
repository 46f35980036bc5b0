"""
The search for covariance parameters: Fisher scoring far from the optimum, Newton near it.

A step is halved until every covariance matrix is positive and the deviance falls. The search
ends when the Newton decrement, twice the fall in deviance still expected, is at the limit of
double precision; the observed second derivatives must be positive there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .blocks import Block
from .covariance import Floats
from .likelihood import Point, Tangent, differentiate, evaluate
from .parameters import start_search

__all__ = ["Search", "search_optimum", "start_blocks"]

_FAR = 0.5
_NEAR = 1e-6
_DONE = 1e-20
_CONVERGED = 1e-9
_SINGULAR = 1e-8
_EDGE = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """Where a search ended: the point, its derivatives, the reason where it failed."""

    point: Point | None
    tangent: Tangent | None
    iterations: int
    decrement: float
    reason: str | None

    @property
    def has_converged(self) -> bool:
        """Tell whether the optimum is found."""
        return self.reason is None


def start_blocks(blocks: Sequence[Block]) -> Floats:
    """Give starting values: variances by visit of least-squares residuals, shrunk correlations."""
    pairs = [(block.design[_seen(block)], block.response[_seen(block)]) for block in blocks]
    rows = np.concatenate([design for design, _ in pairs])
    heights = np.concatenate([response for _, response in pairs])
    beta = np.linalg.lstsq(rows, heights, rcond=None)[0]
    return np.concatenate([_start_block(block, beta) for block in blocks])


def _seen(block: Block) -> np.ndarray:
    return np.asarray(block.seen[block.pattern])


def _start_block(block: Block, beta: Floats) -> Floats:
    seen = _seen(block).astype(float)
    rest = (block.response - block.design @ beta) * seen
    together = seen.T @ seen
    products = rest.T @ rest
    pooled = max(float(np.trace(products) / np.trace(together)), 1e-12)
    # A visit seen once or twice borrows from the others.
    variances = (np.diag(products) + 2 * pooled) / (np.diag(together) + 2)
    structure, visits = block.structure, seen.shape[1]
    outer = np.sqrt(np.outer(variances, variances))
    upper = np.triu_indices(visits, 1)
    weight = together[upper].sum()
    mean = float((products / outer)[upper].sum() / weight) if weight else 0.0
    mean = float(np.clip(mean, 0.0, _EDGE))
    if structure.family == "us":
        value = outer * mean + np.diag(variances * (1 - mean))
        return np.asarray(value[np.tril_indices(visits)], dtype=np.float64)
    sigma = np.sqrt(variances) if structure.is_heterogeneous else np.sqrt([pooled])
    count = structure.count_parameters(visits) - sigma.size
    if structure.is_spatial:
        apart = block.distances[block.distances > 0]
        usual = float(np.median(apart)) if apart.size else 1.0
        rho = np.clip(max(mean, 0.1) ** (1 / usual), 1e-3, 1 - 1e-3) * np.ones(count)
    else:
        rho = np.full(count, mean)
    return start_search(structure, sigma, rho, visits)


def search_optimum(
    blocks: Sequence[Block], theta: Floats, *, is_restricted: bool, limit: int
) -> Search:
    """Give the optimum of the likelihood, or the reason for which none is found."""
    with np.errstate(all="ignore"):
        return _walk(blocks, theta, is_restricted=is_restricted, limit=limit)


def _walk(blocks: Sequence[Block], theta: Floats, *, is_restricted: bool, limit: int) -> Search:
    point = evaluate(blocks, theta, is_restricted=is_restricted)
    if point is None:
        return Search(None, None, 0, np.inf, "no starting values give a positive covariance")
    tangent = differentiate(blocks, point, is_restricted=is_restricted)
    decrement, before = np.inf, np.inf
    for count in range(limit):
        step, decrement, is_newton = _choose_step(tangent, before)
        if not np.isfinite(decrement):
            return Search(point, tangent, count, np.inf, _judge(blocks, point, tangent))
        if is_newton and (decrement < _DONE or (before < _CONVERGED and decrement > before / 4)):
            break
        moved = _move(blocks, point, step, decrement, is_restricted=is_restricted)
        if moved is None and is_newton:
            step, decrement = _solve(tangent.expected, tangent.gradient)
            moved = _move(blocks, point, step, decrement, is_restricted=is_restricted)
        if moved is None:
            break
        point, before = moved, decrement
        tangent = differentiate(blocks, point, is_restricted=is_restricted)
    return Search(point, tangent, count, decrement, _judge(blocks, point, tangent))


def _solve(matrix: Floats, gradient: Floats) -> tuple[Floats, float]:
    """Give a step down with its decrement; infinite where the matrix is not positive."""
    diagonal = np.diag(matrix)
    if not (np.isfinite(matrix).all() and np.isfinite(gradient).all() and (diagonal > 0).all()):
        return gradient, np.inf
    scale = np.sqrt(diagonal)
    try:
        root = np.linalg.cholesky(matrix / np.outer(scale, scale))
    except np.linalg.LinAlgError:
        return gradient, np.inf
    half = np.linalg.solve(root, gradient / scale)
    return -np.linalg.solve(root.T, half) / scale, float(half @ half)


def _choose_step(tangent: Tangent, before: float) -> tuple[Floats, float, bool]:
    """Give the Newton step near the optimum where it can be had, else that of Fisher scoring."""
    if before < _FAR:
        step, decrement = _solve(tangent.observed, tangent.gradient)
        if np.isfinite(decrement):
            return step, decrement, True
    step, decrement = _solve(tangent.expected, tangent.gradient)
    if not np.isfinite(decrement):
        size = tangent.gradient.size
        ridge = 1e-6 * max(float(np.trace(tangent.expected)) / size, 1e-12)
        step, decrement = _solve(tangent.expected + ridge * np.eye(size), tangent.gradient)
    return step, decrement, False


def _move(
    blocks: Sequence[Block],
    point: Point,
    step: Floats,
    decrement: float,
    *,
    is_restricted: bool,
) -> Point | None:
    """Give the point after a step, halved until the deviance falls."""
    length = 1.0
    for _ in range(40):
        moved = evaluate(blocks, point.theta + length * step, is_restricted=is_restricted)
        if moved is not None:
            fall = point.deviance - moved.deviance
            if fall >= 1e-4 * length * decrement or decrement < _NEAR:
                return moved
        length /= 2
    return None


def _judge(blocks: Sequence[Block], point: Point, tangent: Tangent) -> str | None:
    """Give the reason for which a point is no optimum, or None."""
    if any(_is_singular(block, point.theta) for block in blocks):
        return "the covariance matrix is singular"
    _, decrement = _solve(tangent.observed, tangent.gradient)
    if not np.isfinite(decrement):
        return "second derivatives are not positive where the search ended"
    return None if decrement <= _CONVERGED else "the search did not converge"


def _is_singular(block: Block, theta: Floats) -> bool:
    """Tell whether some visits are all but determined by the others."""
    value = block.derive(theta).value
    full = value if block.is_own else value[None]
    scale = np.sqrt(np.einsum("gtt->gt", full))
    correlation = full / (scale[:, :, None] * scale[:, None, :])
    if block.is_own:
        both = block.seen[:, :, None] & block.seen[:, None, :]
        correlation = np.where(both, correlation, np.eye(full.shape[-1]))
    if not np.isfinite(correlation).all():
        return True
    return bool(np.linalg.eigvalsh(correlation).min() < _SINGULAR)
