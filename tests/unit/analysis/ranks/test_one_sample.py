"""Wilcoxon's signed rank test."""

import math

import pytest
from scipy import stats

from tlfgen.analysis.ranks.one_sample import compare_signed_ranks, compare_signs
from tlfgen.core.errors import AnalysisError

DIFFERENCES = [15.0, -7.0, 5.0, 20.0, 0.0, -9.0, 17.0, -12.0, 5.0, -10.0]


@pytest.mark.parametrize("alternative", ["two_sided", "less", "greater"])
@pytest.mark.parametrize(("zeros", "other"), [("drop", "wilcox"), ("pratt", "pratt")])
def test_normal_p_agrees_with_scipy(alternative, zeros, other):
    """Both rules for zeros, ties corrected."""
    found = compare_signed_ranks(
        DIFFERENCES, zeros=zeros, p_value="normal", is_corrected=False, alternative=alternative
    )
    expected = stats.wilcoxon(
        DIFFERENCES,
        zero_method=other,
        correction=False,
        alternative=alternative.replace("_", "-"),
        method="approx",
    )
    assert pytest.approx(expected.pvalue) == found.p


def test_exact_p_agrees_with_scipy():
    """Without ties or zeros."""
    sample = [1.5, -0.5, 2.0, 3.0, 0.7, -1.1]
    expected = stats.wilcoxon(sample, method="exact").pvalue
    assert pytest.approx(expected) == compare_signed_ranks(sample).p


def test_sas_leaves_the_exact_law_over_twenty_values():
    """S referred to t with n - 1 degrees of freedom."""
    sample = [(-1) ** place * place for place in range(1, 22)]
    found = compare_signed_ranks(sample)
    n, s = 21, sum(place for place in range(2, 22, 2)) - 21 * 22 / 4
    t = s * math.sqrt((n - 1) / (n * n * (n + 1) * (2 * n + 1) / 24 - s * s))
    assert [s, "t", pytest.approx(2 * stats.t.sf(abs(t), 20))] == [found.s, found.p_value, found.p]


@pytest.mark.parametrize(
    ("sample", "rule"), [([1, 2, 3], "exact"), ([1, 1, 3], "normal"), ([0, 1, 3], "normal")]
)
def test_r_is_exact_without_ties_or_zeros(sample, rule):
    """Under 50 differences."""
    assert rule == compare_signed_ranks(sample, preset="r").p_value


def test_pairs_are_differences():
    """First less second, incomplete pairs dropped."""
    found = compare_signed_ranks([3, 5, None], [1, 9, 2])
    assert [2, 1, 1.0] == [found.n, found.n_missing, found.v]


@pytest.mark.parametrize(("sample", "reason"), [([], "no_records"), ([0, 0], "no_variation")])
def test_samples_without_a_test(sample, reason):
    """Each case has its reason."""
    found = compare_signed_ranks(sample)
    assert [None, reason, reason] == [found.p, found.reason, compare_signs(sample).reason]


def test_signs_are_binomial():
    """Four of five signs up."""
    found = compare_signs([1, 2, 3, 4, -5, 0])
    assert [4, 1, 1.5, 0.375] == [found.n_positive, found.n_zero, found.m, found.p]


def test_an_unknown_rule_for_zeros_is_named():
    """A misspelt rule raises."""
    with pytest.raises(AnalysisError) as caught:
        compare_signed_ranks([1, 2], zeros="keep")
    assert caught.value.code == "analysis.unknown-zeros"
