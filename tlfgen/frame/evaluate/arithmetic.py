"""Arithmetic on numbers, dates, times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tlfgen.core.errors import DataError
from tlfgen.frame.evaluate.kinds import mismatch, require_kind
from tlfgen.frame.evaluate.operand import Kind, Operand
from tlfgen.model.expression import Binary, Unary, canonical

if TYPE_CHECKING:
    from tlfgen.frame.evaluate.scope import Bools, Scope

__all__ = ["compute_binary", "compute_negative", "refuse", "wanted_rows"]

_DAY_SECONDS = 86400.0


def compute_negative(tree: Unary, operand: Operand, scope: Scope) -> Operand:
    """Turn the sign of a number."""
    return Operand("number", -require_kind(tree, operand, ("number",), scope).data)


def compute_binary(
    tree: Binary, left: Operand, right: Operand, scope: Scope, active: Bools | None
) -> Operand:
    """
    Add, subtract, multiply or divide; missing where an operand is missing.

    Date minus date is the number of days between the two calendar dates; date plus or minus a
    number of days is a date; date plus a time is a date with that time.

    Raises
    ------
    SpecError
        ``spec.type-mismatch``.
    DataError
        ``data.division-by-zero``.
    """
    left, right = _without_empty(left, right)
    kinds = (left.kind, right.kind)
    if kinds == ("number", "number"):
        return Operand("number", _numbers(tree, left.data, right.data, scope, active))
    if tree.op == "-" and kinds == ("date", "date"):
        days = _days(left.data) - _days(right.data)
        return Operand("number", _as_number(days))
    if tree.op in "+-" and kinds == ("date", "number"):
        shift = _as_seconds(right.data)
        return Operand("date", left.data + shift if tree.op == "+" else left.data - shift)
    if tree.op == "+" and kinds == ("number", "date"):
        return Operand("date", right.data + _as_seconds(left.data))
    if tree.op == "+" and kinds == ("date", "time"):
        return Operand("date", left.data + right.data)
    raise mismatch(tree, kinds, scope)


def refuse(
    code: str, what: str, wrong: Any, scope: Scope, active: Bools | None, hint: str | None = None
) -> None:
    """Raise a data error where a wrong row is wanted."""
    rows = wanted_rows(wrong, scope, active)
    if rows.any():
        raise DataError(scope.data_finding(code, what, rows, hint))


def wanted_rows(rows: Any, scope: Scope, active: Bools | None) -> Bools:
    """Give one boolean a row, false where the value of the row is not wanted."""
    all_rows: Bools = np.array(np.broadcast_to(rows, scope.length))
    return all_rows if active is None else all_rows & active


def _without_empty(left: Operand, right: Operand) -> tuple[Operand, Operand]:
    kind: dict[Kind, Kind] = {"empty": "number"}
    return (
        left.filled(kind.get(right.kind, right.kind)),
        right.filled(kind.get(left.kind, left.kind)),
    )


def _numbers(tree: Binary, left: Any, right: Any, scope: Scope, active: Bools | None) -> Any:
    if tree.op == "+":
        return np.add(left, right)
    if tree.op == "-":
        return np.subtract(left, right)
    if tree.op == "*":
        return np.multiply(left, right)
    zero = np.equal(right, 0) & ~np.isnan(left)
    what = f"{canonical(tree)} divides by zero"
    hint = "ratio(a, b) is missing where b is 0."
    refuse("data.division-by-zero", what, zero, scope, active, hint)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(zero, np.nan, np.divide(left, right))


def _days(dates: Any) -> Any:
    return np.asarray(dates).astype("datetime64[D]")


def _as_number(days: Any) -> Any:
    return np.where(np.isnat(days), np.nan, days / np.timedelta64(1, "D"))


def _as_seconds(days: Any) -> Any:
    seconds = np.asarray(np.rint(np.multiply(days, _DAY_SECONDS)))
    missing = np.isnan(seconds)
    whole = np.where(missing, 0, seconds).astype("int64").astype("timedelta64[s]")
    return np.where(missing, np.timedelta64("NaT", "s"), whole)
