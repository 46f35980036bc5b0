"""Tests of trend."""

import pytest

from tlfgen.analysis.categorical.trend import compare_ordered_groups, compare_trend
from tlfgen.core.errors import AnalysisError


def test_equal_steps_of_scores_do_not_matter():
    """Scores 1 to 4 or 10 to 40."""
    counts = [83, 90, 129, 70], [86, 93, 136, 82]
    one, ten = compare_trend(*counts), compare_trend(*counts, scores=[10, 20, 30, 40])
    assert pytest.approx(one.z) == ten.z


def test_two_groups_are_the_chi_square_of_two_proportions():
    """Z squared by the pooled formula."""
    found = compare_trend([3, 8], [10, 12])
    p = 11 / 22
    assert pytest.approx((8 / 12 - 3 / 10) ** 2 / (p * (1 - p) * (1 / 10 + 1 / 12))) == (
        found.statistic
    )


def test_a_rising_proportion_has_positive_z():
    """One-sided p on that side is half."""
    found = compare_trend([1, 3, 5], [10, 10, 10])
    more = compare_trend([1, 3, 5], [10, 10, 10], alternative="greater")
    assert found.z > 0
    assert pytest.approx(found.p / 2) == more.p


def test_correction_takes_half_a_step():
    """A smaller distance."""
    plain = compare_trend([1, 3, 5], [10, 10, 10])
    corrected = compare_trend([1, 3, 5], [10, 10, 10], is_corrected=True)
    assert pytest.approx(plain.z - 0.5 / plain.sd) == corrected.z


def test_pairs_that_rise_are_counted():
    """Of three groups of one, two pairs rise and one ties."""
    found = compare_ordered_groups([1, 2, 2], ["a", "b", "c"])
    assert [2.5, 1.5] == [found.statistic, found.expected]


@pytest.mark.parametrize(
    ("events", "totals", "reason"),
    [
        ([], [], "no_records"),
        ([1], [2], "one_group"),
        ([0, 0], [5, 5], "no_variation"),
        ([1, None], [2, 5], "one_group"),
    ],
)
def test_proportions_without_a_trend(events, totals, reason):
    """Each case has its reason."""
    assert reason == compare_trend(events, totals).reason


@pytest.mark.parametrize(
    ("values", "groups", "reason"),
    [([], [], "no_records"), ([1, 2], ["a", "a"], "one_group"), ([2, 2], "ab", "no_variation")],
)
def test_values_without_a_trend(values, groups, reason):
    """Each case has its reason."""
    assert reason == compare_ordered_groups(values, list(groups)).reason


def test_more_events_than_records_are_an_error():
    """Counts are checked."""
    with pytest.raises(AnalysisError) as caught:
        compare_trend([3], [2])
    assert caught.value.code == "analysis.bad-count"
