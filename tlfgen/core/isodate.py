"""ISO 8601 dates of which parts may be unknown."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

from tlfgen.core.errors import DataError

__all__ = ["PARTS", "Part", "PartialDate", "parse_interval", "parse_iso", "part_problem"]

Part = Literal["year", "month", "day", "hour", "minute", "second"]

PARTS: tuple[Part, ...] = ("year", "month", "day", "hour", "minute", "second")
"""The parts of a date with time, from the largest to the smallest."""

_ISO = re.compile(
    r"(?P<year>\d{4}|-)(?:-(?P<month>\d\d|-)(?:-(?P<day>\d\d|-))?)?"
    r"(?:T(?P<hour>\d\d|-)(?::(?P<minute>\d\d|-)(?::(?P<second>\d\d(?:[.,]\d+)?|-))?)?"
    r"(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?)?"
)
_LAST = {"month": 12, "hour": 23, "minute": 59, "second": 59}
_FIRST = {"month": 1, "hour": 0, "minute": 0, "second": 0}
_LONGEST_MONTH = 31
_LEAP_YEAR = 2000
_MONTHS = 12
_DATE_PARTS = 3


@dataclass(frozen=True, slots=True)
class PartialDate:
    """
    A date with time in which any part may be unknown.

    Parameters
    ----------
    year, month, day, hour, minute, second : int or None
        None where unknown; a known part may follow an unknown one.
    zone : str
        Offset from UTC as written (``Z``, ``+02:00``); it moves no moment.

    Notes
    -----
    Source: SDTMIG 3.4, section 4.4.2, date and time precision. Fractions of a second are dropped.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    zone: str = ""

    @property
    def parts(self) -> tuple[int | None, ...]:
        """The six parts, from year to second."""
        return (self.year, self.month, self.day, self.hour, self.minute, self.second)

    @property
    def precision(self) -> Part | None:
        """
        The smallest part up to which every part is known; None where the year is unknown.

        Examples
        --------
        >>> parse_iso("2014-03").precision, parse_iso("2013---15").precision
        ('month', 'year')
        """
        known = None
        for name, value in zip(PARTS, self.parts, strict=True):
            if value is None:
                break
            known = name
        return known

    @property
    def has_time(self) -> bool:
        """Whether any part of the time is known."""
        return any(part is not None for part in self.parts[_DATE_PARTS:])

    def date(self) -> date | None:
        """Give the date, or None where a part of it is unknown."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return date(self.year, self.month, self.day)

    def time(self) -> time | None:
        """Give the time, an unknown second as 0, or None where hour or minute is unknown."""
        if self.hour is None or self.minute is None:
            return None
        return time(self.hour, self.minute, self.second or 0)

    def earliest(self) -> datetime | None:
        """
        Give the first moment the date allows, or None where the year is unknown.

        Examples
        --------
        >>> str(parse_iso("2014-02").earliest()), str(parse_iso("2013---15").earliest())
        ('2014-02-01 00:00:00', '2013-01-15 00:00:00')
        """
        return self._bound(_FIRST, first_day=True)

    def latest(self) -> datetime | None:
        """
        Give the last moment the date allows, to the second, or None where the year is unknown.

        Examples
        --------
        >>> str(parse_iso("2016-02").latest()), str(parse_iso("2014-02-03T10").latest())
        ('2016-02-29 23:59:59', '2014-02-03 10:59:59')
        """
        return self._bound(_LAST, first_day=False)

    def _bound(self, limits: dict[str, int], *, first_day: bool) -> datetime | None:
        if self.year is None:
            return None
        month = limits["month"] if self.month is None else self.month
        day = self.day
        if day is None:
            day = 1 if first_day else calendar.monthrange(self.year, month)[1]
        hour = limits["hour"] if self.hour is None else self.hour
        minute = limits["minute"] if self.minute is None else self.minute
        second = limits["second"] if self.second is None else self.second
        return datetime(self.year, month, day, hour, minute, second)  # noqa: DTZ001  # study time has no zone

    def to_iso(self) -> str:
        """
        Write the known parts, a hyphen for an unknown part before a known one.

        Examples
        --------
        >>> PartialDate(2013, None, 15).to_iso(), PartialDate(hour=7, minute=15).to_iso()
        ('2013---15', '-----T07:15')
        """
        known = [index for index, part in enumerate(self.parts) if part is not None]
        if not known:
            return ""
        last = known[-1]
        widths = (4, 2, 2, 2, 2, 2)
        texts = [
            "-" if part is None else f"{part:0{width}d}"
            for part, width in zip(self.parts, widths, strict=True)
        ]
        if last < _DATE_PARTS:
            return "-".join(texts[: last + 1])
        return "-".join(texts[:3]) + "T" + ":".join(texts[3 : last + 1]) + self.zone


def part_problem(value: PartialDate) -> str | None:
    """
    Say what makes the parts impossible together, or None.

    Examples
    --------
    >>> part_problem(PartialDate(2020, 2, 31))
    'month 2 of 2020 has 29 days, not 31'
    """
    for name, limit in (("hour", 23), ("minute", 59), ("second", 59)):
        part = getattr(value, name)
        if part is not None and not 0 <= part <= limit:
            return f"{name} {part} lies outside 0 to {limit}"
    if value.year is not None and value.year < 1:
        return f"year {value.year} lies before 1"
    if value.month is not None and not 1 <= value.month <= _MONTHS:
        return f"month {value.month} lies outside 1 to {_MONTHS}"
    if value.day is None:
        return None
    longest = _LONGEST_MONTH
    if value.month is not None:
        longest = calendar.monthrange(value.year or _LEAP_YEAR, value.month)[1]
    if 1 <= value.day <= longest:
        return None
    if value.month is None or value.day < 1:
        return f"day {value.day} lies outside 1 to {longest}"
    of_year = "" if value.year is None else f" of {value.year}"
    return f"month {value.month}{of_year} has {longest} days, not {value.day}"


def parse_iso(text: str) -> PartialDate:
    """
    Read an ISO 8601 text; an unknown part is left out at the end or is a hyphen inside.

    Parameters
    ----------
    text : str
        ``2014-03-14T10:30``, ``2014-03``, ``2013---15``. Blank gives a date of no known part.

    Raises
    ------
    DataError
        ``data.not-iso-date`` for any other form, ``data.impossible-date`` for a day, month or
        time that does not exist.

    Notes
    -----
    Source: ISO 8601 as SDTMIG 3.4, section 4.4, uses it.

    Examples
    --------
    >>> parse_iso("2014-03").month, parse_iso("2013---15").day
    (3, 15)
    """
    stripped = text.strip()
    if not stripped:
        return PartialDate()
    found = _ISO.fullmatch(stripped)
    if found is None:
        form = "an interval" if "/" in stripped else "not an ISO 8601 date"
        hint = "the form is YYYY-MM-DDThh:mm:ss, cut where unknown, '-' for a part unknown inside."
        raise DataError.of("data.not-iso-date", f"'{text}' is {form}.", hint=hint)
    read = {
        name: None if part in {None, "-"} else int(part[:4] if name == "year" else part[:2])
        for name, part in found.groupdict().items()
        if name != "zone"
    }
    value = PartialDate(**read, zone=found["zone"] or "")
    problem = part_problem(value)
    if problem:
        raise DataError.of("data.impossible-date", f"'{text}' is no date: {problem}.")
    return value


def parse_interval(text: str) -> tuple[PartialDate, PartialDate]:
    """
    Read an ISO 8601 interval ``start/end``; a single date is its own start, its own end too.

    Raises
    ------
    DataError
        ``data.not-iso-date``, ``data.impossible-date``; ``data.interval-reversed`` where the end
        lies before the start for certain.

    Examples
    --------
    >>> start, end = parse_interval("2013-01/2013-02-10")
    >>> start.month, end.day
    (1, 10)
    """
    first, slash, second = text.partition("/")
    start = parse_iso(first)
    end = parse_iso(second) if slash else start
    begins, ends = start.earliest(), end.latest()
    if begins is not None and ends is not None and ends < begins:
        what = f"'{text}' ends before it begins."
        raise DataError.of("data.interval-reversed", what)
    return start, end
