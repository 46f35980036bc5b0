"""The survival figure of the CDISC pilot, drawn points against plain recomputation."""

from math import prod

import pytest

from tests.shared_data import require_shared
from tlfgen.analysis.engine import compute_results
from tlfgen.io.tabular import read_dataset
from tlfgen.layout.figure import layout_figure
from tlfgen.model.output import RunStamp
from tlfgen.spec.display import read_display
from tlfgen.spec.node import read_node
from tlfgen.spec.study import StudyFile
from tlfgen.spec.yaml_file import parse_yaml

STUDY = """
id: cdiscpilot01
title: Pilot
run_date: 2016-06-01T09:00
populations: {saf: {label: Safety, where: SAFFL = 'Y'}}
arms:
  planned: {var: TRT01P, order: TRT01PN, record: TRTP}
  levels:
    placebo: {value: Placebo, label: Placebo}
    low: {value: Xanomeline Low Dose, label: Xanomeline Low Dose}
    high: {value: Xanomeline High Dose, label: Xanomeline High Dose}
  reference: placebo
reasons: {not_reached: NA}
formats: {median_cl: "{estimate:x.x} ({low:xx.x} {high:x.x})"}
"""
FIGURE = """
id: f_14_1
number: 14-1
title: Time to Dermatologic Event by Treatment Group
kind: figure
population: saf
data: ADTTE
where: PARAMCD = 'TTDE'
plot:
  km:
    censor_mark: plus
    order: [placebo, high, low]
    x: {label: Time to Dermatologic Event or End of Study, every: 50, max: 200}
    y: {label: Survival Probability, every: 0.2}
  boxes: [{lines: ["Logrank p={logrank.p:x.xxxx}"], at: lower left}]
  inset:
    columns: [n, events, censored, median_cl]
    labels: {median_cl: "Median Survival (95% CL)"}
  style: {title: Product-Limit Survival Function Estimates}
"""


@pytest.fixture(scope="module")
def data():
    """Give subjects and times of the pilot."""
    folder = require_shared("data") / "pilot-adam"
    return {name: read_dataset(folder / f"{name.lower()}.xpt") for name in ("ADSL", "ADTTE")}


@pytest.fixture(scope="module")
def figure(data):
    """Give the figure laid out."""
    study = read_node(StudyFile, parse_yaml(STUDY, "study.yaml"))
    spec = read_display(parse_yaml(FIGURE, "f_14_1.yaml"))
    return layout_figure(spec, compute_results(spec, data, study), data, study, RunStamp())


def times(data, arm):
    """Give times with events of an arm, as plain pairs."""
    frame = data["ADTTE"].frame
    frame = frame[(frame["PARAMCD"] == "TTDE") & (frame["TRTA"] == arm)]
    return list(zip(frame["AVAL"].tolist(), (frame["CNSR"] == 0).tolist(), strict=True))


def test_legend_order(figure):
    """Placebo, high dose, low dose, as published."""
    expected = ["Placebo", "Xanomeline High Dose", "Xanomeline Low Dose"]
    assert expected == [one.label for one in figure.panels[0].series]


def test_every_point(figure, data):
    """Every point of every curve is the product of the shares that survive."""
    for series in figure.panels[0].series:
        own = times(data, series.label)
        moments = sorted({time for time, has_event in own if has_event})
        for x, y in zip(series.x, series.y, strict=True):
            expected = prod(
                1 - sum(t == m and e for t, e in own) / sum(t >= m for t, _ in own)
                for m in moments
                if m <= x
            )
            assert expected == pytest.approx(y, abs=1e-12)


def test_marks_stand_at_censored_times(figure, data):
    """Every censored time has its mark."""
    for series in figure.panels[0].series:
        expected = sorted({time for time, has_event in times(data, series.label) if not has_event})
        assert expected == [x for x, _ in series.marks]


def test_axes(figure):
    """Ticks 0 to 200 by 50, 0 to 1 by 0.2."""
    panel = figure.panels[0]
    assert (0.0, 50.0, 100.0, 150.0, 200.0) == panel.x.ticks
    assert (0.0, 0.2, 0.4, 0.6, 0.8, 1.0) == panel.y.ticks


def test_small_table(figure, data):
    """Subjects, events, censored in percent with their numbers; NA where no median."""
    header, placebo, *_ = figure.inset
    own = times(data, "Placebo")
    events = sum(has_event for _, has_event in own)
    share = round(100 * events / len(own))
    assert "Median Survival (95% CL)" == header[-1]
    assert f"{share}% ({events})" == placebo[2]
    assert "NA" == placebo[-1].split()[0]


def test_logrank(figure):
    """The curves differ: p is below its last decimal."""
    assert ("Logrank p<0.0001",) == figure.panels[0].boxes[0].lines
