"""Records made from those of the sources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.core.errors import MappingError
from tlfgen.frame.keys import group_codes
from tlfgen.mapper.counts import Count
from tlfgen.mapper.draft import Draft, joined
from tlfgen.mapper.ranking import extreme_of_groups
from tlfgen.mapper.records.doses import dosed
from tlfgen.mapper.records.reshaped import pivoted, stacked
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.setting import Setting
from tlfgen.model.dataset import ROW
from tlfgen.spec.records import RecordBlock
from tlfgen.spec.verbs.derivation import Derivation, Fixed

__all__ = ["evaluated_values", "make_records"]

Positions: TypeAlias = npt.NDArray[np.int64]


def make_records(blocks: tuple[RecordBlock, ...], setting: Setting) -> Draft:
    """
    Give the records of all blocks, in their order, each with the record it was made from.

    Raises
    ------
    MappingError
        ``mapping.unknown-source``; ``mapping.not-one-per`` where several records would become one
        and no order says which stands for them.
    """
    counts: list[Count] = []
    parts = [_block_rows(block, setting, counts) for block in blocks]
    rows = joined(parts)
    record = np.concatenate([_record_numbers(part) for part in parts])
    trace = {"record.row": record}
    if len(blocks) > 1:
        trace["record.branch"] = np.repeat(
            np.arange(len(parts), dtype=np.int32), [len(part) for part in parts]
        )
    return Draft(rows, trace, counts=tuple(counts))


def evaluated_values(values: Mapping[Any, Fixed | Derivation], rows: Rows) -> dict[str, pd.Series]:
    """Give fixed values, or nested derivations, as columns of the rows."""
    columns: dict[str, pd.Series] = {}
    for name, value in values.items():
        columns.update(rows.derive(value, (str(name),)).columns)
    return columns


def _block_rows(block: RecordBlock, setting: Setting, counts: list[Count]) -> Rows:
    alias = str(block.origin)
    if alias not in setting.sources:
        raise MappingError.unknown("source", alias, setting.sources, block.source)
    data = setting.sources[alias]
    size = len(data.frame)
    nobody = np.zeros(size, dtype=np.int64)
    subjects = nobody if data.subjects is None else data.subjects
    source = Rows(data.frame, setting, subjects, alias)
    at = np.flatnonzero(source.mask(block.where).to_numpy(dtype=bool))
    if block.where is not None:
        what = f"records of {data.dataset} are taken where {block.where}"
        counts.append(Count(what, size, len(at), block.where.source))
    if block.one_per:
        taken = len(at)
        at = _one_per(block, source.at(at), at)
        keys = ", ".join(map(str, block.one_per))
        counts.append(
            Count(f"records of {data.dataset}, one per {keys}", taken, len(at), block.source)
        )
    rows = _plain(source, setting, at)
    if block.stack is not None:
        rows = stacked(block.stack, rows, alias)
    if block.pivot is not None:
        rows = pivoted(block.pivot, rows, alias)
    if block.doses is not None:
        rows = dosed(block.doses, rows)
    if block.set:
        rows = rows.with_columns(evaluated_values(block.set, rows))
    return rows


def _plain(source: Rows, setting: Setting, at: Positions) -> Rows:
    own = pd.DataFrame({ROW: np.arange(len(at), dtype=np.int64)})
    return Rows(own, setting, source.subjects[at], setting.dataset, {source.name: at})


def _one_per(block: RecordBlock, rows: Rows, at: Positions) -> Positions:
    """Give the positions of the records that stand for all that agree in the keys."""
    keys = pd.DataFrame(
        {str(key): rows.column(key, block.source) for key in block.one_per},
        index=rows.own.index,
    )
    groups, count = group_codes(keys, list(keys.columns))
    if count == len(rows):
        return at
    if block.if_many == "error" or not block.order:
        _refuse_many(block, rows, groups)
    chosen = extreme_of_groups(
        rows, groups, block.order, takes_last=block.if_many == "last", source=block.source
    )
    return at[np.sort(chosen)]


def _refuse_many(block: RecordBlock, rows: Rows, groups: Positions) -> None:
    sizes = np.bincount(groups)
    several = np.flatnonzero(sizes[groups] > 1)
    keys = ", ".join(map(str, block.one_per))
    what = f"{len(several)} records of {rows.name} share their {keys}, where one is wanted."
    hint = "state order: with if_many: first or last, or leave records out by where"
    details = rows.shown(several, [key.variable for key in block.one_per])
    raise MappingError.of("mapping.not-one-per", what, block.source, hint=hint, details=details)


def _record_numbers(rows: Rows) -> npt.NDArray[np.int32]:
    numbers = np.full(len(rows), -1, dtype=np.int32)
    for alias, positions in rows.origins.items():
        known = positions >= 0
        source = rows.setting.sources[alias].frame[ROW].to_numpy(dtype=np.int32)
        numbers[known] = source[positions[known]]
    return numbers
