"""The walk over an expression tree that computes its values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tlfgen.core.errors import SpecError
from tlfgen.frame.evaluate.arithmetic import compute_binary, compute_negative
from tlfgen.frame.evaluate.calls import compute_call
from tlfgen.frame.evaluate.negations import missing_in_negations
from tlfgen.frame.evaluate.operand import Operand, as_operand, as_series
from tlfgen.frame.evaluate.truths import is_between, is_compared, is_in, is_text
from tlfgen.model.expression import (
    And,
    Between,
    Binary,
    Call,
    Compare,
    Condition,
    Expression,
    In,
    Missing,
    Not,
    Number,
    Or,
    Reference,
    Text,
    TextTest,
    Unary,
    canonical,
    is_truth,
)

if TYPE_CHECKING:
    from tlfgen.frame.evaluate.scope import Bools, Scope

__all__ = ["evaluate", "evaluate_mask"]


def evaluate(tree: Expression, scope: Scope, *, active: Bools | None = None) -> pd.Series:
    """
    Compute an expression for every row.

    A bare variable comes back as it is. Numbers computed are float64, dates datetime64[s],
    times timedelta64[s], texts ``string[pyarrow]`` (a blank one is stored as missing), conditions
    plain bool.

    Parameters
    ----------
    tree : Expression
    scope : Scope
    active : bool array, shape (n,), optional
        Rows whose value is wanted. Data errors of other rows do not matter.

    Returns
    -------
    pd.Series, shape (n,)
        Index of the scope, rows in its order.

    Raises
    ------
    SpecError
        ``spec.type-mismatch``, ``spec.dtc-comparison``, ``spec.unknown-condition``,
        ``spec.unknown-list``, ``spec.condition-cycle``, ``spec.bad-format``.
    DataError
        ``data.division-by-zero``, ``data.undefined-value``, ``data.not-iso-date``,
        ``data.impossible-date``; each quotes three rows at most.

    Examples
    --------
    >>> from tlfgen.frame.evaluate import Scope
    >>> frame = pd.DataFrame({"AVAL": [4.0, None]})
    >>> scope = Scope(lambda reference: frame[reference.variable], frame.index)
    >>> evaluate(Binary("*", Reference(None, "AVAL"), Number(2)), scope).tolist()
    [8.0, nan]
    >>> evaluate(Compare("!=", Reference(None, "AVAL"), Number(4)), scope).tolist()
    [False, True]
    """
    if isinstance(tree, Reference):
        return scope.resolve(tree)
    evaluator = _Evaluator(scope)
    if is_truth(tree):
        return pd.Series(evaluator.truth(tree, active), index=scope.index)
    return as_series(evaluator.value(tree, active), scope.index)


def evaluate_mask(tree: Expression, scope: Scope, *, active: Bools | None = None) -> pd.Series:
    """
    Compute a filter for every row, warning where a negation meets missing values.

    Returns
    -------
    pd.Series of bool, shape (n,)

    Raises
    ------
    SpecError
        ``spec.expression`` where the expression is a value; otherwise as `evaluate`.
    DataError
        As `evaluate`.

    Notes
    -----
    The warning ``data.missing-in-negation`` goes to ``scope.warn``, once an operand of ``!=``,
    ``not in``, ``not between`` or ``not`` that is a number or a date, is missing on some rows,
    and is not asked about by ``is missing`` or ``is present`` in the same filter.

    Examples
    --------
    >>> from tlfgen.frame.evaluate import Scope
    >>> frame = pd.DataFrame({"AVAL": [4.0, None]})
    >>> found = []
    >>> resolve = lambda reference: frame[reference.variable]
    >>> scope = Scope(resolve, frame.index, warn=found.append)
    >>> evaluate_mask(Compare("!=", Reference(None, "AVAL"), Number(4)), scope).tolist()
    [False, True]
    >>> found[0].what
    'AVAL is missing in 1 of 2 rows, which the filter AVAL != 4 keeps or drops unasked.'
    """
    if not is_truth(tree):
        what = f"{canonical(tree)} is a value where a condition is wanted."
        raise SpecError.of("spec.expression", what, scope.source)
    evaluator = _Evaluator(scope)
    mask = evaluator.truth(tree, active)
    if scope.warn is not None:
        for finding in missing_in_negations(tree, scope, lambda part: evaluator.value(part, mask)):
            scope.warn(finding)
    return pd.Series(mask, index=scope.index)


class _Evaluator:
    """One evaluation, which turns each variable into an operand once."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._operands: dict[Reference, Operand] = {}
        self._open: list[str] = []

    def truth(self, tree: Expression, active: Bools | None) -> Bools:
        """Give one boolean a row; rows outside ``active`` raise no data error."""
        answer = self._answer(tree, active)
        return np.array(np.broadcast_to(answer, self._scope.length))

    def _answer(self, tree: Expression, active: Bools | None) -> Bools:
        scope = self._scope
        match tree:
            case And(operands=parts):
                return self._joined(parts, active, stop_at=False)
            case Or(operands=parts):
                return self._joined(parts, active, stop_at=True)
            case Not(operand=part):
                return ~self.truth(part, active)
            case Condition(name=name):
                return self._condition(name, active)
            case Compare(left=left, right=right):
                return is_compared(tree, self.value(left, active), self.value(right, active), scope)
            case In(value=value, items=items):
                members = (
                    [self.value(item, active) for item in items]
                    if isinstance(items, tuple)
                    else None
                )
                return is_in(tree, self.value(value, active), members, scope) ^ tree.negated
            case Between(value=value, low=low, high=high):
                ends = (self.value(low, active), self.value(high, active))
                return is_between(tree, self.value(value, active), ends, scope) ^ tree.negated
            case TextTest(value=value):
                return is_text(tree, self.value(value, active), scope) ^ tree.negated
            case Missing(value=value):
                return self.value(value, active).missing() ^ tree.negated
        what = f"{canonical(tree)} is a value where a condition is wanted."
        raise SpecError.of("spec.expression", what, scope.source)

    def value(self, tree: Expression, active: Bools | None) -> Operand:
        """Give the value of each row; rows outside ``active`` raise no data error."""
        scope = self._scope
        match tree:
            case Number(value=number):
                return Operand("number", float(number))
            case Text(value=text):
                return Operand("text", text)
            case Reference():
                return self._column(tree)
            case Unary(operand=part):
                return compute_negative(tree, self.value(part, active), scope)
            case Binary(left=left, right=right):
                operands = (self.value(left, active), self.value(right, active))
                return compute_binary(tree, *operands, scope, active)
            case Call(function="if", args=(question, first, second)):
                chosen = self.truth(question, active)
                yes = chosen if active is None else chosen & active
                no = ~chosen if active is None else ~chosen & active
                branches = [self.value(first, yes), self.value(second, no)]
                return compute_call(tree, branches, scope, active, chosen)
            case Call(args=args):
                return compute_call(tree, [self.value(arg, active) for arg in args], scope, active)
        what = f"{canonical(tree)} is a condition where a value is wanted."
        raise SpecError.of("spec.expression", what, scope.source)

    def _joined(
        self, parts: tuple[Expression, ...], active: Bools | None, *, stop_at: bool
    ) -> Bools:
        result = self.truth(parts[0], active)
        for part in parts[1:]:
            undecided = result != stop_at
            wanted = undecided if active is None else undecided & active
            answer = self.truth(part, wanted)
            result = result | answer if stop_at else result & answer
        return result

    def _column(self, reference: Reference) -> Operand:
        if reference not in self._operands:
            series = self._scope.resolve(reference)
            operand = as_operand(series)
            if operand is None:
                what = f"{reference} is of a kind that expressions do not know: {series.dtype}."
                raise SpecError.of("spec.type-mismatch", what, self._scope.source)
            self._operands[reference] = operand
        return self._operands[reference]

    def _condition(self, name: str, active: Bools | None) -> Bools:
        scope = self._scope
        if name in scope.condition_values:
            return scope.condition_values[name].to_numpy(dtype=bool)
        if name not in scope.conditions:
            known = {*scope.conditions, *scope.condition_values}
            raise SpecError.unknown("condition", name, known, scope.source)
        if name in self._open:
            loop = " -> ".join([*self._open[self._open.index(name) :], name])
            what = f"condition '{name}' is defined by itself: {loop}."
            raise SpecError.of("spec.condition-cycle", what, scope.source)
        self._open.append(name)
        answer = self.truth(scope.conditions[name], active)
        self._open.pop()
        return answer
