"""Tests that the simulated raw extract agrees with itself, subject by subject."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

RAW = Path(__file__).resolve().parents[2] / "specs" / "nct01213186" / "raw"
ARMS = ("hUC-MSC high dose", "hUC-MSC low dose", "Placebo")
MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
SI = {("TG", "mg/dL"): 88.57}
TERM_COUNTS = {
    "Upper respiratory tract infection": [6, 5, 6],
    "Pyrexia": [3, 2, 1],
    "Diarrhoea": [2, 3, 2],
    "Headache": [2, 2, 2],
    "Rash": [1, 2, 2],
    "Herpes zoster": [1, 1, 1],
    "ALT increased": [2, 1, 2],
    "Hypertriglyceridaemia": [2, 2, 1],
}


def read_form(name: str) -> pd.DataFrame:
    """Give a form with every column as trimmed text."""
    frame = pd.read_csv(RAW / f"{name}.csv", dtype=str, keep_default_na=False)
    return frame.apply(lambda column: column.str.strip())


def bounds(text: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Give the first and last day that a collected date may stand for."""
    day, month, year = text.split("-")
    if month == "UNK":
        return pd.Timestamp(int(year), 1, 1), pd.Timestamp(int(year), 12, 31)
    start = pd.Timestamp(int(year), MONTHS.index(month) + 1, 1 if day == "UN" else int(day))
    return start, start + pd.offsets.MonthEnd(0) if day == "UN" else start


def dates(column: pd.Series, form: str = "%d-%b-%Y") -> pd.Series:
    """Read complete dates, blanks as missing."""
    return pd.to_datetime(column.str.title().replace("", None), format=form)


@pytest.fixture(scope="module")
def arm() -> pd.Series:
    """Give the arm of each randomised subject."""
    return read_form("randomisation").set_index("SUBJID")["TRT"]


@pytest.fixture(scope="module")
def infusions() -> pd.DataFrame:
    """Give the infusions that took place, with start and stop moments."""
    frame = read_form("infusions").query("INFDONE == 'Yes'")
    for new, clock in (("START", "INFSTTIM"), ("STOP", "INFENTIM")):
        text = frame["INFDAT"] + " " + frame[clock].str.zfill(5)
        frame[new] = pd.to_datetime(text, format="%d/%m/%Y %H:%M")
    return frame


@pytest.fixture(scope="module")
def first(infusions: pd.DataFrame) -> pd.Series:
    """Give the moment of the first infusion of each subject."""
    return infusions.groupby("SUBJID")["START"].min()


@pytest.fixture(scope="module")
def events(first: pd.Series) -> pd.DataFrame:
    """Adverse events, coded by the own list, with a flag for treatment-emergent ones."""
    frame = read_form("adverse_events")
    codes = read_form("coding").query("CODELIST == 'EVENT'").set_index("REPORTED")["PREFERRED"]
    frame["TERM"] = frame["AETERM"].str.upper().map(codes)
    frame["EARLIEST"] = [bounds(text)[0] for text in frame["AESTDAT"]]
    start = frame["SUBJID"].map(first).dt.normalize()
    frame["TEAE"] = frame["EARLIEST"] >= start
    return frame


def by_arm(frame: pd.DataFrame, arm: pd.Series) -> list[int]:
    """Count distinct subjects by arm."""
    found = arm.reindex(sorted(set(frame["SUBJID"]))).value_counts()
    return [int(found.get(name, 0)) for name in ARMS]


def people() -> Iterator[dict[str, str]]:
    """Give demographics, HIV history, first consent of each subject."""
    consent = read_form("consent").query("ICTYPE == 'Initial'")
    frame = read_form("demographics").merge(read_form("hiv_history"), on=["SITE", "SUBJID"])
    yield from frame.merge(consent, on=["SITE", "SUBJID"]).to_dict("records")


def test_every_event_is_coded(events: pd.DataFrame) -> None:
    """Each reported term stands in the own coding list."""
    assert events["TERM"].notna().all()


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("TEAE", [15, 14, 14]),
        ("TEAE and AEREL in ['Possibly related', 'Probably related']", [3, 2, 1]),
        ("TEAE and AEGRADE >= '3'", [1, 1, 1]),
        ("TEAE and AESER in ['Yes', 'YES']", [1, 0, 1]),
        ("AESDTH != 'No'", [0, 0, 0]),
        ("AEACN == 'Infusion permanently stopped'", [0, 0, 0]),
        ("AEACN == 'Infusion interrupted'", [1, 0, 0]),
        ("TEAE and AEREL.str.endswith('ly related') and AEGRADE >= '3'", [0, 0, 0]),
    ],
)
def test_subjects_with_events(
    events: pd.DataFrame, arm: pd.Series, where: str, expected: list[int]
) -> None:
    """Subjects with events by arm are the assumed ones."""
    assert expected == by_arm(events.query(where), arm)


@pytest.mark.parametrize(("term", "expected"), TERM_COUNTS.items())
def test_subjects_with_term(
    events: pd.DataFrame, arm: pd.Series, term: str, expected: list[int]
) -> None:
    """Subjects with each term by arm are the assumed ones."""
    assert expected == by_arm(events[events["TEAE"] & (events["TERM"] == term)], arm)


def test_related_fever_follows_an_infusion(events: pd.DataFrame, infusions: pd.DataFrame) -> None:
    """Every related event is fever that starts within 24 hours after an infusion began."""
    related = events[events["AEREL"].isin(["Possibly related", "Probably related"])]
    assert set(related["TERM"]) == {"Pyrexia"}
    for row in related.to_dict("records"):
        start = row["EARLIEST"] + pd.to_timedelta(row["AESTTIM"] + ":00")
        begun = infusions[infusions["SUBJID"] == row["SUBJID"]]["START"]
        hours = (start - begun).dt.total_seconds() / 3600
        assert ((hours >= 0) & (hours <= 24)).any()


def test_serious_events(events: pd.DataFrame) -> None:
    """Pneumonia and appendicitis are serious by hospitalisation, each with a report."""
    serious = events[events["AESER"].str.upper() == "YES"]
    assert {"Pneumonia", "Appendicitis"} == set(serious["TERM"])
    assert {"Yes"} == set(serious["AESHOSP"])
    assert len(read_form("serious_events").merge(serious, on=["SUBJID", "AENO"])) == 2


def test_no_action_after_the_last_infusion(events: pd.DataFrame, infusions: pd.DataFrame) -> None:
    """Events after the last infusion, or before the first, have action Not applicable."""
    last = infusions.groupby("SUBJID")["START"].max().dt.normalize()
    after = events["EARLIEST"] > events["SUBJID"].map(last)
    assert {"Not applicable"} == set(events[after | ~events["TEAE"]]["AEACN"])


@pytest.mark.parametrize(
    ("term", "test", "grades"),
    [
        ("ALT increased", "ALT", {1: (1.25, 2.5), 2: (2.5, 5.0)}),
        ("Hypertriglyceridaemia", "TG", {2: (3.42, 5.7), 3: (5.7, 11.4)}),
    ],
)
def test_laboratory_events_rest_on_results(
    events: pd.DataFrame, term: str, test: str, grades: dict[int, tuple[float, float]]
) -> None:
    """The result on the day the event starts has the grade of the event, flagged significant."""
    results = read_form("chemistry").query("CHTEST == @test")
    ranges = read_form("lab_ranges").query("LBTEST == @test and SEX == 'Male'")
    results = results.merge(ranges[["SITE", "HIGH"]], on="SITE")
    for row in events[events["TERM"] == term].to_dict("records"):
        day = f"{row['EARLIEST']:%Y/%m/%d}"
        found = results[(results["SUBJID"] == row["SUBJID"]) & (results["CHDAT"] == day)].iloc[0]
        size = float(found["CHRES"]) / SI.get((test, found["CHUNIT"]), 1.0)
        size = size / float(found["HIGH"]) if test == "ALT" else size
        low, high = grades[int(row["AEGRADE"])]
        assert low < size < high
        assert found["CHCS"] == "Yes"


def test_order_of_life_dates() -> None:
    """Birth < diagnosis <= start of therapy <= consent - 24 months, for every completion."""
    for row in people():
        consent = bounds(row["ICDAT"])[0]
        birth, known, art = (bounds(row[n]) for n in ("BRTHDAT", "HIVDXDAT", "ARTSTDAT"))
        assert birth[1] < known[0]
        assert known[1] <= art[0] or row["HIVDXDAT"] == row["ARTSTDAT"]
        assert art[1] <= consent - pd.DateOffset(months=24)


def test_age_at_consent() -> None:
    """Age is completed years at consent, from 18 to 65, wherever the birth date is complete."""
    for row in people():
        consent, birth = bounds(row["ICDAT"])[0], bounds(row["BRTHDAT"])
        assert 18 <= int(row["AGE"]) <= 65
        if birth[0] == birth[1]:
            had = (consent.month, consent.day) >= (birth[0].month, birth[0].day)
            assert int(row["AGE"]) == consent.year - birth[0].year - (not had)


def test_study_dates(first: pd.Series) -> None:
    """Consents from 2013-05-06, first infusions 2013-05-13 to 2014-05-15, nothing later."""
    consent = dates(read_form("consent")["ICDAT"])
    assert pd.Timestamp(2013, 5, 6) == consent.min()
    days = first.dt.normalize()
    assert (pd.Timestamp(2013, 5, 13), pd.Timestamp(2014, 5, 15)) == (days.min(), days.max())
    ends = [
        dates(read_form(f)[c]).max() for f, c in (("visits", "VISDAT"), ("disposition", "DSDAT"))
    ]
    ends.append(dates(read_form("adverse_events")["AEENDAT"]).max())
    assert max(ends) <= pd.Timestamp(2016, 3, 31)


def test_counts_at_entry(first: pd.Series) -> None:
    """Screening and baseline CD4 lie in 51-250; the nadir is below every count before infusion."""
    frame = read_form("lymphocytes").query("VISNO in ['1', '2']")
    frame = frame[frame["SUBJID"].isin(first.index)]
    cd4 = frame["CD4"].astype(int)
    nadir = read_form("hiv_history").set_index("SUBJID")["NADIRCD4"].astype(int)
    assert cd4.between(51, 250).all()
    assert (frame["SUBJID"].map(nadir) <= cd4).all()


def test_subsets_fit_the_lymphocyte_count() -> None:
    """CD4 + CD8 never exceeds the lymphocytes of the draw; the printed ratio is CD4/CD8."""
    frame = read_form("lymphocytes").query("LYDONE == 'Yes'")
    cd4, cd8, total = (frame[n].astype(int) for n in ("CD4", "CD8", "LYMABS"))
    assert (cd4 + cd8 <= total).all()
    assert (np.abs(frame["RATIO"].astype(float) - cd4 / cd8) < 0.00501).all()


def test_blood_is_drawn_before_infusion(infusions: pd.DataFrame) -> None:
    """On the day of an infusion the lymphocyte draw at week 0 and 48 precedes it."""
    frame = read_form("lymphocytes").merge(infusions, on=["SUBJID", "VISNO"])
    frame = frame[frame["VISNO"].isin(["2", "8"])]
    drawn = pd.to_datetime(frame["SAMPDT"] + " " + frame["SAMPTM"], format="%Y-%m-%d %H:%M")
    assert len(frame) == 144
    assert (drawn < frame["START"]).all()


def test_dose_per_kilogram(infusions: pd.DataFrame, arm: pd.Series) -> None:
    """Prepared cells are 1.5, 0.5 or 0 million for each kilogram, by arm."""
    dose = infusions["CELLTOT"].astype(float) / infusions["INFWT"].astype(float)
    expected = infusions["SUBJID"].map(arm).map(dict(zip(ARMS, (1.5, 0.5, 0.0), strict=True)))
    assert (np.abs(dose - expected) < 0.0005).all()


def test_sites_and_blocks() -> None:
    """Sites hold 30, 18, 14, 10 randomised subjects; every block of six holds each arm twice."""
    frame = read_form("randomisation")
    assert [30, 18, 14, 10] == frame.groupby("SITE").size().tolist()
    assert {2} == set(frame.groupby(["BLOCK", "TRT"]).size())
    assert sorted(frame["RANDDAT"] + frame["RANDTIM"]) == list(frame["RANDDAT"] + frame["RANDTIM"])


def test_visit_windows(first: pd.Series) -> None:
    """Scheduled visits lie within 3 days to week 12, 7 to week 48, 14 after."""
    frame = read_form("visits").query("VISDONE == 'Yes' and VISIT.str.startswith('Week')")
    week = frame["VISIT"].str.removeprefix("Week ").astype(int)
    off = dates(frame["VISDAT"]) - frame["SUBJID"].map(first).dt.normalize()
    allowed = pd.cut(week, [-1, 0, 12, 48, 96], labels=[0, 3, 7, 14]).astype(int)
    assert ((off.dt.days - 7 * week).abs() <= allowed).all()


def test_viral_load() -> None:
    """All randomised subjects are below 50 copies/mL at baseline; three later results are not."""
    frame = read_form("hivrna").merge(read_form("randomisation")[["SUBJID"]], on="SUBJID")
    high = frame[frame["RNARES"].str.fullmatch(r"\d+")]
    assert len(high) == 3
    assert high["RNARES"].astype(int).between(50, 200).all()
    assert not high["VISNO"].isin(["1", "2"]).any()


def test_dates_follow_their_formats() -> None:
    """Every filled date matches the format that the dictionary states, real or partial."""
    shapes = {
        "d-m-y": r"(\d\d|UN)-([A-Z]{3})-\d{4}|UNK",
        "y-m-d": r"\d{4}-\d\d-\d\d",
        "y/m/d": r"\d{4}/\d\d/\d\d",
        "d/m/y": r"\d\d/\d\d/\d{4}",
        "H:M": r"\d?\d:\d\d",
    }
    forms = yaml.safe_load((RAW / "forms.yaml").read_text(encoding="utf-8"))["forms"]
    for name, form in forms.items():
        frame = read_form(name)
        for column, field in form["fields"].items():
            if field["type"] in {"date", "time"}:
                texts = [text for text in frame[column] if text]
                bad = [t for t in texts if not re.fullmatch(shapes[field["format"]], t)]
                partial = [t for t in texts if "UN" in t and not re.search("-JUN-", t)]
                assert not bad, (name, column)
                assert not partial or field.get("partial"), (name, column)
