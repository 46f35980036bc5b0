"""Records made from groups of others."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.core.errors import MappingError
from tlfgen.mapper.draft import Parents
from tlfgen.mapper.records.added import Added, key_codes
from tlfgen.mapper.records.visits import absent_visits
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.setting import SourceData
from tlfgen.model.dataset import ROW
from tlfgen.spec.derived_records import DerivedBlock
from tlfgen.spec.verbs.declaration import readings

__all__ = ["combine_params", "expect_records", "summarize_groups"]

Positions: TypeAlias = npt.NDArray[np.int64]
_OF_DATES = frozenset({"min", "max", "n"})
_is_date = pd.api.types.is_datetime64_any_dtype


def combine_params(block: DerivedBlock, rows: Rows) -> Added:
    """
    Give one record for each group that has the parameters.

    Raises
    ------
    MappingError
        ``mapping.many-records`` where a group has a parameter twice.
    """
    params = block.from_params or {}
    keys = [key.variable for key in block.by]
    groups, count = key_codes(rows, keys)
    kept = rows.mask(block.where).to_numpy(dtype=bool)
    codes = rows.column("PARAMCD", block.source).astype("string[pyarrow]").fillna("").str.rstrip()
    found: dict[str, Positions] = {}
    for code, alias in params.items():
        at = np.flatnonzero(kept & codes.eq(code).to_numpy(dtype=bool))
        _require_one(block, rows, groups, at, code)
        place = np.full(count, -1, dtype=np.int64)
        place[groups[at]] = at
        found[alias] = place
    table = np.column_stack(list(found.values()))
    has = (table >= 0).all(axis=1) if block.need == "all" else (table >= 0).any(axis=1)
    chosen = np.flatnonzero(has)
    table = table[chosen]
    first = table[np.arange(len(table)), (table >= 0).argmax(axis=1)]
    order = np.argsort(first, kind="stable")
    table, first = table[order], first[order]
    row, column = np.nonzero(table >= 0)
    parents = Parents(row.astype(np.int64), table[row, column])
    origins = {alias: table[:, number] for number, alias in enumerate(found)}
    return Added(first, copies=False, parents=parents, scope=_scope(block, rows, first, origins))


def summarize_groups(block: DerivedBlock, rows: Rows) -> Added:
    """
    Give one record for each group with a statistic of its records.

    Raises
    ------
    MappingError
        ``mapping.not-a-number`` for a statistic that dates or texts do not have.
    """
    rule = block.rule
    kept = np.flatnonzero(rows.mask(rule.where).to_numpy(dtype=bool))
    part = rows.at(kept)
    groups, count = key_codes(part, [key.variable for key in rule.by])
    first = np.full(count, len(kept), dtype=np.int64)
    np.minimum.at(first, groups, np.arange(len(kept)))
    given: dict[str, pd.Series] = {}
    enough = np.ones(count, dtype=bool)
    for name, statistic in rule.statistics.items():
        values = _summed_up(part.column(name, block.source), statistic, str(name), block)
        grouped = values.groupby(groups)
        enough &= grouped.count().to_numpy() >= rule.at_least
        how = {"n": "count", "sd": "std"}.get(statistic, statistic)
        found = grouped.agg(how).reset_index(drop=True)
        given[str(name)] = found if _is_date(found) else found.astype("float64")
    chosen = np.flatnonzero(enough)
    given = {name: values.take(chosen).reset_index(drop=True) for name, values in given.items()}
    number = np.full(count, -1, dtype=np.int64)
    number[chosen] = np.arange(len(chosen))
    of_row = number[groups]
    parents = Parents(of_row[of_row >= 0], kept[of_row >= 0])
    like = kept[first[chosen]]
    return Added(like, copies=False, parents=parents, scope=rows.at(like), given=given)


def _summed_up(values: pd.Series, statistic: str, name: str, block: DerivedBlock) -> pd.Series:
    """Give the values a statistic is taken of: numbers, or dates for the first, last, count."""
    if _is_date(values) and statistic in _OF_DATES:
        return values
    try:
        return values.astype("Float64").astype("float64")
    except (TypeError, ValueError):
        what = f"{name} holds no numbers; '{block.id}' asks for their {statistic}."
        allowed = sorted(_OF_DATES) if _is_date(values) else ()
        raise MappingError.of(
            "mapping.not-a-number", what, block.rule.source or block.source, allowed=allowed
        ) from None


def expect_records(block: DerivedBlock, rows: Rows) -> Added:
    """Give an empty record for each expected visit that a group has no record of."""
    rule = block.rule
    absent = absent_visits(
        rows, [key.variable for key in rule.by], rule, np.ones(len(rows), dtype=bool)
    )
    nothing = np.empty(0, dtype=np.int64)
    parents = Parents(nothing, nothing)
    scope = rows.at(absent.like)
    return Added(absent.like, copies=False, parents=parents, scope=scope, given=absent.given)


def _scope(block: DerivedBlock, rows: Rows, like: Positions, origins: dict[str, Positions]) -> Rows:
    """Give the new rows in which ``alias.VARIABLE`` is that variable of a parent."""
    names = {
        reading.name
        for value in block.stated.values()
        for reading in readings(value)
        if reading.kind == "variable" and reading.source in origins
    }
    frame = pd.DataFrame(
        {name: rows.column(name, block.source) for name in sorted(names)}, index=rows.own.index
    )
    frame[ROW] = rows.own[ROW]
    sources = dict(rows.setting.sources)
    sources.update({alias: SourceData(rows.name, frame) for alias in origins})
    scope = rows.at(like)
    return replace(scope, setting=replace(rows.setting, sources=sources), origins=origins)


def _require_one(
    block: DerivedBlock, rows: Rows, groups: Positions, at: Positions, code: str
) -> None:
    sizes = np.bincount(groups[at])
    several = at[sizes[groups[at]] > 1]
    if len(several):
        keys = ", ".join(map(str, block.by))
        what = f"{len(several)} records of {code} share their {keys}; '{block.id}' wants one."
        hint = "leave records out by where:, such as ANL01FL = 'Y', or add a key to by:"
        details = rows.shown(several, [key.variable for key in block.by])
        raise MappingError.of(
            "mapping.many-records", what, block.source, hint=hint, details=details
        )
