"""Verbs that compare a record with the baseline of its group, carried out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.core.errors import DataError, MappingError, SpecError
from tlfgen.core.source import Source
from tlfgen.mapper.derivation import is_missing
from tlfgen.mapper.executors import executes
from tlfgen.mapper.groups import group_of, spread_by_group
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.scatter import text_of
from tlfgen.mapper.take import take
from tlfgen.model.expression import Reference
from tlfgen.model.step import StepResult
from tlfgen.spec.slots import Formula
from tlfgen.spec.verbs.baseline import Baseline, Change, PercentChange, Shift, Where

__all__ = [
    "compute_change",
    "compute_percent_change",
    "compute_shift",
    "take_baseline",
]


@executes(Baseline)
def take_baseline(verb: Baseline, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """
    Give the values of the flagged record of each group.

    Raises
    ------
    SpecError
        ``spec.arity`` where targets and variables differ in number.
    MappingError
        ``mapping.many-records``, ``mapping.no-record``.
    """
    if len(targets) != len(verb.of):
        what = f"{len(targets)} columns take the values of {len(verb.of)} variables."
        raise SpecError.of("spec.arity", what, verb.source, hint="write one variable a column")
    at = _baseline_at(rows, verb.flag, verb.by, verb.source)
    lost = np.flatnonzero(at < 0)
    if verb.required and len(lost):
        what = f"{len(lost)} records have no baseline record with {verb.flag} = 'Y'."
        shown = rows.shown(lost, [one.variable for one in verb.by])
        raise MappingError.of("mapping.no-record", what, verb.source, details=shown)
    columns = {
        target: take(rows.column(of, verb.source), at)
        for target, of in zip(targets, verb.of, strict=True)
    }
    chosen = np.where(at < 0, -1, rows.records[np.maximum(at, 0)]).astype(np.int32)
    return StepResult(columns, chosen=chosen)


def _baseline_at(
    rows: Rows, flag: Reference, by: Sequence[Reference], source: Source | None
) -> npt.NDArray[np.int64]:
    """Give the position of the baseline record of each row, -1 none."""
    group = group_of(rows, by, source)
    marked = np.flatnonzero((rows.column(flag, source) == "Y").fillna(False).to_numpy(dtype=bool))
    sizes = np.bincount(group[marked], minlength=int(group.max(initial=0)) + 1)
    if (sizes > 1).any():
        twice = marked[sizes[group[marked]] > 1]
        what = f"{int((sizes > 1).sum())} groups have several records with {flag} = 'Y'."
        hint = "add a variable such as BASETYPE to by, or a key to the order of the flag"
        shown = rows.shown(twice, [one.variable for one in by])
        raise MappingError.of("mapping.many-records", what, source, hint=hint, details=shown)
    return spread_by_group(group, marked)


@executes(Change)
def compute_change(verb: Change, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """
    Give the value minus its baseline on the records asked for.

    Raises
    ------
    MappingError
        ``mapping.many-records`` where several records of a group are marked as baseline.
    """
    change = _numbers(verb.value, rows) - _numbers(verb.base, rows)
    if isinstance(verb.post_baseline, Where):
        change = change.where(rows.mask(verb.post_baseline.where))
    elif verb.post_baseline == "after_baseline_record":
        at = _baseline_at(rows, verb.flag, verb.by, verb.source)
        dates = rows.column(verb.date, verb.source)
        later = (dates > take(dates, at)).fillna(False).to_numpy(dtype=bool)
        change = change.where(later & (at >= 0))
    return StepResult({targets[0]: change})


@executes(PercentChange)
def compute_percent_change(verb: PercentChange, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """
    Give the change as a percentage of the baseline.

    Raises
    ------
    DataError
        ``data.base-zero`` where the baseline is 0 and that is an error.
    """
    base = _numbers(verb.base, rows)
    change = _numbers(verb.change, rows)
    zero = (base == 0) & change.notna()
    if verb.base_zero == "error" and zero.any():
        at = np.flatnonzero(zero)
        what = f"{verb.base} is 0 in {len(at)} records, which it divides."
        hint = "state base_zero: missing"
        raise DataError.of(
            "data.base-zero", what, verb.source, hint=hint, details=rows.shown(at, ["PARAMCD"])
        )
    divisor = base.abs() if verb.denominator == "abs_base" else base
    return StepResult({targets[0]: 100 * change / divisor.where(base != 0)})


@executes(Shift)
def compute_shift(verb: Shift, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """Give both texts as one."""
    parts = []
    for formula in (verb.start, verb.end):
        values = text_of(rows.evaluate(formula))
        parts.append(values.mask(is_missing(values), verb.missing))
    return StepResult({targets[0]: parts[0] + verb.separator + parts[1]})


def _numbers(formula: Formula, rows: Rows) -> pd.Series:
    return pd.to_numeric(rows.evaluate(formula)).astype("float64")
