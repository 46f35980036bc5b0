"""Correlation of two variables."""

import math

import pytest
from scipy import stats

from tlfgen.analysis.correlation import estimate_correlation
from tlfgen.core.errors import AnalysisError

X, Y = [1.0, 2.5, 3.0, 4.5, 6.0, 7.5, 9.0], [2.0, 1.0, 7.5, 3.0, 9.0, 8.0, 11.0]


@pytest.mark.parametrize("alternative", ["two_sided", "less", "greater"])
def test_pearson_agrees_with_scipy(alternative):
    """Estimate and p; limits by Fisher's z."""
    found = estimate_correlation(X, Y, alternative=alternative)
    other = stats.pearsonr(X, Y, alternative=alternative.replace("_", "-"))
    limits = other.confidence_interval(0.95)
    assert pytest.approx([other.statistic, other.pvalue, *limits]) == [
        found.estimate,
        found.p,
        found.lower,
        found.upper,
    ]


@pytest.mark.parametrize("alternative", ["two_sided", "less", "greater"])
def test_exact_kendall_agrees_with_scipy(alternative):
    """Small samples without ties."""
    found = estimate_correlation(X, Y, method="kendall", preset="r", alternative=alternative)
    other = stats.kendalltau(X, Y, method="exact", alternative=alternative.replace("_", "-"))
    assert pytest.approx([other.statistic, other.pvalue]) == [found.estimate, found.p]


def test_exact_spearman_counts_permutations():
    """Of 24 orders of four, rho of 0.8 or more in size has eight."""
    found = estimate_correlation([1, 2, 3, 4], [1, 2, 4, 3], method="spearman", p_value="exact")
    assert [pytest.approx(0.8), pytest.approx(8 / 24)] == [found.estimate, found.p]


def test_edgeworth_series_of_spearman():
    """Package pspearman documents 0.005825634 for a sum of 36 over ten pairs (AS 89)."""
    second = [4, 3, 2, 1, 7, 6, 5, 10, 9, 8]
    found = estimate_correlation(
        range(1, 11), second, method="spearman", preset="r", alternative="greater"
    )
    assert [pytest.approx(36), pytest.approx(0.005825634, abs=5e-10)] == [found.statistic, found.p]


def test_ties_have_no_exact_p():
    """The approximation stands in, and says so."""
    found = estimate_correlation([1, 1, 2, 3], [1, 2, 3, 4], method="kendall", p_value="exact")
    assert not found.is_exact


def test_a_perfect_line_has_infinite_t():
    """Its p is 0 and its limits meet."""
    found = estimate_correlation([1, 2, 3, 4], [2, 4, 6, 8])
    assert [1.0, math.inf, 0.0, 1.0] == [found.estimate, found.statistic, found.p, found.lower]


@pytest.mark.parametrize(
    ("first", "reason"), [([1, 1, 1], "no_variation"), ([1, 2, None], "too_few")]
)
def test_pairs_without_a_correlation(first, reason):
    """Each case has its reason."""
    assert reason == estimate_correlation(first, [1, 2, 3]).reason


def test_an_unknown_method_is_named():
    """A misspelt method raises."""
    with pytest.raises(AnalysisError) as caught:
        estimate_correlation(X, Y, method="spearmans")
    assert caught.value.code == "analysis.unknown-method"


def test_limits_without_bias():
    """Fisher's z less r / (2(n - 1)), and back."""
    one, two = [1.0, 2.0, 3.5, 4.0, 7.0, 6.0], [2.0, 1.0, 4.0, 3.0, 9.0, 5.0]
    found = estimate_correlation(one, two, is_bias_adjusted=True)
    centre = math.atanh(found.estimate) - found.estimate / 10
    half = stats.norm.ppf(0.975) / math.sqrt(3)
    expected = math.tanh(centre - half), math.tanh(centre + half)
    assert expected == pytest.approx((found.lower, found.upper))
