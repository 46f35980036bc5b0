"""Planned time points in words as hours."""

import pytest

from tests.mapping import frame, rows_of, run
from tlfgen.core.errors import MappingError
from tlfgen.mapper.nominal import hours_of

POINTS = [
    ("Pre-dose", 0.0),
    ("PREDOSE", 0.0),
    ("Before dosing", 0.0),
    ("Post-dose", 0.0),
    ("30 min", 0.5),
    ("5 MIN POST-DOSE", 5 / 60),
    ("0.5h", 0.5),
    ("1.5 hr post dose", 1.5),
    ("1H30M", 1.5),
    ("1h 30 min", 1.5),
    ("15 min pre-dose", -0.25),
    ("-0.25 h", -0.25),
    ("0-24h", 24.0),
    ("24 to 48 hours", 48.0),
    ("30 min - 2 h", 2.0),
    ("2 days", 48.0),
    ("1 week", 168.0),
    ("EOI", 2.0),
    ("End of Infusion", 2.0),
    ("EOI + 1h", 3.0),
    ("1h after end of infusion", 3.0),
    ("1h post EOI", 3.0),
    ("Morning", None),
    ("Day 1", None),
    ("3", None),
]


@pytest.mark.parametrize(("text", "hours"), POINTS)
def test_the_hours_of_a_time_point(text, hours):
    """The infusion takes two hours."""
    assert hours == pytest.approx(hours_of(text, infusion_hours=2.0))


@pytest.mark.parametrize(("interval", "hours"), [("start", 0.5), ("middle", 1.25), ("end", 2.0)])
def test_a_range_in_two_units(interval, hours):
    """From 30 minutes to 2 hours."""
    assert hours == pytest.approx(hours_of("30 min - 2 h", interval=interval))


def test_days_count_from_the_first_dose_and_there_is_no_day_0():
    """Day -1 is one day before day 1."""
    given = rows_of(frame(USUBJID=["1"] * 4, D=[1, 2, -1, None], T=["2h", "2h", "2h", "2h"]))
    made = run("nominal_time: {timepoint: T, day: D}", given, "NFRLT").columns["NFRLT"]
    assert [2.0, 26.0, -22.0] == made.dropna().tolist()


def test_words_of_the_study_come_first():
    """A blank time point is missing."""
    given = rows_of(frame(USUBJID=["1"] * 3, T=["Morning", "Trough", ""]))
    text = "nominal_time: {timepoint: T, other: {morning: 0, TROUGH: 23.5}}"
    assert [0.0, 23.5] == run(text, given, "NRRLT").columns["NRRLT"].dropna().tolist()


def test_words_without_hours():
    """Refused with the records, unless they may be missing."""
    given = rows_of(frame(USUBJID=["1", "2"], T=["Morning", "1h"]))
    with pytest.raises(MappingError) as caught:
        run("nominal_time: {timepoint: T}", given)
    assert caught.value.code == "mapping.unmatched"
    made = run("nominal_time: {timepoint: T, unmatched: 'null'}", given, "X").columns["X"]
    assert [1.0] == made.dropna().tolist()
