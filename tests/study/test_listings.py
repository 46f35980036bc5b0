"""Rows of every listing of the seed trial against a plain count from its raw forms."""

from collections.abc import Callable

import pandas as pd
import pytest

from tests.study.built import read_form
from tests.study.seed_build import SeedBuild

pytestmark = pytest.mark.slow


def randomized(frame: pd.DataFrame) -> pd.DataFrame:
    """Give the records of the 72 randomized subjects, all of whom were treated."""
    kept: pd.DataFrame = frame[frame["SUBJID"].isin(set(read_form("randomisation")["SUBJID"]))]
    return kept


def form(name: str) -> pd.DataFrame:
    """Give a raw form without the subjects who failed screening."""
    return randomized(read_form(name))


def not_met() -> pd.DataFrame:
    """Give the criteria that were not met."""
    given = read_form("eligibility")
    failed = (given["IECAT"] == "Inclusion") & (given["IEANS"] == "No")
    kept: pd.DataFrame = given[
        failed | ((given["IECAT"] == "Exclusion") & (given["IEANS"] == "Yes"))
    ]
    return kept


def draws(name: str, *keys: str) -> pd.DataFrame:
    """Give one record a subject and draw."""
    return form(name).drop_duplicates(["SUBJID", "VISNO", *keys])


def lymphocyte_draws() -> pd.DataFrame:
    """Give the draws of lymphocytes that were made, a page entered twice counted once."""
    given = form("lymphocytes")
    return given[given["LYDONE"] == "Yes"].drop_duplicates(["SUBJID", "VISNO", "SAMPDT", "SAMPTM"])


def events(column: str = "AESER", *values: str) -> pd.DataFrame:
    """Give the adverse events, or those with one of some answers."""
    given = form("adverse_events")
    return given[given[column].str.capitalize().isin(values)] if values else given


def serology_draws() -> pd.DataFrame:
    """Give the samples of serology, then those of pregnancy tests."""
    return pd.concat([form("serology"), form("pregnancy")])


ROWS: dict[str, Callable[[], pd.DataFrame]] = {
    "l_16_1_7": lambda: read_form("randomisation"),
    "l_16_2_1_1": lambda: read_form("randomisation"),
    "l_16_2_1_2": lambda: read_form("disposition").query("DSSTAT == 'Screen failure'"),
    "l_16_2_2_1": lambda: form("deviations"),
    "l_16_2_2_2": not_met,
    "l_16_2_3_1": lambda: form("deviations").query("DVPPS == 'Yes'").drop_duplicates("SUBJID"),
    "l_16_2_4_1": lambda: form("demographics"),
    "l_16_2_4_2": lambda: form("hiv_history"),
    "l_16_2_4_3": lambda: pd.concat([form("medical_history"), form("hiv_history")]),
    "l_16_2_4_4": lambda: form("conmeds"),
    "l_16_2_5_1": lambda: form("infusions"),
    "l_16_2_6_1": lymphocyte_draws,
    "l_16_2_6_2": lambda: read_form("randomisation"),
    "l_16_2_6_3": lambda: form("hivrna"),
    "l_16_2_6_4": lambda: draws("biomarkers", "BMDAT", "BMTIM"),
    "l_16_2_7_1": events,
    "l_16_2_7_2": events,
    "l_16_2_7_3": lambda: events("AESER", "Yes"),
    "l_16_2_7_4": lambda: events("AEREL", "Possibly related", "Probably related"),
    "l_14_3_2_2": lambda: events("AESER", "Yes"),
    "l_14_3_2_3": lambda: events("AEACN", "Infusion withdrawn"),
    "l_16_2_8_1": lambda: draws("haematology", "HEDAT", "HETIM"),
    "l_16_2_8_2": lambda: draws("chemistry", "CHDAT", "CHTIM"),
    "l_16_2_8_3": lambda: draws("urinalysis", "URDAT", "URTIM"),
    "l_16_2_8_4": serology_draws,
    "l_16_2_9_1": lambda: draws("vitals", "VSDAT", "VSTIM", "VSTPT"),
    "l_16_2_9_2": lambda: form("physical_exam"),
    "l_16_2_9_3": lambda: form("karnofsky"),
}
"""What each listing lists, by the raw form it comes from."""


@pytest.mark.parametrize("name", sorted(ROWS))
def test_rows_of_a_listing(seed: SeedBuild, name: str) -> None:
    """A listing has one row for each record of its form that it is about."""
    shown = [row for row in seed.display(name)["rows"] if row["records"]]
    assert len(ROWS[name]()) == len(shown)


def test_every_listing_is_counted(seed: SeedBuild) -> None:
    """No listing of the study is left out of these counts."""
    prose = {"l_14_3_3", "l_14_3_4_1"}
    assert set(ROWS) | prose == {one for one in seed.displays() if one.startswith("l_")}


@pytest.mark.parametrize(
    ("name", "dataset", "size"),
    [
        ("l_16_2_8_1", "sdtm/lb", 11),
        ("l_16_2_8_2", "sdtm/lb", 13),
        ("l_16_2_9_1", "sdtm/vs", 7),
    ],
)
def test_no_result_is_lost_across_columns(
    seed: SeedBuild, name: str, dataset: str, size: int
) -> None:
    """Every result of the records of a row stands in a column, and every record in one row."""
    display, frame = seed.display(name), seed.frame(dataset)
    prefix = dataset[-2:].upper()
    rows = [row for row in display["rows"] if row["records"]]
    listed = [number for row in rows for number in row["records"]]
    assert len(set(listed)) == len(listed)
    category = {"l_16_2_8_1": "HEMATOLOGY", "l_16_2_8_2": "CHEMISTRY"}.get(name)
    own = frame if category is None else frame[frame["LBCAT"] == category]
    treated = set("NCT01213186-" + read_form("randomisation")["SUBJID"])
    assert int(own["USUBJID"].isin(treated).sum()) == len(listed)
    for row in rows[:200]:
        found = frame.iloc[row["records"]]
        shown = [cell for cell in row["cells"][-size:] if cell]
        expected = {text for text in found[f"{prefix}STRESC"] if text}
        assert expected <= {part.rstrip("HL*") for cell in shown for part in cell.split()}


def test_abnormal_laboratory_values(seed: SeedBuild) -> None:
    """Grade 3 or more, or clinically significant; derived records are not repeated."""
    values = seed.frame("adam/adlb")
    grade = pd.to_numeric(values["ATOXGR"], errors="coerce").abs()
    kept = ((grade >= 3) | (values["LBCLSIG"] == "Y")) & (values["DTYPE"].fillna("") == "")
    shown = [row for row in seed.display("l_14_3_4_1")["rows"] if row["records"]]
    assert int(kept.sum()) == len(shown)
    assert kept.to_numpy().nonzero()[0].tolist() == sorted(row["records"][0] for row in shown)


def test_empty_listing_says_so(seed: SeedBuild) -> None:
    """A listing without records keeps its titles and footnotes, with the sentence of its shell."""
    display = seed.display("l_14_3_2_3")
    assert [] == display["rows"]
    assert "No adverse event led to discontinuation of study treatment" == display["empty"]
    assert display["footnotes"]
    text = (seed.folder / "displays" / "l_14_3_2_3.txt").read_text(encoding="utf-8")
    assert display["empty"] in text


def narrative(seed: SeedBuild, term: str) -> dict[str, str]:
    """Give the texts of the narrative of one event, by heading."""
    rows = seed.display("l_14_3_3")["rows"]
    return {row["path"][-1]: row["cells"][1] for row in rows if row["path"][0].endswith(term)}


def test_one_narrative_for_each_serious_event(seed: SeedBuild) -> None:
    """Each serious event is told once, in the words of its own record."""
    rows = seed.display("l_14_3_3")["rows"]
    told = {row["path"][0] for row in rows}
    reports = read_form("serious_events")
    assert len(reports) == len(told)
    assert set(reports["SUBJID"]) == {one.split()[1].rstrip(",") for one in told}


def test_a_narrative_quotes_its_data(seed: SeedBuild) -> None:
    """Age, sex, dates, treatments and the investigator's account come from the forms."""
    told = narrative(seed, "Pneumonia")
    report = read_form("serious_events").query("SUBJID == '03-002'").iloc[0]
    person = read_form("demographics").query("SUBJID == '03-002'").iloc[0]
    assert f"a {person['AGE']}-year-old Asian man" in told["Subject"]
    assert report["SAENARR"] in told["Event"]
    assert "in hospital from 17 January 2014 to 31 January 2014" in told["Event"]
    given = form("conmeds").query("SUBJID == '03-002' and AENO == '1'")
    for drug in given["CMTRT"]:
        assert drug.lower() in told["Medication"].partition("Other medication")[0]
    before = form("infusions").query("SUBJID == '03-002' and INFDONE == 'Yes'")
    days = pd.to_datetime(before["INFDAT"], format="%d/%m/%Y")
    assert f"received {int((days <= '2014-01-17').sum())} infusions" in told["Exposure"]


def test_a_narrative_names_its_records(seed: SeedBuild) -> None:
    """Each line points to its event, and to the records of other datasets it draws on."""
    rows = seed.display("l_14_3_3")["rows"]
    event = seed.frame("adam/adae").iloc[rows[0]["records"][0]]
    assert "NCT01213186-03-002" == event["USUBJID"]
    medication = next(row for row in rows if row["path"][-1] == "Medication")
    drugs = seed.frame("adam/adcm").iloc[medication["related"]["ADCM"]]
    assert {"NCT01213186-03-002"} == set(drugs["USUBJID"])
    assert "Ceftriaxone" in set(drugs["CMDECOD"])


@pytest.mark.parametrize("form_name", ["pdf", "rtf", "html", "txt", "xlsx"])
def test_narratives_in_every_format(seed: SeedBuild, form_name: str) -> None:
    """Prose is written in every format."""
    assert (seed.folder / "displays" / f"l_14_3_3.{form_name}").stat().st_size > 1000


def test_events_before_randomization_are_listed(seed: SeedBuild) -> None:
    """An adverse event of a screen failure stands in the listing of screen failures."""
    given = read_form("adverse_events")
    lost = given[~given["SUBJID"].isin(form("adverse_events")["SUBJID"])]
    rows = {row["path"][0].split()[0]: row for row in seed.display("l_16_2_1_2")["rows"]}
    assert len(lost)
    for subject, term in zip(lost["SUBJID"], lost["AETERM"], strict=True):
        assert term in " ".join(rows[subject]["cells"][-1].split())
