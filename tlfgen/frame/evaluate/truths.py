"""The tests of an expression, each with two possible answers."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from tlfgen.core.errors import SpecError
from tlfgen.frame.evaluate.kinds import alike, mismatch, require_kind
from tlfgen.frame.evaluate.operand import Operand, Words
from tlfgen.model.expression import (
    Between,
    Compare,
    Expression,
    In,
    ListReference,
    Reference,
    TextTest,
    canonical,
)

if TYPE_CHECKING:
    from tlfgen.frame.evaluate.scope import Bools, Scope

__all__ = ["is_between", "is_compared", "is_in", "is_text"]

_SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_ORDERED = frozenset({"<", "<=", ">", ">="})
_TURNED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def is_compared(tree: Compare, left: Operand, right: Operand, scope: Scope) -> Bools:
    """
    Compare two values of one kind.

    A missing number or date makes ``!=`` true, every other sign false. A missing text is blank,
    which is a value.
    """
    if tree.op in _ORDERED:
        _refuse_dtc(tree, [(tree.left, left), (tree.right, right)], scope)
    left, right = alike(tree, [left, right], scope)
    return _compare(tree.op, left, right)


def is_between(tree: Between, value: Operand, ends: tuple[Operand, Operand], scope: Scope) -> Bools:
    """Say where a value lies between two others, both ends included."""
    parts = [(tree.value, value), (tree.low, ends[0]), (tree.high, ends[1])]
    _refuse_dtc(tree, parts, scope)
    value, low, high = alike(tree, [value, *ends], scope)
    return _compare(">=", value, low) & _compare("<=", value, high)


def is_in(tree: In, value: Operand, items: list[Operand] | None, scope: Scope) -> Bools:
    """
    Say where a value is one of several.

    ``items`` is None for a list of the study, whose texts count as numbers for a number.
    """
    if items is None and isinstance(tree.items, ListReference):
        items = _list_items(tree, tree.items.name, value, scope)
    value, *members = alike(tree, [value, *(items or [])], scope)
    result: Bools = np.zeros((), dtype=bool)
    if isinstance(value.data, Words):
        words = frozenset(member.data.rstrip(" ") for member in members)
        return value.data.test(words.__contains__)
    if not value.is_constant:
        return np.isin(value.data, np.array([member.data for member in members]))
    for member in members:
        result = result | _compare("=", value, member)
    return result


def is_text(tree: TextTest, value: Operand, scope: Scope) -> Bools:
    """Say where a text holds, starts with, or as a whole matches another; case counts."""
    value = require_kind(tree, value, ("text",), scope)
    wanted = tree.text
    tests: dict[str, Callable[[str], bool]] = {
        "contains": lambda word: wanted in word,
        "starts with": lambda word: word.startswith(wanted),
        "matches": lambda word: re.fullmatch(wanted, word) is not None,
    }
    test = tests[tree.kind]
    if isinstance(value.data, Words):
        return value.data.test(test)
    return np.asarray(test(value.data.rstrip(" ")))


def _compare(sign: str, left: Operand, right: Operand) -> Bools:
    compare = _SIGNS[sign]
    if left.kind != "text":
        return np.asarray(compare(left.data, right.data))
    if isinstance(left.data, Words) and isinstance(right.data, Words):
        return np.asarray(compare(_stripped(left.data), _stripped(right.data))).astype(bool)
    if isinstance(right.data, Words):
        return _compare(_TURNED[sign], right, left)
    constant = right.data.rstrip(" ")
    if isinstance(left.data, Words):
        return left.data.test(lambda word: compare(word, constant))
    return np.asarray(compare(left.data.rstrip(" "), constant))


def _stripped(words: Words) -> Any:
    return words.change(lambda word: word.rstrip(" ")).values()


def _refuse_dtc(tree: Expression, parts: list[tuple[Expression, Operand]], scope: Scope) -> None:
    for part, operand in parts:
        is_dtc = isinstance(part, Reference) and part.variable.endswith("DTC")
        if is_dtc and operand.kind == "text":
            what = f"{canonical(tree)} orders ISO 8601 text, which may be incomplete."
            hint = f"compare dates: datepart({part}), missing where incomplete."
            raise SpecError.of("spec.dtc-comparison", what, scope.source, hint=hint)


def _list_items(tree: In, name: str, value: Operand, scope: Scope) -> list[Operand]:
    if name not in scope.lists:
        raise SpecError.unknown("list", name, scope.lists, scope.source)
    items: list[Operand] = []
    for item in scope.lists[name]:
        if value.kind != "number":
            items.append(Operand("text", str(item)))
            continue
        try:
            items.append(Operand("number", float(item)))
        except ValueError:
            raise mismatch(tree, ("number", "text"), scope) from None
    return items
