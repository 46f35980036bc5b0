"""Comparisons with a control or of all pairs."""

import math

import pytest
from scipy import stats

from tlfgen.analysis.comparisons import compare_all_pairs, compare_to_control
from tlfgen.analysis.means import compare_two_means
from tlfgen.core.errors import AnalysisError

VALUES, GROUPS = [1, 2, 3, 3, 4, 6, 2, 5, 9, 4], list("aaabbbcccc")


def test_tukey_agrees_with_scipy():
    """Unequal groups."""
    found = compare_all_pairs(VALUES, GROUPS)
    other = stats.tukey_hsd(VALUES[:3], VALUES[3:6], VALUES[6:])
    limits = other.confidence_interval(0.95)
    assert (("b", "a"), ("c", "a"), ("c", "b")) == found.pairs
    assert pytest.approx([other.pvalue[1, 0], other.pvalue[2, 0]]) == list(found.p_adjusted[:2])
    assert pytest.approx([limits.low[2, 1], limits.high[2, 1]]) == [
        found.lower[2],
        found.upper[2],
    ]


def test_dunnett_agrees_with_scipy():
    """Whose integration is by chance."""
    found = compare_to_control(VALUES, GROUPS, control="a")
    other = stats.dunnett(VALUES[3:6], VALUES[6:], control=VALUES[:3], rng=7)
    assert pytest.approx(other.pvalue, abs=5e-4) == list(found.p_adjusted)


@pytest.mark.parametrize("alternative", ["two_sided", "less", "greater"])
def test_two_groups_are_the_t_test(alternative):
    """With its p and limits."""
    found = compare_to_control(VALUES[:6], GROUPS[:6], control="a", alternative=alternative)
    t = compare_two_means(VALUES[3:6], VALUES[:3], alternative=alternative)
    assert pytest.approx([t.p, t.lower, t.upper]) == [
        found.p_adjusted[0],
        found.lower[0],
        found.upper[0],
    ]


def test_tukey_of_two_groups_is_the_t_test():
    """With its limits."""
    found = compare_all_pairs(VALUES[:6], GROUPS[:6])
    t = compare_two_means(VALUES[3:6], VALUES[:3])
    assert pytest.approx([t.p, t.lower, t.upper]) == [
        found.p_adjusted[0],
        found.lower[0],
        found.upper[0],
    ]


def test_a_limit_excludes_zero_where_p_is_small():
    """The same quantile behind both."""
    found = compare_to_control([1, 2, 3, 9, 9, 8, 2, 3, 1], list("aaabbbccc"), control="a")
    assert [p < 0.05 for p in found.p_adjusted] == [low > 0 for low in found.lower]


def test_step_down_is_never_larger():
    """Than the single step."""
    single = compare_to_control(VALUES, GROUPS, control="a")
    stepped = compare_to_control(VALUES, GROUPS, control="a", steps="step_down")
    assert all(
        two <= one + 1e-12 for one, two in zip(single.p_adjusted, stepped.p_adjusted, strict=True)
    )


def test_one_sided_limits_stand_alone():
    """The other is infinite."""
    found = compare_to_control(VALUES, GROUPS, control="a", alternative="greater")
    assert all(math.isinf(upper) for upper in found.upper)


@pytest.mark.parametrize(
    ("values", "groups", "reason"),
    [
        ([], [], "no_records"),
        ([1, 2], ["a", "a"], "one_group"),
        ([1, 2], ["a", "b"], "too_few"),
        ([1, 1, 2, 2], ["a", "a", "b", "b"], "no_variation"),
        ([1, 2, 3, 5], ["c", "c", "b", "b"], "no_control"),
    ],
)
def test_groups_without_comparisons(values, groups, reason):
    """Each case has its reason."""
    found = compare_to_control(values, groups, control="a")
    assert [(), reason] == [found.pairs, found.reason]


def test_unknown_steps_are_named():
    """A misspelt word raises."""
    with pytest.raises(AnalysisError) as caught:
        compare_to_control(VALUES, GROUPS, control="a", steps="stepdown")
    assert caught.value.code == "analysis.unknown-steps"
