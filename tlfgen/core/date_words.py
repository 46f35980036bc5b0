"""Dates as readers see them, by the name of a format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType

from tlfgen.core.collected_date import MONTH_NAMES
from tlfgen.core.errors import SpecError
from tlfgen.core.isodate import PartialDate
from tlfgen.core.source import Source

__all__ = ["DATE_WORDS", "format_date"]

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def format_date(
    value: date | datetime | PartialDate | None, word: str, source: Source | None = None
) -> str:
    """
    Write a date by the name of its format.

    Parameters
    ----------
    value : date, datetime, PartialDate or None
        None gives blank.
    word : str
        ``date9`` 14MAR2014; ``date11`` 14-MAR-2014; ``iso`` 2014-03-14, with the time where
        there is one; ``partial`` 14MAR2014, MAR2014 or 2014, by what is known; ``datetime``
        14MAR2014 10:30; ``datetime20`` 14MAR2014:10:30:00; ``long`` 14 March 2014; ``month``
        MAR2014; ``year`` 2014; ``time5`` 10:30; ``time8`` 10:30:00; ``weekdate`` Friday,
        March 14, 2014.
    source : Source or None

    Returns
    -------
    str
        Blank where a part that the format shows is unknown; ``partial`` and ``iso`` show what is
        known.

    Raises
    ------
    SpecError
        ``spec.unknown-date-format``.

    Examples
    --------
    >>> format_date(date(2014, 3, 14), "date9"), format_date(PartialDate(2014, 3), "partial")
    ('14MAR2014', 'MAR2014')
    >>> format_date(PartialDate(2014, 3), "date9")
    ''
    """
    if word not in DATE_WORDS:
        raise SpecError.unknown("date format", word, DATE_WORDS, source)
    return "" if value is None else DATE_WORDS[word](_as_partial(value))


def _as_partial(value: date | datetime | PartialDate) -> PartialDate:
    if isinstance(value, PartialDate):
        return value
    if isinstance(value, datetime):
        clock = (value.hour, value.minute, value.second)
        return PartialDate(value.year, value.month, value.day, *clock)
    return PartialDate(value.year, value.month, value.day)


def _month_name(value: PartialDate) -> str:
    return "" if value.month is None else MONTH_NAMES[value.month - 1][:3].upper()


def _day(value: PartialDate, join: str = "") -> str:
    if value.date() is None:
        return ""
    return f"{value.day:02d}{join}{_month_name(value)}{join}{value.year:04d}"


def _month(value: PartialDate) -> str:
    if value.year is None or value.month is None:
        return ""
    return f"{_month_name(value)}{value.year:04d}"


def _year(value: PartialDate) -> str:
    return "" if value.year is None else f"{value.year:04d}"


def _partial(value: PartialDate) -> str:
    return _day(value) or _month(value) or _year(value)


def _minutes(value: PartialDate) -> str:
    return "" if value.time() is None else f"{value.hour:02d}:{value.minute:02d}"


def _seconds(value: PartialDate) -> str:
    return (
        ""
        if value.second is None or not _minutes(value)
        else f"{_minutes(value)}:{value.second:02d}"
    )


def _joined(first: str, join: str, second: str) -> str:
    return f"{first}{join}{second}" if first and second else ""


def _long(value: PartialDate) -> str:
    if value.date() is None or value.month is None:
        return ""
    return f"{value.day} {MONTH_NAMES[value.month - 1]} {value.year}"


def _weekdate(value: PartialDate) -> str:
    known = value.date()
    if known is None:
        return ""
    month = MONTH_NAMES[known.month - 1]
    return f"{_WEEKDAYS[known.weekday()]}, {month} {known.day:02d}, {known.year:04d}"


DATE_WORDS: Mapping[str, Callable[[PartialDate], str]] = MappingProxyType(
    {
        "date9": _day,
        "date11": lambda value: _day(value, "-"),
        "datetime": lambda value: _joined(_day(value), " ", _minutes(value)),
        "datetime20": lambda value: _joined(_day(value), ":", _seconds(value)),
        "iso": PartialDate.to_iso,
        "long": _long,
        "month": _month,
        "partial": _partial,
        "time5": _minutes,
        "time8": _seconds,
        "weekdate": _weekdate,
        "year": _year,
    }
)
"""Every named date format with what it does."""
