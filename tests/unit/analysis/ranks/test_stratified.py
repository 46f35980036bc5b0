"""Rank tests within strata or blocks."""

import pytest
from scipy import stats

from tlfgen.analysis.ranks.groups import compare_rank_groups
from tlfgen.analysis.ranks.stratified import compare_blocks, compare_stratified_ranks

VALUES, GROUPS = [1.0, 2.5, 2.5, 4.5, 2.0, 6.0], list("aabbab")


@pytest.mark.parametrize("scores", ["modridit", "ridit", "rank"])
def test_one_stratum_is_kruskal(scores):
    """The divisor cancels."""
    found = compare_stratified_ranks(VALUES, GROUPS, [1] * 6, scores=scores)
    assert pytest.approx(compare_rank_groups(VALUES, GROUPS).p) == found.p


def test_a_stratum_of_one_record_adds_nothing():
    """Its record is used but has no rank to compare."""
    with_one = compare_stratified_ranks([*VALUES, 99.0], [*GROUPS, "a"], [1] * 6 + [2])
    assert pytest.approx(compare_rank_groups(VALUES, GROUPS).p) == with_one.p


def test_strata_that_hold_one_group_each_have_no_test():
    """Nothing is compared within a stratum."""
    found = compare_stratified_ranks([1, 2, 3, 4], list("aabb"), list("xxyy"))
    assert [None, "no_variation"] == [found.p, found.reason]


def test_a_row_without_a_stratum_is_dropped():
    """It is counted."""
    assert compare_stratified_ranks([1, 2], ["a", "b"], [None, 1]).n_missing == 1


def test_friedman_agrees_with_scipy():
    """Ties corrected."""
    blocks = [[1, 2, 3], [2, 2, 5], [4, 1, 6], [3, 3, 3]]
    found, other = compare_blocks(blocks), stats.friedmanchisquare(*zip(*blocks, strict=True))
    assert pytest.approx([other.statistic, other.pvalue]) == [found.statistic, found.p]


@pytest.mark.parametrize(
    ("blocks", "reason"), [([[1], [2]], "one_group"), ([[2, 2], [1, 1]], "no_variation")]
)
def test_blocks_without_a_test(blocks, reason):
    """Each case has its reason."""
    assert reason == compare_blocks(blocks).reason


def test_a_block_with_a_missing_value_is_dropped():
    """It is counted."""
    found = compare_blocks([[1, 2], [None, 3], [2, 5]])
    assert [1, (2, 2)] == [found.n_missing, found.n]
