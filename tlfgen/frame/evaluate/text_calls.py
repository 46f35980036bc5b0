"""The functions of text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tlfgen.core.date_words import DATE_WORDS, format_date
from tlfgen.core.errors import SpecError
from tlfgen.frame.evaluate.kinds import require_kind
from tlfgen.frame.evaluate.operand import Kind, Operand, Words, text_of
from tlfgen.frame.rounding import round_column_text
from tlfgen.model.expression import Call
from tlfgen.model.expression.canonical import number_text

if TYPE_CHECKING:
    from tlfgen.frame.evaluate.scope import Scope

__all__ = ["TEXT_CALLS"]

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_PATTERN = re.compile(r"(?P<whole>x+|0+)(?:\.(?P<decimals>x+|0+))?")
_TIME_WORDS = ("time5", "time8")
_TextCall = Callable[[Call, list[Operand], "Scope"], Operand]


def _changed(function: Callable[[str], str]) -> _TextCall:
    def compute(tree: Call, args: list[Operand], scope: Scope) -> Operand:
        return _each(tree, args, ("text",), scope, function)

    return compute


def _each(
    tree: Call,
    args: list[Operand],
    kinds: tuple[Kind, ...],
    scope: Scope,
    function: Callable[..., str],
) -> Operand:
    """Apply a function of one text with further arguments, once a distinct text if it can be."""
    wanted = (*kinds, *[kinds[-1]] * (len(args) - len(kinds)))
    operands = [
        require_kind(tree, arg, (kind,), scope) for arg, kind in zip(args, wanted, strict=True)
    ]
    first, rest = operands[0], operands[1:]
    if all(operand.is_constant for operand in rest):
        more = [operand.data for operand in rest]
        if isinstance(first.data, Words):
            return Operand("text", first.data.change(lambda word: function(word, *more)))
        return Operand("text", function(first.data, *more))
    columns = [_column(operand, scope.length) for operand in operands]
    return text_of([function(*row) for row in zip(*columns, strict=True)])


def _column(operand: Operand, length: int) -> list[Any]:
    data = operand.data.values() if isinstance(operand.data, Words) else operand.data
    return list(np.broadcast_to(np.asarray(data, dtype=object), length))


def _substr(text: str, start: float, count: float = np.inf) -> str:
    if np.isnan(start) or np.isnan(count) or start < 1 or count < 1:
        return ""
    begin = int(start) - 1
    return text[begin:] if np.isinf(count) else text[begin : begin + int(count)]


def _scan(text: str, place: float, separators: str) -> str:
    if np.isnan(place) or not place:
        return ""
    pattern = f"[{re.escape(separators)}]+" if separators else "$^"
    words = [word for word in re.split(pattern, text.rstrip(" ")) if word]
    index = int(place) - 1 if place > 0 else len(words) + int(place)
    return words[index].strip(" ") if 0 <= index < len(words) else ""


def _compute_substr(tree: Call, args: list[Operand], scope: Scope) -> Operand:
    return _each(tree, args, ("text", "number"), scope, _substr)


def _compute_scan(tree: Call, args: list[Operand], scope: Scope) -> Operand:
    return _each(tree, args, ("text", "number", "text"), scope, _scan)


def _compute_concat(tree: Call, args: list[Operand], scope: Scope) -> Operand:
    return _each(tree, args, ("text",), scope, lambda *texts: "".join(texts))


def _compute_length(tree: Call, args: list[Operand], scope: Scope) -> Operand:
    value = require_kind(tree, args[0], ("text",), scope).data
    if not isinstance(value, Words):
        return Operand("number", float(len(value.rstrip(" "))))
    lengths = [len(word.rstrip(" ")) for word in value.words]
    return Operand("number", value.take(lengths, "float64"))


def _compute_number(tree: Call, args: list[Operand], scope: Scope) -> Operand:
    value = require_kind(tree, args[0], ("text", "number"), scope)
    if value.kind == "number":
        return value
    if not isinstance(value.data, Words):
        return Operand("number", _number(value.data))
    numbers = [_number(word) for word in value.data.words]
    return Operand("number", value.data.take(numbers, "float64"))


def _number(text: str) -> float:
    stripped = text.strip()
    return float(stripped) if _NUMBER.fullmatch(stripped) else np.nan


def _compute_text(tree: Call, args: list[Operand], scope: Scope) -> Operand:
    value = require_kind(tree, args[0], ("number", "date", "time"), scope)
    pattern = require_kind(tree, args[1], ("text",), scope).data
    if isinstance(pattern, Words):
        what = "the pattern of text(...) is one literal for all rows."
        raise SpecError.of("spec.bad-format", what, scope.source)
    data = np.broadcast_to(np.asarray(value.data), scope.length)
    if value.kind == "number":
        return text_of(_number_texts(data, pattern, scope))
    return text_of(_date_texts(data, pattern, value.kind, scope))


def _number_texts(values: Any, pattern: str, scope: Scope) -> Any:
    if pattern == "best":
        codes, distinct = pd.factorize(np.asarray(values))
        return np.array([*map(number_text, distinct.tolist()), ""], dtype=object)[codes]
    found = _PATTERN.fullmatch(pattern)
    if found is None:
        forms = ("best", "x", "x.x", "x.xx", "000")
        what = f"'{pattern}' is not a pattern of numbers."
        hint = "x after the point is a decimal; zeros before it are filled up."
        raise SpecError.of("spec.bad-format", what, scope.source, allowed=forms, hint=hint)
    decimals = len(found["decimals"] or "")
    texts = round_column_text(np.array(values, dtype=float), decimals)
    if not found["whole"].startswith("0"):
        return texts
    width = len(pattern)
    return np.array([text and _filled(text, width) for text in texts], dtype=object)


def _filled(text: str, width: int) -> str:
    return "-" + text[1:].zfill(width) if text.startswith("-") else text.zfill(width)


def _date_texts(values: Any, word: str, kind: Kind, scope: Scope) -> Any:
    allowed = _TIME_WORDS if kind == "time" else (*DATE_WORDS, "iso_datetime")
    if word not in allowed:
        raise SpecError.unknown("date format", word, allowed, scope.source)
    moments = np.datetime64("1970-01-01", "s") + values if kind == "time" else values
    codes, distinct = pd.factorize(np.asarray(moments))
    known = [pd.Timestamp(moment) for moment in distinct]
    texts = [_moment_text(moment, word) for moment in known]
    return np.array([*texts, ""], dtype=object)[codes]


def _moment_text(moment: pd.Timestamp, word: str) -> str:
    if word == "iso":
        return moment.date().isoformat()
    return format_date(moment.to_pydatetime(), "iso" if word == "iso_datetime" else word)


TEXT_CALLS: Mapping[str, _TextCall] = {
    "concat": _compute_concat,
    "length": _compute_length,
    "lower": _changed(str.lower),
    "number": _compute_number,
    "scan": _compute_scan,
    "substr": _compute_substr,
    "text": _compute_text,
    "trim": _changed(str.strip),
    "upper": _changed(str.upper),
}
"""Functions that take or give text."""
