"""Records of treatment turned into single doses."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from tlfgen.core.errors import MappingError
from tlfgen.mapper.date_parts import Instants, Integers, Truths, read_date_parts
from tlfgen.mapper.durations import add_months
from tlfgen.mapper.records.reshaped import rebuilt
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.scatter import text_of
from tlfgen.spec.doses import FREQUENCIES, Doses, Frequency
from tlfgen.spec.slots import Formula

__all__ = ["count_doses", "dosed"]

_DAY = 86_400
_MOST = 20_000


def dosed(doses: Doses, rows: Rows) -> Rows:
    """
    Give one row for each dose, in the order of records, then of time.

    Raises
    ------
    MappingError
        ``mapping.unknown-frequency``; ``mapping.no-dose-dates`` for a record without a complete
        start, without an end, or with more than 20,000 doses.
    """
    start, _ = _bounds(doses.start, rows)
    _, end = _bounds(doses.end, rows)
    steps = _frequencies(doses, rows)
    days = np.array([one.days for one in steps])
    months = np.array([one.months for one in steps], dtype=np.int64)
    single = (days == 0) & (months == 0)
    if doses.no_end == "once":
        single |= np.isnat(end)
    _require(doses, rows, np.isnat(start), "have no complete start")
    _require(doses, rows, np.isnat(end) & ~single, "have no complete end")
    counts = np.where(single, 1, count_doses(start, np.where(single, start, end), days, months))
    _require(doses, rows, counts > _MOST, f"give more than {_MOST} doses")
    record = np.repeat(np.arange(len(rows), dtype=np.int64), counts)
    number = np.arange(len(record)) - np.repeat(np.cumsum(counts) - counts, counts)
    moment = _moments(start[record], number, days[record], months[record])
    day = moment.astype("datetime64[D]").astype("datetime64[s]")
    made = {str(doses.date): pd.Series(day)}
    if doses.datetime is not None:
        made[str(doses.datetime)] = pd.Series(moment)
    if doses.number is not None:
        made[str(doses.number)] = pd.Series(pd.array(number + 1, dtype="Int64"))
    return rebuilt(rows, record, made)


def count_doses(start: Instants, end: Instants, days: np.ndarray, months: Integers) -> Integers:
    """
    Count the doses from a start to an end, both included.

    Parameters
    ----------
    start, end : datetime64[s] arrays, shape (n,)
    days : float64 array, shape (n,)
        Days between doses; 0 where months count.
    months : int64 array, shape (n,)

    Returns
    -------
    int64 array, shape (n,)
        0 where the end is before the start.

    Examples
    --------
    >>> start = np.array(["2024-01-01T08:00", "2024-01-31T00:00"], dtype="datetime64[s]")
    >>> end = np.array(["2024-01-02T08:00", "2024-03-31T00:00"], dtype="datetime64[s]")
    >>> count_doses(start, end, np.array([0.5, 0]), np.array([0, 1])).tolist()
    [3, 3]
    """
    seconds = (end - start) / np.timedelta64(1, "s")
    with np.errstate(divide="ignore", invalid="ignore"):
        by_days = np.floor(seconds / (days * _DAY) + 1e-9) + 1
    counts = np.where(days > 0, by_days, 0)
    counts = np.where(np.isfinite(counts), counts, 0).astype(np.int64)
    monthly = (months > 0) & (seconds >= 0)
    apart = (end.astype("datetime64[M]") - start.astype("datetime64[M]")).astype(np.int64)
    whole = np.where(monthly, apart // np.maximum(months, 1), 0)
    late = monthly & (add_months(start, np.where(monthly, whole * months, 0)) > end)
    return np.maximum(np.where(monthly, whole - late + 1, counts), 0)


def _moments(start: Instants, number: Integers, days: np.ndarray, months: Integers) -> Instants:
    moved = start + np.round(number * days * _DAY).astype("timedelta64[s]")
    return np.where(months > 0, add_months(start, number * months), moved)


def _bounds(formula: Formula, rows: Rows) -> tuple[Instants, Instants]:
    """Give the first and last second a date may stand for; NaT where its day is unknown."""
    parts = read_date_parts(rows.evaluate(formula), str(formula))
    low, high = parts.bounds()
    unknown = parts.known_above(keep_day=False).day < 0
    nothing = np.datetime64("NaT", "s")
    return np.where(unknown, nothing, low), np.where(unknown, nothing, high)


def _frequencies(doses: Doses, rows: Rows) -> list[Frequency]:
    own = {word.strip().upper(): Frequency(days) for word, days in doses.other.items()}
    known: Mapping[str, Frequency] = {**FREQUENCIES, **own}
    words = text_of(rows.evaluate(doses.frequency)).fillna("").str.strip().str.upper()
    strange = sorted(set(words.tolist()) - set(known))
    if strange:
        at = np.flatnonzero(words.isin(strange))
        shown = ", ".join(f"'{word}'" for word in strange[:3])
        what = f"{len(strange)} frequencies are not known: {shown}."
        hint = "give the days between two doses under other:, or leave the records out by where:"
        raise MappingError.of(
            "mapping.unknown-frequency", what, doses.source, hint=hint, details=rows.shown(at)
        )
    return [known[word] for word in words.tolist()]


def _require(doses: Doses, rows: Rows, wrong: Truths, said: str) -> None:
    if wrong.any():
        at = np.flatnonzero(wrong)
        what = f"{len(at)} records of treatment {said}."
        hint = "impute the dates, or leave the records out by where:"
        raise MappingError.of(
            "mapping.no-dose-dates", what, doses.source, hint=hint, details=rows.shown(at)
        )
