"""Score statistics of two proportions."""

import math

import numpy as np
import pytest
from scipy import optimize

from tlfgen.analysis.proportions.score import (
    difference_variance,
    odds_score,
    risk_score,
    score_limits,
)


@pytest.mark.parametrize("counts", [(56, 70, 48, 80), (5, 56, 0, 29), (9, 10, 3, 10)])
@pytest.mark.parametrize("difference", [-0.4, -0.05, 0.0, 0.1, 0.6])
def test_restricted_proportions_have_the_largest_likelihood(counts, difference):
    """The variance is that at the maximum, found by search."""
    x1, n1, x2, n2 = counts

    def lost(second):
        first = second + difference
        parts = [(x1, first), (n1 - x1, 1 - first), (x2, second), (n2 - x2, 1 - second)]
        return -sum(count * math.log(max(share, 1e-300)) for count, share in parts if count)

    ends = max(0.0, -difference), min(1.0, 1 - difference)
    best = optimize.minimize_scalar(lost, bounds=ends, method="bounded", options={"xatol": 1e-12}).x
    first = best + difference
    expected = first * (1 - first) / n1 + best * (1 - best) / n2
    arrays = [np.array([float(one)]) for one in counts]
    found = float(difference_variance(*arrays, difference)[0])
    assert pytest.approx(expected, rel=1e-5, abs=1e-9) == found


def test_all_scores_agree_where_the_groups_do_not_differ():
    """A difference of 0 and a ratio of 1 are one hypothesis."""
    counts = (26, 144, 13, 150)
    arrays = [np.array([float(one)]) for one in counts]
    z = (26 / 144 - 13 / 150) / math.sqrt(float(difference_variance(*arrays, 0.0)[0]))
    assert pytest.approx([z, z]) == [risk_score(*counts, 1.0), odds_score(*counts, 1.0)]


@pytest.mark.parametrize("score", [risk_score, odds_score])
def test_scores_of_ratios_fall(score):
    """From above to below 0, which is at the estimate."""
    places = [score(9, 10, 3, 10, math.exp(at)) for at in np.linspace(-30, 30, 61)]
    assert sorted(places, reverse=True) == places
    estimate = 3.0 if score is risk_score else 21.0
    assert pytest.approx(0, abs=1e-9) == score(9, 10, 3, 10, estimate)


def test_limits_stop_at_the_ends():
    """Where the score does not reach the quantile."""
    assert (-1.0, 1.0) == score_limits(lambda at: -at, 5.0, low=-1.0, high=1.0, estimate=0.0)


def test_limits_are_where_the_score_is_the_quantile():
    """A straight line."""
    assert pytest.approx((-0.5, 0.5)) == score_limits(
        lambda at: -4 * at, 2.0, low=-1.0, high=1.0, estimate=0.0
    )
