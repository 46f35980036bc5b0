"""Cross products of a linear mixed model under its covariance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tlfgen.analysis.arguments import Floats, Ints

__all__ = [
    "MixedProducts",
    "VarianceTerms",
    "collect_products",
    "list_directions",
    "weigh_once",
    "weigh_products",
]


@dataclass(frozen=True, slots=True, eq=False)
class MixedProducts:
    """
    Per group, the cross products of fixed columns, response, random columns, in this order.

    All that a likelihood wants can be made from them, so that rows are passed over once.
    """

    products: Floats
    sizes: Ints
    fixed: int
    random: int

    @property
    def n(self) -> int:
        """Number of rows."""
        return int(self.sizes.sum())


@dataclass(frozen=True, slots=True, eq=False)
class VarianceTerms:
    """
    Sums over groups of products with the inverse covariance and its derivatives.

    ``first[r]`` is ``U' Vi A_r Vi U`` and ``second[r, s]`` is ``U' Vi A_r Vi A_s Vi U`` for fixed
    columns and response ``U``; ``traces`` are those of ``Vi A_r``, ``pair_traces`` of
    ``Vi A_r Vi A_s``. The first derivative is that of the residual variance.
    """

    whole: Floats
    first: Floats
    second: Floats
    traces: Floats
    pair_traces: Floats
    log_size: float


def collect_products(fixed: Floats, y: Floats, random: Floats, group: Ints) -> MixedProducts:
    """Sum the cross products of each group."""
    table = np.column_stack([fixed, y, random])
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    outer = table[order][:, :, None] * table[order][:, None, :]
    products = np.add.reduceat(outer, starts, axis=0) if starts.size else outer[:0]
    sizes = np.diff(np.append(starts, group.size)).astype(np.intp)
    return MixedProducts(products, sizes, fixed.shape[1], random.shape[1])


def list_directions(width: int) -> Floats:
    """Give the derivative of the random covariance for each of its entries, by rows."""
    found = []
    for row in range(width):
        for column in range(row + 1):
            one = np.zeros((width, width))
            one[row, column] = one[column, row] = 1.0
            found.append(one)
    return np.asarray(found)


def _invert(
    data: MixedProducts, covariance: Floats, residual: float
) -> tuple[Floats, Floats, float]:
    """Give the core of the inverse, ``(I - Z core Z') / residual``, products with it, log size."""
    width = data.random
    own = data.products[:, :, -width:]
    inner = data.products[:, -width:, -width:]
    grown = np.eye(width) + covariance @ inner / residual
    core = np.linalg.solve(grown, np.broadcast_to(covariance / residual, grown.shape))
    one = (data.products - own @ core @ own.transpose(0, 2, 1)) / residual
    sign, size = np.linalg.slogdet(grown)
    log_size = float(size.sum()) + data.n * float(np.log(residual))
    return core, one, log_size if bool((sign > 0).all()) else float("nan")


def weigh_once(data: MixedProducts, covariance: Floats, residual: float) -> tuple[Floats, float]:
    """Give ``U' Vi U`` of fixed columns and response with the log determinant of ``V``."""
    _, one, log_size = _invert(data, covariance, residual)
    outer = data.fixed + 1
    return one[:, :outer, :outer].sum(axis=0), log_size


def weigh_products(data: MixedProducts, covariance: Floats, residual: float) -> VarianceTerms:
    """
    Give the products under ``Z G Z' + residual I``.

    Parameters
    ----------
    data : MixedProducts
    covariance : array of floats, shape (q, q)
        G, positive semi-definite.
    residual : float

    Notes
    -----
    Source: the Woodbury identity; Searle, Casella and McCulloch, Variance Components, chapter 6.
    """
    width = data.random
    inner = data.products[:, -width:, -width:]
    eye = np.eye(width)
    core, one, log_size = _invert(data, covariance, residual)
    shrink = data.products[:, :, -width:] @ core
    two = (one - shrink @ one[:, -width:, :]) / residual
    three = (two - shrink @ two[:, -width:, :]) / residual
    directions = list_directions(width)
    outer = data.fixed + 1
    left, mid = one[:, :outer, -width:], one[:, -width:, -width:]
    far = two[:, :outer, -width:]
    count = 1 + directions.shape[0]
    first = np.empty((count, outer, outer))
    second = np.empty((count, count, outer, outer))
    first[0], second[0, 0] = (
        two[:, :outer, :outer].sum(axis=0),
        three[:, :outer, :outer].sum(axis=0),
    )
    inner_one, inner_two = one[:, -width:, -width:], two[:, -width:, -width:]
    reach = inner @ core
    traces, pairs = np.empty(count), np.empty((count, count))
    once = width - np.trace(reach, axis1=1, axis2=2)
    twice = np.trace((eye - reach) @ (eye - reach), axis1=1, axis2=2)
    rest = data.sizes - width
    traces[0] = float((rest + once).sum()) / residual
    pairs[0, 0] = float((rest + twice).sum()) / residual**2
    for r, turn in enumerate(directions, start=1):
        first[r] = np.einsum("gik,kl,gjl->ij", left, turn, left)
        cross = np.einsum("gik,kl,gjl->ij", far, turn, left)
        second[0, r], second[r, 0] = cross, cross.T
        traces[r] = float(np.einsum("gkl,lk->", inner_one, turn))
        pairs[0, r] = pairs[r, 0] = float(np.einsum("gkl,lk->", inner_two, turn))
        for s, other in enumerate(directions, start=1):
            second[r, s] = np.einsum("gik,kl,glm,mn,gjn->ij", left, turn, mid, other, left)
            pairs[r, s] = float(np.einsum("gkl,lm,gmn,nk->", mid, turn, mid, other))
    return VarianceTerms(
        one[:, :outer, :outer].sum(axis=0),
        first,
        second,
        traces,
        pairs,
        log_size,
    )
