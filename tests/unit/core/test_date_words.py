"""Named formats of dates."""

from datetime import date, datetime

import pytest

from tlfgen.core.date_words import format_date
from tlfgen.core.errors import SpecError
from tlfgen.core.isodate import PartialDate, parse_iso

MOMENT = datetime(2014, 3, 4, 10, 5, 9)  # noqa: DTZ001  # study time has no zone


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("date9", "04MAR2014"),
        ("date11", "04-MAR-2014"),
        ("datetime", "04MAR2014 10:05"),
        ("datetime20", "04MAR2014:10:05:09"),
        ("iso", "2014-03-04T10:05:09"),
        ("long", "4 March 2014"),
        ("month", "MAR2014"),
        ("partial", "04MAR2014"),
        ("time5", "10:05"),
        ("time8", "10:05:09"),
        ("weekdate", "Tuesday, March 04, 2014"),
        ("year", "2014"),
    ],
)
def test_each_word_has_its_form(word, expected):
    """The words of one moment."""
    assert expected == format_date(MOMENT, word)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2014-03-14", "14MAR2014"), ("2014-03", "MAR2014"), ("2014", "2014"), ("--03-14", "")],
)
def test_partial_shows_what_is_known(text, expected):
    """Day, month, year are left out from the left."""
    assert expected == format_date(parse_iso(text), "partial")


@pytest.mark.parametrize(
    "word", ["date9", "date11", "datetime", "long", "month", "time5", "time8", "weekdate"]
)
def test_other_words_need_their_parts(word):
    """A format whose parts are unknown gives blank."""
    assert "" == format_date(PartialDate(2014), word)


def test_a_date_has_no_time():
    """A date prints its day only."""
    assert "2014-03-04" == format_date(date(2014, 3, 4), "iso")


def test_nothing_is_blank():
    """A missing date prints nothing."""
    assert "" == format_date(None, "date9")


def test_an_unknown_word_names_the_nearest():
    """The error offers the word meant."""
    with pytest.raises(SpecError, match="did you mean 'date9'"):
        format_date(MOMENT, "date99")
