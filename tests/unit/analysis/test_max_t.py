"""Tails of the largest of several statistics."""

import math

import numpy as np
import pytest
from scipy import stats

from tlfgen.analysis.max_t import critical_value, loadings_of, max_t_tail, range_tail


@pytest.mark.parametrize("df", [3.0, 20.0, math.inf])
def test_one_statistic_has_the_tail_of_t(df):
    """Two-sided and one-sided."""
    law = stats.norm if math.isinf(df) else stats.t(df)
    alone = np.zeros(1)
    assert pytest.approx([2 * law.sf(2.5), law.sf(2.5), law.sf(2.5)], rel=1e-9) == [
        max_t_tail(2.5, alone, df),
        max_t_tail(2.5, alone, df, alternative="greater"),
        max_t_tail(-2.5, alone, df, alternative="less"),
    ]


def test_independent_normal_statistics_multiply():
    """Without a common denominator."""
    tail = 2 * stats.norm.sf(2.0)
    assert pytest.approx(1 - (1 - tail) ** 4) == max_t_tail(2.0, np.zeros(4), math.inf)


@pytest.mark.parametrize(("k", "expected"), [(1, 2.09), (2, 2.38), (3, 2.54), (4, 2.65), (5, 2.73)])
def test_dunnetts_table(k, expected):
    """Dunnett (1964), Biometrics 20, 482-491: two-sided 5% points for 20 degrees of freedom."""
    loadings = np.full(k, math.sqrt(0.5))
    found = critical_value(lambda at: max_t_tail(at, loadings, 20.0), 0.05, low=0.0)
    assert expected == round(found, 2)


@pytest.mark.parametrize(("groups", "df", "q"), [(2, 3, 1.0), (6, 65, 4.2), (10, 500, 3.3)])
def test_ranges_agree_with_scipy(groups, df, q):
    """The studentized range."""
    assert pytest.approx(stats.studentized_range.sf(q, groups, df)) == range_tail(q, groups, df)


def test_small_tails_keep_their_digits():
    """Two groups are one t."""
    q, df = 20.0, 30.0
    assert pytest.approx(2 * stats.t.sf(q / math.sqrt(2), df), rel=1e-8) == range_tail(q, 2, df)


def test_loadings_of_any_two():
    """A negative correlation too."""
    found = loadings_of(np.array([[1, -0.3], [-0.3, 1]]))
    assert pytest.approx(-0.3) == found[0] * found[1]


def test_correlations_that_are_no_products():
    """Three of them need not be."""
    assert loadings_of(np.array([[1, 0.9, 0.1], [0.9, 1, 0.3], [0.1, 0.3, 1]])) is None
