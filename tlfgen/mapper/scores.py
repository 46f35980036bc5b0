"""Verbs that convert or add up results, carried out."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.core.errors import MappingError, SpecError
from tlfgen.core.rounding import round_significant
from tlfgen.frame.keys import shared_codes
from tlfgen.frame.match import match_one, take_matched
from tlfgen.frame.rounding import round_column
from tlfgen.mapper.derivation import is_missing
from tlfgen.mapper.executors import executes
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.scatter import text_of
from tlfgen.model.step import StepResult
from tlfgen.spec.verbs.scores import PoolSmall, StandardResult, TotalScore

__all__ = ["convert_results", "pool_small_groups", "total_items"]

_DIGITS = 14
_NUMBERS = ("STRESN", "STNRLO", "STNRHI")
_RESULT = r"^\s*(<=|>=|<|>)?\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*$"


@executes(StandardResult)
def convert_results(verb: StandardResult, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """
    Give text, number and unit of each result in the standard unit.

    Raises
    ------
    SpecError
        ``spec.unknown-column``; ``spec.target`` for a target of another name.
    MappingError
        ``mapping.unmatched`` for a unit the table does not convert.
    """
    table = rows.table(verb.table, verb.source)
    for column in (*verb.by, "FROM_UNIT", "TO_UNIT", "FACTOR"):
        if column not in table.columns:
            raise SpecError.unknown("column", column, map(str, table.columns), verb.source)
    texts, units = text_of(rows.evaluate(verb.result)), text_of(rows.evaluate(verb.unit))
    keys = pd.DataFrame({name: rows.evaluate(value) for name, value in verb.by.items()})
    by = list(verb.by)
    match = match_one(keys.assign(FROM_UNIT=units), table, [*by, "FROM_UNIT"], source=verb.source)
    standard = table[[*by, "TO_UNIT"]].drop_duplicates()
    same = match_one(keys.assign(TO_UNIT=units), standard, [*by, "TO_UNIT"]).positions >= 0
    known = match.positions >= 0
    parts = texts.astype(object).astype("string").str.extract(_RESULT)
    number = pd.to_numeric(parts[1].astype(object)).to_numpy(dtype="float64", na_value=np.nan)
    lost = ~np.isnan(number) & ~known & ~same
    if lost.any() and verb.unmatched == "error":
        raise _unknown_unit(verb, rows, units, lost)
    values = _converted(number, known, same, lost, table, match.positions)
    if verb.unmatched == "null":
        values[lost] = np.nan
    to_unit = take_matched(table["TO_UNIT"].astype("string[pyarrow]"), match)
    unit = to_unit.where(known, units).mask(np.isnan(values))
    return StepResult({name: _part(name, verb, values, parts[0], texts, unit) for name in targets})


def _converted(
    number: npt.NDArray[np.float64],
    known: npt.NDArray[np.bool_],
    same: npt.NDArray[np.bool_],
    lost: npt.NDArray[np.bool_],
    table: pd.DataFrame,
    at: npt.NDArray[np.int64],
) -> npt.NDArray[np.float64]:
    """Give the numbers converted, rounded to the decimals of the table or 14 digits."""
    slot = np.maximum(at, 0)
    columns = {}
    for name, nothing in (("FACTOR", 1.0), ("OFFSET", 0.0), ("DECIMALS", np.nan)):
        given = table.get(name, pd.Series(nothing, index=table.index))
        numbers = pd.to_numeric(given.astype(object)).astype("float64").fillna(nothing)
        columns[name] = numbers.to_numpy()[slot] if len(numbers) else np.full(len(at), nothing)
    converts = known & ~np.isnan(number)
    values = np.where(converts | same | lost, number, np.nan)
    raw = number * columns["FACTOR"] + columns["OFFSET"]
    decimals = columns["DECIMALS"]
    for digits in np.unique(decimals[converts & ~np.isnan(decimals)]):
        here = converts & (decimals == digits)
        values[here] = round_column(raw[here], int(digits))
    here = converts & np.isnan(decimals)
    codes, distinct = pd.factorize(raw[here])
    values[here] = np.array([float(round_significant(one, _DIGITS)) for one in distinct])[codes]
    return values


def _part(
    target: str,
    verb: StandardResult,
    values: npt.NDArray[np.float64],
    sign: pd.Series,
    texts: pd.Series,
    unit: pd.Series,
) -> pd.Series:
    signs = sign.fillna("").astype("string[pyarrow]")
    if target.endswith(_NUMBERS):
        return pd.Series(np.where(signs == "", values, np.nan), dtype="float64")
    if target.endswith("STRESU"):
        return unit
    if not target.endswith("STRESC"):
        what = f"'{target}' ends in none of STRESC, STRESN, STRESU, STNRLO, STNRHI."
        raise SpecError.of("spec.target", what, verb.source)
    numbers = signs + text_of(pd.Series(values))
    kept = texts.mask(is_missing(texts))
    is_number = texts.astype(object).astype("string").str.fullmatch(_RESULT).fillna(False)
    kept = kept.mask(is_number.to_numpy(dtype=bool) & np.isnan(values))
    return kept.where(np.isnan(values), numbers)


def _unknown_unit(
    verb: StandardResult, rows: Rows, units: pd.Series, lost: npt.NDArray[np.bool_]
) -> MappingError:
    names = sorted({str(unit) for unit in units[lost].fillna("(none)")})
    what = f"Table {verb.table} does not convert {len(names)} units: {', '.join(names[:3])}."
    hint = "add rows to the table, or state unmatched: keep or null"
    shown = rows.shown(np.flatnonzero(lost), list(verb.by))
    return MappingError.of("mapping.unmatched", what, verb.source, hint=hint, details=shown)


@executes(TotalScore)
def total_items(verb: TotalScore, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """
    Give the total of the items that share the keys of each row.

    Raises
    ------
    MappingError
        ``mapping.many-records`` where an item stands twice in a group.
    """
    records = rows if verb.alias is None else rows.source(verb.alias, verb.source).records
    table = rows.table(verb.items.table, verb.source)
    table_key = verb.items.code
    for column in (table_key, *([verb.items.highest] if verb.items.highest else ())):
        if column not in table.columns:
            raise SpecError.unknown("column", column, map(str, table.columns), verb.source)
    code = pd.DataFrame({table_key: records.column(verb.code, verb.source)})
    item = match_one(code, table, [table_key], source=verb.source).positions
    value = pd.to_numeric(records.column(verb.value, verb.source)).astype("float64").to_numpy()
    use = records.mask(verb.where).to_numpy(dtype=bool) & (item >= 0) & ~np.isnan(value)
    left, right = (
        pd.DataFrame({str(n): one.column(by, verb.source) for n, by in enumerate(verb.by)}).assign(
            subject=one.subjects
        )
        for one in (rows, records)
    )
    wanted, group = shared_codes(left, right, [(name, name) for name in left.columns])
    found = pd.DataFrame({"group": group[use], "item": item[use], "value": value[use]})
    twice = found.duplicated(["group", "item"]).to_numpy()
    if twice.any():
        what = f"{int(twice.sum())} items stand several times in the group of their total."
        shown = records.shown(np.flatnonzero(use)[twice], [verb.code.variable])
        hint = "add a variable to by, or choose records by where"
        raise MappingError.of("mapping.many-records", what, verb.source, hint=hint, details=shown)
    totals = _totals(found, table, verb)
    slot = totals.index.get_indexer(pd.Index(wanted))
    values = np.where(
        slot < 0, np.nan, totals.to_numpy()[np.maximum(slot, 0)] if len(totals) else 0
    )
    return StepResult({targets[0]: pd.Series(values, dtype="float64")})


def _totals(found: pd.DataFrame, table: pd.DataFrame, verb: TotalScore) -> pd.Series:
    """Give the total of each group of items."""
    highest: npt.NDArray[Any] = np.ones(len(table))
    if verb.prorate == "by_max":
        if verb.items.highest is None:
            what = "prorate: by_max needs the column of the highest values."
            raise SpecError.of("spec.missing-key", what, verb.source, hint="add max under items")
        highest = pd.to_numeric(table[verb.items.highest]).astype("float64").to_numpy()
    weights = found.assign(weight=highest[found["item"].to_numpy(dtype=np.int64)])
    grouped = weights.groupby("group", sort=True)
    total = grouped["value"].sum()
    if verb.prorate != "none":
        total = total * highest.sum() / grouped["weight"].sum()
    missing = 1 - grouped.size() / len(table)
    made: pd.Series = total.where(missing <= verb.missing_over + 1e-12)
    return made


@executes(PoolSmall)
def pool_small_groups(verb: PoolSmall, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """Give the group of each row, or the pool."""
    group = text_of(rows.column(verb.start, verb.source))
    counted = rows.mask(verb.where).to_numpy(dtype=bool) & ~is_missing(group)
    levels = None if verb.across is None else rows.column(verb.across, verb.source)
    frame = pd.DataFrame({"group": group, "subject": rows.subjects})
    frame["level"] = "" if levels is None else text_of(levels)
    frame = frame[counted & ~is_missing(frame["level"]) if levels is not None else counted]
    if verb.count == "subjects":
        frame = frame.drop_duplicates()
    table = pd.crosstab(frame["group"], frame["level"])
    table = table.where(table > 0)
    if verb.all_levels:
        table = table.fillna(0)
    table = table.reindex(sorted({str(one) for one in group.dropna()}))
    table = table.fillna(0) if verb.all_levels else table
    small = (table < verb.below).any(axis=1) | table.isna().all(axis=1)
    pool = set(table.index[small])
    while verb.if_still_small == "join_next" and pool and len(pool) < len(table):
        together = table.loc[sorted(pool)].sum(axis=0, min_count=1)
        if not (together < verb.below).any():
            break
        rest = table.drop(index=list(pool)).sum(axis=1)
        pool.add(rest.index[int(rest.to_numpy().argmin())])
    pooled = group.isin(pool).to_numpy(dtype=bool)
    return StepResult({targets[0]: group.mask(pooled, verb.pooled)})
