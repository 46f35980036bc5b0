"""Rank tests of groups."""

import pytest
from scipy import stats

from tlfgen.analysis.ranks.groups import compare_medians, compare_rank_groups
from tlfgen.core.errors import AnalysisError

VALUES, GROUPS = [1.0, 2.5, 2.5, 4.5, 2.0, 6.0, 7.5, 4.5], list("aabbbccc")


def test_kruskal_agrees_with_scipy():
    """Ties corrected."""
    found = compare_rank_groups(VALUES, GROUPS)
    other = stats.kruskal(VALUES[:2], VALUES[2:5], VALUES[5:])
    assert pytest.approx([other.statistic, other.pvalue]) == [found.statistic, found.p]


def test_normal_scores_are_those_of_van_der_waerden():
    """Chi-square of the scores by hand, without ties."""
    values = [1, 2, 3, 4]
    scores = stats.norm.ppf([0.2, 0.4, 0.6, 0.8])
    total, spread = scores[:2].sum(), (scores**2).sum()
    expected = 3 * (2 * (total / 2) ** 2 * 2) / spread
    assert (
        pytest.approx(expected)
        == compare_rank_groups(values, "aabb"[:4] and list("aabb"), scores="normal").statistic
    )


def test_savage_scores_sum_to_nothing():
    """Their pooled mean is 0."""
    found = compare_rank_groups([1, 2, 3, 4], list("aabb"), scores="savage")
    assert pytest.approx(0, abs=1e-12) == sum(found.mean_scores)


@pytest.mark.parametrize(
    ("at_median", "means"),
    [
        ("zero", (0.0, 1 / 2)),
        ("half", (1 / 6, 3 / 4)),
        ("one", (1 / 3, 1.0)),
        ("averaged", (1 / 6, 3 / 4)),
    ],
)
def test_values_at_the_median(at_median, means):
    """1, 2, 3 against 3, 4: the median is 3."""
    found = compare_medians([1, 2, 3, 3, 4], list("aaabb"), at_median=at_median)
    assert pytest.approx(means) == found.mean_scores


@pytest.mark.parametrize(
    ("values", "groups", "reason"),
    [
        ([], [], "no_records"),
        ([1, 2], ["a", "a"], "one_group"),
        ([2, 2], ["a", "b"], "no_variation"),
    ],
)
def test_groups_without_a_test(values, groups, reason):
    """Each case has its reason."""
    found = compare_rank_groups(values, groups)
    assert [None, reason] == [found.p, found.reason]


def test_unknown_scores_are_named():
    """A misspelt word raises."""
    with pytest.raises(AnalysisError) as caught:
        compare_rank_groups(VALUES, GROUPS, scores="van_der_waerden")
    assert caught.value.code == "analysis.unknown-scores"


def test_mood_scores():
    """Mood's scores give the z of scipy's test of spread."""
    one, two = [1.2, 3.4, 2.2, 9.1, 4.4, 0.3], [2.0, 2.1, 2.6, 3.0, 2.9]
    found = compare_rank_groups(one + two, ["a"] * 6 + ["b"] * 5, scores="mood")
    other = stats.mood(one, two)
    assert (other.statistic, other.pvalue) == pytest.approx((found.z, found.p))


def test_siegel_tukey_scores():
    """Ranks go from both ends inwards: 1 low, 2 and 3 high, 4 and 5 low, 6 high."""
    found = compare_rank_groups([1, 2, 3, 4, 5, 6], list("aaabbb"), scores="siegel_tukey")
    assert ((1 + 4 + 5) / 3, (6 + 3 + 2) / 3) == pytest.approx(found.mean_scores)


def test_ansari_bradley_scores():
    """Ranks from the nearer end."""
    found = compare_rank_groups([1, 2, 3, 4, 5, 6], list("aaabbb"), scores="ansari_bradley")
    assert (2, 2) == pytest.approx(found.mean_scores)


def test_klotz_scores():
    """Squares of normal scores."""
    found = compare_rank_groups([1, 2, 3, 4], list("aabb"), scores="klotz")
    raw = stats.norm.ppf([0.2, 0.4]) ** 2
    assert raw.mean() == pytest.approx(found.mean_scores[0])
