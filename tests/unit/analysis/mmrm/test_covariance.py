"""Covariance structures have the matrices of their definition and right derivatives."""

import numpy as np
import pytest

from tlfgen.analysis.mmrm.covariance import STRUCTURES, Floats, Structure, find_structure
from tlfgen.analysis.mmrm.problems import MmrmError

STEPS = np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0)))


def canonical_of(structure: Structure) -> Floats:
    """Give parameters of a positive matrix of four visits."""
    count = structure.count_parameters(4)
    if structure.family == "us":
        return np.array([4.0, 1.0, 5.0, 0.5, 1.5, 6.0, 0.2, 0.4, 1.1, 3.0])
    n_sigma = structure.count_variances(4)
    return np.concatenate([np.linspace(1.0, 2.0, n_sigma), np.linspace(0.5, 0.2, count - n_sigma)])


@pytest.mark.parametrize("name", STRUCTURES)
def test_first_derivatives(name: str) -> None:
    """First derivatives are the limits of differences of the matrix."""
    structure = STRUCTURES[name]
    at = canonical_of(structure)
    surface = structure.derive(at, STEPS)
    for number in range(at.size):
        step = np.eye(at.size)[number] * 1e-6
        ahead, behind = structure.derive(at + step, STEPS), structure.derive(at - step, STEPS)
        np.testing.assert_allclose(
            surface.first[number], (ahead.value - behind.value) / 2e-6, atol=1e-8
        )


@pytest.mark.parametrize("name", [name for name in STRUCTURES if name != "us"])
def test_second_derivatives(name: str) -> None:
    """Second derivatives are the limits of differences of the first."""
    structure = STRUCTURES[name]
    at = canonical_of(structure)
    second = structure.derive(at, STEPS).second
    assert second is not None
    for number in range(at.size):
        step = np.eye(at.size)[number] * 1e-6
        ahead, behind = structure.derive(at + step, STEPS), structure.derive(at - step, STEPS)
        np.testing.assert_allclose(second[number], (ahead.first - behind.first) / 2e-6, atol=1e-7)


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("ar1", [4.0, 2.0, 1.0]),
        ("cs", [4.0, 2.0, 2.0]),
        ("sp_exp", [4.0, 2.0, 1.0]),
    ],
)
def test_first_row(name: str, row: list[float]) -> None:
    """With standard deviation 2 and correlation one half, the first row is as defined."""
    surface = STRUCTURES[name].derive(np.array([2.0, 0.5]), STEPS[:3, :3])
    assert row == surface.value[0].tolist()


def test_ante_dependence_multiplies_neighbours() -> None:
    """The correlation of visits 1 and 3 is the product of those of 1, 2 and of 2, 3."""
    surface = STRUCTURES["ad"].derive(np.array([1.0, 0.5, 0.3]), STEPS[:3, :3])
    assert surface.value[0, 2] == pytest.approx(0.15)


def test_a_negative_autocorrelation_alternates() -> None:
    """Powers of a negative correlation change their sign."""
    surface = STRUCTURES["ar1"].derive(np.array([1.0, -0.5]), STEPS)
    assert surface.value[0].tolist() == [1.0, -0.5, 0.25, -0.125]


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("us", 10),
        ("toep", 4),
        ("toeph", 7),
        ("ar1", 2),
        ("ar1h", 5),
        ("cs", 2),
        ("csh", 5),
        ("ad", 4),
        ("adh", 7),
        ("sp_exp", 2),
    ],
)
def test_number_of_parameters(name: str, count: int) -> None:
    """Four visits have the number of parameters of the structure."""
    assert count == STRUCTURES[name].count_parameters(4)


def test_an_unknown_structure_is_named() -> None:
    """A structure not known is an error with a code."""
    with pytest.raises(MmrmError, match=r"mmrm\.unknown-covariance"):
        find_structure("arma")
