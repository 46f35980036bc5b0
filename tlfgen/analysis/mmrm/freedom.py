"""
Degrees of freedom of contrasts of coefficients: one row, or several tested together.

Sources: Satterthwaite for one contrast as Giesbrecht and Burns (1985), for several by Fai and
Cornelius (1996); Kenward and Roger (1997), section 4; between-within as Schluchter and Elashoff
(1990); residual is observations less rank.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .covariance import Floats
from .sandwich import Empirical

__all__ = ["DF_METHODS", "Core", "Wald", "estimate_df", "estimate_wald"]

DF_METHODS = (
    "kenward_roger",
    "kenward_roger_linear",
    "satterthwaite",
    "between_within",
    "residual",
)
_RANK = 1e-8
_DEPENDENT = 1e-12
_SAME = 1e-8
_LEAST = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Core:
    """
    What tests of a fit need, in the scale and the orthonormal columns of the search.

    A contrast c of the coefficients is ``basis' c`` here; a standard error here is multiplied
    by ``scale`` there.
    """

    method: str
    basis: Floats
    scale: float
    beta: Floats
    phi: Floats
    vcov: Floats
    slopes: Floats
    spread: Floats
    columns_df: Floats
    empirical: Empirical | None


@dataclass(frozen=True, slots=True)
class Wald:
    """The test of several contrasts together."""

    statistic: float
    df_num: int
    df_den: float


def _slope_of(core: Core, contrast: Floats) -> Floats:
    moved = core.phi @ contrast
    return np.asarray(core.slopes @ moved @ moved, dtype=np.float64)


def _satterthwaite(core: Core, contrast: Floats) -> float:
    if core.empirical is not None:
        return core.empirical.estimate_df(contrast)
    variance = float(contrast @ core.phi @ contrast)
    slope = _slope_of(core, contrast)
    spread = float(slope @ core.spread @ slope)
    return 2 * variance**2 / spread if spread > 0 else float("inf")


def estimate_df(core: Core, contrast: Floats) -> float:
    """
    Give the degrees of freedom of one contrast, of coefficients in their own columns.

    Those of Kenward and Roger for one contrast are Satterthwaite's.
    """
    if core.method in {"between_within", "residual"}:
        used = np.abs(contrast) > _RANK * np.abs(contrast).max(initial=0.0)
        return float(core.columns_df[used].min()) if used.any() else float("nan")
    return _satterthwaite(core, core.basis.T @ contrast)


def estimate_wald(core: Core, contrasts: Floats) -> Wald | None:
    """
    Give the F test of contrasts (rows); None where they are all nothing.

    Rows that depend on others do not count. Satterthwaite's degrees of freedom depend on how the
    contrasts are written: they are those of the principal axes of the rows as given.
    """
    rows = contrasts @ core.basis
    if core.method.startswith("kenward_roger"):
        rows = _independent(rows)
        return _kenward_roger(core, rows) if rows.shape[0] else None
    vcov = rows @ core.vcov @ rows.T
    values, vectors = np.linalg.eigh((vcov + vcov.T) / 2)
    real = values > _DEPENDENT * values.max(initial=0.0)
    count = int(real.sum())
    if count == 0:
        return None
    turned = vectors[:, real].T @ rows
    statistic = float(((turned @ core.beta) ** 2 / values[real]).mean())
    if core.method == "satterthwaite":
        each = np.array([_satterthwaite(core, row) for row in turned])
        return Wald(statistic, count, _pool(each))
    used = (np.abs(contrasts) > _RANK * np.abs(contrasts).max()).any(axis=0)
    return Wald(statistic, count, float(core.columns_df[used].min()))


def _independent(rows: Floats) -> Floats:
    """Give orthonormal rows that span the same contrasts."""
    _, values, right = np.linalg.svd(rows, full_matrices=False)
    return np.asarray(right[values > _RANK * values.max(initial=0.0)], dtype=np.float64)


def _pool(each: Floats) -> float:
    """Give the denominator degrees of freedom whose F has the mean of those t squared."""
    if each.size == 1 or np.ptp(each) < _SAME:
        return float(each.mean())
    if (each <= _LEAST).any():
        return _LEAST
    total = float((each / (each - 2)).sum())
    return 2 * total / (total - each.size)


def _kenward_roger(core: Core, rows: Floats) -> Wald:
    """Give the scaled F of Kenward and Roger."""
    count = rows.shape[0]
    root = np.linalg.cholesky(rows @ core.phi @ rows.T)
    whitened = np.linalg.solve(root, rows) @ core.phi
    turned = whitened @ core.slopes @ whitened.T
    traces = np.einsum("iaa->i", turned)
    one = float(traces @ core.spread @ traces)
    flat = turned.reshape(turned.shape[0], -1)
    two = float(np.einsum("ij,ia,ja->", core.spread, flat, flat, optimize=True))
    statistic = float(
        (rows @ core.beta) @ np.linalg.solve(rows @ core.vcov @ rows.T, rows @ core.beta) / count
    )
    if two <= 0:
        return Wald(statistic, count, float("inf"))
    size = float(count)
    b = (one + 6 * two) / (2 * size)
    g = ((size + 1) * one - (size + 4) * two) / ((size + 2) * two)
    below = 3 * size + 2 * (1 - g)
    c1, c2, c3 = g / below, (size - g) / below, (size + 2 - g) / below
    mean = 1 / (1 - two / size)
    variance = 2 / size * (1 + c1 * b) / ((1 - c2 * b) ** 2 * (1 - c3 * b))
    ratio = variance / (2 * mean**2)
    df = 4 + (size + 2) / (size * ratio - 1)
    return Wald(statistic * df / (mean * (df - 2)), count, df)
