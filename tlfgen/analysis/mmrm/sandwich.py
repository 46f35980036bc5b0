"""
Empirical covariances of coefficients, from the residuals of each subject.

With ``X* = L^-1 X`` and ``r* = L^-1 r`` of a subject (``V = L L'``) and its leverage ``H = X* Phi
X*'``, the covariance is ``Phi [sum X*' A r* r*' A X*] Phi``. A is the identity (``empirical``,
Liang and Zeger 1986), ``(I - H)^-1/2`` (``bias_reduced``, Bell and McCaffrey 2002) or ``(I -
H)^-1`` (``jackknife``, Mancl and DeRouen 2001). Degrees of freedom of a contrast are those of
Bell and McCaffrey under the fitted model: trace of the expected squares squared, divided by the
trace of their square.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .blocks import Block
from .covariance import Floats
from .likelihood import Point

__all__ = ["Empirical", "estimate_empirical"]

_FULL = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Empirical:
    """An empirical covariance with what its degrees of freedom need, one entry a block."""

    vcov: Floats
    phi: Floats
    whitened: tuple[Floats, ...]
    corrected: tuple[Floats, ...]

    def estimate_df(self, contrast: Floats) -> float:
        """Give the degrees of freedom of one contrast."""
        direction = self.phi @ contrast
        squares, crosses = [], []
        for rows, fixed in zip(self.whitened, self.corrected, strict=True):
            moved = fixed @ direction
            squares.append((moved**2).sum(axis=1))
            crosses.append(np.einsum("ntp,nt->np", rows, moved))
        own, cross = np.concatenate(squares), np.concatenate(crosses)
        lost = np.einsum("np,pq,nq->n", cross, self.phi, cross)
        turned = cross.T @ cross @ self.phi
        trace = float((own - lost).sum())
        square = float((own**2 - 2 * own * lost).sum() + np.trace(turned @ turned))
        return trace**2 / square if square > 0 else float("nan")


def estimate_empirical(blocks: Sequence[Block], point: Point, form: str) -> Empirical:
    """Give the empirical covariance of the coefficients in a form named in ``sandwich``."""
    phi = point.phi
    width = phi.shape[0]
    meat = np.zeros((width, width))
    whitened, corrected = [], []
    for block, inverse in zip(blocks, point.inverses, strict=True):
        half = _half(block, inverse)[block.pattern]
        rows = half @ block.design
        rest = np.einsum("nst,nt->ns", half, block.response - block.design @ point.beta)
        fixed = _correct(rows, phi, form)
        scores = np.einsum("ntp,nt->np", fixed, rest)
        meat += scores.T @ scores
        whitened.append(rows)
        corrected.append(fixed)
    return Empirical(phi @ meat @ phi, phi, tuple(whitened), tuple(corrected))


def _half(block: Block, inverse: Floats) -> Floats:
    """Give a square root of each inverse, ``root' root``, zero where nothing is seen."""
    blank = np.eye(inverse.shape[-1]) * (~block.seen)[:, None, :]
    root = np.linalg.cholesky(inverse + blank)
    return np.asarray((root - blank).transpose(0, 2, 1), dtype=np.float64)


def _correct(rows: Floats, phi: Floats, form: str) -> Floats:
    """Give the rows of a subject multiplied by its correction A."""
    if form == "empirical":
        return rows
    leverage = rows @ phi @ rows.transpose(0, 2, 1)
    values, vectors = np.linalg.eigh(np.eye(rows.shape[1]) - leverage)
    # A direction fitted perfectly has no residual: its correction is nothing.
    kept = values > _FULL
    power = -1.0 if form == "jackknife" else -0.5
    scale = np.where(kept, np.where(kept, values, 1.0) ** power, 0.0)
    return np.asarray(
        (vectors * scale[:, None, :]) @ (vectors.transpose(0, 2, 1) @ rows), dtype=np.float64
    )
