"""
The Kenward-Roger covariance of coefficients: adjusted for estimated covariance parameters.

``Phi + 2 Phi [sum_ij W_ij (Q_ij - P_i Phi P_j - R_ij / 4)] Phi``, W the inverse of the observed
information. The sums over pairs of parameters are taken on the entries of the covariance matrix
first, so that no ``Q_ij`` is ever formed. Source: Kenward and Roger (1997), Biometrics 53,
983-997, formula (5); without R it is the linear form (SAS DDFM=KR(LINEAR)).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .blocks import Block, slope_block
from .covariance import Floats
from .likelihood import Point
from .parameters import weigh_curvature

__all__ = ["adjust_covariance"]


def adjust_covariance(
    blocks: Sequence[Block],
    point: Point,
    *,
    slopes: Floats,
    spread: Floats,
    curvature: str | None,
) -> Floats:
    """
    Give the adjusted covariance of the coefficients.

    ``slopes`` are ``X'V^-1 V_i V^-1 X`` and ``spread`` the covariance of the parameters of the
    search; ``curvature`` names the parametrisation of R, None for the linear form.
    """
    phi = point.phi
    pushed = np.tensordot(spread, slopes, axes=1)
    total = -np.einsum("ipq,qr,irs->ps", pushed, phi, slopes, optimize=True)
    for block, inverse, rows in zip(blocks, point.inverses, point.weighted, strict=True):
        own = spread[block.place, block.place]
        middle = slope_block(block, point.theta).sandwich(own, inverse)
        if curvature is not None:
            bend = weigh_curvature(
                block.structure, point.theta[block.place], block.distances, own, curvature
            )
            if bend is not None:
                middle = middle - bend / 4
        width = rows.shape[2]
        moved = middle[block.pattern] @ rows
        total += rows.reshape(-1, width).T @ moved.reshape(-1, width)
    adjusted = phi + 2 * phi @ total @ phi
    return np.asarray((adjusted + adjusted.T) / 2, dtype=np.float64)
