"""The conditional law of an odds ratio."""

from itertools import product

import numpy as np
import pytest
from scipy import stats

from tlfgen.analysis.categorical.odds import conditional_odds

TABLES = np.array([[[3.0, 3.0], [0.0, 6.0]], [[6.0, 0.0], [2.0, 4.0]]])


def test_one_table_is_hypergeometric():
    """First cells with all margins kept."""
    law = conditional_odds(np.array([[[3.0, 1.0], [1.0, 3.0]]]))
    assert pytest.approx(stats.hypergeom.pmf(range(5), 8, 4, 4)) == law.law()


def test_strata_are_convolved():
    """The sum of two independent hypergeometric counts."""
    one, two = stats.hypergeom(12, 6, 3), stats.hypergeom(12, 6, 8)
    sums = {}
    for a, b in product(range(4), range(2, 7)):
        sums[a + b] = sums.get(a + b, 0) + one.pmf(a) * two.pmf(b)
    law = conditional_odds(TABLES)
    assert [2, 9, pytest.approx([sums[place] for place in range(2, 10)])] == [
        law.low,
        law.observed,
        law.law().tolist(),
    ]


def test_an_observed_end_has_an_infinite_ratio():
    """All events that can be in the first row are."""
    law = conditional_odds(TABLES)
    assert [np.inf, np.inf] == [law.estimate(), law.upper(0.025)]


def test_limits_solve_their_equations():
    """The tail at each limit is the probability beyond it."""
    law = conditional_odds(np.array([[[12.0, 5.0], [6.0, 9.0]]]))
    lower, upper = law.lower(0.025), law.upper(0.025)
    assert pytest.approx([0.025, 0.025]) == [
        law.tails(np.log(lower))[1],
        law.tails(np.log(upper))[0],
    ]


def test_one_possible_sum_has_no_ratio():
    """Every p is 1."""
    law = conditional_odds(np.array([[[0.0, 5.0], [0.0, 7.0]]]))
    assert [None, 1.0] == [law.estimate(), law.p("two_sided")]
