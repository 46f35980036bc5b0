"""Pairs of groups within one log-rank test."""

import numpy as np
import pytest

from tlfgen.analysis.survival.logrank import compare_survival_curves
from tlfgen.analysis.survival.logrank_pairs import compare_survival_pairs

RNG = np.random.default_rng(17)
TIME, EVENT = RNG.exponential(5, 60), RNG.integers(0, 2, 60)
GROUP = np.array(list("abc"))[np.arange(60) % 3]
TEST = compare_survival_curves(TIME, EVENT, GROUP)


def test_a_pair_is_a_contrast_of_scores():
    """Difference of scores over its error."""
    found = compare_survival_pairs(TEST, pairs="all")
    variance = TEST.covariance[1, 1] + TEST.covariance[2, 2] - 2 * TEST.covariance[1, 2]
    expected = (TEST.scores[2] - TEST.scores[1]) / np.sqrt(variance)
    assert (("b", "a"), ("c", "a"), ("c", "b")) == found.pairs
    assert expected == pytest.approx(found.z[2])


def test_adjusted_p_values_are_larger():
    """Tukey's of three pairs."""
    found = compare_survival_pairs(TEST, pairs="all", adjustment="tukey")
    assert (found.adjusted_p_values >= found.p_values).all()


def test_an_empty_group_has_a_reason():
    """An arm nobody is in."""
    test = compare_survival_curves(TIME, EVENT, GROUP, levels=["a", "b", "c", "d"])
    assert (None, None, "not_estimable") == compare_survival_pairs(test).reasons


def test_the_reason_of_the_test_is_that_of_its_pairs():
    """Nobody has an event."""
    test = compare_survival_curves(TIME, EVENT * 0, GROUP)
    assert ("no_events", "no_events") == compare_survival_pairs(test).reasons
