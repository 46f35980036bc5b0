"""Distinct subjects and records by key, and what percentages are taken of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.analysis.bench import Bools, Ints
from tlfgen.analysis.cells import Cells, Fixed
from tlfgen.analysis.levels import level_texts
from tlfgen.core.errors import DataError
from tlfgen.model.expression import references

__all__ = ["Base", "count_distinct", "percent_base", "present", "require_one_record"]

Floats = npt.NDArray[np.float64]
_QUOTED = 3
_SHOWN = ("PARAMCD", "AVISIT", "ATPT", "BASETYPE")
_BASELINES = ("BNRIND", "BASE")


def count_distinct(keys: Ints, subjects: Ints, size: int) -> Ints:
    """
    Count distinct subjects by key; keys below 0 count nowhere.

    Examples
    --------
    >>> count_distinct(np.array([0, 0, 1, -1]), np.array([5, 5, 5, 6]), 3).tolist()
    [1, 1, 0]
    """
    inside = keys >= 0
    span = int(subjects.max()) + 1 if len(subjects) else 1
    pairs = np.unique(keys[inside] * span + subjects[inside])
    return np.bincount(pairs // span, minlength=size).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Base:
    """Percent bases, one a combination, with the rule they follow."""

    counts: Floats
    rule: str


def present(cells: Cells) -> Bools:
    """Give the records that have a value of the unit's variable."""
    levels = cells.unit.levels
    if levels is not None and levels.kind == "members":
        wheres = [one.where for one in levels.members if one.where is not None]
        masks = [cells.bench.mask(cells.records, where) for where in wheres]
        found = np.zeros(len(cells.records), dtype=bool)
        for mask in masks:
            found |= mask
        return found
    variable = cells.unit.variable
    if variable is None:
        return np.ones(len(cells.records), dtype=bool)
    column = cells.bench.column(cells.records, variable, cells.unit.spec)
    return _is_present(column)


def _is_present(column: pd.Series) -> Bools:
    return (level_texts(column) != "").to_numpy(bool)


def percent_base(cells: Cells, fixed: Fixed) -> Base:
    """
    Count what the percentages of one choice of members are taken of.

    Returns
    -------
    Base
        One count a combination of row levels; 0 where there is nobody.
    """
    asked = cells.unit.denominator
    size = len(cells.combinations)
    if asked.data is not None:
        return _by_dataset(cells, fixed, size, asked.data)
    if asked.where is not None:
        return _by_condition(cells, fixed, size)
    rule = asked.rule or "subset"
    if rule in {"subset", "population"}:
        subjects = fixed.subjects if rule == "subset" else _without_subset(cells, fixed)
        name = "subset" if cells.unit.subset and rule == "subset" else "population"
        return Base(np.full(size, float(subjects.sum())), name)
    place, subject = cells.place_of, cells.records.subject
    if rule == "records":
        inside = fixed.records & (place >= 0)
        return Base(np.bincount(place[inside], minlength=size).astype(float), rule)
    if rule in {"with_value", "column_n"}:
        inside = fixed.records & present(cells)
    else:
        inside = cells.base & _of_subjects(fixed.subjects, subject)
        inside &= _baseline(cells) if rule == "with_baseline" else present(cells)
    counts = count_distinct(place[inside], subject[inside], size)
    return Base(counts.astype(float), rule)


def _of_subjects(subjects: Bools, subject: Ints) -> Bools:
    return (subject >= 0) & subjects[subject] if len(subjects) else subject >= 0


def _without_subset(cells: Cells, fixed: Fixed) -> Bools:
    """Give the subjects of the analysis set in the arm, subsets left aside."""
    population = cells.bench.population(cells.unit.population)
    found = np.ones(cells.bench.subject_count, dtype=bool)
    if population is not None:
        found &= cells.bench.subject_mask(population)
    for grouping, member in zip(cells.groupings, fixed.members, strict=True):
        if grouping.dimension.kind == "arm" and member is not None:
            chosen = next(one for one in grouping.groups if one.member.name == member.name)
            if chosen.subjects is not None:
                found &= chosen.subjects
    return found


def _baseline(cells: Cells) -> Bools:
    frame = cells.records.frame
    across = [one.dimension.variable for one in cells.groupings if one.codes is not None]
    for name in (*across, *_BASELINES):
        if name in _BASELINES and name in frame.columns:
            return _is_present(frame[name])
    return np.ones(len(frame), dtype=bool)


def _by_dataset(cells: Cells, fixed: Fixed, size: int, name: str) -> Base:
    """Count the subjects of the column that another dataset has a record of."""
    formula = cells.unit.denominator.where
    records = cells.bench.records(name, cells.place)
    inside = _of_subjects(fixed.subjects, records.subject)
    if formula is not None:
        inside = inside & cells.bench.mask(records, formula)
    count = float(len(np.unique(records.subject[inside])))
    rule = name if formula is None else f"{name} where {formula}"
    return Base(np.full(size, count), rule)


def _by_condition(cells: Cells, fixed: Fixed, size: int) -> Base:
    formula = cells.unit.denominator.where
    assert formula is not None  # noqa: S101 - the caller has looked
    tree = cells.bench.spelt(formula)
    rule = f"where {formula}"
    known = set(cells.bench.subjects.frame.columns)
    if all(one.source is None and one.variable in known for one in references(tree)):
        count = float((fixed.subjects & cells.bench.subject_mask(formula)).sum())
        return Base(np.full(size, count), rule)
    inside = cells.base & _of_subjects(fixed.subjects, cells.records.subject)
    inside &= cells.bench.mask(cells.records, formula)
    place = cells.place_of[inside]
    counts = count_distinct(place, cells.records.subject[inside], size)
    return Base(counts.astype(float), rule)


def require_one_record(cells: Cells, inside: Bools) -> None:
    """
    Refuse two records of a subject in one cell.

    Raises
    ------
    DataError
        ``data.many-records``, with the subjects.
    """
    wanted = cells.unit.unit
    if "record" in wanted:
        return
    frame = cells.records.frame
    keys = [cells.place_of[inside], cells.records.subject[inside]]
    key = set(cells.bench.study.subjects.key)
    for name in wanted:
        if name not in key:
            texts = cells.bench.column(cells.records, name, cells.place)[inside]
            keys.append(np.unique(texts.astype(str), return_inverse=True)[1])
    stacked = np.stack(keys, axis=1)
    order = np.lexsort(stacked.T)
    ordered = stacked[order]
    same = (ordered[1:] == ordered[:-1]).all(axis=1)
    if not same.any():
        return
    rows = np.flatnonzero(inside)[order[1:][same]]
    shown = [*cells.bench.study.subjects.key[-1:], *(n for n in _SHOWN if n in frame.columns)]
    shown = [name for name in shown if name in frame.columns]
    details = [
        ", ".join(f"{name} {frame[name].iloc[row]}" for name in shown) for row in rows[:_QUOTED]
    ]
    what = (
        f"{len(rows)} records of {cells.records.name} are a second record of their subject in "
        f"one cell of '{cells.unit.analysis}'."
    )
    hint = "choose one record each, such as where: ANL01FL = 'Y', or name the unit: they count"
    raise DataError.of("data.many-records", what, cells.place, hint=hint, details=details)
