"""Rates per person-time."""

import math

import pytest
from scipy import stats

from tlfgen.analysis.rates import compare_rate, estimate_rate
from tlfgen.core.errors import AnalysisError


def test_exact_limits_solve_their_equations():
    """The tail at each limit is the probability beyond."""
    found = estimate_rate(7, 2.0)
    assert pytest.approx([0.025, 0.025]) == [
        stats.poisson.sf(6, found.lower * 2),
        stats.poisson.cdf(7, found.upper * 2),
    ]


def test_mid_p_limits_solve_their_equations():
    """With half the observed count."""
    found = estimate_rate(7, 1.0, method="mid_p")
    assert pytest.approx([0.025, 0.025]) == [
        stats.poisson.sf(7, found.lower) + stats.poisson.pmf(7, found.lower) / 2,
        stats.poisson.cdf(6, found.upper) + stats.poisson.pmf(7, found.upper) / 2,
    ]


def test_a_rate_is_per_so_many_units():
    """Per 100 is 100 times per 1."""
    one, hundred = estimate_rate(7, 20), estimate_rate(7, 20, per=100)
    assert pytest.approx([35.0, one.lower * 100, one.se * 100]) == [
        hundred.estimate,
        hundred.lower,
        hundred.se,
    ]


def test_limits_of_two_events():
    """By their formulas; the normal one is not under 0."""
    z = stats.norm.isf(0.025)

    def cube(count, sign):
        return count * (1 - 1 / (9 * count) + sign * z / (3 * math.sqrt(count))) ** 3

    spread = math.exp(z / math.sqrt(2))
    expected = {
        "normal": (0.0, 2 + z * math.sqrt(2)),
        "normal_log": (2 / spread, 2 * spread),
        "byar": (cube(2, -1), cube(3, 1)),
        "byar_half": (cube(2.5, -1), cube(2.5, 1)),
    }
    for method, limits in expected.items():
        found = estimate_rate(2, 1, method=method)
        assert pytest.approx(limits) == (found.lower, found.upper)


@pytest.mark.parametrize("method", ["exact", "mid_p", "byar", "byar_half"])
def test_no_event_has_a_lower_limit_of_zero(method):
    """And an upper one above it."""
    found = estimate_rate(0, 5, method=method)
    assert [0.0, 0.0] == [found.estimate, found.lower]
    assert found.upper > 0


def test_no_event_has_no_logarithm():
    """With a reason."""
    found = estimate_rate(0, 5, method="normal_log")
    assert [0.0, None, "not_estimable"] == [found.estimate, found.lower, found.reason]


def test_no_time_has_no_rate():
    """With a reason."""
    assert [estimate_rate(0, 0).reason, compare_rate(0, 0).reason] == ["no_records"] * 2


@pytest.mark.parametrize(("events", "null"), [(2, 1.0), (12, 1.0), (5, 1.0), (0, 3.0), (40, 0.9)])
def test_the_two_sided_p_sums_likelihoods(events, null):
    """Counts no likelier than the one seen, in 5 units of time."""
    law = stats.poisson(5 * null)
    point = law.pmf(events) * (1 + 1e-7)
    expected = sum(law.pmf(count) for count in range(400) if law.pmf(count) <= point)
    assert pytest.approx(expected) == compare_rate(events, 5.0, null=null).p


def test_one_sided_and_doubled_p():
    """Tails of the Poisson law."""
    under = stats.poisson.cdf(2, 5)
    assert pytest.approx([under, 2 * under]) == [
        compare_rate(2, 5.0, alternative="less").p,
        compare_rate(2, 5.0, two_sided="double").p,
    ]


@pytest.mark.parametrize(
    ("arguments", "options", "code"),
    [
        ((1, 0), {}, "analysis.bad-count"),
        ((-1, 2), {}, "analysis.bad-count"),
        ((1, math.nan), {}, "analysis.bad-count"),
        ((1, 2), {"method": "wald"}, "analysis.unknown-method"),
    ],
)
def test_wrong_arguments_are_named(arguments, options, code):
    """Each fault has its code."""
    with pytest.raises(AnalysisError) as caught:
        estimate_rate(*arguments, **options)
    assert caught.value.code == code


def test_a_limit_may_pass_zero():
    """Normal limits of one event in one year, as they are and drawn to 0."""
    one = estimate_rate(1, 1.0, method="normal", is_truncated=False)
    drawn = estimate_rate(1, 1.0, method="normal")
    assert (1 - stats.norm.ppf(0.975), 0.0) == pytest.approx((one.lower, drawn.lower))
