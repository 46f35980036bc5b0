"""Tests over strata agree with R."""

import numpy as np

from tests.reference.truth import Case, near
from tlfgen.analysis import (
    compare_odds_homogeneity,
    compare_stratified_tables,
    compare_table,
    compare_table_exact,
    estimate_common_difference,
    estimate_common_odds_ratio,
    estimate_common_risk_ratio,
)


def test_general_association():
    """The general association of two 4 x 4 tables."""
    case = Case("cmh_general_4x4x2")
    got = compare_stratified_tables(case.columns["slices"])
    statistic = case.expected["statistic"]["Cochran-Mantel-Haenszel M^2"]
    assert near([statistic, 9, case.expected["p_value"]]) == [
        got.general,
        got.general_df,
        got.general_p,
    ]


def test_three_statistics():
    """The three statistics of SAS with table scores."""
    case = Case("cmh_sas_three_4x4x2")
    got = compare_stratified_tables(case.columns["slices"])
    expected = [list(one.values()) for one in case.expected.values()]
    assert near(expected) == [
        [got.general, got.general_df, got.general_p],
        [got.row_mean, got.row_mean_df, got.row_mean_p],
        [got.correlation, got.correlation_df, got.correlation_p],
    ]


def test_two_by_two():
    """Mantel & Haenszel's chi-square and odds ratio without correction."""
    case = Case("cmh_ucb_nocc")
    tables, expected = case.columns["slices"], case.expected
    got, odds = compare_stratified_tables(tables), estimate_common_odds_ratio(tables)
    assert near([expected["statistic"]["Mantel-Haenszel X-squared"], expected["p_value"]]) == [
        got.general,
        got.general_p,
    ]
    assert near([expected["estimate"]["common odds ratio"], *expected["conf_int"]]) == [
        odds.estimate,
        odds.lower,
        odds.upper,
    ]


def test_exact_common_odds():
    """The conditional odds ratio over strata, with the root finder of R."""
    case = Case("cmh_rabbits_exact")
    got = estimate_common_odds_ratio(case.columns["slices"], method="conditional", preset="r")
    expected = case.expected
    estimate = expected["estimate"]["common odds ratio"]
    assert near([estimate, *expected["conf_int"], expected["p_value"]]) == [
        got.estimate,
        got.lower,
        got.upper,
        got.p,
    ]


def test_breslow_day():
    """The test of one odds ratio, with Tarone's adjustment."""
    case = Case("breslow_day_ucb")
    tables, expected = case.columns["slices"], case.expected
    got, odds = compare_odds_homogeneity(tables), estimate_common_odds_ratio(tables)
    keys = ("breslow_day", "breslow_day_p", "tarone", "tarone_p", "df", "se_rbg")
    assert near([expected[key] for key in keys]) == [
        got.breslow_day,
        got.p_breslow_day,
        got.tarone,
        got.p_tarone,
        got.df,
        odds.se_log,
    ]


def test_common_risks():
    """Sato's difference and Mantel & Haenszel's ratio of risks; the groups are columns there."""
    case = Case("mh_risk_difference_ucb")
    tables = np.array(case.columns["slices"]).transpose(0, 2, 1)
    got, ratio = estimate_common_difference(tables), estimate_common_risk_ratio(tables)
    assert near(list(case.expected["rd"].values())) == [
        got.estimate,
        got.se,
        got.lower,
        got.upper,
    ]
    assert near(list(case.expected["log_rr"].values())) == [
        np.log(ratio.estimate),
        ratio.se_log,
        np.log(ratio.lower),
        np.log(ratio.upper),
    ]


def test_p_values_of_tern():
    """Chi-square, Schouten, Fisher, CMH and its cube root, as tern computes them."""
    case = Case("tern_test_proportion_diff")
    x1, n1, x2, n2 = (np.array(case.columns[name]) for name in ("x1", "n1", "x2", "n2"))
    tables = np.stack([x1, n1 - x1, x2, n2 - x2], axis=1).reshape(-1, 2, 2)
    pooled = tables.sum(axis=0)
    strata = compare_stratified_tables(tables)
    assert near(list(case.expected.values())) == [
        compare_table(pooled).p,
        compare_table(pooled, correction="schouten").p,
        compare_table_exact(pooled).p,
        strata.general_p,
        strata.p_wilson_hilferty,
    ]
