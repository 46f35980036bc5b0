"""Functions of dates."""

from datetime import datetime, timedelta

import pytest

from tests.unit.frame.evaluate.frames import values
from tlfgen.core.errors import DataError, SpecError

NOON = datetime(2014, 1, 16, 10, 30)  # noqa: DTZ001  # study time has no zone
DAY = datetime(2014, 1, 16)  # noqa: DTZ001  # study time has no zone


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("datepart(AESTDTC)", [DAY, None, None]),
        ("date(AESTDTC)", [DAY, None, None]),
        ("datetime(AESTDTC)", [NOON, None, None]),
        ("timepart(AESTDTC)", [timedelta(hours=10, minutes=30), None, None]),
        ("datepart(ADTM)", [DAY, None, datetime(2014, 2, 1)]),  # noqa: DTZ001  # no zone
        ("datetime(ADT)", [DAY, datetime(2014, 1, 17), None]),  # noqa: DTZ001  # no zone
        ("timepart(ADTM)", [timedelta(hours=10, minutes=30, seconds=5), None, timedelta(0)]),
        ("year(AESTDTC)", [2014.0, 2014.0, None]),
        ("month(AESTDTC)", [1.0, 1.0, None]),
        ("day(AESTDTC)", [16.0, None, None]),
        ("year(ADT)", [2014.0, 2014.0, None]),
        ("month(ADTM)", [1.0, None, 2.0]),
        ("day(ADT)", [16.0, 17.0, None]),
        ("year(date('1899-12-31'))", [1899.0] * 3),
        ("day(date('1899-12-31'))", [31.0] * 3),
        ("datepart('2014-01/2014-02')", [None] * 3),
        ("datepart(NOTHING)", [None] * 3),
    ],
)
def test_parts_of_dates(text, expected):
    """A part that the text does not know is missing."""
    assert expected == values(text)


def test_impossible_texts_are_reported_together():
    """Each text that is no date is one finding."""
    with pytest.raises(DataError) as caught:
        values("datepart(BADDTC)")
    assert ["data.impossible-date", "data.not-iso-date"] == [
        finding.code for finding in caught.value.findings
    ]


def test_a_guard_keeps_impossible_texts_from_being_read():
    """Rows whose value is not wanted raise nothing."""
    assert [0.0, 0.0, 2014.0] == values("if(BADDTC = '2014', year(BADDTC), 0)")


def test_a_number_is_no_date():
    """Numbers have no calendar here."""
    with pytest.raises(SpecError, match=r"spec\.type-mismatch"):
        values("year(AVAL)")
