"""Tests of rates over exposure in tables of events, on times added up by hand."""

import math

import pytest

from tests.shells import dataset, lines, page, results
from tlfgen.core.errors import SpecError

ARMS = ["High dose"] * 3 + ["Placebo"] * 2
DAYS = [100, 200, 365.25, 300, 65.25]
SHELL = """
kind: occurrence
population: scr
data: ADAE
columns: {by: arm}
exposure: {var: TRTDURD, from: days, unit: days, per: 100, first: ASTDY}
rows:
"""


def _data():
    subjects = ["1", "2", "3", "4", "5"]
    adsl = {"USUBJID": subjects, "TRT01P": ARMS, "TRT01A": ARMS, "TRTDURD": DAYS}
    adae = {
        "USUBJID": ["1", "1", "2", "3", "4"],
        "AEBODSYS": ["SKIN", "SKIN", "SKIN", "HEART", "SKIN"],
        "AEDECOD": ["RASH", "RASH", "ITCH", "PAIN", "RASH"],
        "ASTDY": [50, 20, 500, None, 100],
    }
    return {"ADSL": dataset("ADSL", adsl), "ADAE": dataset("ADAE", adae)}


def test_events_over_all_exposure():
    """Four events in 665.25 days."""
    found = results(SHELL + "  - {any: Any, stats: [event_rate]}", **_data())
    assert 100 * 4 / 665.25 == pytest.approx(found["any/event_rate/high"].number)


def test_first_events_over_the_time_until_them():
    """Days to the first rash: 20 of the first subject, all of both others."""
    found = results(SHELL + "  - {nest: AEDECOD, stats: [first_rate, first_time]}", **_data())
    got = [found[f"AEDECOD/RASH/{stat}/high"].number for stat in ("first_time", "first_rate")]
    assert [585.25, 100 / 585.25] == pytest.approx(got)


def test_a_first_event_after_the_exposure_ends_it():
    """An event behind the end of exposure does not lengthen the time."""
    found = results(SHELL + "  - {nest: AEDECOD, stats: [first_time]}", **_data())
    assert 665.25 == pytest.approx(found["AEDECOD/ITCH/first_time/high"].number)


def test_an_event_without_a_day_leaves_all_exposure():
    """An event whose day is missing takes nothing away."""
    found = results(SHELL + "  - {nest: AEDECOD, stats: [first_time]}", **_data())
    assert 665.25 == pytest.approx(found["AEDECOD/PAIN/first_time/high"].number)


def test_every_level_has_its_own_first_event():
    """The first subject's first event of the skin is its rash."""
    found = results(SHELL + "  - {nest: [AEBODSYS, AEDECOD], stats: [first_time]}", **_data())
    assert 585.25 == pytest.approx(found["AEBODSYS.AEDECOD/SKIN/first_time/high"].number)


def test_limits_and_units():
    """Per 100 years, with limits on the log scale at 90 percent."""
    own = "unit: years, ci: {type: normal_log, level: 0.9}"
    text = SHELL.replace("unit: days, per: 100, first: ASTDY", own)
    found = results(text + "  - {any: Any, stats: [event_rate_ci]}", **_data())
    years = 665.25 / 365.25
    expected = 100 * 4 / years * math.exp(-1.6448536269514722 / 2)
    assert expected == pytest.approx(found["any/event_rate_low/high"].number)


def test_no_event_has_a_rate_of_zero():
    """Placebo has no itch: the rate is 0."""
    found = results(SHELL + "  - {nest: AEDECOD, stats: [first_rate]}", **_data())
    assert found["AEDECOD/ITCH/first_rate/placebo"].number == 0


def test_an_arm_without_subjects_has_a_reason():
    """No exposure, no rate."""
    found = results(SHELL + "  - {any: Any, stats: [event_rate]}", **_data())
    assert found["any/event_rate/low"].reason == "no_records"


def test_levels_of_a_variable_have_rates():
    """Counts of levels take the same exposure: 100 days, then all 65.25 of the other."""
    text = SHELL.replace("data: ADAE", "data: ADAE\nunit: record")
    found = results(text + "  - {var: AEDECOD, stats: [first_rate]}", **_data())
    assert 100 / 165.25 == pytest.approx(found["AEDECOD/RASH/first_rate/placebo"].number)


def test_rates_are_printed():
    """A column of subjects with their rate beside it."""
    text = SHELL.replace("columns: {by: arm}", "columns: {by: arm, stats: [n_pct, first_rate]}")
    shown = lines(page(text + "  - {nest: AEDECOD}", **_data()))
    assert shown[-1].split("|")[:3] == ["RASH", "1 ( 33.3%)", "0.17"]


def test_rates_need_exposure():
    """Without exposure there is no rate."""
    text = "\n".join(line for line in SHELL.splitlines() if "exposure" not in line)
    with pytest.raises(SpecError, match="exposure"):
        results(text + "\n  - {any: Any, stats: [event_rate]}", **_data())
