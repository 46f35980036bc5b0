"""An expression as the where clause of a Pinnacle 21 workbook."""

from __future__ import annotations

import re

from tlfgen.model.expression.canonical import number_text
from tlfgen.model.expression.tree import (
    And,
    Compare,
    Expression,
    In,
    Number,
    Reference,
    Text,
)

__all__ = ["to_p21"]

_COMPARATORS = {"=": "EQ", "!=": "NE", "<": "LT", "<=": "LE", ">": "GT", ">=": "GE"}
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_WORDS = frozenset({"AND", "OR", "NOT", *_COMPARATORS.values(), "IN", "NOTIN"})


def to_p21(tree: Expression) -> str | None:
    """
    Write a filter with the comparators of Pinnacle 21, where they can say it.

    Comparisons of a variable with a literal, lists of literals and their conjunction can be
    written; anything else cannot.

    Returns
    -------
    str or None
        None where the workbook has no form for the filter.

    Examples
    --------
    >>> code = Compare("=", Reference(None, "PARAMCD"), Text("ACTOT"))
    >>> to_p21(And((code, In(Reference(None, "AVISITN"), (Number(8), Number(24)), negated=True))))
    'PARAMCD EQ ACTOT and AVISITN NOTIN (8, 24)'
    """
    match tree:
        case And(operands=parts) if not any(isinstance(part, And) for part in parts):
            written = [to_p21(part) for part in parts]
            return None if None in written else " and ".join(filter(None, written))
        case Compare(op=op, left=Reference() as variable, right=right):
            value = _literal(right)
            return None if value is None else f"{variable} {_COMPARATORS[op]} {value}"
        case In(value=Reference() as variable, items=items) if isinstance(items, tuple):
            values = [_literal(item) for item in items]
            word = "NOTIN" if tree.negated else "IN"
            return None if None in values else f"{variable} {word} ({', '.join(map(str, values))})"
    return None


def _literal(tree: Expression) -> str | None:
    match tree:
        case Number(value=value):
            return number_text(value)
        case Text(value=text) if _PLAIN.fullmatch(text) and text.upper() not in _WORDS:
            return text
        case Text(value=text):
            return '"' + text.replace('"', '""') + '"'
    return None
