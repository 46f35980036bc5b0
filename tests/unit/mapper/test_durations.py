"""Time between dates."""

import pytest

from tests.mapping import day, derivation, frame, rows_of, run
from tlfgen.core.errors import SpecError


def value(text, start, end):
    """Give the one value of a verb on two dates."""
    return (
        run(text, rows_of(frame(USUBJID=["1"], S=[start], E=[end])), "X").columns["X"].tolist()[0]
    )


def test_both_ends_count_where_the_end_is_not_before_the_start():
    """2 to 24 January are 23 days; 2 to 1 January are -1."""
    text = "duration: {from: S, to: E, unit: days, count_both_ends: true}"
    assert 23 == value(text, day("2014-01-02"), day("2014-01-24"))
    assert -1 == value(text, day("2014-01-02"), day("2014-01-01"))


def test_days_are_counted_between_calendar_days():
    """A time of day does not make a part of a day."""
    text = "duration: {from: S, to: E, unit: days}"
    assert 1 == value(text, day("2014-01-02T23:00"), day("2014-01-03T01:00"))


def test_hours_count_the_time():
    """23:00 to 01:30 are two and a half hours."""
    text = "duration: {from: S, to: E, unit: hours}"
    assert 2.5 == value(text, day("2014-01-02T23:00"), day("2014-01-03T01:30"))


def test_average_and_calendar_years_differ():
    """365 days are not quite an average year, but a calendar year."""
    average = value("duration: {from: S, to: E, unit: years}", day("2014-01-01"), day("2015-01-01"))
    calendar = value(
        "duration: {from: S, to: E, unit: years, year_length: calendar}",
        day("2014-01-01"),
        day("2015-01-01"),
    )
    assert (365 / 365.25, 1.0) == (average, calendar)


def test_age_changes_on_the_birthday():
    """62 the day before, 63 on it."""
    text = "age: {birth: S, at: E}"
    assert 62 == value(text, "1952-06-02", "2015-06-01T10:00")
    assert 63 == value(text, "1952-06-02", "2015-06-02")


def test_an_incomplete_birth_date_has_no_age():
    """Nothing is imputed here."""
    made = run(
        "age: {birth: S, at: E, unit_var: U}",
        rows_of(frame(USUBJID=["1"], S=["1952"], E=["2015-01-01"])),
    )
    assert made.columns["VALUE"].isna().all()
    assert made.columns["U"].isna().all()


def test_both_ends_of_hours_are_refused():
    """Both ends are whole days."""
    with pytest.raises(SpecError) as error:
        derivation("duration: {from: S, to: E, unit: hours, count_both_ends: true}")
    assert "spec.both-ends" == error.value.code
