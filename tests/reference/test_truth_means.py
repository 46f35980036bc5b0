"""Tests of means, variances and correlation agree with R."""

import pytest

from tests.reference.truth import Case, near
from tlfgen.analysis import (
    compare_group_means,
    compare_group_variances,
    compare_normality,
    compare_paired_means,
    compare_two_means,
    compare_two_variances,
    estimate_correlation,
)


def by_sex(case, column):
    """Give the values of each sex of the lung data."""
    return [case.numbers(column)[case.words("sex") == sex] for sex in "12"]


def figures(found):
    """Give the numbers of a t test in R's order."""
    return [found.t, found.df, found.p, found.lower, found.upper, found.se]


def r_figures(expected, rtol=1e-10):
    """Give R's numbers of a t test."""
    flat = [expected["statistic"]["t"], expected["parameter"]["df"], expected["p_value"]]
    return near([*flat, *expected["conf_int"], expected["stderr"]], rtol)


def test_welch():
    """The t test with a variance each."""
    case = Case("ttest_lung_wtloss_sex_welch")
    male, female = by_sex(case, "wt.loss")
    assert r_figures(case.expected) == figures(compare_two_means(male, female, preset="r"))


def test_paired():
    """The paired t test."""
    case = Case("ttest_sleep_paired")
    data = case.columns
    assert r_figures(case.expected) == figures(compare_paired_means(data["g1"], data["g2"]))


def test_pooled():
    """The t test with one variance."""
    case = Case("ttest_sleep_pooled")
    data = case.columns
    assert r_figures(case.expected) == figures(compare_two_means(data["g1"], data["g2"]))


def test_one_way():
    """The one-way analysis of variance."""
    case = Case("aov_plantgrowth")
    got = compare_group_means(case.numbers("weight"), case.words("group"))
    expected = case.expected
    assert near(expected["ss"] + expected["ms"] + [expected["F"][0], expected["p"][0]]) == [
        got.ss,
        got.ss_error,
        got.ms,
        got.ms_error,
        got.statistic,
        got.p,
    ]


def test_one_way_with_a_variance_each():
    """Welch's one-way test."""
    case = Case("oneway_welch_chickwts")
    got = compare_group_means(case.numbers("weight"), case.words("feed"), variances="welch")
    expected = case.expected
    assert near(
        [expected["statistic"]["F"], *expected["parameter"].values(), expected["p_value"]]
    ) == [got.statistic, got.df, got.df_error, got.p]


def test_bartlett():
    """Bartlett's test of variances."""
    case = Case("bartlett_insectsprays")
    got = compare_group_variances(case.numbers("count"), case.words("spray"))
    expected = case.expected
    assert near([expected["statistic"]["Bartlett's K-squared"], expected["p_value"]]) == [
        got.statistic,
        got.p,
    ]


def test_variance_ratio():
    """The F test of two variances."""
    case = Case("vartest_lung_age_sex")
    got = compare_two_variances(*by_sex(case, "age"))
    expected = case.expected
    assert near([expected["statistic"]["F"], expected["p_value"], *expected["conf_int"]]) == [
        got.ratio,
        got.p,
        got.lower,
        got.upper,
    ]


def test_shapiro():
    """Shapiro and Wilk's W."""
    case = Case("shapiro_lung_age")
    got = compare_normality(case.numbers("age"))
    expected = case.expected
    assert near([expected["statistic"]["W"], expected["p_value"]], 1e-6) == [got.w, got.p]


@pytest.mark.parametrize(
    ("name", "method", "estimate"),
    [("cor_mtcars_kendall", "kendall", "tau"), ("cor_mtcars_spearman", "spearman", "rho")],
)
def test_rank_correlation(name, method, estimate):
    """Kendall's tau and Spearman's rho with ties."""
    case = Case(name)
    got = estimate_correlation(case.numbers("mpg"), case.numbers("wt"), method=method)
    expected = case.expected
    assert near([expected["estimate"][estimate], expected["p_value"]]) == [got.estimate, got.p]
