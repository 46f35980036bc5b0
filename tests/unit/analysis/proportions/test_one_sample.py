"""One proportion."""

import math

import pytest
from scipy import stats

from tlfgen.analysis.proportions.one_sample import compare_one_proportion, estimate_proportion
from tlfgen.core.errors import AnalysisError


def test_limits_are_truncated_on_request():
    """Wald's leave 0 to 1."""
    plain = estimate_proportion(1, 20, method="wald", is_truncated=False)
    assert plain.lower < 0
    assert estimate_proportion(1, 20, method="wald").lower == 0.0


def test_a_one_sided_limit_has_all_beyond_it():
    """It is the limit of a two-sided interval of level 0.9; the other end is an edge."""
    less, more = (estimate_proportion(7, 20, alternative=word) for word in ("less", "greater"))
    two = estimate_proportion(7, 20, level=0.9)
    assert [0.0, pytest.approx(two.upper)] == [less.lower, less.upper]
    assert [pytest.approx(two.lower), 1.0] == [more.lower, more.upper]


def test_no_records_have_no_proportion():
    """With a reason."""
    found = estimate_proportion(0, 0)
    assert [None, None, "no_records"] == [found.estimate, found.lower, found.reason]


@pytest.mark.parametrize("alternative", ["two_sided", "less", "greater"])
def test_the_exact_p_of_r_agrees_with_scipy(alternative):
    """Minimum likelihood two-sided."""
    other = stats.binomtest(7, 20, 0.6, alternative=alternative.replace("_", "-"))
    found = compare_one_proportion(7, 20, null=0.6, preset="r", alternative=alternative)
    assert pytest.approx(other.pvalue) == found.p


def test_sas_doubles_the_smaller_tail():
    """The default."""
    found = compare_one_proportion(7, 20, null=0.6)
    assert pytest.approx(2 * stats.binom.cdf(7, 20, 0.6)) == found.p


def test_the_normal_test_takes_the_variance_of_the_hypothesis():
    """With and without one half."""
    plain = compare_one_proportion(7, 20, null=0.6, method="normal")
    corrected = compare_one_proportion(7, 20, null=0.6, method="normal_cc")
    sd = math.sqrt(20 * 0.24)
    assert pytest.approx([-5 / sd, -4.5 / sd]) == [plain.z, corrected.z]


@pytest.mark.parametrize(
    ("events", "n", "options", "code"),
    [
        (3, 2, {}, "analysis.bad-count"),
        (-1, 2, {}, "analysis.bad-count"),
        (math.nan, 2, {}, "analysis.bad-count"),
        (1, 2, {"method": "exact"}, "analysis.unknown-method"),
        (1, 2, {"level": 95}, "analysis.level-out-of-range"),
    ],
)
def test_wrong_arguments_are_named(events, n, options, code):
    """Each fault has its code."""
    with pytest.raises(AnalysisError) as caught:
        estimate_proportion(events, n, **options)
    assert caught.value.code == code


def test_a_null_proportion_is_inside_zero_to_one():
    """The edge has no test."""
    with pytest.raises(AnalysisError) as caught:
        compare_one_proportion(1, 2, null=1)
    assert caught.value.code == "analysis.probability-out-of-range"


def test_arcsine_limits():
    """Anscombe's limits lie evenly around the arc of the moved proportion."""
    found = estimate_proportion(7, 20, method="arcsine")
    arcs = [math.asin(math.sqrt(one)) for one in (found.lower, found.upper)]
    centre, half = math.asin(math.sqrt(7.375 / 20.75)), stats.norm.ppf(0.975) / (2 * math.sqrt(20))
    assert [centre - half, centre + half] == pytest.approx(arcs)


def test_the_correction_of_prop_test_does_not_pass_the_null():
    """At exactly one half R corrects nothing; a quarter from it, by that quarter."""
    plain = estimate_proportion(10, 20, method="wilson")
    found = estimate_proportion(10, 20, method="wilson_cc", preset="r")
    assert (plain.lower, plain.upper) == pytest.approx((found.lower, found.upper))
    away = estimate_proportion(7, 20, method="wilson_cc", preset="r")
    assert estimate_proportion(7, 20, method="wilson_cc").lower == away.lower
