"""The functions of dates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from tlfgen.core.errors import DataError
from tlfgen.core.isodate import PartialDate, parse_interval, parse_iso
from tlfgen.frame.evaluate.arithmetic import wanted_rows
from tlfgen.frame.evaluate.kinds import require_kind
from tlfgen.frame.evaluate.operand import Kind, Operand, Words
from tlfgen.model.expression import Call

if TYPE_CHECKING:
    from tlfgen.frame.evaluate.scope import Bools, Scope

__all__ = ["DATE_CALLS"]

_NO_DATE = np.datetime64("NaT", "s")
_NO_TIME = np.timedelta64("NaT", "s")
_Reader = Callable[[PartialDate], Any]
_DateCall = Callable[[Call, list[Operand], "Scope", "Bools | None"], Operand]


def _date_of(value: PartialDate) -> Any:
    day = value.date()
    return _NO_DATE if day is None else np.datetime64(day, "s")


def _moment_of(value: PartialDate) -> Any:
    day, clock = value.date(), value.time()
    if day is None or clock is None:
        return _NO_DATE
    return np.datetime64(datetime.combine(day, clock), "s")


def _time_of(value: PartialDate) -> Any:
    if value.hour is None or value.minute is None:
        return _NO_TIME
    seconds = (value.hour * 60 + value.minute) * 60 + (value.second or 0)
    return np.timedelta64(seconds, "s")


def _part_of(name: str) -> _Reader:
    def read(value: PartialDate) -> Any:
        part = getattr(value, name)
        return np.nan if part is None else float(part)

    return read


def _is_whole_date(dates: Any) -> Any:
    return np.asarray(dates).astype("datetime64[D]").astype("datetime64[s]")


def _same(dates: Any) -> Any:
    return dates


def _clock(dates: Any) -> Any:
    return np.asarray(dates) - _is_whole_date(dates)


def _year(dates: Any) -> Any:
    return _counted(dates, np.asarray(dates).astype("datetime64[Y]").astype("int64") + 1970)


def _month(dates: Any) -> Any:
    return _counted(dates, np.asarray(dates).astype("datetime64[M]").astype("int64") % 12 + 1)


def _day(dates: Any) -> Any:
    days = np.asarray(dates).astype("datetime64[D]")
    months = np.asarray(dates).astype("datetime64[M]").astype("datetime64[D]")
    return _counted(dates, (days - months).astype("int64") + 1)


def _counted(dates: Any, counts: Any) -> Any:
    return np.where(np.isnat(dates), np.nan, counts.astype("float64"))


def _call(kind: Kind, dtype: str, from_date: Callable[[Any], Any], from_text: _Reader) -> _DateCall:
    def compute(tree: Call, args: list[Operand], scope: Scope, active: Bools | None) -> Operand:
        value = require_kind(tree, args[0], ("date", "text"), scope)
        if value.kind == "date":
            return Operand(kind, from_date(value.data))
        if not isinstance(value.data, Words):
            return Operand(kind, from_text(_read(value.data)))
        return Operand(kind, _from_words(value.data, dtype, from_text, scope, active))

    return compute


def _from_words(
    column: Words, dtype: str, from_text: _Reader, scope: Scope, active: Bools | None
) -> Any:
    values, problems = [], {}
    for place, word in enumerate(column.words):
        try:
            values.append(from_text(_read(word)))
        except DataError as problem:
            values.append(from_text(PartialDate()))
            problems[place] = problem.findings[0]
    findings = []
    for place, finding in problems.items():
        rows = wanted_rows(column.codes == place, scope, active)
        if rows.any():
            what = finding.what.removesuffix(".")
            findings.append(scope.data_finding(finding.code, what, rows, finding.hint))
    if findings:
        raise DataError(*findings)
    return column.take(values, dtype)


def _read(text: str) -> PartialDate:
    if "/" in text:
        start, end = parse_interval(text)
        return start if start == end else PartialDate()
    return parse_iso(text)


DATE_CALLS: Mapping[str, _DateCall] = {
    "date": _call("date", "datetime64[s]", _is_whole_date, _date_of),
    "datepart": _call("date", "datetime64[s]", _is_whole_date, _date_of),
    "datetime": _call("date", "datetime64[s]", _same, _moment_of),
    "day": _call("number", "float64", _day, _part_of("day")),
    "month": _call("number", "float64", _month, _part_of("month")),
    "timepart": _call("time", "timedelta64[s]", _clock, _time_of),
    "year": _call("number", "float64", _year, _part_of("year")),
}
"""Functions of one argument: a date, or ISO 8601 text, missing where a part it needs is."""
