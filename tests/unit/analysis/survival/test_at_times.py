"""Survival at chosen times."""

import numpy as np

from tlfgen.analysis.survival.at_times import estimate_survival_at
from tlfgen.analysis.survival.kaplan_meier import estimate_kaplan_meier

CENSORED_END = ([1, 2, 3], [1, 1, 0])


def test_before_the_first_time_all_are_alive():
    """Probability 1 with limits 1 and 1."""
    found = estimate_kaplan_meier(*CENSORED_END, at=[0.5]).at
    assert (1.0, 1.0, 1.0, 3) == (
        found.survival[0],
        found.lower[0],
        found.upper[0],
        found.at_risk[0],
    )


def test_after_a_censored_end_sas_gives_nothing():
    """Beyond the last time the curve is unknown."""
    found = estimate_kaplan_meier(*CENSORED_END, at=[4], preset="sas").at
    assert np.isnan(found.survival[0])
    assert ("not_estimable",) == found.reasons


def test_after_a_censored_end_r_carries_the_value():
    """The last value is carried on."""
    found = estimate_kaplan_meier(*CENSORED_END, at=[4], preset="r").at
    assert 1 / 3 == found.survival[0]


def test_after_the_last_event_nobody_is_left():
    """A curve at 0 stays at 0 in both."""
    found = estimate_kaplan_meier([1, 2], [1, 1], at=[9], preset="sas").at
    assert (0.0, None) == (found.survival[0], found.reasons[0])


def test_counts_of_events_are_those_so_far():
    """At risk just before, events up to and with the time."""
    found = estimate_kaplan_meier(*CENSORED_END, at=[2, 1.5]).at
    assert [2, 2] == found.at_risk.tolist()
    assert [2, 1] == found.events.tolist()


def test_a_curve_at_zero_has_no_limits():
    """The probability stands, its limits have a reason."""
    found = estimate_kaplan_meier([1, 2], [1, 1], at=[1, 2]).at
    assert (None, None) == found.reasons
    assert (None, "not_estimable") == found.limit_reasons


def test_a_fitted_curve_can_be_asked_again():
    """The curve itself is enough."""
    curve = estimate_kaplan_meier(*CENSORED_END)
    assert [2 / 3] == estimate_survival_at(curve, [1.5]).survival.tolist()
