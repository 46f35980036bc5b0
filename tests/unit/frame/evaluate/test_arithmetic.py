"""Arithmetic on columns."""

from datetime import datetime

import pytest

from tests.unit.frame.evaluate.frames import values
from tlfgen.core.errors import DataError, SpecError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AVAL + AGE", [11.0, None, 33.0]),
        ("AGE - AVAL * 2", [8.0, None, 24.0]),
        ("AGE / 4", [2.5, None, 7.5]),
        ("-AVAL", [-1.0, None, -3.0]),
        ("ADT - TRTSDT + 1", [7.0, 8.0, None]),
        ("ADTM - ADT", [0.0, None, None]),
        ("TRTSDT - ADTM", [-6.0, None, -22.0]),
        ("date('2014-03-01') - date('2014-02-01')", [28.0, 28.0, 28.0]),
        ("NOTHING + 1", [None, None, None]),
        ("AVAL / NOTHING", [None, None, None]),
    ],
)
def test_a_missing_operand_makes_the_result_missing(text, expected):
    """Numbers follow the usual rules; two dates differ by whole days."""
    assert expected == values(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ADT + 1", datetime(2014, 1, 17)),  # noqa: DTZ001  # study time has no zone
        ("1 + ADT", datetime(2014, 1, 17)),  # noqa: DTZ001  # study time has no zone
        ("ADT - 16", datetime(2013, 12, 31)),  # noqa: DTZ001  # study time has no zone
        ("ADT + AVAL", datetime(2014, 1, 17)),  # noqa: DTZ001  # study time has no zone
        ("ADT + timepart(AESTDTC)", datetime(2014, 1, 16, 10, 30)),  # noqa: DTZ001  # no zone
    ],
)
def test_a_date_moves_by_days(text, expected):
    """A number beside a date is a count of days."""
    assert expected == values(text)[0]


@pytest.mark.parametrize("text", ["ADT + ADT", "ADT * 2", "TEXT + 1", "1 - ADT", "-ADT", "-TEXT"])
def test_what_makes_no_sense_is_refused(text):
    """Two dates have no sum; text has no arithmetic."""
    with pytest.raises(SpecError, match=r"spec\.type-mismatch"):
        values(text)


def test_division_by_zero_is_an_error():
    """One row divides by zero."""
    with pytest.raises(DataError, match=r"data\.division-by-zero.*1 row"):
        values("AGE / ZERO")


def test_missing_divided_by_zero_is_missing():
    """Without a numerator nothing is divided."""
    assert [None, None, None] == values("NOTHING / (ZERO * 0)")
