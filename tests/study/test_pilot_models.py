"""Models in displays of the pilot, recomputed plainly from its published ADaM."""

import json

import numpy as np
import pytest
from statsmodels.formula import api as formula

from tests.shared_data import shared_folder
from tests.study.pilot import build
from tlfgen.io.tabular import read_dataset

pytestmark = pytest.mark.slow

ARMS = {"placebo": "Placebo", "low": "Xanomeline Low Dose", "high": "Xanomeline High Dose"}
COLUMNS = {"placebo": 0, "low": 1, "high": 2}
CHANGE = ("CHG", "BASE")
TABLES = {
    "t_14_3_01": ("adadas", "ACTOT", 24, *CHANGE, None, False),
    "t_14_3_03": ("adadas", "ACTOT", 8, *CHANGE, None, False),
    "t_14_3_05": ("adadas", "ACTOT", 16, *CHANGE, None, False),
    "t_14_3_07": ("adadas", "ACTOT", 24, *CHANGE, None, True),
    "t_14_3_08": ("adadas", "ACTOT", 24, *CHANGE, "M", False),
    "t_14_3_09": ("adadas", "ACTOT", 24, *CHANGE, "F", False),
    "t_14_3_02": ("adcibc", "CIBICVAL", 24, "AVAL", None, None, False),
    "t_14_3_04": ("adcibc", "CIBICVAL", 8, "AVAL", None, None, False),
    "t_14_3_06": ("adcibc", "CIBICVAL", 16, "AVAL", None, None, False),
    "t_14_3_12": ("adnpix", "NPTOTMN", 98, "AVAL", "BASE", None, False),
}
OWN = ("USUBJID", "TRTPN", "SITEGR1", "DTYPE", "AVAL")
LABELS = {
    ("low", "placebo"): "p-value(Xan - Placebo) [1][3]",
    ("high", "placebo"): "p-value(Xan - Placebo) [1][3]",
    ("high", "low"): "p-value(Xan High - Xan Low) [1][3]",
}


@pytest.fixture(scope="module")
def displays(tmp_path_factory):
    """Build the efficacy tables, and give their JSON by id."""
    asked = {"start": "adam", "only": ("t_14_3_*",)}
    out = build("folder", tmp_path_factory.mktemp("models"), **asked)
    paths = (out / "displays").glob("*.json")
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in paths}


@pytest.fixture(scope="module")
def adam():
    """Give a reader of the published datasets."""
    folder = shared_folder("data/pilot-adam")
    if folder is None:
        pytest.skip("the transport files of the pilot are not on this machine")
    known = {}

    def read(name):
        if name not in known:
            path = next(one for one in sorted(folder.iterdir()) if one.name.startswith(f"{name}."))
            known[name] = read_dataset(path).frame.astype(object)
        return known[name]

    return read


def _records(adam, table):
    """Give the records of a table with the planned arm and flags of their subject."""
    name, parameter, visit, response, covariate, sex, is_observed = TABLES[table]
    frame = adam(name)
    frame = frame[(frame["PARAMCD"] == parameter) & (frame["AVISITN"] == visit)]
    frame = frame[frame["ANL01FL"] == "Y"]
    adsl = adam("adsl")
    flags = adsl[["USUBJID", "TRT01P", "EFFFL", "COMP24FL", "SEX"]]
    held = [one for one in (*OWN, "BASE", "CHG") if one in frame.columns]
    frame = frame[held]
    frame = frame.merge(flags, on="USUBJID")
    frame = frame[frame["EFFFL"] == "Y"]
    if is_observed:
        frame = frame[(frame["COMP24FL"] == "Y") & frame["DTYPE"].isna()]
    if sex is not None:
        frame = frame[frame["SEX"] == sex]
    wanted = [response, *([covariate] if covariate else [])]
    return frame.dropna(subset=wanted)


def _solve(columns, response):
    """Give coefficients with their covariance and degrees of freedom, by normal equations."""
    matrix = np.column_stack(columns)
    cross = np.linalg.inv(matrix.T @ matrix)
    found = cross @ matrix.T @ response
    left = response - matrix @ found
    df = len(response) - matrix.shape[1]
    return found, cross * (left @ left / df), df


def _fit(frame, table, *, is_dose):
    """Fit a table's model: cells of the dose or of the arms, sites, the covariate."""
    *_, response, covariate, _, _ = TABLES[table]
    sites = sorted(frame["SITEGR1"].unique())[1:]
    shared = [(frame["SITEGR1"] == site).to_numpy(float) for site in sites]
    if covariate:
        shared.append(frame[covariate].to_numpy(float))
    values = frame[response].to_numpy(float)
    if is_dose:
        ones = np.ones(len(frame))
        return _solve([frame["TRTPN"].to_numpy(float), ones, *shared], values)
    arms = [(frame["TRT01P"] == arm).to_numpy(float) for arm in ARMS.values()]
    return _solve([*arms, *shared], values)


def _half_up(value, digits):
    from decimal import ROUND_HALF_UP, Decimal

    return f"{Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)}"


def _cells(display):
    return {tuple(row["path"]): row["cells"] for row in display["rows"]}


@pytest.mark.parametrize("table", TABLES)
def test_dose_response(displays, adam, table):
    """The p-value is that of the slope of dose, by normal equations."""
    from scipy import stats

    found, spread, df = _fit(_records(adam, table), table, is_dose=True)
    p = 2 * stats.t.sf(abs(found[0]) / np.sqrt(spread[0, 0]), df)
    cells = _cells(displays[table])
    assert ["", "", _half_up(p, 3)] == cells[("p-value(Dose Response) [1][2]",)]


def _label(display, label):
    """Give a label as the page has it: the layout leaves a blank out of one of them."""
    found = {path[0].replace(" [", "["): path[0] for path in _cells(display)}
    return found[label.replace(" [", "[")]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("pair", LABELS, ids="_".join)
def test_differences_of_arms(displays, adam, table, pair):
    """Difference, error, limits, p-value are those of two coefficients of arms."""
    from scipy import stats

    found, spread, df = _fit(_records(adam, table), table, is_dose=False)
    contrast = np.zeros(len(found))
    contrast[COLUMNS[pair[0]]], contrast[COLUMNS[pair[1]]] = 1, -1
    value, error = contrast @ found, np.sqrt(contrast @ spread @ contrast)
    half = stats.t.ppf(0.975, df) * error
    p = 2 * stats.t.sf(abs(value / error), df)
    label = _label(displays[table], LABELS[pair])
    cells, place = _cells(displays[table]), COLUMNS[pair[0]]
    expected = [
        _half_up(p, 3),
        f"{_half_up(value, 1)} ({_half_up(error, 2)})",
        f"({_half_up(value - half, 1)};{_half_up(value + half, 1)})",
    ]
    shown = [
        cells[(label,)][place],
        cells[label, "Diff of LS Means (SE)"][place],
        cells[label, "95% CI"][place],
    ]
    assert expected == shown


def test_primary_analysis_by_statsmodels(displays, adam):
    """Type III of the dose and the pairwise tests of 14-3.01 are those of ``statsmodels``."""
    frame = _records(adam, "t_14_3_01")
    for name in ("CHG", "BASE", "TRTPN"):
        frame[name] = frame[name].astype(float)
    frame["SITEGR1"] = frame["SITEGR1"].astype(str)
    dose = formula.ols("CHG ~ TRTPN + C(SITEGR1) + BASE", frame).fit()
    arms = formula.ols("CHG ~ C(TRT01P, Treatment('Placebo')) + C(SITEGR1) + BASE", frame).fit()
    tested = {name: arms.pvalues[name] for name in arms.pvalues.index if "TRT01P" in name}
    low = next(value for name, value in tested.items() if "Low" in name)
    high = next(value for name, value in tested.items() if "High" in name)
    cells = _cells(displays["t_14_3_01"])
    assert _half_up(dose.pvalues["TRTPN"], 3) == cells[("p-value(Dose Response) [1][2]",)][2]
    expected = ["", _half_up(low, 3), _half_up(high, 3)]
    assert expected == cells[("p-value(Xan - Placebo) [1][3]",)]


def test_time_course(displays, adam):
    """Each arm and visit of 14-3.10 has the moments of its records."""
    frame = adam("adadas").merge(adam("adsl")[["USUBJID", "TRT01P"]], on="USUBJID")
    frame = frame[(frame["PARAMCD"] == "ACTOT") & (frame["EFFFL"] == "Y")]
    frame = frame[(frame["ANL01FL"] == "Y") & (frame["AVISITN"] == 24) & frame["DTYPE"].isna()]
    rows = [row for row in displays["t_14_3_10"]["rows"] if "Week 24 (Windowed)" in row["path"]]
    for row, arm in zip(rows, ARMS.values(), strict=True):
        own = frame[frame["TRT01P"] == arm]
        value, base, change = (own[name].astype(float) for name in ("AVAL", "BASE", "CHG"))
        expected = [
            str(len(own)),
            *(_half_up(one, 1) for one in (value.mean(),)),
            _half_up(value.std(), 2),
            _half_up(value.median(), 1),
            *(f"{one:.0f}" for one in (value.min(), value.max())),
            _half_up(base.mean(), 1),
            _half_up(base.std(), 2),
            _half_up(change.mean(), 1),
            _half_up(change.std(), 2),
            _half_up(change.median(), 1),
            *(f"{one:.0f}" for one in (change.min(), change.max())),
        ]
        assert expected == row["cells"]


def test_repeated_measures_by_general_least_squares(displays, adam):
    """Differences of 14-3.11 are those of general least squares at the printed precision."""
    from scipy import optimize

    frame = adam("adadas").merge(adam("adsl")[["USUBJID", "TRT01P"]], on="USUBJID")
    frame = frame[(frame["PARAMCD"] == "ACTOT") & (frame["EFFFL"] == "Y")]
    frame = frame[(frame["ANL01FL"] == "Y") & frame["DTYPE"].isna()]
    frame = frame[frame["AVISITN"].isin([8, 16, 24])].dropna(subset=["CHG", "BASE"])
    visits = [(frame["AVISITN"] == visit).to_numpy(float) for visit in (8, 16, 24)]
    arms = [(frame["TRT01P"] == arm).to_numpy(float) for arm in ARMS.values()]
    sites = sorted(frame["SITEGR1"].unique())[1:]
    base = frame["BASE"].to_numpy(float)
    cells = [arm * visit for visit in visits for arm in arms]
    slopes = [base * visit for visit in visits]
    matrix = np.column_stack(
        [*cells, *slopes, *((frame["SITEGR1"] == site).to_numpy(float) for site in sites)]
    )
    response = frame["CHG"].to_numpy(float)
    place = frame["AVISITN"].map({8: 0, 16: 1, 24: 2}).to_numpy(int)
    own = [
        np.flatnonzero((frame["USUBJID"] == one).to_numpy()) for one in frame["USUBJID"].unique()
    ]

    def solve(theta):
        """Give minus twice the restricted likelihood, coefficients, and their covariance."""
        root = np.zeros((3, 3))
        root[np.tril_indices(3)] = theta
        spread = root @ root.T
        cross, target, inner, logs = 0.0, 0.0, 0.0, 0.0
        for rows in own:
            block = spread[np.ix_(place[rows], place[rows])]
            weight = np.linalg.inv(block)
            cross = cross + matrix[rows].T @ weight @ matrix[rows]
            target = target + matrix[rows].T @ weight @ response[rows]
            inner += response[rows] @ weight @ response[rows]
            logs += np.linalg.slogdet(block)[1]
        found = np.linalg.solve(cross, target)
        deviance = logs + np.linalg.slogdet(cross)[1] + inner - target @ found
        return deviance, found, np.linalg.inv(cross)

    start = np.array([4.0, 2.0, 4.0, 2.0, 2.0, 4.0])
    theta = optimize.minimize(lambda one: solve(one)[0], start, method="BFGS").x
    _, found, _ = solve(theta)
    shown = _cells(displays["t_14_3_11"])
    expected = [f"{_half_up(found[6 + arm] - found[6], 1)} " for arm in (1, 2)]
    cells = shown["p-value(Xan - Placebo)", "Diff of LS Means (SE)"]
    assert expected == [cells[arm].split("(")[0] for arm in (1, 2)]
