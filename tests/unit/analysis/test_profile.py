"""Profile likelihood limits."""

import numpy as np
import pytest

from tlfgen.analysis.profile import find_profile_limit


def parabola(x):
    """Height of a normal likelihood with correlated coefficients."""
    curve = np.array([[2.0, 1.0], [1.0, 3.0]])
    return -0.5 * float(x @ curve @ x), -curve @ x, curve


def test_of_a_parabola_it_is_the_wald_limit():
    """The error of a coefficient is from the inverse curvature."""
    error = np.sqrt(np.linalg.inv([[2.0, 1.0], [1.0, 3.0]])[0, 0])
    for side in (-1, 1):
        found = find_profile_limit(parabola, np.zeros(2), 0, -(1.96**2) / 2, side * error)
        assert side * 1.96 * error == pytest.approx(found)


def test_a_flat_side_has_no_limit():
    """The profile stays above."""

    def flat(x):
        rest = np.exp(-x)
        return -float(rest[0]), rest, np.diag(rest)

    assert np.inf == find_profile_limit(flat, np.array([5.0]), 0, -1.0, 1.0)
    assert 0.0 == pytest.approx(find_profile_limit(flat, np.array([5.0]), 0, -1.0, -1.0), abs=1e-9)
