"""Ratios of two risks or two odds."""

import math

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from tlfgen.analysis.proportions.ratio import estimate_odds_ratio, estimate_risk_ratio
from tlfgen.core.errors import AnalysisError

COUNTS = (56, 70, 48, 80)


@pytest.mark.parametrize(
    ("method", "corrected"), [("koopman", False), ("miettinen_nurminen", True)]
)
def test_score_limits_of_risks_agree_with_statsmodels(method, corrected):
    """With and without N / (N - 1)."""
    found = estimate_risk_ratio(*COUNTS, method=method)
    expected = confint_proportions_2indep(
        *COUNTS, method="score", compare="ratio", correction=corrected
    )
    assert pytest.approx(expected, rel=1e-6) == (found.lower, found.upper)


@pytest.mark.parametrize(("method", "factor"), [("score", 1.0), ("miettinen_nurminen", 150 / 149)])
def test_score_limits_of_odds_solve_cornfields_equation(method, factor):
    """The squared distance from the expected cell over its variance is the squared quantile."""
    found = estimate_odds_ratio(*COUNTS, method=method)
    for ratio in (found.lower, found.upper):
        cells = np.roots([1 - ratio, 80 - 104 + ratio * (70 + 104), -ratio * 70 * 104]).real
        cell = next(one for one in cells if 24 <= one <= 70)
        spread = 1 / cell + 1 / (70 - cell) + 1 / (104 - cell) + 1 / (cell - 24)
        expected = stats.norm.isf(0.025) ** 2
        assert pytest.approx(expected) == (56 - cell) ** 2 * spread / factor


def test_exact_odds_agree_with_scipy():
    """Conditional estimate and limits."""
    other = stats.contingency.odds_ratio([[56, 14], [48, 32]], kind="conditional")
    found = estimate_odds_ratio(*COUNTS, method="exact")
    assert pytest.approx([other.statistic, *other.confidence_interval(0.95)], rel=1e-5) == [
        found.estimate,
        found.lower,
        found.upper,
    ]


@pytest.mark.parametrize("estimate", [estimate_risk_ratio, estimate_odds_ratio])
def test_a_half_makes_ratios_of_empty_cells(estimate):
    """Only where a cell is empty."""
    plain, filled = estimate(5, 20, 0, 20), estimate(5, 20, 0, 20, is_half_added=True)
    assert [math.inf, None, "not_estimable"] == [plain.estimate, plain.lower, plain.reason]
    assert filled.lower < filled.estimate < filled.upper < math.inf
    assert estimate(*COUNTS) == estimate(*COUNTS, is_half_added=True)


@pytest.mark.parametrize("method", ["koopman", "miettinen_nurminen"])
def test_score_limits_stand_without_events(method):
    """One end is 0 or infinite, the other is not."""
    none, all_of_it = (
        estimate_risk_ratio(0, 20, 5, 20, method=method),
        estimate_risk_ratio(5, 20, 0, 20, method=method),
    )
    assert [0.0, math.inf] == [none.lower, all_of_it.upper]
    assert pytest.approx(1 / all_of_it.lower) == none.upper


@pytest.mark.parametrize("estimate", [estimate_risk_ratio, estimate_odds_ratio])
@pytest.mark.parametrize(
    ("counts", "reason"), [((0, 0, 1, 2), "no_records"), ((0, 5, 0, 7), "not_estimable")]
)
def test_ratios_that_cannot_be_given(estimate, counts, reason):
    """Each case has its reason."""
    found = estimate(*counts, method="miettinen_nurminen")
    assert [None, reason] == [found.estimate, found.reason]


def test_one_sided_limits_stand_alone():
    """The other is 0 or infinite."""
    assert [0.0, math.inf] == [
        estimate_odds_ratio(*COUNTS, alternative="less").lower,
        estimate_risk_ratio(*COUNTS, alternative="greater").upper,
    ]


@pytest.mark.parametrize("estimate", [estimate_risk_ratio, estimate_odds_ratio])
def test_an_unknown_method_is_named(estimate):
    """A misspelt word raises."""
    with pytest.raises(AnalysisError) as caught:
        estimate(*COUNTS, method="wald")
    assert caught.value.code == "analysis.unknown-method"


@pytest.mark.parametrize("estimate", [estimate_risk_ratio, estimate_odds_ratio])
def test_likelihood_limits_and_p(estimate):
    """P of a ratio of 1 is that of the likelihood ratio chi-square; at a limit it is 0.05."""
    table = [[56, 14], [48, 32]]
    other = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood")
    found = estimate(56, 70, 48, 80, method="likelihood_ratio")
    at_limit = estimate(56, 70, 48, 80, method="likelihood_ratio", null=found.lower)
    assert (other.pvalue, 0.05) == pytest.approx((found.p, at_limit.p))


def test_exact_limits_of_a_risk_ratio():
    """At each limit the largest chance of a score as extreme is 0.025, by brute force."""
    found = estimate_risk_ratio(4, 6, 1, 5, method="exact_score")
    ratio = found.lower
    seconds = np.linspace(0, min(1, 1 / ratio), 2001)
    one, two = np.arange(7)[:, None], np.arange(6)[None]
    away = one / 6 - ratio * two / 5
    half = (ratio * (6 + two) + one + 5) / 2
    second = np.minimum((one + two) / (half + np.sqrt(half**2 - 11 * ratio * (one + two))), 1)
    first = np.minimum(ratio * second, 1)
    spread = first * (1 - first) / 6 + ratio**2 * second * (1 - second) / 5
    score = np.where(abs(away) < 1e-12, 0, away / np.sqrt(np.maximum(spread, 1e-300)))
    region = score >= score[4, 1] - 1e-9
    chance = [
        (stats.binom.pmf(one, 6, ratio * p) * stats.binom.pmf(two, 5, p))[region].sum()
        for p in seconds
    ]
    assert max(chance) == pytest.approx(0.025, abs=1e-5)


@pytest.mark.parametrize("method", ["log_wald", "miettinen_nurminen", "koopman"])
def test_a_ratio_at_its_limit_has_the_p_of_the_level(method):
    """Limits and tests of any ratio are of one mould."""
    found = estimate_risk_ratio(9, 30, 4, 28, method=method)
    for limit in (found.lower, found.upper):
        assert 0.05 == pytest.approx(estimate_risk_ratio(9, 30, 4, 28, method=method, null=limit).p)


def test_an_exact_odds_ratio_at_its_limit():
    """The lower limit is where the upper tail is 0.025."""
    found = estimate_odds_ratio(9, 30, 4, 28, method="exact")
    at = estimate_odds_ratio(9, 30, 4, 28, method="exact", null=found.lower, alternative="greater")
    assert 0.025 == pytest.approx(at.p)


def test_a_ratio_under_the_hypothesis_is_above_zero():
    """No ratio of 0 can be tested."""
    with pytest.raises(AnalysisError, match="ratio"):
        estimate_risk_ratio(1, 2, 1, 2, null=0)
