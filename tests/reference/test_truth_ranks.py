"""Rank tests agree with R."""

import numpy as np
import pytest

from tests.reference.truth import Case, near
from tlfgen.analysis import (
    compare_blocks,
    compare_distributions,
    compare_medians,
    compare_rank_groups,
    compare_ranks,
    compare_signed_ranks,
    compare_stratified_ranks,
    estimate_shift,
)


@pytest.mark.parametrize(
    ("name", "names", "options"),
    [
        ("wilcox_exact_greater", "xy", {"preset": "r", "alternative": "greater"}),
        ("wilcox_exact_hl_90", "xy", {"preset": "r"}),
        ("wilcox_ties_cc", ("ties_x", "ties_y"), {"preset": "sas"}),
        ("wilcox_ties_nocc", ("ties_x", "ties_y"), {"is_corrected": False}),
    ],
)
def test_rank_sum(name, names, options):
    """Statistic and p of the rank sum test."""
    case = Case(name)
    got = compare_ranks(*(case.columns[column] for column in names), **options)
    assert near([case.expected["statistic"]["W"], case.expected["p_value"]]) == [got.u, got.p]


def test_rank_sum_with_missing_values():
    """The rank sum test of lung weight loss."""
    case = Case("wilcox_lung_wtloss_sex")
    loss, sex = case.numbers("wt.loss"), case.words("sex")
    got = compare_ranks(loss[sex == "1"], loss[sex == "2"], preset="r")
    assert near([case.expected["statistic"]["W"], case.expected["p_value"]]) == [got.u, got.p]


def test_exact_shift():
    """Hodges & Lehmann's estimate with exact limits."""
    case = Case("wilcox_exact_hl_90")
    got = estimate_shift(case.columns["x"], case.columns["y"], limits="exact", level=0.9)
    estimate = case.expected["estimate"]["difference in location"]
    assert near([estimate, *case.expected["conf_int"]]) == [got.estimate, got.lower, got.upper]


def test_asymptotic_shift():
    """Hodges & Lehmann's estimate with Moses' limits."""
    case = Case("hodges_lehmann_pairwise")
    got = estimate_shift(case.columns["ties_x"], case.columns["ties_y"])
    expected = [case.expected[key] for key in ("estimate", "k", "lower", "upper")]
    assert near(expected) == [got.estimate, got.place, got.lower, got.upper]


def test_signed_ranks():
    """The signed rank test with ties and a zero."""
    case = Case("wilcox_signedrank_ties")
    got = compare_signed_ranks(
        case.columns["pa"], case.columns["pb"], p_value="normal", is_corrected=False
    )
    assert near([case.expected["statistic"]["V"], case.expected["p_value"]]) == [got.v, got.p]


def test_kruskal():
    """Kruskal & Wallis with ties and missing values."""
    case = Case("kruskal_airquality")
    got = compare_rank_groups(case.numbers("Ozone"), case.words("Month"))
    expected = case.expected
    assert near([*expected["statistic"].values(), 4, expected["p_value"]]) == [
        got.statistic,
        got.df,
        got.p,
    ]


def test_van_elteren():
    """Ranks within strata, modified ridit scores."""
    case = Case("vanelteren_lung_wtloss")
    ecog = case.numbers("ph.ecog")
    ecog[~np.isin(ecog, (0, 1, 2))] = np.nan
    got = compare_stratified_ranks(case.numbers("wt.loss"), case.words("sex"), ecog)
    expected = [case.expected[key] for key in ("chisq", "df", "p_value", "n")]
    assert near(expected) == [got.statistic, got.df, got.p, sum(got.n)]


def test_friedman():
    """Friedman's test."""
    case = Case("friedman_basic")
    got = compare_blocks(case.columns["RB_rows"])
    assert near([0, 2, 1]) == [got.statistic, got.df, got.p]


def test_median():
    """Brown & Mood's test with half scores at the median."""
    case = Case("median_test_coin")
    x, y = case.columns["ties_x"], case.columns["ties_y"]
    got = compare_medians(x + y, ["x"] * len(x) + ["y"] * len(y), at_median="half")
    assert near([case.expected["z"], case.expected["p_value"]]) == [got.z, got.p]


def test_kolmogorov_smirnov():
    """The exact test of two distribution functions."""
    case = Case("ks_two_sample_exact")
    got = compare_distributions(case.columns["x"], case.columns["y"], preset="r")
    assert near([case.expected["statistic"]["D"], case.expected["p_value"]]) == [got.d, got.p]
