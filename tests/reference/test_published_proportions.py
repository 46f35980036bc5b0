"""Limits of proportions, differences or rates agree with published tables."""

import pytest

from tlfgen.analysis import (
    adjust_p_values,
    compare_to_control,
    estimate_proportion,
    estimate_proportion_difference,
    estimate_quantiles,
    estimate_rate,
)


@pytest.mark.parametrize(
    ("events", "n", "method", "lower", "upper"),
    [
        (81, 263, "wald", 0.2522, 0.3638),
        (81, 263, "wald_cc", 0.2503, 0.3657),
        (81, 263, "wilson", 0.2553, 0.3662),
        (81, 263, "wilson_cc", 0.2535, 0.3682),
        (81, 263, "clopper_pearson", 0.2527, 0.3676),
        (81, 263, "mid_p", 0.2544, 0.3658),
        (15, 148, "wilson", 0.0624, 0.1605),
        (15, 148, "clopper_pearson", 0.0578, 0.1617),
        (15, 148, "mid_p", 0.0601, 0.1581),
        (0, 20, "wilson", 0.0, 0.1611),
        (0, 20, "wilson_cc", 0.0, 0.2005),
        (0, 20, "clopper_pearson", 0.0, 0.1684),
        (0, 20, "mid_p", 0.0, 0.1391),
        (1, 29, "wilson", 0.0061, 0.1718),
        (1, 29, "clopper_pearson", 0.0009, 0.1776),
        (1, 29, "mid_p", 0.0017, 0.1585),
    ],
)
def test_one_proportion_of_newcombe(events, n, method, lower, upper):
    """Newcombe (1998), Statistics in Medicine 17, 857-872, table I."""
    found = estimate_proportion(events, n, method=method)
    assert [lower, upper] == [round(found.lower, 4), round(found.upper, 4)]


@pytest.mark.parametrize(
    ("counts", "method", "lower", "upper"),
    [
        ((56, 70, 48, 80), "wald", 0.0575, 0.3425),
        ((56, 70, 48, 80), "wald_cc", 0.0441, 0.3559),
        ((56, 70, 48, 80), "mee", 0.0533, 0.3377),
        ((56, 70, 48, 80), "miettinen_nurminen", 0.0528, 0.3382),
        ((56, 70, 48, 80), "newcombe", 0.0524, 0.3339),
        ((56, 70, 48, 80), "newcombe_cc", 0.0428, 0.3422),
        ((9, 10, 3, 10), "mee", 0.1821, 0.8370),
        ((9, 10, 3, 10), "miettinen_nurminen", 0.1700, 0.8406),
        ((9, 10, 3, 10), "newcombe", 0.1705, 0.8090),
        ((6, 7, 2, 7), "miettinen_nurminen", 0.0342, 0.8534),
        ((6, 7, 2, 7), "newcombe", 0.0582, 0.8062),
        ((5, 56, 0, 29), "miettinen_nurminen", -0.0326, 0.1933),
        ((5, 56, 0, 29), "newcombe", -0.0381, 0.1926),
        ((0, 10, 0, 20), "newcombe", -0.1611, 0.2775),
        ((10, 10, 0, 10), "newcombe", 0.6075, 1.0),
    ],
)
def test_difference_of_newcombe(counts, method, lower, upper):
    """Newcombe (1998), Statistics in Medicine 17, 873-890, table II."""
    found = estimate_proportion_difference(*counts, method=method)
    assert [lower, upper] == [round(found.lower, 4), round(found.upper, 4)]


@pytest.mark.parametrize(
    ("events", "lower", "upper"), [(0, 0.0, 3.689), (1, 0.025, 5.572), (10, 4.795, 18.390)]
)
def test_exact_limits_of_a_count(events, lower, upper):
    """Garwood (1936), Biometrika 28, 437-442."""
    found = estimate_rate(events, 1)
    assert [lower, upper] == [round(found.lower, 3), round(found.upper, 3)]


def test_comparison_with_a_control_of_dunnett():
    """Dunnett (1955), blood counts: drug B differs at the 1% level, drug A does not."""
    control = [7.40, 8.50, 7.20, 8.24, 9.84, 8.32]
    drug_a, drug_b = [9.76, 8.80, 7.68, 9.36], [12.80, 9.68, 12.16, 9.20, 10.55]
    found = compare_to_control(
        control + drug_a + drug_b, ["c"] * 6 + ["a"] * 4 + ["b"] * 5, control="c"
    )
    p_a, p_b = found.p_adjusted
    assert [pytest.approx(0.6200, abs=2e-4), pytest.approx(0.0059, abs=2e-4)] == [p_a, p_b]


@pytest.mark.parametrize(("definition", "expected"), [(5, 3.0), ("r7", 3.25), (4, 2.75)])
def test_percentiles_of_ten_values(definition, expected):
    """By the formulas of Hyndman & Fan (1996), types 2, 7 and 6 of the first quartile."""
    assert (expected,) == estimate_quantiles(range(1, 11), [0.25], definition=definition).values


def test_holm_by_hand():
    """0.01, 0.04, 0.03, 0.005 times 3, 1, 2, 4, none less than the one before."""
    found = adjust_p_values([0.01, 0.04, 0.03, 0.005], method="holm")
    assert pytest.approx([0.03, 0.06, 0.06, 0.02]) == list(found.p)
