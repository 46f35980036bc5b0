"""The length of time between two dates."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.mapper.date_parts import read_dates
from tlfgen.mapper.executors import executes
from tlfgen.mapper.rows import Rows
from tlfgen.model.step import StepResult
from tlfgen.spec.slots import Formula
from tlfgen.spec.verbs.durations import Age, Duration, Unit

__all__ = [
    "YearLength",
    "add_months",
    "compute_age",
    "compute_calendar_months",
    "compute_duration",
    "derive_age",
    "derive_duration",
]

YearLength: TypeAlias = Literal["average", "calendar"]
Instants: TypeAlias = npt.NDArray[np.datetime64]

_DAY = 86_400
_TIME_UNITS = {"hours", "minutes", "seconds"}
_SECONDS: dict[str, float] = {
    "years": 365.25 * _DAY,
    "months": 365.25 / 12 * _DAY,
    "weeks": 7.0 * _DAY,
    "days": float(_DAY),
    "hours": 3600.0,
    "minutes": 60.0,
    "seconds": 1.0,
}


def compute_duration(
    start: pd.Series,
    end: pd.Series,
    *,
    unit: Unit,
    count_both_ends: bool = False,
    year_length: YearLength = "average",
    truncate: bool = False,
) -> pd.Series:
    """
    Measure the time from a start to an end in one unit.

    Parameters
    ----------
    start, end : pd.Series of dates or datetimes, shape (n,)
        Complete; a partial date has to be imputed first.
    unit : {'years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds'}
        Days and longer units are counted between calendar days: the time of day is dropped.
    count_both_ends : bool
        Add one day where the end is not before the start; days and longer units only.
    year_length : {'average', 'calendar'}
        ``average``: 365.25 days a year, a twelfth of that a month. ``calendar``: whole years or
        months that have passed, and the elapsed part of the next one.
    truncate : bool
        Drop the fraction.

    Returns
    -------
    pd.Series of floats, shape (n,)
        Negative where the end is before the start; missing where either is.

    Examples
    --------
    >>> start = pd.Series(pd.to_datetime(["2014-01-02", "2014-01-02"]))
    >>> end = pd.Series(pd.to_datetime(["2014-01-24", "2014-01-01"]))
    >>> compute_duration(start, end, unit="days", count_both_ends=True).tolist()
    [23.0, -1.0]
    """
    first = start.to_numpy(dtype="datetime64[s]")
    last = end.to_numpy(dtype="datetime64[s]")
    if unit not in _TIME_UNITS:
        first = first.astype("datetime64[D]").astype("datetime64[s]")
        last = last.astype("datetime64[D]").astype("datetime64[s]")
    seconds = (last - first) / np.timedelta64(1, "s")
    if count_both_ends:
        not_before = seconds >= 0
        seconds = np.where(not_before, seconds + _DAY, seconds)
        last = np.where(not_before, last + np.timedelta64(_DAY, "s"), last)
    if year_length == "calendar" and unit in {"years", "months"}:
        months_each = 12 if unit == "years" else 1
        values = compute_calendar_months(first, last, months_each)
    else:
        values = seconds / _SECONDS[unit]
    return pd.Series(np.trunc(values) if truncate else values, dtype="float64")


def compute_age(birth: pd.Series, at: pd.Series, *, unit: Unit = "years") -> pd.Series:
    """
    Give the completed calendar years, or other units, from birth to a date.

    A birthday that a year does not have (29 February) falls on the last day of that month.

    Parameters
    ----------
    birth, at : pd.Series of dates, shape (n,)
    unit : {'years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds'}

    Returns
    -------
    pd.Series of nullable integers, shape (n,)
        Missing where either date is.

    Notes
    -----
    Source: SDTMIG, DM variable AGE; SAS INTCK with continuous intervals.

    Examples
    --------
    >>> birth = pd.Series(pd.to_datetime(["1952-02-29", "1952-06-02"]))
    >>> at = pd.Series(pd.to_datetime(["2015-02-28", "2015-06-01"]))
    >>> compute_age(birth, at).tolist()
    [63, 62]
    """
    values = compute_duration(birth, at, unit=unit, year_length="calendar", truncate=True)
    return values.astype("Int64")


def compute_calendar_months(
    first: Instants, last: Instants, months_each: int = 1
) -> npt.NDArray[np.float64]:
    """
    Count calendar periods between two instants with the elapsed part of the last one.

    Parameters
    ----------
    first, last : datetime64[s] arrays, shape (n,)
    months_each : int
        Months in one period: 1 for months, 12 for years.

    Returns
    -------
    float64 array, shape (n,)
        Not-a-number where either is NaT; negative where ``last`` is before ``first``.

    Examples
    --------
    >>> first = np.array(["2014-01-31", "2014-01-31"], dtype="datetime64[s]")
    >>> last = np.array(["2014-02-28", "2014-03-15"], dtype="datetime64[s]")
    >>> compute_calendar_months(first, last).round(4).tolist()
    [1.0, 1.4839]
    """
    missing = np.isnat(first) | np.isnat(last)
    first = np.where(missing, np.datetime64(0, "s"), first)
    last = np.where(missing, first, last)
    earlier, later = np.minimum(first, last), np.maximum(first, last)
    apart = (_month_number(later) - _month_number(earlier)) // months_each
    whole = np.where(add_months(earlier, apart * months_each) > later, apart - 1, apart)
    here = add_months(earlier, whole * months_each)
    following = add_months(earlier, (whole + 1) * months_each)
    part = (later - here) / (following - here)
    periods = np.where(last < first, -(whole + part), whole + part)
    return np.where(missing, np.nan, periods)


def _month_number(instants: Instants) -> npt.NDArray[np.int64]:
    return instants.astype("datetime64[M]").astype("int64")


def add_months(instants: Instants, months: npt.NDArray[np.int64]) -> Instants:
    """Give the same day and time some months on, the last day where the month is shorter."""
    month = instants.astype("datetime64[M]")
    rest = instants - month.astype("datetime64[s]")
    moved = month + months
    limit = (moved + 1).astype("datetime64[D]") - moved.astype("datetime64[D]")
    day = (rest // np.timedelta64(_DAY, "s")).astype("int64")
    beyond = np.maximum(day - (limit.astype("int64") - 1), 0)
    shifted: Instants = (
        moved.astype("datetime64[s]") + rest - (beyond * _DAY).astype("timedelta64[s]")
    )
    return shifted


@executes(Duration)
def derive_duration(verb: Duration, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """Give the duration of each row, with its unit if asked for."""
    values = compute_duration(
        _instants(verb.start, rows),
        _instants(verb.end, rows),
        unit=verb.unit,
        count_both_ends=verb.count_both_ends,
        year_length=verb.year_length,
        truncate=verb.truncate,
    )
    return StepResult({targets[0]: values} | _unit(verb.unit_var, verb.unit, values))


@executes(Age)
def derive_age(verb: Age, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """Give the age of each row, with its unit if asked for."""
    values = compute_age(_instants(verb.birth, rows), _instants(verb.at, rows), unit=verb.unit)
    return StepResult({targets[0]: values} | _unit(verb.unit_var, verb.unit, values))


def _instants(formula: Formula, rows: Rows) -> pd.Series:
    return pd.Series(read_dates(rows.evaluate(formula), str(formula)), dtype="datetime64[s]")


def _unit(name: str | None, unit: str, values: pd.Series) -> dict[str, pd.Series]:
    if name is None:
        return {}
    units = pd.Series(unit.upper(), index=values.index, dtype="string[pyarrow]")
    return {str(name): units.where(values.notna())}
