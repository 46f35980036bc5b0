"""Points of survival curves, counts below them."""

from math import prod

import pytest

from tests import figure_factories as make
from tlfgen.analysis.figure.curves import time_ticks
from tlfgen.spec.shell.plot import AxisSpec

KM = """
id: f_14_2
number: 14.2
title: Time to Response
kind: figure
population: saf
data: ADTTE
time: {unit: weeks}
plot:
  km: {x: {every: 4, max: 12}, of: survival}
  boxes: [{preset: logrank}]
"""
TIMES = [4.0, 8.0, 8.0, 12.0, 2.0, 4.0]
CENSORED = [0, 0, 1, 1, 0, 0]


def data():
    """Give times of six subjects: four of high dose, two of placebo."""
    tte = make.dataset(
        "ADTTE", USUBJID=[f"S{number}" for number in range(1, 7)], AVAL=TIMES, CNSR=CENSORED
    )
    return make.subjects("HHHHPP"), tte


def survival(times, events, at):
    """Multiply the shares that survive each event time up to a time."""
    moments = sorted({t for t, e in zip(times, events, strict=True) if e and t <= at})
    return prod(
        1
        - sum(t == moment and e for t, e in zip(times, events, strict=True))
        / sum(t >= moment for t in times)
        for moment in moments
    )


@pytest.mark.parametrize("time", [4, 8, 12])
def test_every_step_is_the_product_limit(time):
    """A point is the product of the shares that survive."""
    found = make.results(KM, *data())
    events = [not one for one in CENSORED[:4]]
    expected = survival(TIMES[:4], events, time)
    assert expected == pytest.approx(make.number(found, f"f_14_2/km/{time}/probability/high"))


def test_first_point_is_time_zero():
    """The curve starts with everybody."""
    found = make.results(KM, *data())
    assert 1.0 == make.number(found, "f_14_2/km/0/probability/high")
    assert 4.0 == make.number(found, "f_14_2/km/0/at_risk/high")


def test_probability_of_the_event():
    """Of events, a point is one minus survival, its limits change places."""
    plain = make.results(KM, *data())
    turned = make.results(KM.replace("of: survival", "of: event"), *data())
    for stat, other in (("probability", "probability"), ("low", "high"), ("high", "low")):
        expected = 1 - make.number(plain, f"f_14_2/km/4/{other}/high")
        assert expected == pytest.approx(make.number(turned, f"f_14_2/km/4/{stat}/high"))


@pytest.mark.parametrize(("tick", "at_risk", "events", "censored"), [
    (0, 4, 0, 0), (4, 4, 1, 0), (8, 3, 2, 1), (12, 1, 2, 2),
])  # fmt: skip
def test_counts_at_the_ticks(tick, at_risk, events, censored):
    """At risk counts those whose time is not before the tick; events those up to it."""
    found = make.results(KM, *data())
    numbers = [
        make.number(found, f"f_14_2/risk/{tick}/{stat}/high")
        for stat in ("at_risk", "events", "censored")
    ]
    assert [at_risk, events, censored] == numbers


def test_logrank_is_computed_where_a_box_wants_it():
    """The test of equal curves is a result of the figure."""
    found = make.results(KM, *data())
    assert 0 < make.number(found, "f_14_2/logrank/p/overall") < 1


def test_no_logrank_unasked():
    """Nothing is tested that nobody shows."""
    text = KM.replace("boxes: [{preset: logrank}]", "boxes: []")
    found = make.results(text, *data())
    assert not [one for one in found.results if one.analysis == "logrank"]


def test_arm_without_records_has_no_curve():
    """An arm of nobody has counts of zero, no points."""
    found = make.results(KM, *data())
    drawn = {one.result_id for one in found.results if one.stat == "probability"}
    assert not [name for name in drawn if name.endswith("/low")]
    assert 0.0 == make.number(found, "f_14_2/risk/0/at_risk/low")


def test_ticks_begin_at_zero():
    """The time axis starts at 0 whatever the first time is."""
    assert 0.0 == time_ticks(AxisSpec(), 187)[0]


def test_given_ticks():
    """Ticks that are listed are taken as they are."""
    assert (0.0, 4.0, 96.0) == time_ticks(AxisSpec(at=(0, 4, 96)), 10)


def test_figure_of_a_table_borrows_its_results():
    """A figure drawn from a table inherits its data, and has its results behind its own."""
    table = """
id: t_14_2
number: 14.2
kind: survival
population: saf
data: ADTTE
time: {unit: weeks}
columns: {by: arm, total: Total}
rows: [{events: {label: With event}}]
"""
    figure = """
id: f_14_2
number: 14.2
kind: figure
from: t_14_2
plot: {km: {}}
"""
    found = make.results(figure, *data(), shell=table)
    assert 4.0 == make.number(found, "f_14_2/km/0/at_risk/high")
    assert 2.0 == make.number(found, "t_14_2/events.with_event/n/high")
