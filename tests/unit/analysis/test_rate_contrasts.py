"""Ratios or differences of two rates."""

import math

import pytest
from scipy import stats

from tlfgen.analysis.rate_contrasts import estimate_rate_difference, estimate_rate_ratio
from tlfgen.core.errors import AnalysisError

COUNTS = (11, 800, 21, 3011)


def test_exact_limits_solve_their_equations():
    """Given the sum, the first count is binomial."""
    found = estimate_rate_ratio(*COUNTS)
    shares = [ratio * 800 / (ratio * 800 + 3011) for ratio in (found.lower, found.upper)]
    assert pytest.approx([0.025, 0.025]) == [
        stats.binom.sf(10, 32, shares[0]),
        stats.binom.cdf(11, 32, shares[1]),
    ]


def test_mid_p_limits_are_narrower():
    """And their p smaller."""
    whole, half = estimate_rate_ratio(*COUNTS), estimate_rate_ratio(*COUNTS, method="mid_p")
    assert whole.lower < half.lower < half.upper < whole.upper
    assert half.p < whole.p


def test_normal_limits_are_on_the_log_scale():
    """By the formula."""
    found = estimate_rate_ratio(*COUNTS, method="normal_log")
    half = stats.norm.isf(0.025) * math.sqrt(1 / 11 + 1 / 21)
    ratio = (11 / 800) / (21 / 3011)
    assert pytest.approx([ratio * math.exp(-half), ratio * math.exp(half)]) == [
        found.lower,
        found.upper,
    ]


@pytest.mark.parametrize("method", ["exact", "mid_p"])
def test_no_event_in_one_group(method):
    """One end is 0 or infinite."""
    none, only = (
        estimate_rate_ratio(0, 10, 3, 10, method=method),
        estimate_rate_ratio(3, 10, 0, 10, method=method),
    )
    assert [0.0, 0.0, math.inf, math.inf] == [
        none.estimate,
        none.lower,
        only.estimate,
        only.upper,
    ]


@pytest.mark.parametrize(
    ("counts", "method", "reason"),
    [
        ((0, 10, 0, 10), "exact", "not_estimable"),
        ((0, 10, 3, 10), "normal_log", "not_estimable"),
        ((0, 0, 3, 10), "exact", "no_records"),
    ],
)
def test_ratios_without_limits(counts, method, reason):
    """Each case has its reason."""
    found = estimate_rate_ratio(*counts, method=method)
    assert [None, reason] == [found.lower, found.reason]


@pytest.mark.parametrize("method", ["normal", "miettinen_nurminen"])
def test_a_difference_turns_its_sign(method):
    """When the groups are exchanged."""
    one = estimate_rate_difference(*COUNTS, method=method)
    two = estimate_rate_difference(21, 3011, 11, 800, method=method)
    assert pytest.approx([-one.upper, -one.lower]) == [two.lower, two.upper]


def test_score_limits_have_their_p():
    """The limit as hypothesis has a p of 1 less the level."""
    found = estimate_rate_difference(*COUNTS, method="miettinen_nurminen")
    at_limit = estimate_rate_difference(*COUNTS, method="miettinen_nurminen", null=found.upper)
    assert pytest.approx(0.05) == at_limit.p


def test_no_events_have_a_difference_of_zero():
    """With limits by the score test."""
    found = estimate_rate_difference(0, 10, 0, 20, method="miettinen_nurminen")
    assert found.lower < 0.0 == found.estimate < found.upper


def test_an_unknown_method_is_named():
    """A misspelt word raises."""
    with pytest.raises(AnalysisError) as caught:
        estimate_rate_ratio(*COUNTS, method="wald")
    assert caught.value.code == "analysis.unknown-method"
