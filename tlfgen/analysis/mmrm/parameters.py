"""
Parametrisations of a covariance structure, the canonical parameters as functions of them.

``search`` is what the estimation walks in: logarithms of standard deviations and
``rho / sqrt(1 - rho ** 2)``, free of bounds; where there is one correlation for all pairs, the
logit of its place between the lowest possible one and 1; of the unstructured matrix its entries.
``sas`` is what SAS PROC MIXED prints: variances, correlations; covariances where the structure
is linear in them. ``r`` is what the R package mmrm uses: ``search``, and of the unstructured
matrix logarithms of the Cholesky diagonal with the rows below it divided by that diagonal.
The parametrisation matters to the full Kenward-Roger covariance alone.
"""

from __future__ import annotations

import numpy as np

from .covariance import Floats, Structure, Surface

__all__ = ["derive_search", "start_search", "weigh_curvature"]


def _lowest(structure: Structure, visits: int) -> float:
    """Give the correlation above which a matrix with one correlation is positive."""
    return -1.0 / max(visits - 1, 1) if structure.family == "cs" else 0.0


def _search_map(structure: Structure, theta: Floats, n_visits: int) -> tuple[Floats, ...]:
    """Give canonical values with first and second derivatives, parameter by parameter."""
    n_sigma = structure.count_variances(n_visits)
    log_sigma, free = theta[:n_sigma], theta[n_sigma:]
    sigma = np.exp(log_sigma)
    if structure.family in {"sp_exp", "cs"}:
        low = _lowest(structure, n_visits)
        part = 1.0 / (1.0 + np.exp(-free))
        rho = low + (1 - low) * part
        first = (1 - low) * part * (1 - part)
        second = first * (1 - 2 * part)
    else:
        root = np.sqrt(1 + free**2)
        rho, first, second = free / root, root**-3, -3 * free * root**-5
    return (
        np.concatenate([sigma, rho]),
        np.concatenate([sigma, first]),
        np.concatenate([sigma, second]),
    )


def derive_search(structure: Structure, theta: Floats, distances: Floats) -> Surface:
    """Give the covariance matrix with its derivatives in the parameters of the search."""
    if structure.family == "us":
        return structure.derive(theta, distances)
    canonical, first, second = _search_map(structure, theta, distances.shape[-1])
    return _chain(structure.derive(canonical, distances), first, second)


def _chain(surface: Surface, first: Floats, second: Floats) -> Surface:
    """Change parameters one by one: ``first`` and ``second`` are of old in new."""
    dims = surface.first.ndim - 1
    one = first.reshape(-1, *[1] * dims)
    pair = np.multiply.outer(first, first).reshape(first.size, first.size, *[1] * dims)
    bend = pair * (0.0 if surface.second is None else surface.second)
    each = np.arange(first.size)
    bend[each, each] += second.reshape(-1, *[1] * dims) * surface.first
    return Surface(surface.value, surface.first * one, bend)


def start_search(structure: Structure, sigma: Floats, rho: Floats, n_visits: int) -> Floats:
    """Give the parameters of the search at standard deviations and correlations."""
    if structure.family in {"sp_exp", "cs"}:
        part = rho - _lowest(structure, n_visits)
        free = np.log(part / (1 - rho))
    else:
        free = rho / np.sqrt(1 - rho**2)
    return np.concatenate([np.log(sigma), free])


def weigh_curvature(
    structure: Structure, theta: Floats, distances: Floats, spread: Floats, form: str
) -> Floats | None:
    """
    Give the second derivatives of the matrix, summed over a covariance of the parameters.

    ``spread`` is the covariance of the search parameters, ``form`` the parametrisation (``sas``
    or ``r``) whose second derivatives are meant. None where they are zero.
    """
    if form == "sas" and structure.is_linear:
        return None
    if structure.family == "us":
        return _weigh_cholesky(structure, theta, distances, spread)
    surface = derive_search(structure, theta, distances)
    if form == "sas":
        n_sigma = structure.count_variances(distances.shape[-1])
        canonical, slope, _ = _search_map(structure, theta, distances.shape[-1])
        first, second = _printed_map(structure, canonical, n_sigma)
        surface = _chain(structure.derive(canonical, distances), first, second)
        turn = slope / first
        spread = spread * np.outer(turn, turn)
    if surface.second is None:
        return None
    return np.tensordot(spread, surface.second, axes=2)


def _printed_map(structure: Structure, canonical: Floats, n_sigma: int) -> tuple[Floats, Floats]:
    """Give derivatives of the canonical parameters in variances and correlations (or range)."""
    sigma, rho = canonical[:n_sigma], canonical[n_sigma:]
    first, second = np.ones_like(rho), np.zeros_like(rho)
    if structure.is_spatial:
        length = -1.0 / np.log(rho)
        first = rho / length**2
        second = rho / length**4 - 2 * rho / length**3
    return (
        np.concatenate([0.5 / sigma, first]),
        np.concatenate([-0.25 / sigma**3, second]),
    )


def _weigh_cholesky(
    structure: Structure, entries: Floats, distances: Floats, spread: Floats
) -> Floats:
    """Weigh the second derivatives of ``L L'`` in log diagonals and scaled rows below."""
    visits = distances.shape[-1]
    lower = np.linalg.cholesky(structure.derive(entries, distances).value)
    diagonal = np.diag(lower)
    rows, columns = np.tril_indices(visits, -1)
    count, each = visits + rows.size, np.arange(rows.size)
    slope = np.zeros((count, visits, visits))
    for row in range(visits):
        slope[row, row] = lower[row]
    slope[visits + each, rows, columns] = diagonal[rows]
    change = slope @ lower.T
    change = change + change.transpose(0, 2, 1)
    low_rows, low_columns = np.tril_indices(visits)
    jacobian = change[:, low_rows, low_columns].T
    back = np.linalg.inv(jacobian)
    turned = back @ spread @ back.T
    bend = np.zeros((visits, visits))
    for row in range(visits):
        bend[row] += turned[row, row] * lower[row]
    np.add.at(bend, (rows, columns), 2 * turned[rows, visits + each] * diagonal[rows])
    cross = np.einsum("ij,iac,jbc->ab", turned, slope, slope, optimize=True)
    total = bend @ lower.T + cross
    return np.asarray(total + total.T, dtype=np.float64)
