"""
Covariance structures of repeated measures, with first and second derivatives.

Every structure but the unstructured one is written as standard deviations and a correlation
matrix, ``Sigma[s, t] = sigma[s] sigma[t] R[s, t](rho)``; the unstructured one is its own
entries. The parameters here are the canonical ones (sigma, rho); ``parameters`` maps them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .problems import MmrmError

__all__ = ["STRUCTURES", "Structure", "Surface", "find_structure"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """
    A covariance matrix with its derivatives in some parameters.

    ``value`` has shape (..., T, T), ``first`` (k, ..., T, T) and ``second`` (k, k, ..., T, T);
    ``second`` is None where it is zero everywhere.
    """

    value: Floats
    first: Floats
    second: Floats | None


@dataclass(frozen=True, slots=True)
class Structure:
    """One covariance structure: the family of its correlations, one or many variances."""

    name: str
    label: str
    family: str
    is_heterogeneous: bool

    @property
    def is_linear(self) -> bool:
        """Tell whether SAS writes the structure with parameters that enter linearly."""
        return self.family == "us" or (self.family in {"cs", "toep"} and not self.is_heterogeneous)

    @property
    def is_spatial(self) -> bool:
        """Tell whether the structure is one of distances and not of visits."""
        return self.family == "sp_exp"

    def count_variances(self, visits: int) -> int:
        """Count the standard deviations."""
        return visits if self.is_heterogeneous else 1

    def count_parameters(self, visits: int) -> int:
        """Count the covariance parameters of a number of visits."""
        if self.family == "us":
            return visits * (visits + 1) // 2
        steps = {"ar1": min(1, visits - 1), "cs": min(1, visits - 1), "sp_exp": 1}
        return self.count_variances(visits) + steps.get(self.family, visits - 1)

    def derive(self, canonical: Floats, distances: Floats) -> Surface:
        """
        Give the covariance matrix and its derivatives in the canonical parameters.

        ``distances`` has shape (..., T, T): between visits, the number of steps.
        """
        visits = distances.shape[-1]
        if self.family == "us":
            return _derive_entries(canonical, visits)
        n_sigma = self.count_variances(visits)
        shape = (visits,) if self.is_heterogeneous else ()
        sigma = np.broadcast_to(canonical[:n_sigma], (visits,)) if shape else canonical[:1]
        correlation = _derive_correlation(self.family, canonical[n_sigma:], distances)
        if self.is_heterogeneous:
            return _scale_each(sigma, correlation)
        return _scale_all(float(sigma[0]), correlation)


def _derive_entries(entries: Floats, visits: int) -> Surface:
    rows, columns = np.tril_indices(visits)
    value = np.zeros((visits, visits))
    value[rows, columns] = entries
    value[columns, rows] = entries
    first = np.zeros((entries.size, visits, visits))
    each = np.arange(entries.size)
    first[each, rows, columns] = 1.0
    first[each, columns, rows] = 1.0
    return Surface(value, first, None)


def _derive_correlation(family: str, rho: Floats, distances: Floats) -> Surface:
    count = rho.size
    value = np.where(distances == 0, 1.0, 0.0)
    first = np.zeros((count, *distances.shape))
    second = np.zeros((count, count, *distances.shape))
    if count == 0:
        return Surface(np.ones_like(distances), first, second)
    if family == "cs":
        first[0] = distances != 0
        return Surface(np.where(distances != 0, rho[0], 1.0), first, second)
    if family == "toep":
        for lag in range(1, count + 1):
            first[lag - 1] = distances == lag
        return Surface(value + np.tensordot(rho, first, axes=1), first, second)
    if family == "ad":
        return _derive_chain(rho, distances.shape[-1])
    return _derive_power(float(rho[0]), distances)


def _derive_power(rho: float, distances: Floats) -> Surface:
    """Give ``rho ** distance``; a power of a negative number is taken of whole steps."""
    value = _power(rho, distances)
    first = distances * _power(rho, np.maximum(distances - 1, 0.0) if rho <= 0 else distances - 1)
    back = np.maximum(distances - 2, 0.0) if rho <= 0 else distances - 2
    second = distances * (distances - 1) * _power(rho, back)
    return Surface(value, first[None], second[None, None])


def _power(rho: float, exponent: Floats) -> Floats:
    if rho < 0:
        sign = np.where(np.round(exponent) % 2 == 1, -1.0, 1.0)
        return np.asarray(sign * np.abs(rho) ** exponent, dtype=np.float64)
    return np.asarray(rho**exponent, dtype=np.float64)


def _derive_chain(rho: Floats, visits: int) -> Surface:
    """Give products of the correlations of neighbours (first-order ante-dependence)."""
    count = rho.size
    row, column = np.indices((visits, visits))
    low, high = np.minimum(row, column), np.maximum(row, column)
    step = np.arange(count).reshape(-1, 1, 1)
    inside = (step >= low) & (step < high)
    parts = np.where(inside, rho.reshape(-1, 1, 1), 1.0)
    first = np.zeros((count, visits, visits))
    second = np.zeros((count, count, visits, visits))
    for one in range(count):
        rest = np.delete(parts, one, axis=0)
        first[one] = np.where(inside[one], rest.prod(axis=0), 0.0)
        for other in range(one):
            both = inside[one] & inside[other]
            value = np.where(both, np.delete(rest, other, axis=0).prod(axis=0), 0.0)
            second[one, other] = second[other, one] = value
    return Surface(parts.prod(axis=0), first, second)


def _scale_all(sigma: float, correlation: Surface) -> Surface:
    value, first, second = correlation.value, correlation.first, correlation.second
    count = first.shape[0] + 1
    height = np.zeros((count, *value.shape))
    height[0], height[1:] = 2 * sigma * value, sigma**2 * first
    bend = np.zeros((count, count, *value.shape))
    bend[0, 0] = 2 * value
    bend[0, 1:] = bend[1:, 0] = 2 * sigma * first
    bend[1:, 1:] = sigma**2 * (0.0 if second is None else second)
    return Surface(sigma**2 * value, height, bend)


def _scale_each(sigma: Floats, correlation: Surface) -> Surface:
    value, first, second = correlation.value, correlation.first, correlation.second
    visits, count = sigma.size, sigma.size + first.shape[0]
    outer = np.outer(sigma, sigma)
    unit = np.eye(visits)
    edge = unit[:, :, None] * sigma[None, None, :]
    edge = edge + edge.transpose(0, 2, 1)
    height = np.zeros((count, visits, visits))
    height[:visits], height[visits:] = edge * value, outer * first
    bend = np.zeros((count, count, visits, visits))
    corner = unit[:, None, :, None] * unit[None, :, None, :]
    bend[:visits, :visits] = (corner + corner.transpose(1, 0, 2, 3)) * value
    cross = edge[:, None] * first[None]
    bend[:visits, visits:] = cross
    bend[visits:, :visits] = cross.transpose(1, 0, 2, 3)
    bend[visits:, visits:] = outer * (0.0 if second is None else second)
    return Surface(outer * value, height, bend)


_FAMILIES: tuple[tuple[str, str, str, bool], ...] = (
    ("us", "unstructured", "us", True),
    ("toep", "Toeplitz", "toep", False),
    ("toeph", "heterogeneous Toeplitz", "toep", True),
    ("ar1", "autoregressive", "ar1", False),
    ("ar1h", "heterogeneous autoregressive", "ar1", True),
    ("cs", "compound symmetry", "cs", False),
    ("csh", "heterogeneous compound symmetry", "cs", True),
    ("ad", "ante-dependence", "ad", False),
    ("adh", "heterogeneous ante-dependence", "ad", True),
    ("sp_exp", "spatial exponential", "sp_exp", False),
)
STRUCTURES: dict[str, Structure] = {row[0]: Structure(*row) for row in _FAMILIES}


def find_structure(name: Any) -> Structure:
    """
    Give the structure of a name.

    Raises
    ------
    MmrmError
        ``mmrm.unknown-covariance``.
    """
    if name not in STRUCTURES:
        raise MmrmError.unknown("covariance", name, STRUCTURES)
    return STRUCTURES[name]
