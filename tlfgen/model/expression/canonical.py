"""The one way an expression is written."""

from __future__ import annotations

from tlfgen.model.expression.tree import (
    And,
    Between,
    Binary,
    Call,
    Compare,
    Condition,
    Expression,
    In,
    ListReference,
    Missing,
    Not,
    Number,
    Or,
    OrderKey,
    Reference,
    Text,
    TextTest,
    Unary,
)

__all__ = ["canonical", "canonical_order_key", "number_text", "quoted"]

_OR, _AND, _NOT, _TEST, _SUM, _TERM, _UNARY, _ATOM = range(8)
_EXACT_INTEGERS = 1e15


def canonical(tree: Expression) -> str:
    """
    Write an expression in the one form that parses back to the same tree.

    Brackets stand only where the grammar needs them; text is in single quotes, a quote in it
    doubled; a number without fraction has no decimal point.

    Examples
    --------
    >>> dose = Reference(None, "EXDOSE")
    >>> zero = And((Compare("=", dose, Number(0)), TextTest("contains", dose, "it's")))
    >>> canonical(Or((Compare(">", dose, Number(0)), zero)))
    "EXDOSE > 0 or EXDOSE = 0 and EXDOSE contains 'it''s'"
    """
    match tree:
        case Or(operands=parts):
            return " or ".join(_at(_AND, part) for part in parts)
        case And(operands=parts):
            return " and ".join(_at(_NOT, part) for part in parts)
        case Not(operand=part):
            return f"not {_at(_TEST, part)}"
        case Compare() | In() | Between() | TextTest() | Missing():
            return _test(tree)
        case Binary(op=op, left=left, right=right):
            level = _level(tree)
            return f"{_at(level, left)} {op} {_at(level + 1, right)}"
        case Unary(operand=Number() as part):
            return f"-({canonical(part)})"
        case Unary(operand=part):
            return f"-{_at(_ATOM, part)}"
        case Call(function=function, args=args):
            return f"{function}({', '.join(map(canonical, args))})"
        case Number(value=value):
            return number_text(value)
        case Text(value=text):
            return quoted(text)
        case Reference():
            return str(tree)
        case Condition(name=name):
            return name


def canonical_order_key(key: OrderKey) -> str:
    """
    Write an order key as it stands in a spec.

    Examples
    --------
    >>> canonical_order_key(OrderKey(Reference(None, "AWTDIFF"), absolute=True))
    'abs AWTDIFF'
    """
    words = ["desc"] * key.descending + ["abs"] * key.absolute + [str(key.variable)]
    return " ".join(words)


def number_text(value: float) -> str:
    """Write a number so that it reads back as the same number."""
    if float(value).is_integer() and abs(value) < _EXACT_INTEGERS:
        return str(int(value))
    return repr(value)


def quoted(text: str) -> str:
    """Write a text in single quotes, a quote in it doubled."""
    return "'" + text.replace("'", "''") + "'"


def _at(level: int, tree: Expression) -> str:
    text = canonical(tree)
    return text if _level(tree) >= level else f"({text})"


def _test(tree: Compare | In | Between | TextTest | Missing) -> str:
    if isinstance(tree, Compare):
        return f"{_at(_SUM, tree.left)} {tree.op} {_at(_SUM, tree.right)}"
    value = _at(_SUM, tree.value)
    if isinstance(tree, Missing):
        return f"{value} is {'present' if tree.negated else 'missing'}"
    start = f"{value} not" if tree.negated else value
    match tree:
        case In(items=ListReference(name=name)):
            return f"{start} in ${name}"
        case In(items=items) if isinstance(items, tuple):
            return f"{start} in ({', '.join(map(canonical, items))})"
        case Between(low=low, high=high):
            return f"{start} between {_at(_SUM, low)} and {_at(_SUM, high)}"
        case TextTest(kind=kind, text=text):
            return f"{start} {kind} {quoted(text)}"
    raise AssertionError(tree)


def _level(tree: Expression) -> int:
    match tree:
        case Or():
            return _OR
        case And():
            return _AND
        case Not():
            return _NOT
        case Compare() | In() | Between() | TextTest() | Missing():
            return _TEST
        case Binary(op=op):
            return _SUM if op in "+-" else _TERM
        case Unary():
            return _UNARY
        case Number(value=value):
            return _UNARY if number_text(value).startswith("-") else _ATOM
    return _ATOM
