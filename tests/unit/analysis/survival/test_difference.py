"""Differences of survival at chosen times."""

import math

import pytest
from scipy import stats

from tlfgen.analysis.survival.difference import compare_survival_at
from tlfgen.core.errors import AnalysisError

TIME, EVENT, GROUP = [1, 2, 3, 4, 1, 3, 5, 6], [1, 0, 1, 0, 1, 1, 0, 1], list("aaaabbbb")


def test_errors_of_two_curves_add():
    """Difference 3/4 - 3/4 at 2.5 with the sum of Greenwood's variances."""
    found = compare_survival_at(TIME, EVENT, GROUP, [2.5])
    error = math.sqrt(2 * 0.75**2 / (4 * 3))
    assert (0.0, pytest.approx(error)) == (found.differences[0], found.std_errors[0])
    assert stats.norm.ppf(0.975) * error == pytest.approx(found.upper[0])
    assert 1.0 == found.p_values[0]


def test_the_second_level_less_the_first():
    """Turning the levels turns the sign."""
    one = compare_survival_at(TIME, EVENT, GROUP, [3.5]).differences[0]
    other = compare_survival_at(TIME, EVENT, GROUP, [3.5], levels=("b", "a")).differences[0]
    assert one == -other


@pytest.mark.parametrize(
    ("at", "reason"), [(0.5, "no_variation"), (5.5, "not_estimable"), (2, None)]
)
def test_reasons(at, reason):
    """Both curves at 1; beyond a censored end; otherwise none."""
    assert (reason,) == compare_survival_at(TIME, EVENT, GROUP, [at]).reasons


def test_one_group_has_no_difference():
    """A group without rows."""
    assert ("one_group",) == compare_survival_at([1], [1], ["a"], [1], levels=("a", "b")).reasons


def test_three_groups_are_an_error():
    """A difference has two sides."""
    with pytest.raises(AnalysisError) as error:
        compare_survival_at([1, 2, 3], [1, 1, 1], list("abc"), [1])
    assert "analysis.two-groups" == error.value.code
