"""Verbs that flag records among those of their group, carried out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.mapper.date_parts import LEVELS, DateParts, read_date_parts
from tlfgen.mapper.derivation import is_missing
from tlfgen.mapper.executors import executes
from tlfgen.mapper.groups import RECORD_ORDER, group_of, ranks_in_groups
from tlfgen.mapper.ranking import extreme_of_groups
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.scatter import text_series
from tlfgen.mapper.take import take
from tlfgen.model.step import StepResult
from tlfgen.spec.verbs.flags import (
    FlagBest,
    FlagFirst,
    FlagLast,
    LastBeforeExposure,
    PreviousValue,
    Sequence,
)

__all__ = ["compute_previous", "flag_extreme", "flag_last_before_exposure", "number_records"]

_DAY = LEVELS.index("day")


@executes(FlagFirst, FlagLast, FlagBest)
def flag_extreme(
    verb: FlagFirst | FlagLast | FlagBest, targets: tuple[str, ...], rows: Rows
) -> StepResult:
    """
    Flag the first or last record of each group among those that meet the condition.

    Raises
    ------
    MappingError
        ``mapping.tie``, ``mapping.missing-order``.
    """
    eligible = rows.mask(verb.where).to_numpy(dtype=bool)
    return _flagged(verb, targets, rows, eligible)


@executes(LastBeforeExposure)
def flag_last_before_exposure(
    verb: LastBeforeExposure, targets: tuple[str, ...], rows: Rows
) -> StepResult:
    """
    Flag the last record of each group before the first exposure.

    Raises
    ------
    MappingError
        ``mapping.tie``, ``mapping.missing-order``.
    """
    eligible = rows.mask(verb.where).to_numpy(dtype=bool)
    if verb.result is not None:
        eligible &= ~is_missing(rows.evaluate(verb.result))
    date = read_date_parts(rows.evaluate(verb.date), str(verb.date))
    dose = read_date_parts(rows.evaluate(verb.first_dose), str(verb.first_dose))
    eligible &= is_before(date, dose, includes_same_day=verb.same_day == "include")
    return _flagged(verb, targets, rows, eligible)


def is_before(
    date: DateParts, limit: DateParts, *, includes_same_day: bool
) -> npt.NDArray[np.bool_]:
    """
    Say which dates lie before a limit, as exactly as both are known.

    Where both hold a time, times decide; else days, and the same day counts if asked. A date
    without its day lies before nothing.

    Examples
    --------
    >>> def read(*texts): return read_date_parts(pd.Series(texts, dtype="string[pyarrow]"))
    >>> dates = read("2014-01-02T08:00", "2014-01-02", "2014-01")
    >>> dose = read("2014-01-02T09:00", "2014-01-02T09:00", "2014-01-02T09:00")
    >>> is_before(dates, dose, includes_same_day=False).tolist()
    [True, False, False]
    """
    low, _ = date.bounds()
    limit_low, _ = limit.bounds()
    whole = np.ones(len(low), dtype=bool)
    for parts in (date, limit):
        level = parts.known_above(keep_day=False).imputed_level()
        whole &= (level == 0) | (level > _DAY)
    day, limit_day = low.astype("datetime64[D]"), limit_low.astype("datetime64[D]")
    timed = (date.hour >= 0) & (limit.hour >= 0)
    same_day = day == limit_day
    before = (day < limit_day) | (same_day & np.where(timed, low < limit_low, includes_same_day))
    return np.asarray(whole & before)


def _flagged(
    verb: FlagFirst | FlagLast | FlagBest | LastBeforeExposure,
    targets: tuple[str, ...],
    rows: Rows,
    eligible: npt.NDArray[np.bool_],
) -> StepResult:
    order = verb.order + ((RECORD_ORDER,) if verb.ties == "record" else ())
    if verb.missing == "exclude":
        for key in verb.order:
            eligible &= ~is_missing(rows.column(key.variable, verb.source))
    group = np.where(eligible, group_of(rows, verb.by, verb.source), -1)
    last = isinstance(verb, (FlagLast, LastBeforeExposure))
    chosen = extreme_of_groups(
        rows, group, order, takes_last=last, missing=verb.missing, source=verb.source
    )
    flagged = np.zeros(len(rows), dtype=bool)
    flagged[chosen] = True
    values = text_series(verb.value, len(rows))
    if verb.otherwise is None:
        values = values.where(flagged)
    else:
        values = values.where(flagged, verb.otherwise)
    return StepResult({targets[0]: values})


@executes(Sequence)
def number_records(verb: Sequence, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """
    Give each record its number in its group, from 1.

    Raises
    ------
    MappingError
        ``mapping.tie``.
    """
    order = verb.order + ((RECORD_ORDER,) if verb.ties == "record" else ())
    by, rank = ranks_in_groups(rows, group_of(rows, verb.by, verb.source), order, verb.source)
    numbers = np.empty(len(rows), dtype="int64")
    numbers[by] = rank + 1
    return StepResult({targets[0]: pd.Series(numbers, dtype="Int64")})


@executes(PreviousValue)
def compute_previous(verb: PreviousValue, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """
    Give the value of the record before each one in its group, lineage included.

    Raises
    ------
    MappingError
        ``mapping.tie``.
    """
    order = verb.order + ((RECORD_ORDER,) if verb.ties == "record" else ())
    values = rows.evaluate(verb.of)
    counts = rows.mask(verb.where).to_numpy(dtype=bool)
    if verb.skip_missing:
        counts &= ~is_missing(values)
    by, rank = ranks_in_groups(rows, group_of(rows, verb.by, verb.source), order, verb.source)
    place = np.arange(len(by))
    seen = np.maximum.accumulate(np.where(counts[by], place, -1)) if len(by) else place
    before = np.concatenate([[-1], seen[:-1]]) if len(by) else place
    known = before >= place - rank
    at = np.full(len(rows), -1, dtype=np.int64)
    at[by[known]] = by[before[known]]
    chosen = np.where(at < 0, -1, rows.records[np.maximum(at, 0)]).astype(np.int32)
    return StepResult({targets[0]: take(values, at)}, chosen=chosen)
