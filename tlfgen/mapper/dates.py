"""Verbs that make dates, days or durations, carried out."""

from __future__ import annotations

import pandas as pd

from tlfgen.mapper.executors import executes
from tlfgen.mapper.rows import Rows
from tlfgen.model.expression import Call
from tlfgen.model.step import StepResult
from tlfgen.spec.slots import Formula
from tlfgen.spec.verbs.dates import StudyDay

__all__ = ["compute_study_day", "derive_study_day"]


def compute_study_day(dates: pd.Series, reference: pd.Series) -> pd.Series:
    """
    Count days from a reference date, with no day zero.

    The reference date is day 1 and the day before it is day -1.

    Parameters
    ----------
    dates, reference : pd.Series of dates, shape (n,)
        Complete dates, or missing.

    Returns
    -------
    pd.Series of Int64, shape (n,)
        Unit: days. Never 0. Missing where either date is missing.

    Notes
    -----
    Source: SDTMIG 3.3, section 4.4.4, use of the "Study Day" variables.

    Examples
    --------
    >>> dates = pd.to_datetime(pd.Series(["2014-01-16", "2014-01-17", None]))
    >>> compute_study_day(dates, pd.Series(pd.Timestamp("2014-01-17"), dates.index)).tolist()
    [-1, 1, <NA>]
    """
    days = (dates - reference).dt.days.astype("Int64")
    return days.where(days < 0, days + 1).where(days.notna())


@executes(StudyDay)
def derive_study_day(verb: StudyDay, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """Give the study day of each row."""
    day = compute_study_day(complete_date(rows, verb.of), complete_date(rows, verb.start))
    return StepResult({targets[0]: day})


def complete_date(rows: Rows, formula: Formula) -> pd.Series:
    """Give the date part of a date, datetime or ``--DTC`` text; missing where incomplete."""
    return rows.evaluate(Call("datepart", (formula.tree,)))
