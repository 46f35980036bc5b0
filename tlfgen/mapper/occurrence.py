"""Verbs that place an event against the treatment, carried out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.mapper.candidates import Candidates
from tlfgen.mapper.date_parts import LEVELS, Instants, Integers, Truths, read_date_parts, read_dates
from tlfgen.mapper.derivation import is_missing
from tlfgen.mapper.executors import executes
from tlfgen.mapper.groups import group_of
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.scatter import text_of, text_series
from tlfgen.mapper.take import take
from tlfgen.model.step import StepResult
from tlfgen.spec.slots import Formula
from tlfgen.spec.verbs.occurrence import EmergentLine, Epoch, TreatmentEmergent

__all__ = [
    "compute_emergent",
    "find_elements",
    "flag_emergent",
    "flag_emergent_lines",
    "place_in_epoch",
]

_DAY = LEVELS.index("day")
_LAST_SECOND = np.timedelta64(86_399, "s")
_SPAN = 1 << 40


def compute_emergent(
    start: Instants,
    end: Instants,
    first_dose: Instants,
    last_dose: Instants,
    *,
    window_days: int | None,
    takes_missing_start: bool,
    worse: Truths,
) -> Truths:
    """
    Say which events are treatment-emergent.

    Parameters
    ----------
    start, end, first_dose, last_dose : datetime64[s] arrays, shape (n,)
    window_days : int or None
        Days after the last dose that count; None: all.
    takes_missing_start : bool
        An event of unknown start is emergent unless it ended before the first dose.
    worse : bool array, shape (n,)
        Events whose severity rose.

    Returns
    -------
    bool array, shape (n,)

    Notes
    -----
    Source: ADaM OCCDS 1.1, section 3.2.5, with the decision table of the verb.

    Examples
    --------
    >>> def days(*texts): return np.array(texts, dtype="datetime64[s]")
    >>> start = days("2014-01-05", "2014-03-31", "NaT", "2013-12-01")
    >>> end = days("NaT", "NaT", "2013-12-31", "NaT")
    >>> first, last = days(*["2014-01-02"] * 4), days(*["2014-02-28"] * 4)
    >>> worse = np.array([False, False, False, True])
    >>> compute_emergent(
    ...     start, end, first, last, window_days=30, takes_missing_start=True, worse=worse
    ... ).tolist()
    [True, False, False, True]
    """
    within = start >= first_dose
    if window_days is not None:
        limit = last_dose.astype("datetime64[D]") + np.timedelta64(window_days, "D")
        within &= np.isnat(last_dose) | (start.astype("datetime64[D]") <= limit)
    unknown = np.isnat(start) & takes_missing_start
    worsened = (start < first_dose) & worse
    over = end < first_dose
    return np.asarray(~np.isnat(first_dose) & ~over & (within | unknown | worsened))


@executes(TreatmentEmergent)
def flag_emergent(verb: TreatmentEmergent, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """Flag the treatment-emergent events."""
    start, end = _dates(verb.start, rows), _dates(verb.end, rows)
    first, last = _dates(verb.first_dose, rows), _dates(verb.last_dose, rows)
    if verb.start_date is not None:
        days = _dates(verb.start_date, rows)
        dose_day = first.astype("datetime64[D]").astype("datetime64[s]")
        on_dose_day = np.isnat(start) & (days == dose_day)
        start = np.where(np.isnat(start), days, start)
        start = np.where(on_dose_day, first, start)  # a day without time counts as the dose's
        ends_that_day = end.astype("datetime64[D]") == first.astype("datetime64[D]")
        end = np.where(on_dose_day & ends_that_day, first, end)
    worse = np.zeros(len(rows), dtype=bool)
    if verb.worsening is not None:
        worse = _numbers(verb.worsening.worst, rows) > _numbers(verb.worsening.initial, rows)
    emergent = compute_emergent(
        start,
        end,
        first,
        last,
        window_days=verb.window_days,
        takes_missing_start=verb.missing_start == "emergent",
        worse=worse,
    )
    return StepResult({targets[0]: text_series(verb.value, len(rows)).where(emergent)})


@executes(EmergentLine)
def flag_emergent_lines(verb: EmergentLine, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """Flag the lines of events that are emergent, seen with the other lines of the event."""
    flag = text_of(rows.column(verb.flag, verb.source)).fillna("").str.strip()
    before = _dates(verb.start, rows) < _dates(verb.first_dose, rows)
    severity = _numbers(verb.severity, rows)
    group = group_of(rows, verb.by, verb.source)
    grouped = np.ones(len(rows), dtype=bool)
    for one in verb.by:
        grouped &= ~is_missing(rows.column(one, verb.source))
    there = grouped & before
    worst = np.full(int(group.max(initial=0)) + 1, -np.inf)
    np.maximum.at(worst, group[there], np.nan_to_num(severity[there], nan=-np.inf))
    begun = np.zeros(len(worst), dtype=bool)
    begun[group[there]] = True
    old = grouped & begun[group]
    emergent = (flag == verb.value).to_numpy(dtype=bool) & (~old | (severity > worst[group]))
    return StepResult({targets[0]: text_series(verb.value, len(rows)).where(emergent)})


def _dates(formula: Formula, rows: Rows) -> Instants:
    return read_dates(rows.evaluate(formula), str(formula))


def _numbers(formula: Formula, rows: Rows) -> npt.NDArray[np.float64]:
    values = rows.evaluate(formula).astype(object)
    return pd.to_numeric(values).to_numpy(dtype="float64", na_value=np.nan)


@executes(Epoch)
def place_in_epoch(verb: Epoch, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """Give the epoch in which each date lies."""
    found = rows.source(verb.alias, verb.source)
    dates = read_date_parts(rows.evaluate(verb.date), str(verb.date))
    low, high = dates.bounds()
    known = dates.known_above(keep_day=False)
    whole = (known.imputed_level() == 0) | (known.imputed_level() > _DAY)
    timed = known.hour >= 0
    at = find_elements(found, verb, low, timed)
    if verb.partial == "if_certain":
        last = find_elements(found, verb, high, np.zeros(len(rows), dtype=bool))
        at = np.where(whole | (at == last), at, -1)
    else:
        at = np.where(whole, at, -1)
    records = found.records
    chosen = np.full(len(rows), -1, dtype=np.int32)
    chosen[at >= 0] = records.records[at[at >= 0]]
    values = take(records.column(verb.value, verb.source), at)
    return StepResult({targets[0]: values}, chosen=chosen, candidates=found.counts())


def find_elements(found: Candidates, verb: Epoch, moment: Instants, timed: Truths) -> Integers:
    """
    Give the position of the element in which each moment lies, -1 none.

    Parameters
    ----------
    found : Candidates
        The elements.
    verb : Epoch
    moment : datetime64[s] array, shape (n,)
    timed : bool array, shape (n,)
        Whether the time of the moment counts; else its day.
    """
    records = found.records
    starts = read_date_parts(records.column(verb.start, verb.source), str(verb.start))
    ends = read_date_parts(records.column(verb.end, verb.source), str(verb.end))
    begin, _ = starts.bounds()
    finish, _ = ends.bounds()
    use = np.flatnonzero((found.group >= 0) & ~np.isnat(begin) & (starts.day >= 0))
    by = use[np.lexsort([begin[use].astype("int64"), found.group[use]])]
    key = found.group[by] * _SPAN + begin[by].astype("int64")
    day = moment.astype("datetime64[D]").astype("datetime64[s]")
    sought = np.where(timed, moment, day + _LAST_SECOND)
    asked = (found.wanted >= 0) & ~np.isnat(sought)
    wanted = np.where(asked, found.wanted * _SPAN + sought.astype("int64") * asked, -1)
    place = np.searchsorted(key, wanted, side="right") - 1
    held = asked & (place >= 0)
    at = np.where(held, by[np.maximum(place, 0)] if len(by) else -1, -1)
    held &= found.group[np.maximum(at, 0)] == found.wanted if len(by) else False
    at = np.where(held, at, -1)
    last = np.ones(len(records), dtype=bool)
    last[by[:-1]] = found.group[by[1:]] != found.group[by[:-1]]
    return _inside(at, moment, timed, (finish, ends.hour >= 0, last), verb.after_last == "last")


def _inside(
    at: Integers,
    moment: Instants,
    timed: Truths,
    element: tuple[Instants, Truths, Truths],
    takes_later: bool,  # noqa: FBT001 - one policy of a private step
) -> Integers:
    """Keep the elements that the moment does not lie behind."""
    finish, end_timed, last = element
    if len(finish) == 0:
        return at
    slot = np.maximum(at, 0)
    limit, is_last = finish[slot], last[slot]
    exact = timed & end_timed[slot]
    day, limit_day = moment.astype("datetime64[D]"), limit.astype("datetime64[D]")
    before = np.where(exact, moment < limit, day < limit_day)
    on_end = np.where(exact, moment == limit, day == limit_day)
    open_end = np.isnat(limit)
    inside = before | open_end | (is_last & (on_end | takes_later))
    return np.where((at >= 0) & inside, at, -1)
