"""Gray's test."""

import numpy as np
import pytest

from tlfgen.analysis.survival.gray import compare_cumulative_incidence
from tlfgen.analysis.survival.logrank import compare_survival_curves

RNG = np.random.default_rng(9)
TIME = RNG.exponential(6, 300)
GROUP = RNG.integers(0, 2, 300)


def test_without_competing_events_it_is_nearly_the_log_rank_test():
    """The two differ in the variance alone."""
    event = RNG.integers(0, 2, 300)
    expected = compare_survival_curves(TIME, event, GROUP)
    found = compare_cumulative_incidence(TIME, event, GROUP)
    assert -expected.scores[1] == pytest.approx(found.scores[0])
    assert expected.statistic == pytest.approx(found.statistic, rel=0.05)


def test_the_order_of_groups_does_not_matter():
    """Leaving out another group gives the same chi-square."""
    event, group = RNG.integers(0, 3, 300), RNG.integers(0, 3, 300)
    one = compare_cumulative_incidence(TIME, event, group, levels=[0, 1, 2])
    other = compare_cumulative_incidence(TIME, event, group, levels=[2, 0, 1])
    assert one.statistic == pytest.approx(other.statistic)


@pytest.mark.parametrize(
    ("event", "group", "reason"),
    [([1, 2], ["a", "a"], "one_group"), ([2, 2], ["a", "b"], "no_events"), ([], [], "too_few")],
)
def test_reasons(event, group, reason):
    """Nothing to compare."""
    assert reason == compare_cumulative_incidence([1, 2][: len(event)], event, group).reason
