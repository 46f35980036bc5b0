"""Errors about values of unlike kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlfgen.core.errors import SpecError
from tlfgen.frame.evaluate.operand import Kind, Operand
from tlfgen.model.expression import Expression, canonical

if TYPE_CHECKING:
    from tlfgen.frame.evaluate.scope import Scope

__all__ = ["alike", "mismatch", "require_kind"]

_HINTS: dict[frozenset[Kind], str] = {
    frozenset({"text", "number"}): "write the literal in quotes, or number(...) or text(...).",
    frozenset({"text", "date"}): "write date('2014-09-01') for a literal, datepart(...) for text.",
    frozenset({"number", "date"}): "the difference of two dates is a number of days.",
    frozenset({"date", "time"}): "timepart(...) gives the time of a date.",
}


def mismatch(tree: Expression, kinds: tuple[Kind, ...], scope: Scope) -> SpecError:
    """Build the error for kinds that do not go together."""
    shown = " against ".join(kinds) if len(set(kinds)) > 1 else f"of kind {kinds[0]}"
    what = f"{canonical(tree)} is {shown}."
    hint = _HINTS.get(frozenset(kinds))
    return SpecError.of("spec.type-mismatch", what, scope.source, hint=hint)


def alike(tree: Expression, operands: list[Operand], scope: Scope) -> list[Operand]:
    """Give operands of one kind, or raise ``spec.type-mismatch``."""
    kinds = dict.fromkeys(operand.kind for operand in operands if operand.kind != "empty")
    if len(kinds) > 1:
        raise mismatch(tree, tuple(kinds), scope)
    kind: Kind = next(iter(kinds), "text")
    return [operand.filled(kind) for operand in operands]


def require_kind(
    tree: Expression, operand: Operand, kinds: tuple[Kind, ...], scope: Scope
) -> Operand:
    """Give the operand if it is of one of the kinds, or raise ``spec.type-mismatch``."""
    filled = operand.filled(kinds[0])
    if filled.kind in kinds:
        return filled
    wanted = " or ".join(kinds)
    what = f"{canonical(tree)} wants a {wanted}, not a {filled.kind}."
    hint = _HINTS.get(frozenset({kinds[0], filled.kind}))
    raise SpecError.of("spec.type-mismatch", what, scope.source, hint=hint)
