"""Records carried forward."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.core.errors import MappingError, SpecError
from tlfgen.frame.keys import column_codes
from tlfgen.mapper.draft import Parents
from tlfgen.mapper.ranking import extreme_of_groups, order_codes
from tlfgen.mapper.records.added import Added, key_codes
from tlfgen.mapper.records.copied import copied_from
from tlfgen.mapper.records.visits import AbsentVisits, absent_visits
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.take import take
from tlfgen.model.expression import OrderKey, Reference
from tlfgen.spec.derived_records import CarryForward, DerivedBlock

__all__ = ["carry_forward"]

Positions: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]


def carry_forward(block: DerivedBlock, rows: Rows) -> Added:
    """
    Give the records carried forward, to an endpoint or to expected visits.

    Raises
    ------
    MappingError
        ``mapping.tie``, ``mapping.missing-order``, and what the table of visits raises.
    SpecError
        ``spec.no-visit-order`` where the first order key is not a variable of the expected visits.
    """
    rule: CarryForward = block.rule
    if rule.expected is None:
        return _endpoint(block, rule, rows)
    by = [key.variable for key in rule.by]
    is_there = np.ones(len(rows), dtype=bool)
    if rule.when is not None:
        is_there = ~rows.mask(rule.when).to_numpy(dtype=bool)
    absent = absent_visits(rows, by, rule.expected, is_there)
    groups, _ = key_codes(rows, by)
    may = rows.mask(rule.origin.where).to_numpy(dtype=bool) & is_there
    carried = _before(block, rule, rows, groups, may, absent)
    return _carried(rule, rows, absent, carried, _observed(block, rule, rows, groups, absent))


def _endpoint(block: DerivedBlock, rule: CarryForward, rows: Rows) -> Added:
    groups, _ = key_codes(rows, [key.variable for key in rule.by])
    groups = np.where(rows.mask(rule.where).to_numpy(dtype=bool), groups, -1)
    at = extreme_of_groups(rows, groups, rule.order, takes_last=True, source=block.source)
    return copied_from(rows, np.sort(at))


def _before(
    block: DerivedBlock,
    rule: CarryForward,
    rows: Rows,
    groups: Positions,
    may: Bools,
    absent: AbsentVisits,
) -> Positions:
    """Give the position of the row carried to each absent visit, -1 none."""
    if rule.origin.baseline == "always":
        return _latest(block, rule, rows, groups, may, absent)
    baseline = rows.column("ABLFL", block.source).astype("string[pyarrow]").eq("Y").fillna(False)
    is_baseline = baseline.to_numpy(dtype=bool)
    found = _latest(block, rule, rows, groups, may & ~is_baseline, absent)
    if rule.origin.baseline == "if_nothing_else":
        other = _latest(block, rule, rows, groups, may & is_baseline, absent)
        found = np.where(found < 0, other, found)
    return found


def _observed(
    block: DerivedBlock,
    rule: CarryForward,
    rows: Rows,
    groups: Positions,
    absent: AbsentVisits,
) -> Positions:
    """Give the position of the last row observed before each absent visit, -1 none."""
    if "last_observed" not in rule.take.values():
        return np.full(len(absent.group), -1, dtype=np.int64)
    every = np.ones(len(rows), dtype=bool)
    dates = tuple(
        OrderKey(Reference(None, name)) for name in ("ADT", "ADTM") if rows.find(name) is not None
    )
    return _latest(block, rule, rows, groups, every, absent, dates, takes_worst=False)


def _latest(
    block: DerivedBlock,
    rule: CarryForward,
    rows: Rows,
    groups: Positions,
    may: Bools,
    absent: AbsentVisits,
    more: tuple[OrderKey, ...] = (),
    *,
    takes_worst: bool = True,
) -> Positions:
    """Give the last row of the group before the visit, or the worst where the rule asks so."""
    if not rule.origin.order or rule.origin.order[0].variable.variable not in absent.given:
        what = f"'{block.id}' carries forward to visits, so its order begins with a visit variable."
        raise SpecError.of("spec.no-visit-order", what, rule.source, allowed=tuple(absent.given))
    name = rule.origin.order[0].variable.variable
    own = rows.column(name)
    codes = column_codes(pd.concat([own, absent.given[name].astype(own.dtype)], ignore_index=True))
    visit, wanted = codes[: len(rows)], codes[len(rows) :]
    at = np.flatnonzero(may & (visit >= 0))
    order = (*rule.origin.order[1:], *more)
    rest = [code[at] for code in order_codes(rows, order, None, rule.source)]
    by = np.lexsort([*reversed(rest), visit[at], groups[at]])
    at, rest = at[by], [code[by] for code in rest]
    width = int(codes.max(initial=0)) + 2
    sorted_keys = groups[at] * width + visit[at]
    best = _worst_so_far(rule, rows, groups, at)
    place = np.searchsorted(sorted_keys, absent.group * width + wanted) - 1
    found = np.full(len(place), -1, dtype=np.int64)
    known = place >= 0
    known[known] = groups[at[place[known]]] == absent.group[known]
    found[known] = (best if takes_worst else at)[place[known]]
    _refuse_ties(block, rule, rows, at, np.unique(place[known]), [sorted_keys, *rest])
    return found


def _worst_so_far(rule: CarryForward, rows: Rows, groups: Positions, at: Positions) -> Positions:
    """Give for each sorted position the worst row of its group so far; itself without an order."""
    if not rule.origin.worst:
        return at
    (code,) = order_codes(rows, rule.origin.worst, None, rule.source)
    _, badness = np.unique(-code[at], return_inverse=True)
    size = np.int64(len(at) + 1)
    keys = (groups[at] * size + badness) * size + np.arange(len(at))
    return at[np.maximum.accumulate(keys) % size]


def _refuse_ties(
    block: DerivedBlock,
    rule: CarryForward,
    rows: Rows,
    at: Positions,
    place: Positions,
    codes: list[Positions],
) -> None:
    place = place[place > 0]
    tied = np.ones(len(place), dtype=bool)
    for code in codes:
        tied &= code[place] == code[place - 1]
    if tied.any():
        shown = at[place[tied]]
        names = [key.variable.variable for key in rule.origin.order]
        what = f"{len(shown)} records that '{block.id}' would carry forward are not alone in order."
        hint = "add a key to the order of from:, or leave records out by its where"
        details = rows.shown(shown, names)
        raise MappingError.of("mapping.tie", what, rule.source, hint=hint, details=details)


def _carried(
    rule: CarryForward, rows: Rows, absent: AbsentVisits, carried: Positions, observed: Positions
) -> Added:
    kept = np.flatnonzero(carried >= 0)
    like, last = carried[kept], observed[kept]
    last = np.where(last < 0, like, last)
    given = {
        name: values.take(kept).reset_index(drop=True) for name, values in absent.given.items()
    }
    for name, origin in rule.take.items():
        given[str(name)] = take(rows.column(name), like if origin == "from" else last)
    number = np.arange(len(kept), dtype=np.int64)
    differ = last != like
    parents = Parents(
        np.concatenate([number, number[differ]]), np.concatenate([like, last[differ]])
    )
    return Added(like, copies=True, parents=parents, scope=rows.at(like), given=given)
