"""Filter texts: what a number was counted from, as one canonical expression."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tlfgen.model.expression import (
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
    Reference,
    Text,
    TextTest,
    Unary,
    canonical,
)

__all__ = [
    "Names",
    "filter_text",
    "is_one_of",
    "is_value",
    "map_references",
    "record_text",
    "spell_out",
]

Change = Callable[[Expression], Expression]


def _over_parts(tree: Expression, change: Change) -> Expression:
    """Rebuild a node from its changed parts."""
    match tree:
        case Call(args=parts):
            return replace(tree, args=tuple(map(change, parts)))
        case And(operands=parts) | Or(operands=parts):
            return replace(tree, operands=tuple(map(change, parts)))
        case Unary(operand=part) | Not(operand=part):
            return replace(tree, operand=change(part))
        case Binary(left=left, right=right) | Compare(left=left, right=right):
            return replace(tree, left=change(left), right=change(right))
        case In(value=value, items=items) if isinstance(items, tuple):
            return replace(tree, value=change(value), items=tuple(map(change, items)))
        case In(value=value) | TextTest(value=value) | Missing(value=value):
            return replace(tree, value=change(value))
        case Between(value=value, low=low, high=high):
            return replace(tree, value=change(value), low=change(low), high=change(high))
    return tree


def map_references(tree: Expression, change: Callable[[Reference], Reference]) -> Expression:
    """
    Give the expression with every variable replaced.

    Examples
    --------
    >>> tree = Compare("=", Reference(None, "SAFFL"), Text("Y"))
    >>> canonical(map_references(tree, lambda one: replace(one, source="ADSL")))
    "ADSL.SAFFL = 'Y'"
    """
    if isinstance(tree, Reference):
        return change(tree)
    return _over_parts(tree, lambda part: map_references(part, change))


@dataclass(frozen=True, slots=True)
class Names:
    """The named conditions and lists of the study, by name."""

    conditions: Mapping[str, Expression]
    lists: Mapping[str, tuple[str, ...]]


def spell_out(tree: Expression, names: Names) -> Expression:
    """
    Give the expression with named conditions and lists written out.

    Examples
    --------
    >>> names = Names({"teae": Compare("=", Reference(None, "TRTEMFL"), Text("Y"))}, {})
    >>> canonical(spell_out(Condition("teae"), names))
    "TRTEMFL = 'Y'"
    """
    if isinstance(tree, Condition) and tree.name in names.conditions:
        return spell_out(names.conditions[tree.name], names)
    if isinstance(tree, In) and isinstance(tree.items, ListReference):
        items = names.lists.get(tree.items.name)
        if items is not None:
            tree = replace(tree, items=tuple(map(Text, items)))
    return _over_parts(tree, lambda part: spell_out(part, names))


def is_value(variable: Reference, value: str | float) -> Expression:
    """Give the condition that a variable has one value."""
    literal: Expression = Text(value) if isinstance(value, str) else Number(value)
    return Compare("=", variable, literal)


def is_one_of(variable: Reference, values: Sequence[str]) -> Expression:
    """
    Give the condition that a variable has one of several values.

    Examples
    --------
    >>> canonical(is_one_of(Reference("ADSL", "TRT01P"), ["A", "B"]))
    "ADSL.TRT01P in ('A', 'B')"
    """
    if len(values) == 1:
        return is_value(variable, values[0])
    return In(variable, tuple(map(Text, values)))


def _parts(trees: Iterable[Expression]) -> Iterable[Expression]:
    for tree in trees:
        if isinstance(tree, And):
            yield from _parts(tree.operands)
        else:
            yield tree


def filter_text(trees: Iterable[Expression]) -> str:
    """
    Join conditions to one canonical text, each condition once; "" for none.

    Examples
    --------
    >>> flag = Compare("=", Reference(None, "SAFFL"), Text("Y"))
    >>> filter_text([flag, Or((flag, Missing(Reference(None, "AGE")))), flag])
    "SAFFL = 'Y' and (SAFFL = 'Y' or AGE is missing)"
    """
    parts = tuple(dict.fromkeys(_parts(trees)))
    if not parts:
        return ""
    return canonical(parts[0]) if len(parts) == 1 else canonical(And(parts))


def record_text(trees: Iterable[Expression], key: str) -> str:
    """
    Give the filter that finds the records counted; without a condition, that they have a subject.

    Examples
    --------
    >>> record_text([], "USUBJID")
    'USUBJID is present'
    """
    return filter_text(trees) or canonical(Missing(Reference(None, key), negated=True))
