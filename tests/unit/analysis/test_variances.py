"""Tests of variances."""

import pytest
from scipy import stats

from tlfgen.analysis.variances import compare_group_variances, compare_two_variances
from tlfgen.core.errors import AnalysisError

ONE, TWO = [1.0, 2.5, 3.0, 4.5], [2.0, 6.0, 7.5, 8.0, 19.0]
LABELS = ["a"] * len(ONE) + ["b"] * len(TWO)


@pytest.mark.parametrize(
    ("method", "other"),
    [
        ("bartlett", stats.bartlett(ONE, TWO)),
        ("levene_absolute", stats.levene(ONE, TWO, center="mean")),
        ("brown_forsythe", stats.levene(ONE, TWO, center="median")),
    ],
)
def test_methods_agree_with_scipy(method, other):
    """Statistic and p."""
    found = compare_group_variances(ONE + TWO, LABELS, method=method)
    assert pytest.approx([other.statistic, other.pvalue]) == [found.statistic, found.p]


def test_squared_levene_is_the_analysis_of_squares():
    """The default type of SAS."""
    squares = [[(x - sum(part) / len(part)) ** 2 for x in part] for part in (ONE, TWO)]
    other = stats.f_oneway(*squares)
    found = compare_group_variances(ONE + TWO, LABELS, method="levene_square")
    assert pytest.approx([other.statistic, other.pvalue]) == [found.statistic, found.p]


def test_ratio_of_two_variances():
    """F and its two-sided p."""
    found = compare_two_variances([1, 2, 4], [3, 7, 12])
    assert pytest.approx([7 / 61, 2 * stats.f.cdf(7 / 61, 2, 2)]) == [found.ratio, found.p]


@pytest.mark.parametrize(
    ("first", "second", "reason"), [([1], [1, 2], "too_few"), ([1, 2], [1, 1], "no_variation")]
)
def test_ratios_that_cannot_be_given(first, second, reason):
    """Each case has its reason."""
    assert reason == compare_two_variances(first, second).reason


def test_an_unknown_method_is_named():
    """A misspelt method raises."""
    with pytest.raises(AnalysisError) as caught:
        compare_group_variances([1, 2], ["a", "b"], method="levene")
    assert caught.value.code == "analysis.unknown-method"


def test_fligner_killeen():
    """The chi-square of normal scores is that of scipy, with the median as the centre."""
    other = stats.fligner(ONE, TWO, center="median")
    found = compare_group_variances([*ONE, *TWO], LABELS, method="fligner_killeen")
    assert tuple(other) == pytest.approx((found.statistic, found.p))


def test_a_ratio_of_variances_other_than_one():
    """F is divided by the ratio under the hypothesis."""
    found = compare_two_variances([1, 2, 4], [3, 7, 12], null=0.5)
    assert 2 * stats.f(2, 2).cdf(found.ratio / 0.5) == pytest.approx(found.p)
