"""Verbs that take a value from a record of another dataset, carried out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tlfgen.core.errors import MappingError
from tlfgen.mapper.choice import Choice
from tlfgen.mapper.executors import executes
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.scatter import scatter
from tlfgen.model.step import StepResult
from tlfgen.spec.verbs.derivation import Derivation, Fixed
from tlfgen.spec.verbs.selection import Exists, FirstRecord, LastRecord, Record

__all__ = ["find_existing", "take_record"]


@executes(FirstRecord, LastRecord, Record)
def take_record(
    verb: FirstRecord | LastRecord | Record, targets: tuple[str, ...], rows: Rows
) -> StepResult:
    """
    Give the value of the record chosen for each row.

    Raises
    ------
    MappingError
        ``mapping.tie``, ``mapping.missing-order``, ``mapping.many-records``;
        ``mapping.no-record`` where a record is required.
    """
    choice = _choice(verb, rows)
    lost = np.flatnonzero(~choice.found)
    if verb.required and len(lost):
        what = f"{len(lost)} rows of {rows.name} have no record in {verb.alias}; one is required."
        hint = "widen the where, or state no_record instead of required"
        raise MappingError.of(
            "mapping.no-record", what, verb.source, hint=hint, details=rows.shown(lost)
        )
    result = choice.derive(verb.value, targets)
    columns = dict(result.columns)
    for name, derivation in verb.take.items():
        columns |= choice.derive(derivation, (str(name),)).columns
    columns[targets[0]] = with_value(
        columns[targets[0]], verb.no_record, np.asarray(~choice.found), rows, targets
    )
    return StepResult(columns, result.chosen, result.branch, result.candidates, result.imputed)


def with_value(
    values: pd.Series,
    literal: Fixed | Derivation,
    where: np.ndarray,
    rows: Rows,
    targets: tuple[str, ...],
) -> pd.Series:
    """Give ``values`` with those of a literal slot in the rows ``where`` is true."""
    if not where.any() or (isinstance(literal, Fixed) and literal.value is None):
        return values
    others, kept = np.flatnonzero(where), np.flatnonzero(~where)
    given = rows.at(others).derive(literal, targets).columns[targets[0]]
    return scatter([(kept, values.iloc[kept]), (others, given)], len(rows))


def _choice(verb: FirstRecord | LastRecord | Record, rows: Rows) -> Choice:
    found = rows.source(verb.alias, verb.source).where(verb.where)
    if isinstance(verb, Record) and verb.if_many == "error":
        return found.single(verb.source)
    last = isinstance(verb, LastRecord) or (isinstance(verb, Record) and verb.if_many == "last")
    return found.pick(verb.order, takes_last=last, missing=verb.missing, source=verb.source)


@executes(Exists)
def find_existing(verb: Exists, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """Say for each row whether a record exists, or give the values stated for that."""
    every = rows.source(verb.alias, verb.source)
    count = every.where(verb.where).counts()
    if verb.then is None:
        return StepResult({targets[0]: pd.Series(count > 0)}, candidates=count)
    none = every.counts() == 0
    parts = []
    for mask, literal in (
        (count > 0, verb.then),
        ((count == 0) & ~none, verb.otherwise),
        (none & (count == 0), verb.no_records or verb.otherwise),
    ):
        at = np.flatnonzero(mask)
        if len(at):
            parts.append((at, rows.at(at).derive(literal, targets).columns[targets[0]]))
    values = scatter(parts, len(rows), verb.source)
    return StepResult({targets[0]: values}, candidates=count)
