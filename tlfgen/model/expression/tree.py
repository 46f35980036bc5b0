"""The nodes of an expression."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

__all__ = [
    "FUNCTIONS",
    "And",
    "Between",
    "Binary",
    "Call",
    "Compare",
    "Condition",
    "Expression",
    "In",
    "ListReference",
    "Missing",
    "Not",
    "Number",
    "Or",
    "OrderKey",
    "Reference",
    "Text",
    "TextTest",
    "Unary",
    "children",
    "conditions",
    "is_truth",
    "lists",
    "references",
    "walk",
]

FUNCTIONS: Mapping[str, tuple[int, int | None]] = MappingProxyType(
    {
        "abs": (1, 1),
        "min": (2, None),
        "max": (2, None),
        "round": (2, 2),
        "floor": (1, 1),
        "ceil": (1, 1),
        "log": (1, 1),
        "exp": (1, 1),
        "sqrt": (1, 1),
        "ratio": (2, 2),
        "date": (1, 1),
        "datetime": (1, 1),
        "datepart": (1, 1),
        "timepart": (1, 1),
        "year": (1, 1),
        "month": (1, 1),
        "day": (1, 1),
        "upper": (1, 1),
        "lower": (1, 1),
        "trim": (1, 1),
        "substr": (2, 3),
        "scan": (3, 3),
        "concat": (2, None),
        "coalesce": (2, None),
        "length": (1, 1),
        "if": (3, 3),
        "number": (1, 1),
        "text": (2, 2),
    }
)
"""Every function of the language with its fewest and most arguments (None: no upper limit)."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written; a written minus sign belongs to it."""

    value: int | float


@dataclass(frozen=True, slots=True)
class Text:
    """A text that was written in single quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A variable, of a named source or of the dataset at hand."""

    source: str | None
    variable: str

    def __str__(self) -> str:
        """Give the name as it is written in a spec."""
        return self.variable if self.source is None else f"{self.source}.{self.variable}"


@dataclass(frozen=True, slots=True)
class Condition:
    """A named condition, which is true or false for every record."""

    name: str


@dataclass(frozen=True, slots=True)
class ListReference:
    """A list of the study, written ``$name``."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the language applied to its arguments."""

    function: str
    args: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Unary:
    """A value with its sign turned."""

    op: Literal["-"]
    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    """Arithmetic on two values."""

    op: Literal["+", "-", "*", "/"]
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison of two values."""

    op: Literal["=", "!=", "<", "<=", ">", ">="]
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class In:
    """A test whether a value is one of several literals, or of a list of the study."""

    value: Expression
    items: tuple[Expression, ...] | ListReference
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Between:
    """A test whether a value lies between two others, both ends included."""

    value: Expression
    low: Expression
    high: Expression
    negated: bool = False


@dataclass(frozen=True, slots=True)
class TextTest:
    """A test of what a text holds."""

    kind: Literal["contains", "starts with", "matches"]
    value: Expression
    text: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """A test whether a value is missing, or (negated) present."""

    value: Expression
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class And:
    """Two or more conditions that all hold."""

    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Two or more conditions of which one holds."""

    operands: tuple[Expression, ...]


Expression: TypeAlias = (
    Number
    | Text
    | Reference
    | Condition
    | Call
    | Unary
    | Binary
    | Compare
    | In
    | Between
    | TextTest
    | Missing
    | Not
    | And
    | Or
)

_TRUTHS = (Condition, Compare, In, Between, TextTest, Missing, Not, And, Or)


@dataclass(frozen=True, slots=True)
class OrderKey:
    """One variable to sort by, possibly by size without sign, possibly from high to low."""

    variable: Reference
    descending: bool = False
    absolute: bool = False


def is_truth(tree: Expression) -> bool:
    """
    Say whether the expression is true or false rather than a value.

    Examples
    --------
    >>> is_truth(Missing(Reference(None, "AVAL")))
    True
    >>> is_truth(Reference(None, "AVAL"))
    False
    """
    return isinstance(tree, _TRUTHS)


def children(tree: Expression) -> tuple[Expression, ...]:
    """Give the parts of one node, in the order written."""
    match tree:
        case Call(args=parts) | And(operands=parts) | Or(operands=parts):
            return parts
        case Unary(operand=part) | Not(operand=part):
            return (part,)
        case Binary(left=left, right=right) | Compare(left=left, right=right):
            return (left, right)
        case In(value=value, items=items):
            return (value, *items) if isinstance(items, tuple) else (value,)
        case Between(value=value, low=low, high=high):
            return (value, low, high)
        case TextTest(value=value) | Missing(value=value):
            return (value,)
    return ()


def walk(tree: Expression) -> Iterator[Expression]:
    """Give the node and everything below it, each node before its parts."""
    yield tree
    for part in children(tree):
        yield from walk(part)


def references(tree: Expression) -> frozenset[Reference]:
    """
    Give the variables an expression reads, those of its named conditions left out.

    Examples
    --------
    >>> tree = Compare(">", Reference("EX", "EXDOSE"), Number(0))
    >>> sorted(map(str, references(tree)))
    ['EX.EXDOSE']
    """
    return frozenset(node for node in walk(tree) if isinstance(node, Reference))


def conditions(tree: Expression) -> frozenset[str]:
    """Give the names of the conditions an expression uses."""
    return frozenset(node.name for node in walk(tree) if isinstance(node, Condition))


def lists(tree: Expression) -> frozenset[str]:
    """Give the names of the study lists an expression uses, without the dollar sign."""
    return frozenset(
        node.items.name
        for node in walk(tree)
        if isinstance(node, In) and isinstance(node.items, ListReference)
    )
