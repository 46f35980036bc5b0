"""Limits of proportions, differences, ratios and rates agree with R."""

import pytest

from tests.reference.truth import Case, near
from tlfgen.analysis import (
    compare_one_proportion,
    compare_rate,
    compare_table,
    estimate_odds_ratio,
    estimate_proportion,
    estimate_proportion_difference,
    estimate_rate,
    estimate_rate_ratio,
    estimate_risk_ratio,
)

ONE = ["0/20", "1/20", "7/20", "20/20", "15/148", "81/263", "5/56", "499/1000"]
ONE_METHODS = [
    "wald",
    "wald_cc",
    "clopper_pearson",
    "wilson",
    "wilson_cc",
    "agresti_coull",
    "jeffreys",
    "mid_p",
]
TWO = [
    "56/70 vs 48/80",
    "9/10 vs 3/10",
    "6/7 vs 2/7",
    "5/56 vs 0/29",
    "0/10 vs 0/20",
    "10/10 vs 0/10",
    "26/144 vs 13/150",
    "130/300 vs 100/310",
]
TWO_METHODS = [
    "wald",
    "wald_cc",
    "hauck_anderson",
    "newcombe",
    "newcombe_cc",
    "agresti_caffo",
    "miettinen_nurminen",
    "mee",
]
TERN = {"waldcc": "wald_cc", "wilsonc": "wilson_cc"}


def counts_of(name):
    """Give the counts that a name such as ``7/20 vs 3/10`` writes."""
    return [int(part) for pair in name.split(" vs ") for part in pair.split("/")]


@pytest.mark.parametrize("name", ONE)
@pytest.mark.parametrize("method", ONE_METHODS)
def test_one_proportion(name, method):
    """Limits that are not truncated."""
    expected = Case("proportion_ci_one_sample").expected[name][method]
    got = estimate_proportion(*counts_of(name), method=method, is_truncated=False)
    assert near(expected) == [got.lower, got.upper]


@pytest.mark.parametrize("name", ONE)
def test_binomial_test(name):
    """The exact test against one half."""
    expected = Case("proportion_ci_one_sample").expected[name]["binom_p_vs_half"]
    assert near(expected) == compare_one_proportion(*counts_of(name), preset="r").p


@pytest.mark.parametrize("name", ["7/20", "15/148", "81/263", "0/20"])
@pytest.mark.parametrize(
    "method",
    ["waldcc", "wald", "clopper-pearson", "wilson", "wilsonc", "agresti-coull", "jeffreys"],
)
def test_limits_of_tern(name, method):
    """Limits truncated to 0 and 1."""
    expected = Case("tern_proportion_ci").expected[name][method]
    word = TERN.get(method, method.replace("-", "_"))
    got = estimate_proportion(*counts_of(name), method=word)
    assert near(expected) == [got.lower, got.upper]


@pytest.mark.parametrize("name", TWO)
@pytest.mark.parametrize("method", TWO_METHODS)
def test_difference(name, method):
    """Limits of a difference, and the score test where there is one."""
    key = "mee_farrington_manning" if method == "mee" else method
    expected = Case("proportion_difference_two_sample").expected[name][key]
    got = estimate_proportion_difference(*counts_of(name), method=method, is_truncated=False)
    if isinstance(expected, dict):
        assert near([expected["z_at_0"], expected["p_two_sided"]]) == [got.z, got.p]
        expected = [expected["lower"], expected["upper"]]
    assert near(expected) == [got.lower, got.upper]


@pytest.mark.parametrize("name", TWO)
def test_ratios(name):
    """Log-Wald limits of the risk ratio and the odds ratio."""
    expected = Case("proportion_difference_two_sample").expected[name]
    counts = counts_of(name)
    risk, odds = estimate_risk_ratio(*counts), estimate_odds_ratio(*counts)
    if "rr_ci" not in expected:
        assert risk.reason == odds.reason == "not_estimable"
        return
    assert near([expected["relative_risk"], *expected["rr_ci"]]) == [
        risk.estimate,
        risk.lower,
        risk.upper,
    ]
    assert near([expected["odds_ratio"], *expected["or_ci"]]) == [
        odds.estimate,
        odds.lower,
        odds.upper,
    ]


@pytest.mark.parametrize("name", ["poisson_rate_0", "poisson_rate_137"])
def test_rate(name):
    """Exact, normal, log-normal and Byar limits of a rate; the exact test against 1."""
    case = Case(name)
    counts, expected = (case.columns["events"], case.columns["exposure"]), case.expected
    words = {"conf_int": "exact", "wald": "normal", "log_wald": "normal_log", "byar": "byar"}
    for key, method in words.items():
        got = estimate_rate(*counts, method=method)
        if expected[key] is None:
            assert got.reason == "not_estimable"
        elif "NaN" in expected[key]:
            assert [0.0, near(expected[key][1])] == [got.lower, got.upper]
        else:
            assert near(expected[key]) == [got.lower, got.upper]
    assert near(expected["p_value"]) == compare_rate(*counts).p


def test_rate_ratio():
    """The exact ratio of two rates."""
    case = Case("poisson_rate_ratio")
    (x1, x2), (t1, t2) = case.columns["events"], case.columns["exposure"]
    got = estimate_rate_ratio(x1, t1, x2, t2, preset="r")
    expected = case.expected
    ratio = expected["estimate"]["rate ratio"]
    assert near([ratio, *expected["conf_int"], expected["p_value"]]) == [
        got.estimate,
        got.lower,
        got.upper,
        got.p,
    ]


@pytest.mark.parametrize("name", TWO)
@pytest.mark.parametrize(("key", "correction"), [("prop_test", "none"), ("prop_test_cc", "yates")])
def test_two_proportions(name, key, correction):
    """The chi-square of prop.test, none where no event or only events are seen."""
    expected = Case("proportion_difference_two_sample").expected[name][key]
    x1, n1, x2, n2 = counts_of(name)
    got = compare_table([[x1, n1 - x1], [x2, n2 - x2]], correction=correction)
    if expected["p_value"] == "NaN":
        assert got.reason == "no_variation"
        return
    assert near([expected["statistic"]["X-squared"], expected["p_value"]]) == [
        got.statistic,
        got.p,
    ]
