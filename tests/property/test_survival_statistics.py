"""Properties of time-to-event statistics."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tlfgen.analysis import (
    compare_survival_curves,
    estimate_kaplan_meier,
    fit_cox,
)
from tlfgen.analysis.survival.limits import LIMIT_TYPES

ROW = st.tuples(st.integers(1, 12), st.integers(0, 1), st.sampled_from("ab"))
ROWS = st.lists(ROW, min_size=4, max_size=40)
FEW = settings(max_examples=60, deadline=None)


def columns(rows):
    """Give times, events, groups."""
    time, event, group = zip(*rows, strict=True)
    return np.array(time, float), np.array(event), np.array(group)


@FEW
@given(ROWS, st.sampled_from(LIMIT_TYPES), st.sampled_from(["sas", "r"]))
def test_a_curve_falls_between_its_limits(rows, limits, preset):
    """0 <= lower <= survival <= upper <= 1, and the curve never rises."""
    time, event, _ = columns(rows)
    curve = estimate_kaplan_meier(time, event, limits=limits, preset=preset)
    known = ~np.isnan(curve.lower)
    assert (np.diff(curve.survival) <= 1e-12).all()
    assert (curve.lower[known] <= curve.survival[known] + 1e-12).all()
    assert (curve.survival[known] <= curve.upper[known] + 1e-12).all()
    assert ((curve.lower[known] >= 0) & (curve.upper[known] <= 1)).all()


@FEW
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows, random):
    """Curves, tests, hazard ratios of shuffled rows are the same."""
    turned = list(rows)
    random.shuffle(turned)
    (time, event, group), (time_2, event_2, group_2) = columns(rows), columns(turned)
    one, other = estimate_kaplan_meier(time, event), estimate_kaplan_meier(time_2, event_2)
    assert one.survival.tolist() == other.survival.tolist()
    first = compare_survival_curves(time, event, group)
    second = compare_survival_curves(time_2, event_2, group_2)
    assert first.reason == second.reason
    if first.reason is None:
        assert first.statistic == pytest.approx(second.statistic)


@FEW
@given(ROWS)
def test_relabelling_the_groups_turns_the_sign(rows):
    """The chi-square stays."""
    time, event, group = columns(rows)
    one = compare_survival_curves(time, event, group, levels=["a", "b"])
    other = compare_survival_curves(time, event, group, levels=["b", "a"])
    assume(one.reason is None)
    assert one.statistic == pytest.approx(other.statistic)
    assert one.z == pytest.approx(-other.z)
    assert 0 <= one.p_value <= 1


@FEW
@given(ROWS)
def test_rows_given_twice_in_two_strata(rows):
    """The same rows in a second stratum double the scores and the variance."""
    time, event, group = columns(rows)
    one = compare_survival_curves(time, event, group)
    assume(one.reason is None)
    both = compare_survival_curves(
        np.tile(time, 2), np.tile(event, 2), np.tile(group, 2), strata=np.repeat([1, 2], len(rows))
    )
    assert 2 * one.statistic == pytest.approx(both.statistic)


@FEW
@given(ROWS, st.sampled_from(["efron", "breslow", "discrete"]))
def test_the_scale_of_time_does_not_matter_to_cox(rows, ties):
    """Only the order of times counts; swapping the groups turns the sign."""
    time, event, group = columns(rows)
    one = fit_cox(time, event, group == "b", ties=ties)
    assume(one.reason is None)
    other = fit_cox(time**2 + 1, event, group == "a", ties=ties)
    assert one.coefficients[0] == pytest.approx(-other.coefficients[0], abs=1e-7)
    assert one.likelihood_ratio.statistic == pytest.approx(
        other.likelihood_ratio.statistic, abs=1e-8
    )


@FEW
@given(ROWS)
def test_the_discrete_score_test_is_the_log_rank_test(rows):
    """Two routes to one chi-square, ties or not."""
    time, event, group = columns(rows)
    test = compare_survival_curves(time, event, group)
    assume(test.reason is None)
    fit = fit_cox(time, event, group == "b", ties="discrete")
    assert test.statistic == pytest.approx(fit.score.statistic)
