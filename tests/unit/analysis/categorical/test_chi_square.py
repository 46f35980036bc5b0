"""Chi-square tests of a table."""

import math

import pytest
from scipy import stats

from tlfgen.analysis.categorical.chi_square import compare_table
from tlfgen.core.errors import AnalysisError

TABLE = [[2, 15], [10, 3]]


@pytest.mark.parametrize(("correction", "yates"), [("none", False), ("yates", True)])
def test_two_by_two_agrees_with_scipy(correction, yates):
    """With and without Yates' half."""
    found = compare_table(TABLE, correction=correction)
    other = stats.chi2_contingency(TABLE, correction=yates)
    assert pytest.approx([other.statistic, other.pvalue]) == [found.statistic, found.p]


def test_the_likelihood_ratio_agrees_with_scipy():
    """G squared of a larger table, with an empty cell."""
    table = [[1, 3, 10], [2, 0, 7]]
    found = compare_table(table)
    other = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood")
    assert pytest.approx([other.statistic, other.pvalue]) == [
        found.likelihood_ratio,
        found.p_likelihood_ratio,
    ]


def test_r_corrects_two_by_two_only():
    """A larger table takes no correction whatever is asked."""
    assert ["yates", "none"] == [
        compare_table(TABLE, preset="r").correction,
        compare_table([[1, 2, 3], [4, 5, 6]], preset="r").correction,
    ]


def test_schouten_takes_half_the_smaller_row():
    """By the formula."""
    a, b, c, d = 2, 15, 10, 3
    expected = 29 * (abs(a * d - b * c) - 13 / 2) ** 2 / (17 * 13 * 12 * 18)
    assert pytest.approx(expected) == compare_table(TABLE, correction="schouten").statistic


def test_association():
    """Phi has the sign of ad - bc."""
    found = compare_table(TABLE)
    phi = -math.sqrt(found.statistic / 30)
    assert pytest.approx([phi, phi, abs(phi) / math.sqrt(1 + phi**2)]) == [
        found.phi,
        found.cramer_v,
        found.contingency,
    ]


def test_empty_rows_and_columns_are_left_out():
    """As SAS does."""
    found = compare_table([[2, 0, 15], [0, 0, 0], [10, 0, 3]])
    assert [2, 2, pytest.approx(compare_table(TABLE).p)] == [found.rows, found.columns, found.p]


def test_small_expected_counts_are_reported():
    """The share of cells under 5, and the least."""
    found = compare_table([[3, 1], [1, 3]])
    assert [2.0, 1.0] == [found.least_expected, found.share_small]


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([[0, 0], [0, 0]], "no_records"),
        ([[1, 2], [0, 0]], "one_group"),
        ([[1, 0], [2, 0]], "no_variation"),
    ],
)
def test_tables_without_a_test(table, reason):
    """Each case has its reason."""
    found = compare_table(table)
    assert [None, reason] == [found.p, found.reason]


def test_an_unknown_correction_is_named():
    """A misspelt word raises."""
    with pytest.raises(AnalysisError) as caught:
        compare_table(TABLE, correction="continuity")
    assert caught.value.code == "analysis.unknown-correction"
