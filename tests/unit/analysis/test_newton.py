"""Newton's method."""

import numpy as np
import pytest

from tlfgen.analysis.newton import find_aliased, maximize, solve_symmetric


def test_a_parabola_takes_one_step():
    """The maximum of -(x - 3)**2."""

    def height(x):
        return -float((x - 3) @ (x - 3)), -2 * (x - 3), 2 * np.eye(1)

    found = maximize(height, np.zeros(1))
    assert (3.0, None) == (pytest.approx(found.values[0]), found.reason)


def test_a_likelihood_that_rises_without_end_is_separation():
    """-exp(-x) has its supremum at infinity."""

    def height(x):
        rest = np.exp(-x)
        return -float(rest[0]), rest, np.diag(rest)

    found = maximize(height, np.zeros(1))
    assert ("separation", True) == (found.reason, bool(found.diverging[0]))


def test_wrong_curvature_is_turned_round():
    """From where the curve is convex, still to the top of -(x**2 - 1)**2."""

    def height(x):
        value = float(x[0])
        slope = -4 * value * (value**2 - 1)
        return -((value**2 - 1) ** 2), np.array([slope]), np.array([[12 * value**2 - 4]])

    found = maximize(height, np.array([0.1]))
    assert 1.0 == pytest.approx(found.values[0])


def test_a_height_that_is_no_number_is_not_climbed():
    """Reason, no exception."""

    def height(x):
        return np.nan, x * np.nan, np.full((1, 1), np.nan)

    assert "not_converged" == maximize(height, np.zeros(1)).reason


def test_aliased_columns_are_the_later_ones():
    """The third is the sum of the first two."""
    columns = np.array([[1.0, 0, 1], [0, 1, 1], [1, 1, 2]])
    assert [False, False, True] == find_aliased(columns.T @ columns).tolist()


def test_a_singular_system_has_a_solution():
    """By the generalised inverse."""
    found = solve_symmetric(np.ones((2, 2)), np.array([2.0, 2.0]))
    assert 2.0 == pytest.approx(found.sum())
