"""
The likelihood of a mixed model for repeated measures, with its derivatives.

Deviance is minus twice the log-likelihood without its constant. With ``P = V^-1 - V^-1 X Phi X'
V^-1`` and ``u = V^-1 (y - X beta)``, the restricted deviance ``log|V| + log|X'V^-1 X| + u'Vu`` has
the gradient ``tr(P V_i) - u' V_i u``; see Jennrich and Schluchter (1986), Lindstrom and Bates
(1988). Everything is summed per pattern of observed visits, so that cost grows with the number of
subjects only through products of matrices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .blocks import Block, Slopes, slope_block, sum_patterns
from .covariance import Floats

__all__ = ["Point", "Tangent", "differentiate", "evaluate", "invert_patterns"]


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """The model at covariance parameters (``phi = root root'``), one entry for each block."""

    theta: Floats
    deviance: float
    beta: Floats
    phi: Floats
    root: Floats
    inverses: tuple[Floats, ...]
    weighted: tuple[Floats, ...]
    residuals: tuple[Floats, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Tangent:
    """Derivatives of the deviance: gradient, observed and expected second derivatives."""

    gradient: Floats
    observed: Floats
    expected: Floats
    slopes: Floats


def invert_patterns(block: Block, theta: Floats) -> tuple[Floats, Floats] | None:
    """Give inverse covariances (G, T, T), zero where unseen, with log determinants; or None."""
    value = block.derive(theta).value
    both = block.seen[:, :, None] & block.seen[:, None, :]
    full = np.where(both, value, 0.0)
    blank = np.eye(full.shape[-1]) * (~block.seen)[:, None, :]
    full += blank
    if not np.isfinite(full).all():
        return None
    try:
        root = np.linalg.cholesky(full)
    except np.linalg.LinAlgError:
        return None
    diagonal = np.diagonal(root, axis1=1, axis2=2)
    half = np.linalg.inv(root)
    inverse = half.transpose(0, 2, 1) @ half - blank
    return inverse, 2 * np.log(diagonal).sum(axis=1)


def evaluate(blocks: Sequence[Block], theta: Floats, *, is_restricted: bool) -> Point | None:
    """Give the model at covariance parameters, or None where a matrix is not positive."""
    width = blocks[0].design.shape[2]
    cross, product, logs = np.zeros((width, width)), np.zeros(width), 0.0
    inverses, weighted, heights = [], [], []
    for block in blocks:
        found = invert_patterns(block, theta)
        if found is None:
            return None
        inverse, determinants = found
        both = np.concatenate([block.design, block.response[:, :, None]], axis=2)
        moved = inverse[block.pattern] @ both
        long, flat = both.reshape(-1, width + 1), moved.reshape(-1, width + 1)
        sums = long.T @ flat
        cross += sums[:width, :width]
        product += sums[:width, width]
        logs += float(block.counts @ determinants)
        inverses.append(inverse)
        weighted.append(moved[:, :, :width])
        heights.append(moved[:, :, width])
    try:
        root = np.linalg.cholesky((cross + cross.T) / 2)
    except np.linalg.LinAlgError:
        return None
    half = np.linalg.inv(root)
    phi = half.T @ half
    beta = phi @ product
    residuals = tuple(height - rows @ beta for height, rows in zip(heights, weighted, strict=True))
    deviance = logs + sum(
        float(np.vdot(block.response - block.design @ beta, rest))
        for block, rest in zip(blocks, residuals, strict=True)
    )
    if is_restricted:
        deviance += 2 * float(np.log(np.diag(root)).sum())
    if not np.isfinite(deviance):
        return None
    return Point(theta, deviance, beta, phi, half.T, tuple(inverses), tuple(weighted), residuals)


def differentiate(blocks: Sequence[Block], point: Point, *, is_restricted: bool) -> Tangent:
    """Give the derivatives of the deviance at a point."""
    size = point.theta.size
    width = point.beta.size
    gradient, observed, expected = np.zeros(size), np.zeros((size, size)), np.zeros((size, size))
    slopes, turns = np.zeros((size, width, width)), np.zeros((size, width))
    root = point.root
    parts = zip(blocks, point.inverses, point.weighted, point.residuals, strict=True)
    for block, inverse, rows, rest in parts:
        slope = slope_block(block, point.theta)
        gradient[block.place] = _add_block(
            slope, inverse, rows @ root, rest, observed, expected, is_restricted=is_restricted
        )
        pair = np.concatenate([rows, rest[:, :, None]], axis=2)
        table = slope.contract_rows(rows, pair)
        slopes[block.place], turns[block.place] = table[:, :, :width], table[:, :, width]
    half = (root.T @ slopes @ root).reshape(size, -1)
    shared = half @ half.T
    bent = turns @ root
    observed -= 2 * bent @ bent.T
    if is_restricted:
        observed -= shared
        expected += shared
    return Tangent(gradient, observed, expected, slopes)


def _add_block(
    slope: Slopes,
    inverse: Floats,
    rows: Floats,
    rest: Floats,
    observed: Floats,
    expected: Floats,
    *,
    is_restricted: bool,
) -> Floats:
    """Add what a block gives to the second derivatives; give its gradient."""
    block = slope.block
    counted = block.counts[:, None, None] * inverse
    spread = sum_patterns(block, rest[:, :, None] * rest[:, None, :])
    fitted = np.zeros_like(counted)
    if is_restricted:
        fitted = sum_patterns(block, rows @ rows.transpose(0, 2, 1))
    balance = counted - fitted - spread
    place = (block.place, block.place)
    known = slope.contract_pairs(inverse, counted - 2 * fitted)
    expected[place] += known
    observed[place] += (
        2 * slope.contract_pairs(inverse, spread) - known + slope.contract_second(balance)
    )
    return slope.contract(balance)
