"""Wilcoxon's rank sum test."""

from itertools import combinations

import pytest
from scipy import stats

from tlfgen.analysis.ranks.two_sample import compare_ranks
from tlfgen.core.errors import AnalysisError

ONE, TWO = [3.0, 5.0, 5.0, 6.0, 8.0], [1.0, 2.0, 3.0, 5.0, 6.0, 6.0]


@pytest.mark.parametrize("is_corrected", [True, False])
@pytest.mark.parametrize("alternative", ["two_sided", "less", "greater"])
def test_normal_p_agrees_with_scipy(is_corrected, alternative):
    """Ties corrected, with and without continuity."""
    found = compare_ranks(ONE, TWO, is_corrected=is_corrected, alternative=alternative)
    other = stats.mannwhitneyu(
        ONE,
        TWO,
        use_continuity=is_corrected,
        alternative=alternative.replace("_", "-"),
        method="asymptotic",
    )
    assert pytest.approx([other.statistic, other.pvalue]) == [found.u, found.p]


def test_exact_p_with_ties_is_that_of_enumeration():
    """Every choice of five midranks, as far from the mean as the observed."""
    ranks = stats.rankdata(ONE + TWO)
    sums = [sum(chosen) for chosen in combinations(ranks, 5)]
    away = abs(sum(ranks[:5]) - 30)
    expected = sum(abs(total - 30) >= away - 1e-9 for total in sums) / len(sums)
    assert pytest.approx(expected) == compare_ranks(ONE, TWO, p_value="exact").p


def test_the_t_of_sas():
    """Z referred to t with n - 1 degrees of freedom."""
    found = compare_ranks(ONE, TWO, p_value="t")
    assert pytest.approx(2 * stats.t.sf(abs(found.z), 10)) == found.p


@pytest.mark.parametrize(
    ("first", "second", "rule"),
    [([1, 3], [2, 4], "exact"), ([1, 2], [2, 4], "normal"), (range(50), [0.5], "normal")],
)
def test_r_is_exact_for_small_samples_without_ties(first, second, rule):
    """Under 50 each."""
    assert rule == compare_ranks(first, second, preset="r").p_value


def test_a_shift_under_the_hypothesis():
    """The hypothesis shift is taken from the first sample."""
    assert compare_ranks([11, 12, 13], [1, 2, 3], null=10).p == 1.0


@pytest.mark.parametrize(
    ("first", "second", "options", "p", "reason"),
    [
        ([], [1], {}, None, "no_records"),
        ([1, 1], [1], {}, None, "no_variation"),
        ([1, 1], [1], {"p_value": "exact"}, 1.0, None),
        (range(1000), range(1000), {"p_value": "exact"}, None, "too_large"),
    ],
)
def test_samples_without_a_test(first, second, options, p, reason):
    """Each case has its reason."""
    found = compare_ranks(first, second, **options)
    assert [p, reason] == [found.p, found.reason]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"p_value": "asymptotic"}, "analysis.unknown-p-value"),
        ({"two_sided": "smaller"}, "analysis.unknown-two-sided"),
    ],
)
def test_wrong_options_are_named(options, code):
    """Each wrong option has its code."""
    with pytest.raises(AnalysisError) as caught:
        compare_ranks(ONE, TWO, **options)
    assert caught.value.code == code
