"""Exact laws of sums of scores."""

from itertools import combinations, product

import numpy as np
import pytest

from tlfgen.analysis.ranks.permutation import signed_law, subset_law

SCORES = np.array([1.0, 2.5, 2.5, 4.0, 5.5, 5.5, 7.0])


def law_of(sums):
    """Give the distinct sums with their shares."""
    values, counts = np.unique(sums, return_counts=True)
    return values.tolist(), (counts / counts.sum()).tolist()


@pytest.mark.parametrize("size", [0, 1, 3, 7])
def test_subsets_are_enumerated(size):
    """The shift algorithm gives the law that enumeration gives."""
    values, weights = law_of([sum(chosen) for chosen in combinations(SCORES, size)])
    law = subset_law(SCORES, size)
    assert [values, pytest.approx(weights)] == [law.values.tolist(), law.weights.tolist()]


def test_signs_are_enumerated():
    """Each score counts or does not."""
    values, weights = law_of([np.dot(signs, SCORES) for signs in product((0, 1), repeat=7)])
    law = signed_law(SCORES)
    assert [values, pytest.approx(weights)] == [law.values.tolist(), law.weights.tolist()]


def test_scores_without_a_common_step_have_no_law():
    """Normal scores are not whole multiples of anything."""
    assert subset_law(np.array([0.1234, 0.77777, 1.0]), 2) is None


def test_too_many_values_have_no_law():
    """The work is bounded."""
    assert subset_law(np.arange(1.0, 2001.0), 1000) is None


def test_a_doubled_tail_differs_from_distance_where_the_law_leans():
    """Two ways to a two-sided p."""
    law = subset_law(np.array([1.0, 1.0, 1.0, 10.0]), 2)
    assert [0.5, 1.0, 1.0] == [
        law.tail(11.0, "greater"),
        law.tail(11.0, "two_sided", is_doubled=True),
        law.tail(11.0, "two_sided"),
    ]
