"""Visits that are expected of a group, held against those it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.frame.keys import shared_codes
from tlfgen.mapper.records.added import key_codes
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.scope import unknown_variable
from tlfgen.mapper.take import take

if TYPE_CHECKING:
    from tlfgen.spec.derived_records import Expected, ExpectedTable

__all__ = ["AbsentVisits", "absent_visits"]

Positions: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class AbsentVisits:
    """
    One entry for each group and visit without a record.

    Parameters
    ----------
    like : int64 array
        A row of the group.
    group : int64 array
    given : mapping of name to column
        What the table gives: the visit and its number.
    """

    like: Positions
    group: Positions
    given: dict[str, pd.Series]


def absent_visits(
    rows: Rows, by: list[str], rule: Expected | ExpectedTable, counts: npt.NDArray[np.bool_]
) -> AbsentVisits:
    """
    Give the expected visits that groups have no record of, by group, then table order.

    Table columns that carry the name of a ``by`` variable must agree with it, or be blank. A column
    with a blank, such as an open end of a window, does not tell visits apart.

    Parameters
    ----------
    counts : bool array, shape (n,)
        Which rows count as the record of a visit.
    """
    table = _table(rows, rule)
    groups, count = key_codes(rows, by)
    first = np.full(count, max(len(rows), 1), dtype=np.int64)
    np.minimum.at(first, groups, np.arange(len(rows)))
    group, visit = _crossed(rows, table, by, first)
    taken = list(rule.take)
    asked = pd.DataFrame({name: take(table[name], visit) for name in taken})
    asked["_group"] = group
    there = pd.DataFrame({name: rows.column(name) for name in taken}, index=rows.own.index)
    there["_group"] = groups
    there = there[counts]
    telling = [name for name in taken if table[name].notna().all()]
    wanted, known = shared_codes(asked, there, [(name, name) for name in [*telling, "_group"]])
    absent = np.flatnonzero(~np.isin(wanted, known))
    values = {name: asked[name].take(absent).reset_index(drop=True) for name in taken}
    return AbsentVisits(first[group[absent]], group[absent], values)


def _table(rows: Rows, rule: Expected | ExpectedTable) -> pd.DataFrame:
    frame = rows.table(str(rule.table), rule.source)
    if rule.where is not None:
        within = Rows(frame, rows.setting, np.full(len(frame), -1, dtype=np.int64), str(rule.table))
        mask = within.mask(rule.where).to_numpy(dtype=bool)
        frame = frame[mask].reset_index(drop=True)
    for name in rule.take:
        if name not in frame.columns:
            raise unknown_variable(str(rule.table), name, frame, rule.source)
    return frame


def _crossed(
    rows: Rows, table: pd.DataFrame, by: list[str], first: Positions
) -> tuple[Positions, Positions]:
    """Give every pair of group and visit that belongs to it."""
    count, visits = len(first), len(table)
    group = np.repeat(np.arange(count, dtype=np.int64), visits)
    visit = np.tile(np.arange(visits, dtype=np.int64), count)
    kept = np.ones(len(group), dtype=bool)
    for name in by:
        if name in table.columns:
            offered = table[name].astype("string[pyarrow]").fillna("").str.rstrip()
            held = rows.column(name).astype("string[pyarrow]").fillna("").str.rstrip().take(first)
            same = offered.to_numpy(dtype=object)[visit] == held.to_numpy(dtype=object)[group]
            kept &= same | (offered.eq("").to_numpy(dtype=bool)[visit])
    return group[kept], visit[kept]
