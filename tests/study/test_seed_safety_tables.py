"""The safety tables of the seed trial against the plainest counts of its transport files."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.study.seed_build import SeedBuild
from tests.study.seed_numbers import ACTUAL, by_arm, counted, fixed, mean_sd, subjects

pytestmark = pytest.mark.slow


def emergent(seed: SeedBuild) -> pd.DataFrame:
    """Give the treatment-emergent events."""
    frame = seed.frame("adam/adae")
    return frame[frame["TRTEMFL"] == "Y"]


def printed(seed: SeedBuild, display: str, *path: str) -> list[int]:
    """Give the printed counts of subjects of a row with one number a column."""
    return counted(seed.row(display, *path))


@pytest.mark.parametrize("term", ["Condyloma", "Hypertension", "Fracture"])
def test_medical_history(seed: SeedBuild, term: str) -> None:
    """A condition is counted once a subject, in the arms, the pool and the total."""
    frame = seed.frame("adam/admh")
    own = frame[(frame["MHDECOD"] == term) & (frame["MHCAT"] == "GENERAL MEDICAL HISTORY")]
    assert subjects(own, ACTUAL) == printed(seed, "t_14_1_3_1", term)


@pytest.mark.parametrize("drug", ["Ibuprofen", "Loratadine", "Omeprazole"])
def test_concomitant_medication(seed: SeedBuild, drug: str) -> None:
    """A drug counts unless it ended before the first infusion."""
    frame = seed.frame("adam/adcm")
    before = frame["AENDT"].notna() & (frame["AENDT"] < frame["TRTSDT"])
    own = frame[(frame["CMDECOD"] == drug) & frame["TRTSDT"].notna() & ~before]
    assert subjects(own, ACTUAL) == printed(seed, "t_14_1_4_2", drug)


def test_changes_of_antiretroviral_therapy(seed: SeedBuild) -> None:
    """A change is an antiretroviral drug started on or after the first infusion."""
    frame = seed.frame("adam/adcm")
    later = frame["ASTDT"].notna() & (frame["ASTDT"] >= frame["TRTSDT"])
    own = frame[(frame["CMCAT"] == "ANTIRETROVIRAL THERAPY") & later]
    assert subjects(own, ACTUAL) == printed(seed, "t_14_1_4_1", "Any change")


@pytest.mark.parametrize(
    ("display", "label", "column", "values"),
    [
        ("t_14_3_1_4", "Any related event", "AREL", ["RELATED"]),
        ("t_14_3_1_5", "Any serious event", "AESER", ["Y"]),
        (
            "t_14_3_1_6",
            "Any event leading to this",
            "AEACN",
            ["DRUG WITHDRAWN", "DRUG INTERRUPTED"],
        ),
        ("t_14_3_1_8", "Any such event", "AEOPPFL", ["Y"]),
    ],
)
def test_events_of_a_kind(
    seed: SeedBuild, display: str, label: str, column: str, values: list[str]
) -> None:
    """Subjects and events of each kind stand beside each other in every column."""
    events = emergent(seed)
    own = events[events[column].isin(values)]
    records = [int(own["TRTP"].isin(arms).sum()) for arms in ACTUAL]
    cells = seed.row(display, label)
    assert subjects(own, ACTUAL) == counted(cells[0::2])
    assert records == counted(cells[1::2])


@pytest.mark.parametrize("grade", ["1", "2", "3"])
@pytest.mark.parametrize(
    "path", [("Infections",), ("Infections", "Upper respiratory tract infection")]
)
def test_worst_grade(seed: SeedBuild, path: tuple[str, ...], grade: str) -> None:
    """A subject stands at the highest grade of its events in the class, and in the term."""
    events = emergent(seed)
    own = events[events["AEBODSYS"] == path[0]]
    own = own[own["AEDECOD"] == path[1]] if path[1:] else own
    worst = own.groupby(["TRTP", "USUBJID"], as_index=False)["ATOXGRN"].max()
    wanted = subjects(worst[worst["ATOXGRN"] == float(grade)], ACTUAL)
    rows = seed.display("t_14_3_1_3")["rows"]
    found = [row["cells"] for row in rows if row["path"] == [*path, f"Grade {grade}"]]
    assert [wanted] == ([counted(cells) for cells in found] or [[0] * len(ACTUAL)])


@pytest.mark.parametrize(("number", "week"), [(1, 0), (2, 4), (3, 12)])
def test_infusion_reactions(seed: SeedBuild, number: int, week: int) -> None:
    """Fever within 24 hours is a part of the subjects given that infusion."""
    events = emergent(seed)
    own = events[(events["INFRFL"] == "Y") & (events["INFNO"] == number)]
    doses = seed.frame("adam/adex")
    given = subjects(doses[(doses["PARAMCD"] == "DOSE") & (doses["AVISITN"] == week)], ACTUAL)
    block = f"Infusion {number} (week {week})"
    assert given == printed(seed, "t_14_3_1_7", block, "Subjects infused, n")
    cells = seed.row("t_14_3_1_7", block, "Pyrexia")
    fever = subjects(own[own["AEDECOD"] == "Pyrexia"], ACTUAL)
    assert fever == counted(cells)
    shown = [cell.partition("(")[2].strip("%) ") for cell in cells if "(" in cell]
    pairs = zip(fever, given, strict=True)
    assert [fixed(100 * some / all_, 1) for some, all_ in pairs if some] == shown


@pytest.mark.parametrize(
    ("display", "code", "label", "decimals"),
    [("t_14_3_5_1", "PLAT", "Platelets (10^9/L)", 0), ("t_14_3_5_2", "K", "Potassium (mmol/L)", 1)],
)
@pytest.mark.parametrize("week", [0, 12, 96])
def test_laboratory_by_visit(
    seed: SeedBuild, display: str, code: str, label: str, decimals: int, week: int
) -> None:
    """Means and changes are those of the analysed records of the visit."""
    frame = seed.frame("adam/adlb")
    own = frame[(frame["PARAMCD"] == code) & (frame["ANL01FL"] == "Y") & (frame["AVISITN"] == week)]
    visit = "Baseline" if week == 0 else f"Week {week}"
    found = seed.row(display, label, visit, "Value", "Mean (SD)")
    wanted = by_arm(own, ACTUAL, lambda one: mean_sd(one["AVAL"], decimals))
    assert wanted == [cell.strip() for cell in found]
    if week:
        change = own.assign(CHG=own["AVAL"] - own["BASE"])
        wanted = by_arm(change, ACTUAL, lambda one: mean_sd(one["CHG"].dropna(), decimals))
        found = seed.row(display, label, visit, "Change from baseline", "Mean (SD)")
        assert wanted == [cell.strip() for cell in found]


@pytest.mark.parametrize("word", ["NEGATIVE", "TRACE", "1+"])
def test_urine_protein(seed: SeedBuild, word: str) -> None:
    """The dipstick words at week 24 are those of the tabulated results."""
    own = seed.frame("sdtm/lb")
    own = own[(own["LBCAT"] == "URINALYSIS") & (own["LBTESTCD"] == "PROT") & (own["VISITNUM"] == 6)]
    arms = seed.frame("adam/adsl")[["USUBJID", "TRT01A", "SAFFL"]]
    joined = own.merge(arms[arms["SAFFL"] == "Y"], on="USUBJID").rename(columns={"TRT01A": "TRTP"})
    label = {"NEGATIVE": "Negative", "TRACE": "Trace"}.get(word, word)
    wanted = subjects(joined[joined["LBSTRESC"] == word], ACTUAL)
    path = ("Urine Protein", "Week 24", "Result, n (%)", label)
    assert wanted == printed(seed, "t_14_3_5_3", *path)


def outside(frame: pd.DataFrame) -> pd.Series:
    """Give how far a value lies outside its reference range, in widths of the range."""
    above = (frame["AVAL"] - frame["ANRHI"]).clip(lower=0)
    below = (frame["ANRLO"] - frame["AVAL"]).clip(lower=0)
    return (above + below) / (frame["ANRHI"] - frame["ANRLO"])


@pytest.mark.parametrize(
    ("code", "label"), [("HCT", "Hematocrit (L/L)"), ("TRIG", "Triglycerides (mmol/L)")]
)
def test_shift_by_reference_range(seed: SeedBuild, code: str, label: str) -> None:
    """Of the subjects normal at baseline, those high and low at their worst value are counted."""
    frame = seed.frame("adam/adlb")
    own = frame[(frame["PARAMCD"] == code) & (frame["DTYPE"] == "") & (frame["ADY"] > 1)]
    own = own[own["AVAL"].notna() & (own["BNRIND"] == "NORMAL")]
    own = own.assign(FAR=outside(own).round(9)).sort_values(
        ["FAR", "ADT", "LBSEQ"], ascending=[False, True, True]
    )
    worst = own.drop_duplicates("USUBJID")
    for word in ("Low", "High"):
        wanted = subjects(worst[worst["ANRIND"] == word.upper()], ACTUAL[:4])
        cells = seed.row("t_14_3_5_4", label, word)[1::3]
        assert wanted == counted(cells)


@pytest.mark.parametrize(
    "label", ["ALT, High", "Triglycerides, Fasting, High", "Platelets, Decreased"]
)
def test_shift_by_grade(seed: SeedBuild, label: str) -> None:
    """The worst grade after the first infusion is counted within the grade at baseline."""
    frame = seed.frame("adam/adlb")
    side = "H" if label.endswith("High") else "L"
    own = frame[(frame[f"ATOXDSC{side}"] == label) & (frame["DTYPE"] == "")]
    own = own[(own[f"ATOXGR{side}"] != "") & (own[f"BTOXGR{side}"] == "0")]
    after = own[own["ADY"] > 1]
    worst = after.groupby(["TRTP", "USUBJID"], as_index=False)[f"ATOXGR{side}"].max()
    path = (label, "Baseline grade 0")
    assert subjects(worst, ACTUAL) == printed(seed, "t_14_3_5_5", *path, "Subjects")
    for grade in sorted(worst[f"ATOXGR{side}"].unique()):
        wanted = subjects(worst[worst[f"ATOXGR{side}"] == grade], ACTUAL)
        assert wanted == printed(seed, "t_14_3_5_5", *path, f"Worst grade {grade}")


def test_vital_signs_around_an_infusion(seed: SeedBuild) -> None:
    """The change is the reading one hour after less the one before the same infusion."""
    frame = seed.frame("adam/advs")
    own = frame[
        (frame["PARAMCD"] == "PULSE") & (frame["ANL01FL"] == "Y") & (frame["AVISITN"] == 24)
    ]
    wide = own.pivot_table(index=["TRTP", "USUBJID"], columns="ATPT", values="AVAL").reset_index()
    wide["CHANGE"] = wide["1 H POST-INFUSION"] - wide["PRE-INFUSION"]
    both = wide[wide["CHANGE"].notna()]
    wanted = by_arm(both, ACTUAL, lambda one: mean_sd(one["CHANGE"], 0))
    path = ("Pulse Rate (beats/min)", "Week 24", "Change from before to 1 hour after", "Mean (SD)")
    assert wanted == [cell.strip() for cell in seed.row("t_14_3_6_1_1", *path)]


def test_vital_signs_by_visit(seed: SeedBuild) -> None:
    """The values by visit are those before an infusion, or the only ones of the visit."""
    frame = seed.frame("adam/advs")
    own = frame[
        (frame["PARAMCD"] == "SYSBP") & (frame["ANL01FL"] == "Y") & (frame["AVISITN"] == 36)
    ]
    own = own[own["ATPT"] != "1 H POST-INFUSION"]
    wanted = by_arm(own, ACTUAL, lambda one: mean_sd(one["AVAL"], 0))
    path = ("Systolic Blood Pressure (mmHg)", "Week 36", "Value", "Mean (SD)")
    assert wanted == [cell.strip() for cell in seed.row("t_14_3_6_1", *path)]


@pytest.mark.parametrize("score", ["100", "90", "80"])
def test_karnofsky(seed: SeedBuild, score: str) -> None:
    """The scores at week 48 are those of the collected assessments."""
    own = seed.frame("sdtm/rs")
    own = own[(own["VISITNUM"] == 8) & (own["RSSTRESC"] == score)]
    arms = seed.frame("adam/adsl")[["USUBJID", "TRT01A"]].rename(columns={"TRT01A": "TRTP"})
    wanted = subjects(own.merge(arms, on="USUBJID"), ACTUAL)
    assert wanted == printed(seed, "t_14_3_6_2", "Week 48", score)
