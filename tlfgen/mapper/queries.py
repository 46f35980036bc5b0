"""The verb that names the standardised queries an event belongs to, carried out."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.core.errors import SpecError
from tlfgen.mapper.executors import executes
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.scope import unknown_variable
from tlfgen.mapper.take import take
from tlfgen.model.step import StepResult
from tlfgen.spec.verbs.queries import QueryVariables, query_part

__all__ = ["find_queries"]

Positions: TypeAlias = npt.NDArray[np.int64]
_COLUMNS = {"NAM": "GRPNAME", "CD": "GRPID", "SC": "SCOPE", "SCN": "SCOPEN"}


@executes(QueryVariables)
def find_queries(verb: QueryVariables, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """
    Give the part of a query that each target names, where a term of the event is listed.

    Raises
    ------
    SpecError
        ``spec.not-a-query-variable``.
    MappingError
        ``mapping.unknown-variable`` for a column the table lacks.
    """
    table = rows.table(str(verb.table), verb.source)
    for name in ("PREFIX", "SRCVAR"):
        if name not in table.columns:
            raise unknown_variable(str(verb.table), name, table, verb.source)
    found: dict[str, Positions] = {}
    columns: dict[str, pd.Series] = {}
    for target in targets:
        named = query_part(target)
        if named is None:
            what = f"'{target}' is not a query variable."
            hint = "SMQ, CQ or SDG, two digits, then NAM, CD, SC or SCN"
            raise SpecError.of("spec.not-a-query-variable", what, verb.source, hint=hint)
        prefix, part = named
        if prefix not in found:
            found[prefix] = _matched(verb, prefix, table, rows)
        column = _COLUMNS[part]
        if column not in table.columns:
            raise unknown_variable(str(verb.table), column, table, verb.source)
        columns[target] = take(table[column], found[prefix])
    return StepResult(columns)


def _matched(verb: QueryVariables, prefix: str, table: pd.DataFrame, rows: Rows) -> Positions:
    """Give the row of the table that names each event's query, the narrowest first, -1 none."""
    mine = np.flatnonzero(_folded(table["PREFIX"]).eq(prefix).to_numpy(dtype=bool))
    if "SCOPEN" in table.columns:
        scope = table["SCOPEN"].astype("Float64").fillna(9).to_numpy(dtype="float64")
        mine = mine[np.argsort(scope[mine], kind="stable")]
    at = np.full(len(rows), -1, dtype=np.int64)
    sources = _folded(table["SRCVAR"]).to_numpy(dtype=object)
    for reference in verb.match:
        offered = mine[sources[mine] == reference.variable]
        values = rows.column(reference, verb.source)
        term = "TERMNUM" if pd.api.types.is_numeric_dtype(values.dtype) else "TERMCHAR"
        if term not in table.columns or not len(offered):
            continue
        terms = table[term].take(offered).reset_index(drop=True)
        place = _places(values, terms, is_number=term == "TERMNUM")
        here = np.where(place >= 0, offered[np.maximum(place, 0)], -1)
        at = np.where(at < 0, here, at)
    return at


def _places(values: pd.Series, terms: pd.Series, *, is_number: bool) -> Positions:
    """Give the first position in ``terms`` of each value, -1 none."""
    if is_number:
        asked, listed = values.astype("Float64"), terms.astype("Float64")
    else:
        asked, listed = _folded(values), _folded(terms)
    codes, distinct = pd.factorize(pd.concat([listed, asked], ignore_index=True))
    first = np.full(len(distinct) + 1, -1, dtype=np.int64)
    known = codes[: len(listed)]
    for position in range(len(known) - 1, -1, -1):
        if known[position] >= 0:
            first[known[position]] = position
    if not is_number and len(distinct):
        blank = np.flatnonzero(np.asarray(distinct == "", dtype=bool))
        first[blank] = -1
    return first[codes[len(listed) :]]


def _folded(values: pd.Series) -> pd.Series:
    return values.astype("string[pyarrow]").fillna("").str.strip().str.upper()
