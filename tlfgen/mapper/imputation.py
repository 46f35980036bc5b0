"""The completion of partial dates by a stated rule."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tlfgen.mapper.date_parts import (
    LEVELS,
    DateParts,
    Instants,
    Integers,
    LevelName,
    Truths,
    at_time,
    calendar_days,
    day_seconds,
)

__all__ = ["ImputedDates", "compute_imputed_dates", "compute_imputed_datetimes"]

_DAY_LEVEL = LEVELS.index("day")
_HOUR_LEVEL = LEVELS.index("hour")
_NEVER_LOW = np.datetime64("0001-01-01", "s")
_NEVER_HIGH = np.datetime64("9999-12-31", "s")
_TIMES = {"first": (0, 0, 0), "last": (23, 59, 59)}


@dataclass(frozen=True, slots=True)
class ImputedDates:
    """
    Dates with what was imputed in each.

    Parameters
    ----------
    instants : datetime64[s] array, shape (n,)
        NaT where the date could not be completed within the levels allowed.
    date_level, time_level : int64 arrays, shape (n,)
        Coarsest imputed part of the date (1 year, 2 month, 3 day) or of the time (4 hour,
        5 minute, 6 second); 0 where nothing was imputed.
    """

    instants: Instants
    date_level: Integers
    time_level: Integers


def compute_imputed_dates(
    parts: DateParts,
    *,
    upto: LevelName,
    to: str,
    keep_day: bool = False,
    not_before: tuple[Instants, ...] = (),
    not_after: tuple[Instants, ...] = (),
) -> ImputedDates:
    """
    Complete partial dates, up to a level of what may be imputed.

    An unknown day, or month with day, is replaced by the first, middle or last possible one, or
    by a fixed month and day. A floor (ceiling) that lies among the dates the known parts allow
    replaces an earlier (later) imputed date; one that lies outside of them changes nothing.

    Parameters
    ----------
    parts : DateParts, shape (n,)
        Their time is ignored.
    upto : {'none', 'day', 'month', 'year'}
        Coarsest part that may be imputed. A year is only ever taken from a floor (``to`` is
        ``first``) or a ceiling (``last``).
    to : {'first', 'mid', 'last'} or 'MM-DD'
        ``mid`` is the 15th of a month and 30 June of a year. A fixed day that the month does not
        have is its last day.
    keep_day : bool
        Keep a known day whose month is unknown.
    not_before, not_after : tuple of datetime64 arrays, shape (n,)
        NaT where there is none. Floors are applied first.

    Returns
    -------
    ImputedDates
        Values at midnight.

    Notes
    -----
    Source: ADaMIG 1.3, section 3.3.3, date imputation flags.

    Examples
    --------
    >>> def part(*values): return np.array(values, dtype="int64")
    >>> no = part(-1, -1)
    >>> parts = DateParts(part(2014, 2014), part(3, -1), no, no, no, no)
    >>> floor = np.array(["2014-03-10", "2013-12-01"], dtype="datetime64[s]")
    >>> dates = compute_imputed_dates(parts, upto="month", to="first", not_before=(floor,))
    >>> dates.instants.astype("datetime64[D]").astype(str).tolist(), dates.date_level.tolist()
    (['2014-03-10', '2014-01-01'], [3, 2])
    """
    known = parts.known_above(keep_day=keep_day)
    level = known.imputed_level()
    level = np.where(level > _DAY_LEVEL, 0, level)
    values = _chosen_days(known, to)
    midnight = tuple(_at_midnight(bound) for bound in not_before)
    midnights = tuple(_at_midnight(bound) for bound in not_after)
    values = _bounded(values, level, known, (midnight, midnights), to)
    values = np.where(_allowed(level, upto), values, np.datetime64("NaT", "s"))
    level = np.where(np.isnat(values), 0, level)
    return ImputedDates(values, level, np.zeros_like(level))


def compute_imputed_datetimes(
    parts: DateParts,
    *,
    upto: LevelName,
    to: str,
    time_to: str,
    keep_day: bool = False,
    not_before: tuple[Instants, ...] = (),
    not_after: tuple[Instants, ...] = (),
) -> ImputedDates:
    """
    Complete partial dates with times, up to a level of what may be imputed.

    The date follows ``compute_imputed_dates``. A time is never kept where its date is imputed. An
    unknown hour, minute or second becomes the first (0), the last (23, 59, 59), or the one of a
    fixed time. A floor or ceiling among the instants the known parts allow replaces an earlier or
    later imputed instant.

    Parameters
    ----------
    parts : DateParts, shape (n,)
    upto : {'none', 'second', 'minute', 'hour', 'day', 'month', 'year'}
        Coarsest part that may be imputed.
    to : {'first', 'mid', 'last'} or 'MM-DD'
    time_to : {'first', 'last'} or 'HH:MM:SS'
    keep_day : bool
    not_before, not_after : tuple of datetime64 arrays, shape (n,)

    Returns
    -------
    ImputedDates
        Unit: seconds.

    Notes
    -----
    Source: ADaMIG 1.3, section 3.3.3, date and time imputation flags.

    Examples
    --------
    >>> def part(*values): return np.array(values, dtype="int64")
    >>> parts = DateParts(part(2014), part(3), part(5), part(8), part(30), part(-1))
    >>> got = compute_imputed_datetimes(parts, upto="hour", to="first", time_to="last")
    >>> got.instants.astype(str).tolist(), got.time_level.tolist()
    (['2014-03-05T08:30:59'], [6])
    """
    known = parts.known_above(keep_day=keep_day)
    level = known.imputed_level()
    fixed = _TIMES.get(time_to)
    if fixed is None:
        hour, minute, second = (int(text) for text in time_to.split(":"))
        fixed = (hour, minute, second)
    values = at_time(_chosen_days(known, to), day_seconds(known, fixed))
    values = _bounded(values, level, known, (not_before, not_after), to)
    values = np.where(_allowed(level, upto), values, np.datetime64("NaT", "s"))
    present = ~np.isnat(values)
    date_level = np.where(present & (level <= _DAY_LEVEL), level, 0)
    time_level = np.where(date_level > 0, _HOUR_LEVEL, np.where(present, level, 0))
    return ImputedDates(values, date_level, time_level)


def _allowed(level: Integers, upto: LevelName) -> Truths:
    """Say where nothing coarser than ``upto`` is unknown."""
    ceiling = LEVELS.index(upto) or len(LEVELS)
    allowed: Truths = (level == 0) | (level >= ceiling)
    return allowed


def _at_midnight(instants: Instants) -> Instants:
    return instants.astype("datetime64[D]").astype("datetime64[s]")


def _chosen_days(parts: DateParts, to: str) -> Instants:
    no_month = parts.month < 0
    months = {"first": 1, "mid": 6, "last": 12}
    if to == "mid":
        day = np.where(no_month, 30, 15)
    elif to in months:
        day = np.full_like(parts.day, 1 if to == "first" else 31)
    else:
        day = np.full_like(parts.day, int(to[3:]))
    month = np.where(no_month, months[to] if to in months else int(to[:2]), parts.month)
    days = calendar_days(parts.year, month, np.where(parts.day < 0, day, parts.day))
    return days.astype("datetime64[s]")


def _bounded(
    values: Instants,
    level: Integers,
    known: DateParts,
    bounds: tuple[tuple[Instants, ...], tuple[Instants, ...]],
    to: str,
) -> Instants:
    """Move imputed values to the floors, then to the ceilings, that lie in the possible range."""
    low, high = known.bounds()
    low = np.where(np.isnat(low), _NEVER_LOW, low)
    high = np.where(np.isnat(high), _NEVER_HIGH, high)
    floors, ceilings = bounds
    for given, pick, fills in ((floors, np.fmax, to == "first"), (ceilings, np.fmin, to == "last")):
        for bound in given:
            applies = (level > 0) & (bound >= low) & (bound <= high)
            if not fills:
                applies &= ~np.isnat(values)
            values = np.where(applies, pick(values, bound), values)
    return values
