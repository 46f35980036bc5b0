"""ISO 8601 dates with unknown parts."""

from datetime import date, time

import pytest

from tlfgen.core.errors import DataError
from tlfgen.core.isodate import PartialDate, parse_interval, parse_iso, part_problem


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2014", PartialDate(2014)),
        ("2014-03", PartialDate(2014, 3)),
        ("2014-03-14", PartialDate(2014, 3, 14)),
        ("2014-03-14T10:30", PartialDate(2014, 3, 14, 10, 30)),
        ("2014-03-14T10:30:05.250", PartialDate(2014, 3, 14, 10, 30, 5)),
        ("2014-03-14T10:30Z", PartialDate(2014, 3, 14, 10, 30, zone="Z")),
        ("2013---15", PartialDate(2013, None, 15)),
        ("--12-15", PartialDate(None, 12, 15)),
        ("-----T07:15", PartialDate(hour=7, minute=15)),
        ("2003-12-15T-:15", PartialDate(2003, 12, 15, None, 15)),
        (" 2014 ", PartialDate(2014)),
        ("", PartialDate()),
    ],
)
def test_each_form_of_sdtmig_is_read(text, value):
    """SDTMIG 3.4 section 4.4.2 gives these forms of unknown parts."""
    assert value == parse_iso(text)


@pytest.mark.parametrize(
    "text", ["2014-3", "14MAR2014", "2014-03-14 10:30", "2014/2015", "20140314", "P1D", "2014-"]
)
def test_other_forms_are_refused(text):
    """A text that is not ISO 8601 is named."""
    with pytest.raises(DataError, match=r"data\.not-iso-date"):
        parse_iso(text)


@pytest.mark.parametrize(
    "text",
    ["2020-02-31", "2019-02-29", "2014-13", "2014-04-31", "2014-03-14T24:00", "2014-03-14T10:60"],
)
def test_impossible_dates_are_refused(text):
    """A day, month or time that does not exist is an error."""
    with pytest.raises(DataError, match=r"data\.impossible-date"):
        parse_iso(text)


def test_february_29_is_possible_where_the_year_is_unknown():
    """Some year has that day."""
    assert part_problem(PartialDate(None, 2, 29)) is None


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2014", "2014-01-01 00:00:00", "2014-12-31 23:59:59"),
        ("2016-02", "2016-02-01 00:00:00", "2016-02-29 23:59:59"),
        ("2013---15", "2013-01-15 00:00:00", "2013-12-15 23:59:59"),
        ("2014-03-14T10", "2014-03-14 10:00:00", "2014-03-14 10:59:59"),
        ("2003-12-15T-:15", "2003-12-15 00:15:00", "2003-12-15 23:15:59"),
        ("--12-15", "None", "None"),
    ],
)
def test_bounds_are_the_moments_the_text_allows(text, earliest, latest):
    """Unknown parts run through all their values; an unknown year has no bounds."""
    value = parse_iso(text)
    assert (earliest, latest) == (str(value.earliest()), str(value.latest()))


@pytest.mark.parametrize(
    ("text", "precision"),
    [("2014-03-14T10", "hour"), ("2013---15", "year"), ("--12-15", None), ("", None)],
)
def test_precision_ends_at_the_first_unknown_part(text, precision):
    """A known part behind an unknown one does not count."""
    assert precision == parse_iso(text).precision


def test_a_date_is_complete_with_its_day():
    """Year, month, day give a date; less gives none."""
    assert (date(2014, 3, 14), None) == (
        parse_iso("2014-03-14").date(),
        parse_iso("2014-03").date(),
    )


def test_a_time_needs_hour_with_minute():
    """The second counts as 0 where unknown."""
    times = (parse_iso("2014-03-14T10:30").time(), parse_iso("2014-03-14T10").time())
    assert (time(10, 30), None) == times


def test_an_interval_has_two_ends():
    """The two sides of the slash are read alone."""
    assert (PartialDate(2013, 1), PartialDate(2013, 2, 10)) == parse_interval("2013-01/2013-02-10")


def test_a_single_date_is_both_ends():
    """Without a slash start is end."""
    assert (PartialDate(2013), PartialDate(2013)) == parse_interval("2013")


def test_an_interval_does_not_run_backwards():
    """An end that lies before the start for certain is an error."""
    with pytest.raises(DataError, match=r"data\.interval-reversed"):
        parse_interval("2014/2013")


def test_overlapping_ends_may_be_in_order():
    """2014-02/2014 may end after it begins."""
    assert 2 == parse_interval("2014-02/2014")[0].month


def test_time_of_day_is_reported():
    """A text with any known part of the time has a time."""
    assert (True, False) == (parse_iso("2014-03-14T-:15").has_time, parse_iso("2014").has_time)
