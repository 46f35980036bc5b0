"""Generalized models of a display, against ratios worked out by hand."""

import pytest

from tests.shells import dataset, results

ANSWERS = {"1": 1, "2": 0, "3": 1, "6": 0, "7": 1}
TOP = """
kind: model
population: fas
data: ADEFF
columns: {by: arm}
models: {m: {fit: %s, response: CHG, terms: [arm], class: [arm], options: {preset: sas}}}
rows:
  - {contrast: {model: m, arms: [[high, placebo]]}, show: [p, diff_se, ratio_ci]}
  - {term: {model: m, of: arm}}
  - {lsmeans: m}
"""


def numbers(fit):
    """Give the numbers of a model of five answers: two of three against one of two."""
    columns = {"USUBJID": list(ANSWERS), "AVISITN": [4] * 5, "CHG": list(ANSWERS.values())}
    return results(TOP % fit, ADEFF=dataset("ADEFF", columns))


def test_logistic_regression_gives_the_odds_ratio():
    """Odds of 2 to 1 against 1 to 1; the error is the root of the sum of 1 over each cell."""
    got = numbers("logistic")
    assert got["m/ratio/high_vs_placebo"].number == pytest.approx(2)
    assert got["m/se/high_vs_placebo"].number == pytest.approx((1 / 2 + 1 + 1 + 1) ** 0.5)


def test_poisson_regression_gives_the_ratio_of_means():
    """Two thirds against one half; the error is the root of 1 / 2 + 1 / 1."""
    got = numbers("poisson")
    assert got["m/ratio/high_vs_placebo"].number == pytest.approx(4 / 3)
    assert got["m/se/high_vs_placebo"].number == pytest.approx(1.5**0.5)


def test_counts_that_vary_less_than_poisson_counts_are_poisson():
    """The negative binomial model falls back on the Poisson one."""
    one, two = numbers("negative_binomial"), numbers("poisson")
    key = "m/ratio/high_vs_placebo"
    assert one[key].number == pytest.approx(two[key].number)


def test_limits_of_a_ratio_are_those_of_the_difference():
    """Exponentials of the limits of the predictor."""
    got = numbers("logistic")
    low, high = (got[f"m/{one}/high_vs_placebo"].number for one in ("ratio_low", "ratio_high"))
    assert low * high == pytest.approx(4)
