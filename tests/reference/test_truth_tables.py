"""Tests of tables agree with R."""

import pytest

from tests.reference.truth import Case, near
from tlfgen.analysis import (
    compare_paired_table,
    compare_table,
    compare_table_exact,
    compare_trend,
)


@pytest.mark.parametrize("name", ["chisq_big_plain", "chisq_conv_plain", "chisq_job_plain"])
def test_chi_square(name):
    """Pearson's chi-square without correction, with expected counts."""
    case = Case(name)
    got = compare_table(case.columns["table_rows"])
    expected = case.expected
    assert near([expected["statistic"]["X-squared"], expected["parameter"]["df"]]) == [
        got.statistic,
        got.df,
    ]
    assert near(expected["p_value"]) == got.p
    assert near(expected["expected_counts"]["values"]) == [list(row) for row in got.expected]


@pytest.mark.parametrize(
    ("name", "alternative"),
    [
        ("fisher_big", "two_sided"),
        ("fisher_convictions_less", "less"),
        ("fisher_tea_greater", "greater"),
        ("fisher_tea_twosided", "two_sided"),
        ("fisher_zero", "two_sided"),
    ],
)
def test_fisher_two_by_two(name, alternative):
    """Fisher's p, conditional odds ratio and limits with the root finder of R."""
    case = Case(name)
    got = compare_table_exact(case.columns["table_rows"], alternative=alternative, preset="r")
    expected = case.expected
    assert near(expected["p_value"], 1e-10) == got.p
    assert near([expected["estimate"]["odds ratio"], *expected["conf_int"]]) == [
        got.odds_ratio,
        got.lower,
        got.upper,
    ]


def test_fisher_four_by_four():
    """Fisher's p of a larger table."""
    case = Case("fisher_job_4x4")
    assert near(case.expected["p_value"]) == compare_table_exact(case.columns["table_rows"]).p


def test_mcnemar():
    """McNemar's chi-square with the correction of R."""
    case = Case("mcnemar_cc")
    got = compare_paired_table(case.columns["table_rows"], preset="r")
    statistic = case.expected["statistic"]["McNemar's chi-squared"]
    assert near([statistic, 1, case.expected["p_value"]]) == [got.statistic, got.df, got.p]


def test_cochran_armitage():
    """The chi-square for trend."""
    case = Case("cochran_armitage_trend")
    got = compare_trend(case.columns["x"], case.columns["n"])
    assert near([case.expected["statistic"]["X-squared"], case.expected["p_value"]]) == [
        got.statistic,
        got.p,
    ]
