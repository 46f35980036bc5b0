"""Tests of paired answers."""

import math

import pytest
from scipy import stats

from tlfgen.analysis.categorical.paired import compare_paired_table
from tlfgen.core.errors import AnalysisError

TABLE = [[794, 150], [86, 570]]


def test_mcnemar_is_of_the_discordant_pairs():
    """(b - c) squared over b + c, with a correction of 1 in R."""
    plain, corrected = compare_paired_table(TABLE), compare_paired_table(TABLE, preset="r")
    assert pytest.approx([64**2 / 236, 63**2 / 236]) == [plain.statistic, corrected.statistic]


def test_the_exact_p_is_binomial():
    """Twice the smaller tail, and its mid p."""
    found = compare_paired_table([[5, 9], [2, 4]])
    tail, point = stats.binom.cdf(2, 11, 0.5), stats.binom.pmf(2, 11, 0.5)
    assert pytest.approx([2 * tail, 2 * tail - point]) == [found.p_exact, found.p_mid]


def test_difference_and_odds():
    """Of the first answer."""
    found = compare_paired_table([[5, 9], [2, 4]])
    assert pytest.approx([7 / 20, 4.5]) == [found.difference, found.odds_ratio]


def test_bowker_sums_over_pairs_of_answers():
    """Pairs of cells that are both empty add no degree of freedom."""
    found = compare_paired_table([[5, 4, 0], [1, 6, 2], [0, 7, 3]])
    assert [pytest.approx(9 / 5 + 25 / 9), 2.0, None] == [found.statistic, found.df, found.p_exact]


@pytest.mark.parametrize(
    ("table", "reason"), [([[0, 0], [0, 0]], "no_records"), ([[3, 0], [0, 4]], "no_variation")]
)
def test_tables_without_a_test(table, reason):
    """Each case has its reason."""
    assert reason == compare_paired_table(table).reason


def test_one_sided_discordance_has_infinite_odds():
    """No pair the other way."""
    assert compare_paired_table([[1, 3], [0, 1]]).odds_ratio == math.inf


def test_a_table_of_pairs_is_square():
    """Both readings have the same answers."""
    with pytest.raises(AnalysisError) as caught:
        compare_paired_table([[1, 2, 3], [4, 5, 6]])
    assert caught.value.code == "analysis.table-shape"
