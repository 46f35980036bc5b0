"""Columns that look across subjects, derived before the parts of the dataset are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tlfgen.mapper.derivation import run_derivation
from tlfgen.mapper.draft import joined
from tlfgen.mapper.joint import PartsDifferError
from tlfgen.mapper.rows import Rows
from tlfgen.model.dataset import ROW
from tlfgen.model.expression import references
from tlfgen.model.step import StepResult
from tlfgen.spec.dataset import ColumnSpec

if TYPE_CHECKING:
    from tlfgen.mapper.draft import Draft
    from tlfgen.mapper.needs import Needs
    from tlfgen.mapper.schedule import Schedule

__all__ = ["across_columns", "derive_across"]

Prepared = dict[str, StepResult]
Run = Callable[[int, Sequence["Schedule"], Prepared], "Draft"]


def across_columns(schedules: Sequence[Schedule]) -> tuple[ColumnSpec, ...]:
    """Give the columns that look across subjects, in run order."""
    return tuple(
        column
        for schedule in schedules
        for column in schedule.columns
        if any(verb.scope == "table" for verb in column.derivation.every_verb)
    )


def derive_across(
    schedules: Sequence[Schedule], needs: Needs, count: int, run: Run
) -> list[Prepared]:
    """
    Give what each part needs of the columns that look across subjects.

    What such a column reads is derived part by part, then the column for all parts at once.

    Parameters
    ----------
    schedules : sequence of Schedule
    needs : Needs
    count : int
        Of parts.
    run : callable
        Runs some schedules on the part of a number.

    Raises
    ------
    PartsDifferError
        Where such a column reads a source, or follows derived records.
    """
    prepared: list[Prepared] = [{} for _ in range(count)]
    for column in across_columns(schedules):
        names = _names_read(column, needs)
        before = _until(schedules, column, needs)
        parts = []
        start = 0
        for number in range(count):
            rows = run(number, before, prepared[number]).rows
            parts.append(_bare(rows, names, start))
            start += int(rows.subjects.max(initial=-1)) + 1
        result = run_derivation(column.derivation, column.targets, joined(parts))
        start = 0
        for number, part in enumerate(parts):
            prepared[number][column.name] = _sliced(result, start, start + len(part))
            start += len(part)
    return prepared


def _names_read(column: ColumnSpec, needs: Needs) -> frozenset[str]:
    """Give the names of the rows that a column reads."""
    names: set[str] = set()
    for reading in column.derivation.reads():
        if reading.kind == "variable" and not reading.source:
            names.add(reading.name)
        elif reading.kind != "condition":
            raise PartsDifferError
    for formula in needs.formulas.values():
        names |= {one.variable for one in references(formula.tree) if not one.source}
    return frozenset(names) | needs.of_column(column)


def _until(schedules: Sequence[Schedule], column: ColumnSpec, needs: Needs) -> tuple[Schedule, ...]:
    """Give what is done before a column, as far as the column needs it."""
    wanted = needs.closure(needs.of_column(column))
    found: list[Schedule] = []
    for schedule in schedules:
        actions = schedule.actions
        if column in schedule.before_merge:
            raise PartsDifferError
        if column in actions:
            actions = actions[: actions.index(column)]
        if any(not isinstance(one, ColumnSpec) for one in actions):
            raise PartsDifferError
        found.append(schedule.with_actions(actions).limited(wanted))
        if column in schedule.actions:
            break
    return tuple(found)


def _bare(rows: Rows, names: frozenset[str], start: int) -> Rows:
    """Give rows that hold what is read of them, without their sources."""
    every = {name: rows.find(name) for name in sorted(names | set(rows.study.subjects.key))}
    own = pd.DataFrame(
        {name: values for name, values in every.items() if values is not None}
        | {ROW: rows.own[ROW]},
        index=rows.own.index,
    )
    setting = rows.setting.without_sources()
    subjects = np.where(rows.subjects < 0, -1, rows.subjects + start)
    return Rows(own, setting, subjects, rows.name)


def _sliced(result: StepResult, start: int, end: int) -> StepResult:
    columns: Mapping[str, pd.Series] = {
        name: values.iloc[start:end].reset_index(drop=True)
        for name, values in result.columns.items()
    }
    arrays = (result.chosen, result.branch, result.candidates, result.imputed)
    return StepResult(columns, *(one if one is None else one[start:end] for one in arrays))
