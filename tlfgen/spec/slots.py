"""The typed slots of a spec: what may stand where, parsed with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator

from tlfgen.core.errors import SpecError
from tlfgen.core.source import Source
from tlfgen.model.expression import Expression, OrderKey, Reference, canonical, is_truth
from tlfgen.spec.expression import parse_expression, parse_filter, parse_order_key
from tlfgen.spec.node import source_of

__all__ = [
    "ConditionSlot",
    "ExpressionSlot",
    "Formula",
    "OrderSlot",
    "ReferenceSlot",
    "ReferencesSlot",
    "SourceName",
    "SourceSlot",
    "TableName",
    "TableSlot",
    "VariableName",
    "VariableSlot",
]

_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression as it stands in a spec: its tree, with its place."""

    tree: Expression
    source: Source | None = None

    def __str__(self) -> str:
        """Give the canonical text."""
        return canonical(self.tree)


class SourceName(str):
    """The alias of a source, as declared under ``sources:``."""

    __slots__ = ()


class TableName(str):
    """The alias of a reference table, as declared under ``sources:``."""

    __slots__ = ()


class VariableName(str):
    """The name of a variable that a verb makes."""

    __slots__ = ()


def _single(value: Any, kind: str) -> str:
    if value is None or isinstance(value, (dict, list)):
        raise SpecError.of(
            "spec.wrong-value", f"{kind} is needed here.", source_of(value), hint="write one value"
        )
    return str(value)


def _formula(value: Any) -> Formula:
    if isinstance(value, Formula):
        return value
    source = source_of(value)
    return Formula(parse_expression(_single(value, "an expression"), source), source)


def _condition(value: Any) -> Formula:
    if isinstance(value, Formula) and is_truth(value.tree):
        return value
    source = source_of(value)
    return Formula(parse_filter(_single(value, "a condition"), source), source)


def _reference(value: Any) -> Reference:
    if isinstance(value, Reference):
        return value
    formula = _formula(value)
    if not isinstance(formula.tree, Reference):
        what = f"'{formula}' is an expression; a variable is needed here."
        hint = "write VARIABLE or SOURCE.VARIABLE"
        raise SpecError.of("spec.not-a-variable", what, formula.source, hint=hint)
    return formula.tree


def _listed(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, (list, tuple)) else (value,)


def _order(value: Any) -> tuple[OrderKey, ...]:
    return tuple(
        item
        if isinstance(item, OrderKey)
        else parse_order_key(_single(item, "an order key"), source_of(item))
        for item in _listed(value)
    )


def _variable(value: Any) -> VariableName:
    name = _single(value, "the name of a variable")
    if not _VARIABLE.fullmatch(name):
        what = f"'{name}' is not the name of a variable."
        hint = "upper-case letters, digits and _; no dataset before it"
        raise SpecError.of("spec.not-a-variable", what, source_of(value), hint=hint)
    return VariableName(name)


def _references(value: Any) -> tuple[Reference, ...]:
    return tuple(_reference(item) for item in _listed(value))


def _source_name(value: Any) -> SourceName:
    return SourceName(_single(value, "the name of a source"))


def _table_name(value: Any) -> TableName:
    return TableName(_single(value, "the name of a table"))


ExpressionSlot = Annotated[Formula, BeforeValidator(_formula)]
"""An expression: unquoted upper-case words are variables, text is in single quotes."""

ConditionSlot = Annotated[Formula, BeforeValidator(_condition)]
"""An expression that is true or false for every record."""

ReferenceSlot = Annotated[Reference, BeforeValidator(_reference)]
"""One variable that is read, with or without its source."""

OrderSlot = Annotated[tuple[OrderKey, ...], BeforeValidator(_order)]
"""One order key, or a list of them."""

VariableSlot = Annotated[VariableName, BeforeValidator(_variable)]
"""One variable of the dataset at hand that the verb makes (``flag: ASTDTF``)."""

ReferencesSlot = Annotated[tuple[Reference, ...], BeforeValidator(_references)]
"""One variable that is read, or a list of them (``by:``)."""

SourceSlot = Annotated[SourceName, BeforeValidator(_source_name)]
"""The alias of a source; every other slot of the same node is read in its records first."""

TableSlot = Annotated[TableName, BeforeValidator(_table_name)]
"""The alias of a reference table."""
