"""Tests of the means of groups."""

import pytest
from scipy import stats

from tlfgen.analysis.group_means import compare_group_means
from tlfgen.analysis.means import compare_two_means

VALUES, GROUPS = [1.0, 2.5, 3.0, 4.5, 2.0, 6.0, 7.5], list("aabbbcc")


def test_one_way_agrees_with_scipy():
    """F and p."""
    found = compare_group_means(VALUES, GROUPS)
    other = stats.f_oneway(VALUES[:2], VALUES[2:5], VALUES[5:])
    assert pytest.approx([other.statistic, other.pvalue]) == [found.statistic, found.p]


def test_welch_of_two_groups_is_the_t_test():
    """F is t squared, with its degrees of freedom."""
    found = compare_group_means(VALUES, list("aaabbbb"), variances="welch")
    t = compare_two_means(VALUES[:3], VALUES[3:], variances="satterthwaite")
    assert pytest.approx([t.t**2, t.df, t.p]) == [found.statistic, found.df_error, found.p]


@pytest.mark.parametrize(
    ("values", "groups", "reason"),
    [
        ([], [], "no_records"),
        ([1, 2], ["a", "a"], "one_group"),
        ([1, 2], ["a", "b"], "too_few"),
        ([1, 1, 2, 2], ["a", "a", "b", "b"], "no_variation"),
    ],
)
def test_groups_without_a_test(values, groups, reason):
    """Each case has its reason and no p."""
    found = compare_group_means(values, groups)
    assert [None, reason] == [found.p, found.reason]


def test_rows_without_value_or_group_are_counted():
    """Both kinds are missing."""
    assert compare_group_means([1, None, 3, 4], ["a", "a", None, "b"]).n_missing == 2
