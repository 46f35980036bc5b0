"""Shifts at which a rank test turns."""

import numpy as np
import pytest

from tlfgen.analysis.ranks.inversion import (
    crossing,
    middle,
    one_sample_score,
    root_as_r,
    two_sample_score,
)


def test_a_step_is_found_where_it_falls():
    """The function falls from 1 to -1 at 2."""
    points = np.array([1.0, 2.0, 5.0])
    assert crossing(points, lambda at: 1.0 if at < 2 else -1.0, 0.0) == 2.0


def test_the_middle_of_a_flat_stretch():
    """The function is 0 from 2 to 5."""
    points = np.array([1.0, 2.0, 5.0])
    assert middle(points, lambda at: 1.0 if at < 2 else (0.0 if at < 5 else -1.0)) == 3.5


def test_scores_fall_with_the_shift():
    """A larger shift leaves a smaller first sample."""
    one, two = np.array([1.0, 4.0, 6.0]), np.array([0.5, 2.0])
    ranks, signs = two_sample_score(one, two, correction=""), one_sample_score(one, correction="")
    assert ranks(-9) > ranks(1.2) > ranks(9)
    assert signs(-9) > signs(2.1) > signs(9)


def test_an_end_is_given_where_the_target_is_not_passed():
    """R gives the end of its range."""
    assert root_as_r(lambda at: -at, (-1.0, 1.0), 5.0) == -1.0


def test_the_root_is_near_within_the_tolerance_of_r():
    """A tolerance of 1e-4."""
    assert pytest.approx(0.25, abs=1e-4) == root_as_r(lambda at: -at, (-1.0, 1.0), -0.25)
