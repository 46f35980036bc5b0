"""Survival figures laid out."""

import pytest

from tests import figure_factories as make
from tests.unit.analysis.figure.test_curves import KM, data
from tlfgen.core.errors import SpecError

PERCENT = KM.replace("of: survival", "of: event, y: {percent: true, every: 20}, order: [placebo]")


def test_curves_in_order():
    """The legend follows the order of the shell, then that of the study."""
    panel = make.figure(PERCENT, *data()).panels[0]
    assert ["Placebo", "High dose"] == [one.label for one in panel.series]


def test_style_is_that_of_the_arm():
    """An arm has its own style whatever its place in the legend."""
    panel = make.figure(PERCENT, *data()).panels[0]
    assert [2, 0] == [one.style for one in panel.series]


def test_percent():
    """A percent axis shows percent values."""
    panel = make.figure(PERCENT, *data()).panels[0]
    assert (0.0, 25.0, 50.0, 50.0) == panel.series[1].y
    assert (0.0, 4.0, 8.0, 12.0) == panel.series[1].x
    assert 100.0 == panel.y.high


def test_results_beside_the_points():
    """Each point names its result."""
    series = make.figure(KM, *data()).panels[0].series[0]
    assert "f_14_2/km/4/probability/high" == series.results[1]
    assert len(series.x) == len(series.results)


def test_marks_at_censored_times():
    """Marks stand where somebody is censored, on the curve."""
    series = make.figure(KM, *data()).panels[0].series[0]
    assert [8.0, 12.0] == [x for x, _ in series.marks]
    assert [series.y[2], series.y[3]] == [y for _, y in series.marks]


def test_no_marks():
    """A shell may leave the marks out."""
    text = KM.replace("of: survival", "of: survival, censor_mark: none")
    assert () == make.figure(text, *data()).panels[0].series[0].marks


def test_risk_table_stands_at_the_ticks():
    """Counts stand at the ticks of the axis, the same numbers."""
    text = KM.replace("  boxes", "  risk_table: {rows: [at_risk]}\n  boxes")
    panel = make.figure(text, *data()).panels[0]
    assert panel.x.ticks == panel.risk_table.times
    assert ("High dose", 0, ("4", "4", "3", "1")) == panel.risk_table.rows[0]


def test_risk_table_with_events():
    """Further counts stand in brackets, and the title says so."""
    text = KM.replace("  boxes", "  risk_table: {rows: [at_risk, events]}\n  boxes")
    table = make.figure(text, *data()).panels[0].risk_table
    assert "Number at risk (events)" == table.title
    assert ("4 (0)", "4 (1)", "3 (2)", "1 (2)") == table.rows[0][2]


def test_band():
    """Limits are drawn where the shell asks for a band."""
    text = KM.replace("of: survival", "of: survival, ci_band: true")
    series = make.figure(text, *data()).panels[0].series[0]
    assert len(series.x) == len(series.band.low)
    assert make.figure(KM, *data()).panels[0].series[0].band is None


def test_time_label_has_its_unit():
    """An axis without label names the unit of the time."""
    assert "Time (weeks)" == make.figure(KM, *data()).panels[0].x.label


def test_nothing_to_draw():
    """Without records the figure has no panel, but the no-data sentence."""
    made = make.figure(KM.replace("time:", "where: AVAL > 100\ntime:"), *data())
    assert () == made.panels
    assert "No subject met the criteria for this display" == made.empty


def test_documented_sample():
    """The sample of a figure drawn from a table lays out, its boxes from the table's results."""
    table = """
id: t_14_3_20
number: 14-3.20
title: Overall Survival
kind: survival
population: saf
data: ADTTE
time: {var: AVAL, censor: CNSR, event: "0", unit: weeks}
columns: {by: arm, arms: [high, placebo]}
rows:
  - events: {label: Subjects with event}
  - km_quantiles: {q: [0.25, 0.5, 0.75], ci: {type: log-log, level: 0.95}}
  - hr: {label: Stratified, strata: [SEX], ties: efron, p: logrank}
"""
    shell = """
id: f_14_1_01
number: 14-1.01
title: Kaplan-Meier Curve of Overall Survival
kind: figure
from: t_14_3_20
plot:
  km:
    ci_band: true
    censor_mark: tick
    x: {label: Weeks, every: 6, max: 12}
    y: {label: Survival probability, percent: true}
  risk_table: {rows: [at_risk, events], every: x}
  boxes: [median_ci, hr_stratified]
  style: {mono_safe: true, dash: true, width_in: 9, height_in: 5.5}
"""
    made = make.figure(shell, *data(), shell=table)
    median, ratio = made.panels[0].boxes
    assert "High dose: NE (4.0, NE)" == median.lines[1]
    assert ratio.lines[1].startswith("High dose vs. Placebo: ")
    assert "Safety Set" == made.population


def test_counts_every_so_often():
    """Counts may stand at some ticks only; anything but a number or x is an error."""
    text = KM.replace("  boxes", "  risk_table: {rows: [at_risk], every: 8}\n  boxes")
    assert (0.0, 8.0) == make.figure(text, *data()).panels[0].risk_table.times
    with pytest.raises(SpecError) as error:
        make.figure(text.replace("every: 8}", "every: y}"), *data())
    assert "spec.wrong-value" == error.value.code
