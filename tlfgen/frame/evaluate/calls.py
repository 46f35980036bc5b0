"""The functions of the language, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from tlfgen.frame.evaluate.arithmetic import refuse
from tlfgen.frame.evaluate.date_calls import DATE_CALLS
from tlfgen.frame.evaluate.kinds import alike, require_kind
from tlfgen.frame.evaluate.operand import Operand, Words
from tlfgen.frame.evaluate.text_calls import TEXT_CALLS
from tlfgen.frame.rounding import round_column_to_unit
from tlfgen.model.expression import Call, canonical

if TYPE_CHECKING:
    from tlfgen.frame.evaluate.scope import Bools, Scope

__all__ = ["compute_call"]

_NEARLY_WHOLE = 1e-12


def compute_call(
    tree: Call,
    args: list[Operand],
    scope: Scope,
    active: Bools | None,
    chosen: Bools | None = None,
) -> Operand:
    """
    Apply one function of the language.

    ``chosen`` answers the question of ``if``, whose ``args`` are then its two values. ``min``
    and ``max`` pass over missing values; every other function of numbers is missing where an
    argument is.

    Raises
    ------
    SpecError
        ``spec.type-mismatch``, ``spec.bad-format``.
    DataError
        ``data.undefined-value``, ``data.not-iso-date``, ``data.impossible-date``.
    """
    if chosen is not None:
        first, second = alike(tree, args, scope)
        return _select(chosen, first, second)
    if tree.function == "coalesce":
        return _coalesce(alike(tree, args, scope), scope)
    if tree.function in {"min", "max"}:
        return _extreme(tree, args, scope)
    if tree.function in TEXT_CALLS:
        return TEXT_CALLS[tree.function](tree, args, scope)
    if tree.function in DATE_CALLS:
        return DATE_CALLS[tree.function](tree, args, scope, active)
    numbers = [require_kind(tree, arg, ("number",), scope).data for arg in args]
    return Operand("number", _NUMBER_CALLS[tree.function](tree, numbers, scope, active))


def _select(chosen: Bools, first: Operand, second: Operand) -> Operand:
    if first.kind == "text":
        one, other = _words(first, len(chosen)), _words(second, len(chosen))
        codes = np.where(chosen, one.codes, other.codes + len(one.words))
        return Operand("text", Words(codes, (*one.words, *other.words)))
    return Operand(first.kind, np.where(chosen, first.data, second.data))


def _words(operand: Operand, length: int) -> Words:
    if isinstance(operand.data, Words):
        return operand.data
    return Words(np.zeros(length, dtype=np.intp), (operand.data,))


def _coalesce(args: list[Operand], scope: Scope) -> Operand:
    result = args[-1]
    for arg in reversed(args[:-1]):
        present = np.array(np.broadcast_to(~arg.missing(), scope.length))
        result = _select(present, arg, result)
    return result


def _extreme(tree: Call, args: list[Operand], scope: Scope) -> Operand:
    kind = alike(tree, args, scope)[0].kind
    operands = [require_kind(tree, arg, ("number", "date", "time"), scope) for arg in args]
    choose: Any = np.fmin if tree.function == "min" else np.fmax
    result = operands[0].data
    for operand in operands[1:]:
        result = choose(result, operand.data)
    return Operand("number" if kind == "text" else kind, result)


def _round(tree: Call, args: list[Any], scope: Scope, active: Bools | None) -> Any:
    value, unit = args
    wrong = ~np.greater(unit, 0) & ~np.isnan(unit)
    what = f"{canonical(tree)} has a unit that is not above zero"
    refuse("data.undefined-value", what, wrong, scope, active)
    if np.ndim(unit) == 0:
        rounded = round_column_to_unit(np.atleast_1d(np.asarray(value, dtype=float)), unit)
        return rounded if np.ndim(value) else rounded[0]
    result = np.full(scope.length, np.nan)
    values = np.broadcast_to(value, scope.length)
    for one in np.unique(unit[np.greater(unit, 0)]):
        rows = unit == one
        result[rows] = round_column_to_unit(values[rows], float(one))
    return result


def _whole(direction: Callable[[Any], Any]) -> Callable[..., Any]:
    def compute(_tree: Call, args: list[Any], _scope: Scope, _active: Bools | None) -> Any:
        near = np.rint(args[0])
        is_near = np.abs(args[0] - near) < _NEARLY_WHOLE
        return np.where(is_near, near, direction(args[0])) + 0.0

    return compute


def _defined(
    function: Callable[[Any], Any], is_wrong: Callable[[Any], Any], reason: str
) -> Callable[..., Any]:
    def compute(tree: Call, args: list[Any], scope: Scope, active: Bools | None) -> Any:
        wrong = is_wrong(args[0])
        what = f"{canonical(tree)} has an argument {reason}"
        refuse("data.undefined-value", what, wrong, scope, active)
        with np.errstate(all="ignore"):
            return np.where(wrong, np.nan, function(args[0]))

    return compute


def _ratio(_tree: Call, args: list[Any], _scope: Scope, _active: Bools | None) -> Any:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.equal(args[1], 0), np.nan, np.divide(args[0], args[1]))


def _abs(_tree: Call, args: list[Any], _scope: Scope, _active: Bools | None) -> Any:
    return np.abs(args[0])


_EXP_LIMIT = 709.0
_NUMBER_CALLS: Mapping[str, Callable[..., Any]] = {
    "abs": _abs,
    "ceil": _whole(np.ceil),
    "exp": _defined(np.exp, lambda value: np.greater(value, _EXP_LIMIT), "above 709"),
    "floor": _whole(np.floor),
    "log": _defined(np.log, lambda value: np.less_equal(value, 0), "that is not above zero"),
    "ratio": _ratio,
    "round": _round,
    "sqrt": _defined(np.sqrt, lambda value: np.less(value, 0), "below zero"),
}
