"""The known parts of many dates, read from their ISO 8601 texts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.core.errors import DataError, Finding
from tlfgen.core.isodate import PARTS, parse_iso

__all__ = [
    "LEVELS",
    "DateParts",
    "Instants",
    "Integers",
    "LevelName",
    "Truths",
    "at_time",
    "calendar_days",
    "day_seconds",
    "read_date_parts",
    "read_dates",
]

Integers: TypeAlias = npt.NDArray[np.int64]
Truths: TypeAlias = npt.NDArray[np.bool_]
Instants: TypeAlias = npt.NDArray[np.datetime64]
LevelName: TypeAlias = Literal["none", "year", "month", "day", "hour", "minute", "second"]

LEVELS: tuple[LevelName, ...] = ("none", "year", "month", "day", "hour", "minute", "second")
"""Parts of a date from coarse to fine; the position is the number kept in the lineage."""

_UNKNOWN = -1
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class DateParts:
    """
    The parts of many dates, -1 where a part is unknown.

    Parameters
    ----------
    year, month, day, hour, minute, second : int64 arrays, shape (n,)
    """

    year: Integers
    month: Integers
    day: Integers
    hour: Integers
    minute: Integers
    second: Integers

    def known_above(self, *, keep_day: bool) -> DateParts:
        """Give the parts with everything below an unknown part unknown, the day kept if asked."""
        month = np.where(self.year < 0, _UNKNOWN, self.month)
        day_known = (self.year >= 0) & (keep_day | (month >= 0))
        day = np.where(day_known, self.day, _UNKNOWN)
        complete = (month >= 0) & (day >= 0)
        hour = np.where(complete, self.hour, _UNKNOWN)
        minute = np.where(hour < 0, _UNKNOWN, self.minute)
        second = np.where(minute < 0, _UNKNOWN, self.second)
        return replace(self, month=month, day=day, hour=hour, minute=minute, second=second)

    def imputed_level(self) -> Integers:
        """Give the coarsest unknown part as its position in ``LEVELS``, 0 where none is."""
        level = np.zeros(len(self.year), dtype="int64")
        for position in range(len(LEVELS) - 1, 0, -1):
            level = np.where(getattr(self, LEVELS[position]) < 0, position, level)
        return level

    def bounds(self) -> tuple[Instants, Instants]:
        """
        Give the first and last second the known parts allow, NaT without a year.

        Examples
        --------
        >>> low, high = read_date_parts(pd.Series(["2014-02"], dtype="string[pyarrow]")).bounds()
        >>> low.astype(str).tolist(), high.astype(str).tolist()
        (['2014-02-01T00:00:00'], ['2014-02-28T23:59:59'])
        """
        low = calendar_days(self.year, _or(self.month, 1), _or(self.day, 1))
        high = calendar_days(self.year, _or(self.month, 12), _or(self.day, 31))
        return at_time(low, day_seconds(self, (0, 0, 0))), at_time(
            high, day_seconds(self, (23, 59, 59))
        )


def read_date_parts(values: pd.Series, name: str = "date") -> DateParts:
    """
    Give the parts of ISO 8601 texts, or of complete dates or datetimes.

    Parameters
    ----------
    values : pd.Series of text, dates or datetimes, shape (n,)
        Blank and missing have no known part. Each distinct text is read once.
    name : str
        The variable, as an error names it.

    Returns
    -------
    DateParts, shape (n,)

    Raises
    ------
    DataError
        ``data.not-iso-date`` or ``data.impossible-date`` for every distinct text that is no
        date, at most three of a kind.

    Examples
    --------
    >>> parts = read_date_parts(pd.Series(["2014-03", None], dtype="string[pyarrow]"))
    >>> parts.year.tolist(), parts.month.tolist(), parts.day.tolist()
    ([2014, -1], [3, -1], [-1, -1])
    """
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return _parts_of_instants(values.to_numpy(dtype="datetime64[s]"))
    codes, texts = pd.factorize(values, use_na_sentinel=True)
    table = np.full((len(texts) + 1, len(PARTS)), _UNKNOWN, dtype="int64")
    problems: dict[str, list[Finding]] = {}
    for position, text in enumerate(texts):
        try:
            read = parse_iso(str(text)).parts
        except DataError as error:
            problems.setdefault(error.code, []).append(error.findings[0])
            continue
        table[position] = [_UNKNOWN if part is None else part for part in read]
    if problems:
        raise DataError(*(_named(name, found) for found in problems.values()))
    columns = table[codes].T
    return DateParts(*(np.ascontiguousarray(column) for column in columns))


def _named(name: str, found: list[Finding]) -> Finding:
    first = found[0]
    count = len(found)
    what = f"{name} holds {count} value{'s' * (count > 1)} that no calendar has or no rule reads."
    return replace(first, what=what, details=tuple(one.what for one in found[:_SHOWN]))


def _parts_of_instants(instants: Instants) -> DateParts:
    missing = np.isnat(instants)
    month = instants.astype("datetime64[M]")
    year = instants.astype("datetime64[Y]")
    seconds = (instants - instants.astype("datetime64[D]")).astype("int64")
    day = (instants.astype("datetime64[D]") - month.astype("datetime64[D]")).astype("int64")
    values = (
        year.astype("int64") + 1970,
        (month - year.astype("datetime64[M]")).astype("int64") + 1,
        day + 1,
        seconds // 3600,
        seconds // 60 % 60,
        seconds % 60,
    )
    return DateParts(*(np.where(missing, _UNKNOWN, value) for value in values))


def _or(part: Integers, value: int) -> Integers:
    return np.where(part < 0, value, part)


def calendar_days(year: Integers, month: Integers, day: Integers) -> Instants:
    """
    Give calendar days, the last one of the month for a day beyond it; NaT without a year.

    Examples
    --------
    >>> def part(*values): return np.array(values, dtype="int64")
    >>> calendar_days(part(2014, -1), part(2, 1), part(31, 1)).astype(str).tolist()
    ['2014-02-28', 'NaT']
    """
    start: Instants = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    first = start.astype("datetime64[D]")
    length = ((start + 1).astype("datetime64[D]") - first).astype("int64")
    days: Instants = first + (np.minimum(day, length) - 1)
    days[year < 0] = np.datetime64("NaT")
    return days


def day_seconds(parts: DateParts, fixed: tuple[int, int, int]) -> Integers:
    """Give the seconds since midnight, unknown parts taken from ``fixed``."""
    hour, minute, second = (
        np.where(known < 0, value, known)
        for known, value in zip((parts.hour, parts.minute, parts.second), fixed, strict=True)
    )
    seconds: Integers = hour * 3600 + minute * 60 + second
    return seconds


def at_time(days: Instants, seconds: Integers) -> Instants:
    """Give the instants so many seconds into the days."""
    instants: Instants = days.astype("datetime64[s]")
    moved: Instants = np.add(instants, seconds.astype("timedelta64[s]"))
    return moved


def read_dates(values: pd.Series, name: str = "date") -> Instants:
    """
    Give the complete dates or datetimes at their first second, NaT where the day is unknown.

    Parameters
    ----------
    values : pd.Series of text, dates or datetimes, shape (n,)
    name : str
        The variable, as an error names it.

    Returns
    -------
    datetime64[s] array, shape (n,)

    Raises
    ------
    DataError
        As ``read_date_parts``.

    Examples
    --------
    >>> texts = pd.Series(["2014-03-01T10:30", "2014-03"], dtype="string[pyarrow]")
    >>> read_dates(texts).astype(str).tolist()
    ['2014-03-01T10:30:00', 'NaT']
    """
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return values.to_numpy(dtype="datetime64[s]")
    parts = read_date_parts(values, name).known_above(keep_day=False)
    low, _ = parts.bounds()
    low[parts.day < 0] = np.datetime64("NaT")
    return low
