"""Results of tests within arms: changes, pairs of variables, two readings, levels, visits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tlfgen.analysis.bench import Bools
from tlfgen.analysis.cells import Cells
from tlfgen.analysis.levels import level_texts
from tlfgen.analysis.makers.leveled import Leveled, read_levels
from tlfgen.analysis.makers.numbers import read_numbers, split_by_place
from tlfgen.analysis.makers.outcome import Outcome, compare_changes, compare_own
from tlfgen.analysis.makers.row import Maker, Spot
from tlfgen.analysis.makers.strata import code_strata
from tlfgen.analysis.makers.suited import require_suited
from tlfgen.analysis.makers.tested import count_subjects_of, outcome_rows
from tlfgen.model.expression import Expression, Missing, Reference
from tlfgen.model.result import Result
from tlfgen.spec.grid import Comparison
from tlfgen.spec.methods.comparisons import COMPARISONS

__all__ = ["compare_within"]

_POOLED = frozenset({"pool", "total", "no_arm"})
Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class _Own:
    """Which records a test takes, by which filters, and the test of some of them."""

    present: Bools
    filters: tuple[Expression, ...]
    judge: Callable[[Rows], Outcome]


def compare_within(maker: Maker) -> Iterator[Result]:
    """Test what each arm has by itself; totals and pools are never tested."""
    cells = maker.cells
    test = cells.unit.comparison
    assert test is not None  # noqa: S101 - a unit within arms has a test
    require_suited(test, "within", cells.place)
    own = _MAKERS[COMPARISONS[test.test].on](cells, test)
    for fixed in cells.fixed():
        if any(one is not None and one.kind in _POOLED for one in fixed.members):
            continue
        inside = fixed.records & (cells.place_of >= 0) & own.present
        split = split_by_place(cells, inside)
        for combination, rows in zip(cells.combinations, split, strict=True):
            filters = (*cells.group_filters(fixed, combination), *own.filters)
            spot = Spot(cells.members(fixed, combination), filters)
            counts = (count_subjects_of(cells, rows), len(rows))
            yield from outcome_rows(maker, spot, own.judge(rows), test, *counts)


def _options(test: Comparison) -> dict[str, object]:
    return dict(test.options)


def _change(cells: Cells, test: Comparison) -> _Own:
    """Compare changes with zero."""
    numbers = read_numbers(cells, str(cells.unit.variable))
    return _Own(
        numbers.present,
        (numbers.has_value,),
        lambda rows: compare_changes(test.test, numbers.floats[rows], _options(test)),
    )


def _pairs(cells: Cells, test: Comparison) -> _Own:
    """Compare, or correlate, two variables of a record."""
    first = read_numbers(cells, str(cells.unit.variable))
    second = read_numbers(cells, test.partner)
    return _Own(
        first.present & second.present,
        (first.has_value, second.has_value),
        lambda rows: compare_own(
            test.test, [first.floats[rows], second.floats[rows]], _options(test)
        ),
    )


def _answers(cells: Cells, test: Comparison) -> _Own:
    """Compare two readings of a record; rows of the table are the partner, the earlier one."""
    texts = {
        name: level_texts(cells.bench.column(cells.records, name, cells.place)).to_numpy(object)
        for name in (str(cells.unit.variable), test.partner)
    }
    later, earlier = texts[str(cells.unit.variable)], texts[test.partner]
    present = np.asarray((later != "") & (earlier != ""), dtype=np.bool_)
    answers = _answers_of(cells, np.concatenate([later[present], earlier[present]]))

    def judge(rows: Rows) -> Outcome:
        table = np.array(
            [
                [float(((earlier[rows] == one) & (later[rows] == two)).sum()) for two in answers]
                for one in answers
            ]
        )
        if len(answers) < 2:  # noqa: PLR2004 - two readings need two answers
            return Outcome({}, "no_variation" if len(rows) else "no_records")
        return compare_own(test.test, [table], _options(test))

    filters = tuple(_has_value(name) for name in texts)
    return _Own(present, filters, judge)


def _answers_of(cells: Cells, seen: npt.NDArray[np.object_]) -> list[str]:
    """Give the answers in the order of the shell, those of the data behind them."""
    listed = cells.unit.levels.listed if cells.unit.levels is not None else None
    named = [level for level, _ in listed or ()]
    return named + sorted({str(one) for one in seen} - {*named})


def _has_value(variable: str) -> Expression:
    source, _, name = variable.rpartition(".")
    return Missing(Reference(source or None, name), negated=True)


def _own_levels(cells: Cells, test: Comparison) -> _Own:
    """Compare the counts of an arm's levels: the first against all, or each with its share."""
    found = read_levels(cells, shows_missing=False)
    size = len(found.members)
    if COMPARISONS[test.test].has_strata:
        return _in_strata(cells, test, found)

    def judge(rows: Rows) -> Outcome:
        counts = np.bincount(found.codes[rows], minlength=size)[:size].astype(float)
        if not size:
            return Outcome({}, "no_records")
        arrays = [counts] if test.test == "goodness_of_fit" else [counts[0], counts.sum()]
        return compare_own(test.test, arrays, _options(test))

    return _Own(found.codes >= 0, (found.has_value,), judge)


def _in_strata(cells: Cells, test: Comparison, found: Leveled) -> _Own:
    """Compare the first level with all, within strata."""
    codes, count = np.zeros(len(cells.records), dtype=np.int64), 1
    if test.strata:
        codes, count = code_strata(cells, test.strata)

    def judge(rows: Rows) -> Outcome:
        totals = np.bincount(codes[rows], minlength=count).astype(float)
        with_it = rows[found.codes[rows] == 0]
        events = np.bincount(codes[with_it], minlength=count).astype(float)
        return compare_own(test.test, [events, totals], _options(test))

    own = {*cells.records.frame.columns}
    named = [
        name if name in own or "." in name else f"{cells.bench.subjects.name}.{name}"
        for name in test.strata
    ]
    filters = (found.has_value, *map(_has_value, named))
    return _Own((found.codes >= 0) & (codes >= 0), filters, judge)


def _visits(cells: Cells, test: Comparison) -> _Own:
    """Compare the readings of each subject, one a level of the partner."""
    numbers = read_numbers(cells, str(cells.unit.variable))
    column = cells.bench.column(cells.records, test.partner, cells.place)
    texts = level_texts(column).to_numpy(object)
    present = np.asarray(numbers.present & (texts != ""), dtype=np.bool_)
    _, codes = np.unique(texts.astype(str), return_inverse=True)

    def judge(rows: Rows) -> Outcome:
        own = np.unique(codes[rows])
        subjects, places = np.unique(cells.records.subject[rows], return_inverse=True)
        matrix = np.full((len(subjects), len(own)), np.nan)
        matrix[places, np.searchsorted(own, codes[rows])] = numbers.floats[rows]
        if not len(rows):
            return Outcome({}, "no_records")
        return compare_own(test.test, [matrix], _options(test))

    return _Own(present, (numbers.has_value, _has_value(test.partner)), judge)


_MAKERS: dict[str, Callable[[Cells, Comparison], _Own]] = {
    "change": _change,
    "pairs": _pairs,
    "answers": _answers,
    "own_levels": _own_levels,
    "visits": _visits,
}
