"""The verb that a bare expression stands for, carried out."""

from __future__ import annotations

from tlfgen.mapper.executors import executes
from tlfgen.mapper.rows import Rows
from tlfgen.model.step import StepResult
from tlfgen.spec.verbs.expr import Expr

__all__ = ["derive_expr"]


@executes(Expr)
def derive_expr(verb: Expr, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """Give the value of an expression; of a copied variable the values as they are."""
    if verb.predecessor is not None:
        return StepResult({targets[0]: rows.column(verb.predecessor, verb.value.source)})
    return StepResult({targets[0]: rows.evaluate(verb.value)})
