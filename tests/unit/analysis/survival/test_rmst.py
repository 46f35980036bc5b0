"""Restricted mean survival time."""

import math

import numpy as np
import pytest

from tlfgen.analysis.survival.kaplan_meier import estimate_kaplan_meier
from tlfgen.analysis.survival.rmst import compare_rmst, estimate_rmst
from tlfgen.core.errors import AnalysisError

TIME, EVENT = [1, 2, 4, 5], [1, 1, 0, 1]


def test_area_under_the_steps():
    """1 for one unit, 3/4 for one, 1/2 for one."""
    assert 1 + 0.75 + 0.5 == estimate_rmst(estimate_kaplan_meier(TIME, EVENT), tau=3).estimate


def test_error_by_areas_beyond_each_event():
    """Sum of squared areas beyond each event times Greenwood's terms."""
    found = estimate_rmst(estimate_kaplan_meier(TIME, EVENT), tau=3)
    variance = (0.75 + 0.5) ** 2 / (4 * 3) + 0.5**2 / (3 * 2)
    assert math.sqrt(variance) == pytest.approx(found.std_error)


def test_correction_for_few_events():
    """SAS multiplies the variance by m / (m - 1), two events here."""
    curve = estimate_kaplan_meier(TIME, EVENT)
    plain = estimate_rmst(curve, tau=3).std_error
    found = estimate_rmst(curve, tau=3, has_correction=True).std_error
    assert math.sqrt(2) * plain == pytest.approx(found)


def test_without_censoring_it_is_the_mean():
    """The area to the last event is the mean time."""
    found = estimate_rmst(estimate_kaplan_meier([1, 3, 5], [1, 1, 1]))
    assert pytest.approx(3) == found.estimate


def test_difference_and_ratio():
    """Second group less, and over, the first."""
    found = compare_rmst([1, 3, 2, 4], [1, 1, 1, 1], list("aabb"), tau=2)
    assert (0.5, 2 / 1.5) == (found.difference, pytest.approx(found.ratio))


def test_the_time_limit_is_the_smaller_last_time():
    """The shorter group sets the limit."""
    found = compare_rmst([1, 3, 2, 9], [1, 0, 1, 0], list("aabb"))
    assert 3 == found.tau
    assert 1 == compare_rmst([1, 3, 2, 9], [1, 0, 1, 0], list("aabb"), tau="min_last_event").tau


def test_a_limit_beyond_the_data_has_no_comparison():
    """Nothing is known beyond a censored last time."""
    found = compare_rmst([1, 3, 2, 9], [1, 0, 1, 0], list("aabb"), tau=5)
    assert "not_estimable" == found.reason
    assert np.isnan(found.difference)


@pytest.mark.parametrize(
    ("group", "event", "reason"),
    [("aaaa", [1, 1, 1, 1], "one_group"), ("aabb", [0] * 4, "no_events")],
)
def test_no_comparison_has_a_reason(group, event, reason):
    """One group, or no event at all."""
    assert reason == compare_rmst([1, 2, 3, 4], event, list(group)).reason


def test_wrong_options_are_errors():
    """A limit below 0, an unknown rule, three groups."""
    curve = estimate_kaplan_meier(TIME, EVENT)
    for call, code in (
        (lambda: estimate_rmst(curve, tau=0), "analysis.tau-out-of-range"),
        (lambda: compare_rmst(TIME, EVENT, list("aabb"), tau="last"), "analysis.unknown-tau"),
        (lambda: compare_rmst(TIME, EVENT, list("aabc")), "analysis.two-groups"),
    ):
        with pytest.raises(AnalysisError) as error:
            call()
        assert code == error.value.code
