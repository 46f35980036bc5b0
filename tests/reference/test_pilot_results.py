"""Results of pilot tables against counts and tests made with R."""

import json

import numpy as np
import pandas as pd
import pytest

from tests.shared_data import require_shared
from tests.shells import table
from tlfgen.analysis.engine import compute_results
from tlfgen.model.dataset import Dataset, Variable
from tlfgen.spec.node import read_node
from tlfgen.spec.study import StudyFile
from tlfgen.spec.yaml_file import parse_yaml

ARMS = {
    "placebo": "Placebo",
    "low": "Xanomeline Low Dose",
    "high": "Xanomeline High Dose",
    "total": "Total",
}
STUDY = """
id: pilot
title: Pilot
run_date: 2014-06-01T09:00
populations: {all: {label: Treated, where: "TRT01A != 'Screen Failure'"}}
arms:
  planned: {var: TRT01A}
  levels:
    placebo: {value: Placebo, label: Placebo}
    low: {value: Xanomeline Low Dose, label: Low}
    high: {value: Xanomeline High Dose, label: High}
    failed: {value: Screen Failure, label: Screen failure}
  reference: placebo
"""
COLUMNS = "columns: {by: arm, arms: [placebo, low, high], total: Total"
SEVERAL = {"n": "n", "mean": "mean", "sd": "sd", "se": "se", "median": "median", "min": "min",
           "max": "max", "q1": "q1_type2", "q3": "q3_type2"}  # fmt: skip


def _read(key, name):
    frame = pd.read_csv(require_shared("truth") / "data" / f"{name}.csv", dtype=str)
    frame = frame.fillna("")
    variables = []
    for column in frame.columns:
        number = pd.to_numeric(frame[column].replace("", None), errors="coerce")
        is_number = column in {"AGE", "TRTDURD", "AVAL", "AVISITN"}
        frame[column] = number if is_number else frame[column].astype("string[pyarrow]")
        variables.append(Variable(column, "", "float" if is_number else "text"))
    frame["_row"] = np.arange(len(frame))
    return Dataset(key, key, "adam", frame, tuple(variables))


def _truth(name):
    return json.loads((require_shared("truth") / f"{name}.json").read_text())["expected"]


def _results(text, **names):
    data = {key: _read(key, name) for key, name in {"ADSL": "adsl_pilot", **names}.items()}
    own = read_node(StudyFile, parse_yaml(STUDY, "study.yaml"))
    found = compute_results(table(text), data, own).results
    return {one.result_id.partition("/")[2]: one for one in found}


@pytest.fixture(scope="module")
def demographics():
    """Give the results of a table of demographics."""
    stats = ", ".join(SEVERAL)
    return _results(
        f"population: all\n{COLUMNS}, compare: {{p: p}}}}\nrows:\n"
        f"  - {{var: AGE, stats: [{stats}], test: anova}}\n"
        "  - {var: AGE, name: AGEK, stats: [n], test: kruskal_wallis}\n"
        f"  - {{var: TRTDURD, stats: [{stats}]}}\n"
        "  - {var: AGEGR1, stats: n_pct}\n"
        "  - {var: SEX, stats: n_pct, test: chisq}\n"
        "  - {var: RACE, stats: n_pct, test: fisher}\n"
        "  - {var: ETHNIC, stats: n_pct}\n"
    )


@pytest.mark.parametrize("arm", ARMS)
def test_header(demographics, arm):
    """Header N is that of R."""
    assert _truth("pilot_demographics")["N"][ARMS[arm]] == demographics[f"N/{arm}"].number


@pytest.mark.parametrize("variable", ["AGE", "TRTDURD"])
@pytest.mark.parametrize("arm", ARMS)
def test_summaries(demographics, variable, arm):
    """Every number of a summary is that of R."""
    expected = _truth("pilot_demographics")[variable][ARMS[arm]]
    got = {stat: demographics[f"{variable}/{stat}/{arm}"].number for stat in SEVERAL}
    assert {stat: expected[name] for stat, name in SEVERAL.items()} == pytest.approx(got, rel=1e-9)


@pytest.mark.parametrize("variable", ["AGEGR1", "SEX", "RACE", "ETHNIC"])
@pytest.mark.parametrize("arm", ARMS)
def test_levels(demographics, variable, arm):
    """Every count of a level is that of R."""
    for level, count in _truth("pilot_demographics")[variable][ARMS[arm]].items():
        assert count == demographics[f"{variable}/{level}/n/{arm}"].number


@pytest.mark.parametrize(
    ("name", "block"),
    [
        ("p_age_anova", "AGE"),
        ("p_age_kruskal", "AGEK"),
        ("p_sex_chisq", "SEX"),
        ("p_race_fisher", "RACE"),
    ],
)
def test_p_values(demographics, name, block):
    """P-values of all arms are those of R."""
    expected = _truth("pilot_demographics")[name]
    assert expected == pytest.approx(demographics[f"{block}/p/overall"].number, rel=1e-6)


@pytest.fixture(scope="module")
def events():
    """Give the results of adverse events by class and term."""
    return _results(
        f"kind: occurrence\npopulation: all\ndata: ADAE\nwhere: TRTEMFL = 'Y'\n{COLUMNS},\n"
        "  stats: {subjects: {}, events: {}}}\n"
        "rows: [{any: Any}, {nest: [AEBODSYS, AEDECOD]},"
        " {groups: [{label: Serious, where: AESER = 'Y'}]}]",
        ADAE="adae_pilot",
    )


def _pair(events, stem, arm):
    return {
        "subjects": events[f"{stem}/n/{arm}"].number,
        "events": events[f"{stem}/events/{arm}"].number,
    }


@pytest.mark.parametrize("arm", ARMS)
def test_any_event(events, arm):
    """Subjects and events are those of R."""
    expected = _truth("pilot_ae_soc_pt")
    assert expected["any"][ARMS[arm]] == _pair(events, "any", arm)
    assert expected["serious"][ARMS[arm]] == _pair(events, "count/serious", arm)


@pytest.mark.parametrize("arm", ARMS)
def test_classes_and_terms(events, arm):
    """Every class and term has the subjects and events of R."""
    for soc, block in _truth("pilot_ae_soc_pt")["soc"].items():
        stem = f"AEBODSYS.AEDECOD/{soc}"
        assert block["any"][ARMS[arm]] == _pair(events, stem, arm)
        for term, counts in block["pt"].items():
            assert counts[ARMS[arm]] == _pair(events, f"{stem}/{term}", arm)


def test_shift_from_baseline():
    """Every cell of the shifts at week 24 is that of R."""
    levels = "[LOW, NORMAL, HIGH]"
    found = _results(
        "kind: shift\npopulation: all\ndata: ADLB\n"
        "where: AVISIT = 'Week 24' and BNRIND != '' and ANRIND != ''\n"
        f"page: {{by: [PARAMCD]}}\n{COLUMNS}, across: {{var: BNRIND, values: {levels}}}}}\n"
        f"rows: [{{shift: {{var: ANRIND, values: {levels}, of: column,"
        " stats: [n_pct, records]}}]\nunit: record",
        ADLB="adlb_pilot_4params",
    )
    cells = 0
    for parameter, arms in _truth("pilot_lb_shift_week24").items():
        for arm, name in list(ARMS.items())[:3]:
            block = arms[name]
            for baseline, row in zip(block["rows"], block["values"], strict=True):
                for week24, count in zip(block["cols"], row, strict=True):
                    key = f"ANRIND/{parameter}/{week24}/records/{arm}/{baseline}"
                    assert count == found[key].number, key
                    cells += 1
    assert cells == 4 * 3 * 9
