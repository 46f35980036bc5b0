"""Verbs that place a record against the time under treatment, carried out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tlfgen.mapper.date_parts import Instants, Integers, Truths, read_dates
from tlfgen.mapper.executors import executes
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.scatter import text_series
from tlfgen.model.step import StepResult
from tlfgen.spec.slots import Formula
from tlfgen.spec.verbs.treatment_time import OnTreatment, Period, TreatmentRelation

__all__ = ["find_period", "flag_on_treatment", "number_periods", "relate_to_treatment"]

_LAST = np.datetime64("9999-12-31T23:59:59", "s")


@executes(OnTreatment)
def flag_on_treatment(verb: OnTreatment, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """Flag the records made under treatment."""
    start, first = _dates(verb.start, rows), _dates(verb.first_dose, rows)
    last = _dates(verb.last_dose, rows)
    end = _nothing(rows) if verb.end is None else _dates(verb.end, rows)
    unknown, early = np.isnat(start), start < first
    during = (start >= first) & ~_is_after(start, last, verb.window_days)
    if verb.before_dose is not None:
        during &= ~((start == first) & rows.mask(verb.before_dose).to_numpy(dtype=bool))
    flagged = during
    reaches = ~(end < first)
    if verb.missing_start == "on_treatment":
        flagged = flagged | (unknown & reaches)
    if verb.begun_before == "on_treatment":
        flagged = flagged | (early & reaches)
    flagged = flagged & ~np.isnat(first)
    return StepResult({targets[0]: text_series(verb.value, len(rows)).where(flagged)})


@executes(TreatmentRelation)
def relate_to_treatment(
    verb: TreatmentRelation, targets: tuple[str, ...], rows: Rows
) -> StepResult:
    """Say of each record whether it was before, during or after treatment."""
    start, end = _dates(verb.start, rows), _dates(verb.end, rows)
    first, last = _dates(verb.first_dose, rows), _dates(verb.last_dose, rows)
    early = start < first
    if verb.missing_start == "before":
        early |= np.isnat(start)
    after = _is_after(start, last, verb.window_days)
    choices = [end < first, early, after]
    words = np.select(choices, [verb.before, verb.both, verb.after], verb.during)
    values = pd.Series(words, dtype="string[pyarrow]")
    return StepResult({targets[0]: values.where(~np.isnat(first))})


@executes(Period)
def number_periods(verb: Period, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """Give the number of the period of each date, with its label."""
    spans = [(_dates(one.start, rows), _dates(one.end, rows)) for one in verb.periods]
    moment = _dates(verb.date, rows)
    if not verb.by_time:
        moment = _by_day(moment)
        spans = [(_by_day(start), _by_day(end)) for start, end in spans]
    at = find_period(
        moment,
        spans,
        takes_later=verb.shared_day == "later",
        takes_first=verb.before_first == "first",
        takes_last=verb.after_last == "last",
        between=verb.between,
    )
    numbers = pd.array([*(one.number for one in verb.periods), None], dtype="Int64")
    labels = pd.array([*(one.label or None for one in verb.periods), None], dtype="string[pyarrow]")
    values = pd.Series(numbers.take(at, allow_fill=False))
    return StepResult({targets[0]: values, "$label": pd.Series(labels.take(at, allow_fill=False))})


def find_period(
    moment: Instants,
    spans: list[tuple[Instants, Instants]],
    *,
    takes_later: bool,
    takes_first: bool,
    takes_last: bool,
    between: str,
) -> Integers:
    """
    Give the position of the span in which each moment lies, -1 none.

    Parameters
    ----------
    moment : datetime64[s] array, shape (n,)
    spans : list of (start, end), each datetime64[s] arrays, shape (n,)
        In order of time; a missing start leaves the span out, a missing end leaves it open.
    takes_later : bool
        Of two spans that hold the moment, the later one counts.
    takes_first, takes_last : bool
        A moment before, or after, all spans belongs to the first, or the last, there is.
    between : {'missing', 'earlier', 'later'}

    Returns
    -------
    int64 array, shape (n,)

    Examples
    --------
    >>> def days(*texts): return np.array(texts, dtype="datetime64[s]")
    >>> spans = [(days("2024-01-01"), days("2024-01-10")), (days("2024-01-10"), days("NaT"))]
    >>> find_period(days("2024-01-10"), spans, takes_later=True, takes_first=False,
    ...             takes_last=False, between="missing").tolist()
    [1]
    """
    size = len(moment)
    at = np.full(size, -1, dtype=np.int64)
    before, after = at.copy(), at.copy()
    for number, (start, end) in enumerate(spans):
        begun = ~np.isnat(start)
        limit = np.where(np.isnat(end), _LAST, end)
        inside = begun & (moment >= start) & (moment <= limit)
        at[inside & (takes_later | (at < 0))] = number
        after[begun & (moment < start) & (after < 0)] = number
        before[begun & (moment > limit)] = number
    outside = at < 0
    edge = np.full(size, -1, dtype=np.int64)
    in_gap = (before >= 0) & (after >= 0)
    if between != "missing":
        edge = np.where(in_gap, before if between == "earlier" else after, edge)
    if takes_first:
        edge = np.where((before < 0) & (after >= 0), after, edge)
    if takes_last:
        edge = np.where((after < 0) & (before >= 0), before, edge)
    return np.where(outside, edge, at)


def _is_after(start: Instants, last: Instants, window_days: int | None) -> Truths:
    """Say what began on a day after the last dose and its window; false without a last dose."""
    if window_days is None:
        return np.zeros(len(start), dtype=bool)
    limit = last.astype("datetime64[D]") + np.timedelta64(window_days, "D")
    return np.asarray(start.astype("datetime64[D]") > limit)


def _dates(formula: Formula, rows: Rows) -> Instants:
    return read_dates(rows.evaluate(formula), str(formula))


def _nothing(rows: Rows) -> Instants:
    return np.full(len(rows), np.datetime64("NaT", "s"))


def _by_day(moment: Instants) -> Instants:
    return moment.astype("datetime64[D]").astype("datetime64[s]")
