"""Collected columns turned into records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.mapper.derivation import is_missing
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.scope import unknown_variable
from tlfgen.model.dataset import ROW
from tlfgen.spec.records import Pivot, Stack

__all__ = ["pivoted", "rebuilt", "stacked"]

Positions: TypeAlias = npt.NDArray[np.int64]
_MOST = 999


def stacked(stack: Stack, rows: Rows, alias: str) -> Rows:
    """
    Give one row for each record and collected column, in the order of records, then columns.

    Raises
    ------
    MappingError
        ``mapping.unknown-variable`` for a column that was not collected.
    """
    frame = rows.setting.sources[alias].frame
    names = list(stack.columns)
    for name in names:
        if name not in frame.columns:
            raise unknown_variable(alias, name, frame, stack.source)
    codes = [stack.columns[name].code for name in names]
    values = [_text(rows.column(name)) for name in names]
    record, item = _crossed(len(rows), len(names))
    kept = _stack_mask(stack, values, record, item)
    record, item = record[kept], item[kept]
    made: dict[str, Any] = {str(stack.test): pd.array(codes, dtype="string[pyarrow]").take(item)}
    if stack.result is not None:
        made[str(stack.result)] = _woven(values, record, item)
    for variable, suffix in stack.beside.items():
        blank = pd.Series([None] * len(rows), dtype="string[pyarrow]")
        beside = [
            _text(rows.column(f"{name}{suffix}")) if f"{name}{suffix}" in frame.columns else blank
            for name in names
        ]
        made[str(variable)] = _woven(beside, record, item)
    result = rebuilt(rows, record, made)
    return _with_fixed(stack, names, result, item)


def pivoted(pivot: Pivot, rows: Rows, alias: str) -> Rows:
    """Give one row for each record and number that has any value, by record, then number."""
    frame = rows.setting.sources[alias].frame
    patterns = {str(variable): pattern for variable, pattern in pivot.columns.items()}
    numbers = [
        number
        for number in range(1, _MOST + 1)
        if any(p.replace("#", str(number)) in frame.columns for p in patterns.values())
    ]
    if not numbers:
        wanted = ", ".join(pattern.replace("#", "1") for pattern in patterns.values())
        raise unknown_variable(alias, wanted, frame, pivot.source)
    record, item = _crossed(len(rows), len(numbers))
    blank = pd.Series([None] * len(rows), dtype="string[pyarrow]")
    made: dict[str, Any] = {}
    present = np.zeros(len(record), dtype=bool)
    for variable, pattern in patterns.items():
        columns = [pattern.replace("#", str(number)) for number in numbers]
        values = [_text(rows.column(c)) if c in frame.columns else blank for c in columns]
        made[variable] = _woven(values, record, item)
        present |= ~is_missing(pd.Series(made[variable]))
    if pivot.number is not None:
        texts = [str(number) for number in numbers]
        made[str(pivot.number)] = pd.array(texts, dtype="string[pyarrow]").take(item)
    whole = rebuilt(rows, record, made)
    return whole.keep(present)


def _crossed(records: int, items: int) -> tuple[Positions, Positions]:
    record = np.repeat(np.arange(records, dtype=np.int64), items)
    return record, np.tile(np.arange(items, dtype=np.int64), records)


def _stack_mask(
    stack: Stack, values: list[pd.Series], record: Positions, item: Positions
) -> npt.NDArray[np.bool_]:
    if stack.checked is not None:
        masks = [value.str.strip().eq(stack.checked).fillna(False) for value in values]
    elif stack.missing == "drop":
        masks = [pd.Series(~is_missing(value)) for value in values]
    else:
        return np.ones(len(record), dtype=bool)
    table = np.column_stack([mask.to_numpy(dtype=bool) for mask in masks])
    return np.asarray(table[record, item], dtype=bool)


def _woven(values: list[pd.Series], record: Positions, item: Positions) -> Any:
    """Give the value of each (record, item) pair."""
    whole = pd.concat(values, ignore_index=True).array
    size = len(values[0])
    return whole.take(item * size + record)


def rebuilt(rows: Rows, record: Positions, made: Mapping[str, Any]) -> Rows:
    """Give rows made from the records at the positions, with the columns they begin with."""
    own = pd.DataFrame({ROW: np.arange(len(record), dtype=np.int64)})
    for name, values in made.items():
        own[name] = values
    origins = {alias: positions[record] for alias, positions in rows.origins.items()}
    return replace(rows, own=own, subjects=rows.subjects[record], origins=origins)


def _with_fixed(stack: Stack, names: list[str], rows: Rows, item: Positions) -> Rows:
    """Give the rows with the fixed values of each collected column."""
    wanted = dict.fromkeys(v for name in names for v in stack.columns[name].set)
    columns: dict[str, pd.Series] = {}
    for number, name in enumerate(names):
        at = np.flatnonzero(item == number)
        for variable, value in stack.columns[name].set.items():
            given = rows.at(at).derive(value, (str(variable),)).columns[str(variable)]
            column = columns.get(variable)
            spread = pd.Series(given.to_numpy(dtype=object), index=at).reindex(rows.own.index)
            columns[variable] = spread if column is None else column.where(item != number, spread)
    for variable in wanted:
        columns[variable] = columns[variable].infer_objects().astype("string[pyarrow]")
    return rows.with_columns({str(name): column for name, column in columns.items()})


def _text(values: pd.Series) -> pd.Series:
    return values.astype("string[pyarrow]")
