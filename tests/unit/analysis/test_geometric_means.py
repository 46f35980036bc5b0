"""Tests of ratios of geometric means, against t tests of the logs."""

import math

import numpy as np
import pytest
from scipy import stats

from tlfgen.analysis import compare_geometric_means

TEST = [12.1, 9.8, 15.3, 11.0, 8.7]
REFERENCE = [10.2, 11.9, 14.1, 12.5, 7.9]


@pytest.mark.parametrize("variances", ["pooled", "satterthwaite"])
def test_the_ratio_is_a_t_test_of_logs(variances):
    """P and limits are those of the logs, taken back."""
    found = compare_geometric_means(TEST, REFERENCE, variances=variances, level=0.9)
    other = stats.ttest_ind(np.log(TEST), np.log(REFERENCE), equal_var=variances == "pooled")
    low, high = other.confidence_interval(0.9)
    assert (other.pvalue, math.exp(low), math.exp(high)) == pytest.approx(
        (found.p, found.lower, found.upper)
    )


def test_pairs():
    """Pairs are compared by the differences of their logs."""
    found = compare_geometric_means(TEST, REFERENCE, is_paired=True)
    assert stats.ttest_rel(np.log(TEST), np.log(REFERENCE)).pvalue == pytest.approx(found.p)


def test_equivalence():
    """Two one-sided tests against 0.8 and 1.25; the larger p counts."""
    found = compare_geometric_means(TEST, REFERENCE, variances="pooled", bounds=(0.8, 1.25))
    logs = np.log(TEST), np.log(REFERENCE)
    low = stats.ttest_ind(logs[0] - math.log(0.8), logs[1], alternative="greater").pvalue
    high = stats.ttest_ind(logs[0] - math.log(1.25), logs[1], alternative="less").pvalue
    assert (low, high, max(low, high)) == pytest.approx(
        (found.p_lower, found.p_upper, found.p_equivalence)
    )


def test_variation_within_the_groups():
    """The geometric CV is of the pooled variance of the logs."""
    found = compare_geometric_means(TEST, REFERENCE)
    pooled = (np.log(TEST).var(ddof=1) + np.log(REFERENCE).var(ddof=1)) / 2
    assert 100 * math.sqrt(math.exp(pooled) - 1) == pytest.approx(found.cv)


def test_zero_has_no_log():
    """A value of 0 leaves a reason."""
    assert compare_geometric_means([0, 1, 2], [1, 2, 3]).reason == "not_positive"
