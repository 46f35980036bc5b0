"""Exact unconditional limits of a difference."""

import numpy as np
import pytest
from scipy import stats

from tlfgen.analysis.proportions.difference import estimate_proportion_difference
from tlfgen.analysis.proportions.unconditional import exact_difference_limits


def test_all_against_none_has_a_closed_form():
    """The largest chance of 10 of 10 against 0 of 10 is ((1 + difference) / 2) to the 20."""
    lower, upper = exact_difference_limits(10, 10, 0, 10, 0.025, is_scored=False)
    assert [pytest.approx(2 * 0.025 ** (1 / 20) - 1), 1.0] == [lower, upper]


@pytest.mark.parametrize("counts", [(9, 10, 3, 10), (6, 7, 2, 7), (2, 12, 1, 9)])
def test_the_limit_has_the_largest_chance_beyond(counts):
    """Over a grid of proportions that have the difference, tables with as large a one."""
    x1, n1, x2, n2 = counts
    lower, _ = exact_difference_limits(*counts, 0.025, is_scored=False)
    gaps = np.subtract.outer(np.arange(n1 + 1) / n1, np.arange(n2 + 1) / n2)
    far = gaps >= x1 / n1 - x2 / n2 - 1e-12
    chances = [
        stats.binom.pmf(range(n1 + 1), n1, min(p + lower, 1.0))
        @ far
        @ stats.binom.pmf(range(n2 + 1), n2, p)
        for p in np.linspace(max(0.0, -lower), min(1.0, 1 - lower), 2001)
    ]
    assert pytest.approx(0.025, abs=1e-6) == max(chances)


@pytest.mark.parametrize("is_scored", [True, False])
def test_an_exchange_of_groups_turns_the_sign(is_scored):
    """Limits are exchanged."""
    one = exact_difference_limits(9, 10, 3, 12, 0.025, is_scored=is_scored)
    two = exact_difference_limits(3, 12, 9, 10, 0.025, is_scored=is_scored)
    assert pytest.approx((-two[1], -two[0]), abs=1e-7) == one


def test_scored_limits_hold_score_limits_apart():
    """Exact limits are wider than the score limits they resemble."""
    exact = estimate_proportion_difference(9, 10, 3, 10, method="exact_score")
    score = estimate_proportion_difference(9, 10, 3, 10, method="miettinen_nurminen")
    assert exact.lower < score.lower < score.upper < exact.upper


def test_large_groups_have_no_exact_limits():
    """With a reason."""
    found = estimate_proportion_difference(130, 300, 100, 310, method="exact")
    assert [None, "too_large"] == [found.lower, found.reason]
