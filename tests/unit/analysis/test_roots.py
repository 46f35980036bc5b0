"""The root finder that repeats R."""

import math

import pytest

from tlfgen.analysis.roots import find_root_as_r


def test_a_root_at_an_end_is_that_end():
    """No step is taken."""
    assert [0.0, 1.0] == [
        find_root_as_r(lambda x: x, 0.0, 1.0),
        find_root_as_r(lambda x: x - 1, 0.0, 1.0),
    ]


def test_a_tight_tolerance_gives_the_root():
    """Brent's method converges."""
    root = find_root_as_r(lambda x: math.cos(x) - x, 0.0, 1.0, tolerance=1e-14)
    assert pytest.approx(0.7390851332151607, abs=1e-12) == root


def test_a_step_function_has_its_step():
    """Within the tolerance."""
    root = find_root_as_r(lambda x: -1.0 if x < 0.3 else 1.0, 0.0, 1.0, tolerance=1e-6)
    assert pytest.approx(0.3, abs=1e-6) == root
