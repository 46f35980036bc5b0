"""Survival figures that are published, with their sources."""

import numpy as np
import pytest

from tests.reference.marsaglia import Marsaglia
from tlfgen.analysis import (
    compare_cumulative_incidence,
    compare_survival_curves,
    estimate_cumulative_incidence,
    estimate_kaplan_meier,
    fit_cox,
)

# Freireich et al., Blood 1963: weeks of remission in acute leukaemia
MERCAPTOPURINE = (
    [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35],
    [1] * 9 + [0] * 12,
)
PLACEBO = ([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], [1] * 21)
TIME = MERCAPTOPURINE[0] + PLACEBO[0]
EVENT = MERCAPTOPURINE[1] + PLACEBO[1]
ARM = ["6-MP"] * 21 + ["placebo"] * 21


def by_week(events, censored):
    """Give times and events from counts of events per scheduled week, the rest censored at 96."""
    weeks = [4, 8, 12, 24, 36, 48, 60, 72, 84, 96]
    times = [week for week, count in zip(weeks, events, strict=True) for _ in range(count)]
    return times + [96] * censored, [1] * len(times) + [0] * censored


LOW = by_week([2, 3, 5, 5, 4, 2, 1, 1, 0, 0], 1)
CONTROL = by_week([1, 1, 2, 4, 3, 2, 2, 1, 1, 0], 7)


def test_kaplan_meier_of_remission():
    """Curve and errors: Collett, Modelling Survival Data in Medical Research, chapter 2."""
    curve = estimate_kaplan_meier(*MERCAPTOPURINE)
    at = [6, 7, 10, 13, 16, 22, 23]
    place = np.isin(curve.times, at)
    expected = [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert expected == curve.survival[place].round(3).tolist()
    assert [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346] == (
        curve.std_error[place].round(4).tolist()
    )


def test_log_rank_of_remission():
    """Chi-square 16.79: Collett, section 2.6; R survdiff."""
    test = compare_survival_curves(TIME, EVENT, ARM)
    assert test.statistic == pytest.approx(16.793, abs=5e-4)
    assert test.expected.round(2).tolist() == [19.25, 10.75]


@pytest.mark.parametrize(
    ("ties", "coefficient"), [("breslow", 1.509), ("efron", 1.572), ("discrete", 1.628)]
)
def test_cox_of_remission(ties, coefficient):
    """Coefficients by three treatments of ties: Kalbfleisch and Prentice, 2nd ed., chapter 4."""
    fit = fit_cox(TIME, EVENT, [arm == "placebo" for arm in ARM], ties=ties)
    assert float(fit.coefficients[0]) == pytest.approx(coefficient, abs=5e-4)


def test_log_rank_worked_by_hand():
    """Sum of observed less expected events 7.8459, variance 7.4448, worked table by table."""
    test = compare_survival_curves(
        LOW[0] + CONTROL[0], LOW[1] + CONTROL[1], ["low"] * 24 + ["control"] * 24
    )
    assert test.groups == ("control", "low")
    assert test.observed.tolist() == [17, 23]
    assert float(test.expected[1]) == pytest.approx(15.1541, abs=5e-5)
    assert float(test.covariance[1, 1]) == pytest.approx(7.4448, abs=5e-5)
    assert test.statistic == pytest.approx(8.2687, abs=5e-5)
    assert test.p_value == pytest.approx(0.00403, abs=5e-6)


def test_hazard_ratio_of_the_worked_case():
    """Hazard ratio 2.53 (1.32-4.82) by Efron, as lifelines and statsmodels give it."""
    fit = fit_cox(LOW[0] + CONTROL[0], LOW[1] + CONTROL[1], [1] * 24 + [0] * 24, ties="efron")
    found = [fit.hazard_ratios[0], fit.hazard_ratio_lower[0], fit.hazard_ratio_upper[0]]
    assert [round(float(value), 2) for value in found] == [2.53, 1.32, 4.82]


@pytest.fixture(name="competing")
def fixture_competing():
    """Rebuild the data of the tests of cmprsk: set.seed(2) in R 1.2.1."""
    draw = Marsaglia(2)
    time = np.array([draw.exponential() for _ in range(100)])
    group, cause, stratum = (np.array(draw.sample(size, 100)) for size in (3, 3, 2))
    return time, cause, group, stratum


@pytest.mark.parametrize(("cause", "statistic"), [(1, 3.393977), (2, 1.989511)])
def test_gray_with_strata(competing, cause, statistic):
    """Stratified test of three groups: tests/test.Rout.save of cmprsk."""
    time, event, group, stratum = competing
    test = compare_cumulative_incidence(time, event, group, cause=cause, strata=stratum)
    assert (test.df, test.statistic) == (2, pytest.approx(statistic, abs=5e-7))


def test_gray_of_two_groups(competing):
    """Stratified test of two groups: tests/test.Rout.save of cmprsk."""
    time, event, group, stratum = competing
    own = group != 1
    test = compare_cumulative_incidence(time[own], event[own], group[own], strata=stratum[own])
    assert test.statistic == pytest.approx(3.5151549, abs=5e-8)
    assert test.p_value == pytest.approx(0.06080997, abs=5e-9)


def test_aalen_variance(competing):
    """Incidence with Aalen's variance at whole times: tests/test.Rout.save of cmprsk."""
    found = estimate_cumulative_incidence(
        *competing[:2], at=[1, 2, 3], variance="aalen", after_last="carry"
    ).at
    assert found.incidence.round(7).tolist() == [0.2352861, 0.3287068, 0.4247898]
    variances = (found.std_error**2).round(9).tolist()
    assert variances == [0.002062112, 0.002957844, 0.004170634]
