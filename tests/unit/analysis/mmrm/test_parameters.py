"""Parametrisations map to the same matrix and weigh its curvature rightly."""

from collections.abc import Callable

import numpy as np
import pytest

from tlfgen.analysis.mmrm.covariance import STRUCTURES, Floats
from tlfgen.analysis.mmrm.parameters import derive_search, start_search, weigh_curvature

STEPS = np.abs(np.subtract.outer(np.arange(3.0), np.arange(3.0)))


def bend(matrix_of: Callable[[Floats], Floats], at: Floats, spread: Floats) -> Floats:
    """Give second differences of a matrix, summed over a covariance."""
    total = np.zeros((3, 3))
    for one in range(at.size):
        for two in range(at.size):
            first, second = np.eye(at.size)[one] * 1e-4, np.eye(at.size)[two] * 1e-4
            change = matrix_of(at + first + second) - matrix_of(at + first - second)
            change -= matrix_of(at - first + second) - matrix_of(at - first - second)
            total += spread[one, two] * change / 4e-8
    return total


def spread_of(size: int) -> Floats:
    """Give some covariance of parameters."""
    root = np.tril(np.arange(1.0, size * size + 1).reshape(size, size)) / size**2
    return np.asarray(root @ root.T)


def turn(jacobian: Floats, spread: Floats) -> Floats:
    """Give the covariance of other parameters, the search's derivative in them known."""
    back = np.linalg.inv(jacobian)
    return np.asarray(back @ spread @ back.T)


@pytest.mark.parametrize("name", ["ar1h", "toeph", "adh", "csh", "sp_exp"])
def test_start_gives_the_matrix(name: str) -> None:
    """The start at standard deviations and correlations gives their matrix."""
    structure = STRUCTURES[name]
    n_sigma = structure.count_variances(3)
    sigma, rho = np.linspace(1, 2, n_sigma), np.full(structure.count_parameters(3) - n_sigma, 0.4)
    theta = start_search(structure, sigma, rho, 3)
    expected = structure.derive(np.concatenate([sigma, rho]), STEPS).value
    np.testing.assert_allclose(derive_search(structure, theta, STEPS).value, expected)


@pytest.mark.parametrize("name", ["ar1", "ar1h", "toeph", "adh", "csh"])
def test_curvature_in_the_parameters_of_sas(name: str) -> None:
    """Curvature is that of the matrix as a function of variances and correlations."""
    structure = STRUCTURES[name]
    n_sigma = structure.count_variances(3)
    count = structure.count_parameters(3)
    sigma, rho = np.linspace(1, 2, n_sigma), np.full(count - n_sigma, 0.4)
    theta = start_search(structure, sigma, rho, 3)
    spread = spread_of(count)

    def search_of(printed: Floats) -> Floats:
        return start_search(structure, np.sqrt(printed[:n_sigma]), printed[n_sigma:], 3)

    at = np.concatenate([sigma**2, rho])
    steps = np.eye(count) * 1e-6
    jacobian = np.array([(search_of(at + e) - search_of(at - e)) / 2e-6 for e in steps]).T
    expected = bend(
        lambda printed: derive_search(structure, search_of(printed), STEPS).value,
        at,
        turn(jacobian, spread),
    )
    got = weigh_curvature(structure, theta, STEPS, spread, "sas")
    np.testing.assert_allclose(np.asarray(got), expected, atol=1e-5)


@pytest.mark.parametrize("name", ["us", "cs", "toep"])
def test_linear_structures_have_no_curvature_in_sas(name: str) -> None:
    """The matrix is linear in the covariances SAS prints."""
    structure = STRUCTURES[name]
    count = structure.count_parameters(3)
    got = weigh_curvature(structure, np.zeros(count), STEPS, spread_of(count), "sas")
    assert got is None


def test_curvature_of_the_cholesky_factor() -> None:
    """Unstructured in R is bent in log diagonals and the rows divided by them."""
    structure = STRUCTURES["us"]
    entries = np.array([4.0, 1.0, 5.0, 0.5, 1.5, 6.0])
    rows, columns = np.tril_indices(3, -1)

    def matrix_of(parameters: Floats) -> Floats:
        lower = np.eye(3)
        lower[rows, columns] = parameters[3:]
        lower = np.exp(parameters[:3])[:, None] * lower
        return np.asarray(lower @ lower.T)

    lower = np.linalg.cholesky(structure.derive(entries, STEPS).value)
    at = np.concatenate([np.log(np.diag(lower)), (lower / np.diag(lower)[:, None])[rows, columns]])
    low = np.tril_indices(3)
    steps = np.eye(6) * 1e-6
    jacobian = np.array([(matrix_of(at + e) - matrix_of(at - e))[low] / 2e-6 for e in steps]).T
    spread = spread_of(6)
    expected = bend(matrix_of, at, turn(jacobian, spread))
    got = weigh_curvature(structure, entries, STEPS, spread, "r")
    np.testing.assert_allclose(np.asarray(got), expected, atol=1e-5)
