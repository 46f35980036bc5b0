"""The warning for a negation that meets missing values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from tlfgen.core.errors import Finding
from tlfgen.model.expression import (
    Between,
    Compare,
    Condition,
    Expression,
    In,
    Missing,
    Not,
    canonical,
    children,
    is_truth,
    references,
)

if TYPE_CHECKING:
    from tlfgen.frame.evaluate.operand import Operand
    from tlfgen.frame.evaluate.scope import Scope

__all__ = ["missing_in_negations"]


def missing_in_negations(
    tree: Expression, scope: Scope, value: Callable[[Expression], Operand]
) -> list[Finding]:
    """
    Find numbers and dates under a negation that are missing on some rows.

    A value whose variables are asked about by ``is missing`` or ``is present`` anywhere in the
    filter, named conditions included, is left out.
    """
    asked = {
        reference
        for node in _nodes(tree, scope)
        if isinstance(node, Missing)
        for reference in references(node)
    }
    findings = []
    for operand in dict.fromkeys(_negated(tree, scope, under_not=False)):
        read = references(operand)
        if not read or read & asked:
            continue
        computed = value(operand)
        count = int(np.count_nonzero(computed.missing()))
        if computed.kind not in {"number", "date", "time"} or not count:
            continue
        shown = canonical(operand)
        what = (
            f"{shown} is missing in {count} of {scope.length} rows, "
            f"which the filter {canonical(tree)} keeps or drops unasked."
        )
        hint = f"add 'and {shown} is present' or 'or {shown} is missing'."
        findings.append(
            Finding("data.missing-in-negation", what, scope.source, (), hint, "warning")
        )
    return findings


def _nodes(tree: Expression, scope: Scope) -> Iterator[Expression]:
    yield tree
    for part in _parts(tree, scope):
        yield from _nodes(part, scope)


def _parts(tree: Expression, scope: Scope) -> tuple[Expression, ...]:
    if isinstance(tree, Condition):
        known = tree.name in scope.conditions and tree.name not in scope.condition_values
        return (scope.conditions[tree.name],) if known else ()
    return children(tree)


def _negated(tree: Expression, scope: Scope, *, under_not: bool) -> Iterator[Expression]:
    match tree:
        case Compare(op=op) if op == "!=" or under_not:
            yield from children(tree)
        case In(negated=negated) | Between(negated=negated) if negated or under_not:
            yield from children(tree)
    under_not = under_not or isinstance(tree, Not)
    for part in _parts(tree, scope):
        if is_truth(part):
            yield from _negated(part, scope, under_not=under_not)
