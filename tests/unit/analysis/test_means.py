"""Tests of means."""

import math

import pytest
from scipy import stats

from tlfgen.analysis.means import compare_one_mean, compare_paired_means, compare_two_means
from tlfgen.core.errors import AnalysisError

ONE, TWO = [1.0, 2.5, 3.0, 4.5], [2.0, 6.0, 7.5, 8.0, 9.0]


@pytest.mark.parametrize("alternative", ["two_sided", "less", "greater"])
@pytest.mark.parametrize(("variances", "equal"), [("pooled", True), ("satterthwaite", False)])
def test_two_means_agree_with_scipy(alternative, variances, equal):
    """Statistic, degrees of freedom, p and limits."""
    found = compare_two_means(ONE, TWO, variances=variances, alternative=alternative)
    other = stats.ttest_ind(ONE, TWO, equal_var=equal, alternative=alternative.replace("_", "-"))
    limits = other.confidence_interval(0.95)
    assert pytest.approx([other.statistic, other.df, other.pvalue, *limits]) == [
        found.t,
        found.df,
        found.p,
        found.lower,
        found.upper,
    ]


@pytest.mark.parametrize(("preset", "method"), [("sas", "pooled"), ("r", "satterthwaite")])
def test_presets(preset, method):
    """The first line of TTEST, the default of t.test."""
    assert method == compare_two_means(ONE, TWO, preset=preset).method


def test_a_difference_under_the_hypothesis():
    """The observed difference as hypothesis gives t of 0."""
    assert pytest.approx(1.0) == compare_two_means([1, 2], [3, 4], null=-2).p


def test_one_value_a_sample_may_pool():
    """One value against two has one degree of freedom when pooled, none otherwise."""
    pooled = compare_two_means([1], [3, 4])
    apart = compare_two_means([1], [3, 4], variances="satterthwaite")
    assert [1.0, None, "too_few"] == [pooled.df, pooled.reason, apart.reason]


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [([], [1], "no_records"), ([1], [2], "too_few"), ([1, 1], [2, 2], "no_variation")],
)
def test_two_means_without_a_test(first, second, reason):
    """Each case has its reason and no p."""
    found = compare_two_means(first, second)
    assert [None, reason] == [found.p, found.reason]


def test_pairs_are_the_one_sample_of_differences():
    """Pairs with a missing value are dropped."""
    pairs = compare_paired_means([3, 5, 8, None], [1, 4, 4, 2])
    one = compare_one_mean([2, 1, 4])
    assert [one.t, one.p, 3, 1] == [pairs.t, pairs.p, pairs.n1, pairs.n_missing]


@pytest.mark.parametrize(("alternative", "end"), [("less", "lower"), ("greater", "upper")])
def test_a_one_sided_limit_stands_alone(alternative, end):
    """The other is infinite."""
    assert math.isinf(getattr(compare_one_mean([1, 2, 3], alternative=alternative), end))


def test_an_unknown_variance_rule_is_named():
    """R's word is not ours."""
    with pytest.raises(AnalysisError) as caught:
        compare_two_means(ONE, TWO, variances="welch")
    assert caught.value.code == "analysis.unknown-variances"
