"""What the log says about arms: planned against given, record against subject."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tlfgen.analysis.bench import Bench, Records
from tlfgen.analysis.levels import level_texts
from tlfgen.core.errors import Finding
from tlfgen.spec.grid import Dimension

__all__ = ["note_arms", "note_levels"]

_QUOTED = 3


def _note(bench: Bench, finding: Finding) -> None:
    if finding not in bench.notes:
        bench.notes.append(finding)


def _subjects(bench: Bench, rows: Sequence[int]) -> tuple[str, ...]:
    name = bench.study.subjects.key[-1]
    column = bench.subjects.frame[name].astype(str)
    return tuple(column.iloc[list(rows[:_QUOTED])])


def note_arms(bench: Bench, records: Records, dimension: Dimension) -> None:
    """
    Note subjects whose planned and actual arm differ, and records with another arm than theirs.

    The notes ``data.arm-changed`` and ``data.record-arm`` quote three subjects.
    """
    arms = bench.study.arms
    if arms is None or dimension.is_record:
        return
    frame = bench.subjects.frame
    both = [arms.planned.var, arms.kind("actual").var]
    if both[0] != both[1] and all(name in frame.columns for name in both):
        planned, actual = (level_texts(frame[name]).to_numpy(object) for name in both)
        differs = np.flatnonzero((planned != actual) & (planned != "") & (actual != ""))
        if len(differs):
            what = f"{len(differs)} subjects have another actual than planned arm."
            shown = _subjects(bench, differs.tolist())
            _note(bench, Finding("data.arm-changed", what, severity="note", details=shown))
    own = next(
        (
            one.record
            for one in (arms.planned, arms.actual)
            if one and one.var == dimension.variable
        ),
        None,
    )
    if own is None or own not in records.frame.columns or own == dimension.variable:
        return
    given = level_texts(records.frame[own]).to_numpy(object)
    theirs = level_texts(bench.column(records, f"{bench.subjects.name}.{dimension.variable}"))
    other = (given != theirs.to_numpy(object)) & (given != "") & (records.subject >= 0)
    if other.any():
        rows = np.unique(records.subject[other])
        what = (
            f"{int(other.sum())} records of {records.name} of {len(rows)} subjects have another "
            f"{own} than {bench.subjects.name}.{dimension.variable}; the subject's counts."
        )
        shown = _subjects(bench, rows.tolist())
        _note(bench, Finding("data.record-arm", what, severity="note", details=shown))


def note_levels(bench: Bench, records: Records, variable: str, count: int) -> None:
    """Note records that enter no row or column because they have no level there."""
    if count:
        what = f"{count} records of {records.name} have no {variable} shown and enter no row."
        _note(bench, Finding("data.no-level", what, severity="note"))
