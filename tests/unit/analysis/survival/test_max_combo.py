"""The largest of several weighted log-rank tests."""

import numpy as np
import pytest

from tlfgen.analysis.survival.logrank import compare_survival_curves
from tlfgen.analysis.survival.max_combo import compare_survival_max
from tlfgen.core.errors import AnalysisError

RNG = np.random.default_rng(18)
TIME, EVENT = RNG.exponential(5, 100), RNG.integers(0, 2, 100)
GROUP = RNG.integers(0, 2, 100)


def test_each_z_is_that_of_its_own_test():
    """Fleming-Harrington with each pair of powers."""
    found = compare_survival_max(TIME, EVENT, GROUP)
    expected = [
        compare_survival_curves(
            TIME, EVENT, GROUP, weights="fleming-harrington", rho=rho, gamma=gamma
        ).z
        for rho, gamma in found.powers
    ]
    assert expected == pytest.approx(found.z.tolist())


def test_the_p_value_by_drawing_normals():
    """Share of correlated draws beyond the largest."""
    found = compare_survival_max(TIME, EVENT, GROUP)
    draws = RNG.multivariate_normal(np.zeros(4), found.correlation, 200_000)
    expected = (np.abs(draws).max(axis=1) > found.statistic).mean()
    assert expected == pytest.approx(found.p_value, abs=5e-3)


def test_one_test_alone_is_itself():
    """No adjustment for one; none for the same one twice."""
    one = compare_survival_max(TIME, EVENT, GROUP, powers=[(0, 0)])
    twice = compare_survival_max(TIME, EVENT, GROUP, powers=[(0, 0), (0, 0)])
    assert compare_survival_curves(TIME, EVENT, GROUP).p_value == pytest.approx(one.p_value)
    assert one.p_value == pytest.approx(twice.p_value, abs=1e-6)


def test_the_same_call_gives_the_same_digits():
    """The points of the integral are fixed."""
    first = compare_survival_max(TIME, EVENT, GROUP).p_value
    assert first == compare_survival_max(TIME, EVENT, GROUP).p_value


def test_no_test_has_a_reason():
    """Nobody has an event."""
    found = compare_survival_max(TIME, EVENT * 0, GROUP)
    assert "no_events" == found.reason
    assert np.isnan(found.p_value)


def test_three_groups_are_an_error():
    """The largest is taken of signed values."""
    with pytest.raises(AnalysisError) as error:
        compare_survival_max([1, 2, 3], [1, 1, 1], list("abc"))
    assert "analysis.two-groups" == error.value.code
