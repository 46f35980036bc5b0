"""Verbs that complete partial dates, carried out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tlfgen.mapper.date_parts import Instants, Integers, read_date_parts, read_dates
from tlfgen.mapper.executors import executes
from tlfgen.mapper.imputation import (
    ImputedDates,
    compute_imputed_dates,
    compute_imputed_datetimes,
)
from tlfgen.mapper.rows import Rows
from tlfgen.model.step import StepResult
from tlfgen.spec.slots import Formula
from tlfgen.spec.verbs.impute import ImputeDate, ImputeDatetime

__all__ = ["derive_imputed_date", "derive_imputed_datetime"]

_LETTERS = np.array([None, "Y", "M", "D", "H", "M", "S"], dtype=object)
_SECOND_LEVEL = 6


@executes(ImputeDate)
def derive_imputed_date(verb: ImputeDate, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """Give the dates, with the flag asked for."""
    found = compute_imputed_dates(
        read_date_parts(rows.evaluate(verb.start), str(verb.start)),
        upto=verb.upto,
        to=verb.to,
        keep_day=verb.keep_day,
        not_before=_bounds(verb.not_before, rows),
        not_after=_bounds(verb.not_after, rows),
    )
    columns = {targets[0]: _dates(found)}
    if verb.flag is not None:
        columns[str(verb.flag)] = _flag(found.date_level)
    return StepResult(columns, imputed=found.date_level.astype(np.int32))


@executes(ImputeDatetime)
def derive_imputed_datetime(
    verb: ImputeDatetime, targets: tuple[str, ...], rows: Rows
) -> StepResult:
    """Give the datetimes, with the flags asked for."""
    found = compute_imputed_datetimes(
        read_date_parts(rows.evaluate(verb.start), str(verb.start)),
        upto=verb.upto,
        to=verb.to,
        time_to=verb.time_rule,
        keep_day=verb.keep_day,
        not_before=_bounds(verb.not_before, rows),
        not_after=_bounds(verb.not_after, rows),
    )
    columns = {targets[0]: _dates(found)}
    if verb.date_flag is not None:
        columns[str(verb.date_flag)] = _flag(found.date_level)
    if verb.time_flag is not None:
        silent = (found.time_level == _SECOND_LEVEL) & (not verb.seconds_flag)
        columns[str(verb.time_flag)] = _flag(np.where(silent, 0, found.time_level))
    level = np.where(found.date_level > 0, found.date_level, found.time_level)
    return StepResult(columns, imputed=level.astype(np.int32))


def _bounds(formulas: tuple[Formula, ...], rows: Rows) -> tuple[Instants, ...]:
    return tuple(read_dates(rows.evaluate(one), str(one)) for one in formulas)


def _dates(found: ImputedDates) -> pd.Series:
    return pd.Series(found.instants, dtype="datetime64[s]")


def _flag(level: Integers) -> pd.Series:
    return pd.Series(_LETTERS[level], dtype="string[pyarrow]")
