"""Results of single subjects: profiles over visits, points of a scatter plot, outliers of boxes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.analysis.bench import Bools
from tlfgen.analysis.cells import Cells, Combination, Fixed
from tlfgen.analysis.figure.places import place_results
from tlfgen.analysis.filters import is_value
from tlfgen.analysis.makers.numbers import read_numbers, split_by_place
from tlfgen.analysis.makers.row import Maker, Spot
from tlfgen.analysis.summary import summarize_values
from tlfgen.core.errors import SpecError
from tlfgen.frame.evaluate import Scope, evaluate_mask
from tlfgen.model.expression import Expression, Reference
from tlfgen.model.result import Result
from tlfgen.spec.display import FigureSpec
from tlfgen.spec.grid import Grid
from tlfgen.spec.shell.plot import ScatterPlot
from tlfgen.spec.slots import Formula

__all__ = ["SUBJECT", "box_results", "profile_results", "scatter_results"]

SUBJECT = "subject"
"""Name of the grouping by subject."""

Rows = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]
_FENCE = 1.5


def _names(cells: Cells) -> list[str]:
    """Give the identifier of each subject."""
    key = cells.bench.study.subjects.key[-1]
    return cells.bench.subjects.frame[key].astype("string").fillna("").tolist()


def _own_filter(cells: Cells, name: str) -> Expression:
    return is_value(Reference(None, cells.bench.study.subjects.key[-1]), name)


def _spot(
    cells: Cells,
    fixed: Fixed,
    combination: Combination,
    subject: int,
    names: list[str],
    *more: Expression,
) -> Spot:
    name = names[subject]
    return Spot(
        cells.members(fixed, combination),
        (*cells.group_filters(fixed, combination), *more, _own_filter(cells, name)),
        extra=((SUBJECT, name, subject + 1),),
    )


def profile_results(maker: Maker, grid: Grid, figure: FigureSpec) -> Iterator[Result]:
    """Give the value of each subject at each visit, as stat ``value``, and the places of visits."""
    yield from place_results(maker, grid, figure)
    cells = maker.cells
    numbers = read_numbers(cells, str(cells.unit.variable))
    names = _names(cells)
    shown = replace(maker, method="value")
    for fixed in cells.fixed():
        inside = fixed.records & (cells.place_of >= 0) & numbers.present
        for combination, rows in zip(
            cells.combinations, split_by_place(cells, inside), strict=True
        ):
            for row in rows.tolist():
                subject = int(cells.records.subject[row])
                spot = _spot(cells, fixed, combination, subject, names, numbers.has_value)
                value = float(numbers.floats[row])
                yield shown.row(spot, "value", value, n_subjects=1, n_records=1)


def box_results(maker: Maker, grid: Grid, figure: FigureSpec) -> Iterator[Result]:
    """
    Give the ends of whiskers and the values beyond them, and the places of visits.

    Whiskers reach to the farthest value within 1.5 interquartile ranges of the box (``iqr``), or
    to the least and greatest value (``range``).

    Notes
    -----
    Source: Tukey, Exploratory Data Analysis, 1977; quartiles by SAS definition 5.
    """
    yield from place_results(maker, grid, figure)
    cells, plot = maker.cells, figure.plot.box
    assert plot is not None  # noqa: S101 - the engine has looked
    numbers = read_numbers(cells, str(cells.unit.variable))
    names = _names(cells)
    drawn = replace(maker, method="whiskers")
    for fixed in cells.fixed():
        inside = fixed.records & (cells.place_of >= 0) & numbers.present
        for combination, rows in zip(
            cells.combinations, split_by_place(cells, inside), strict=True
        ):
            if not len(rows):
                continue
            values = numbers.floats[rows]
            low, high = _whiskers(values, plot.whisker)
            filters = (*cells.group_filters(fixed, combination), numbers.has_value)
            spot = Spot(cells.members(fixed, combination), filters)
            given: dict[str, Any] = {"n_subjects": len(rows), "n_records": len(rows)}
            yield drawn.row(spot, "whisker_low", low, **given)
            yield drawn.row(spot, "whisker_high", high, **given)
            for row in rows[(values < low) | (values > high)].tolist():
                subject = int(cells.records.subject[row])
                one = _spot(cells, fixed, combination, subject, names, numbers.has_value)
                value = float(numbers.floats[row])
                yield drawn.row(one, "outlier", value, n_subjects=1, n_records=1)


def _whiskers(values: Floats, rule: str) -> tuple[float, float]:
    if rule == "range":
        return float(values.min()), float(values.max())
    found = summarize_values(values)
    q1, q3 = float(found.q1 or 0.0), float(found.q3 or 0.0)
    fence = _FENCE * (q3 - q1)
    return (
        float(values[values >= q1 - fence].min()),
        float(values[values <= q3 + fence].max()),
    )


def scatter_results(maker: Maker, grid: Grid, figure: FigureSpec) -> Iterator[Result]:
    """
    Give one point a subject, as stats ``x`` and ``y``, for those who have both.

    ``label`` is 1 where the subject is named in the plot; its condition may use X, Y and the
    variables of the subject dataset.

    Raises
    ------
    SpecError
        ``spec.many-values`` where ``pick: one`` meets several values of a subject.
    """
    del grid
    cells, plot = maker.cells, figure.plot.scatter
    assert plot is not None  # noqa: S101 - the engine has looked
    names = _names(cells)
    picked = replace(maker, method=f"pick_{plot.pick}")
    for fixed in cells.fixed():
        inside = fixed.records & (cells.place_of >= 0)
        for number, combination in enumerate(cells.combinations):
            here = inside & (cells.place_of == number)
            x = _pick(cells, here, plot, plot.x_of, plot.x_where)
            y = _pick(cells, here, plot, plot.y_of, plot.y_where)
            has_label = _labelled(cells, plot.label_points, x, y)
            for subject in np.flatnonzero(~np.isnan(x) & ~np.isnan(y)).tolist():
                spot = _spot(cells, fixed, combination, subject, names)
                yield picked.row(spot, "x", float(x[subject]), n_subjects=1)
                yield picked.row(spot, "y", float(y[subject]), n_subjects=1)
                if has_label[subject]:
                    yield picked.row(spot, "label", 1.0, n_subjects=1)


def _labelled(cells: Cells, where: Formula | None, x: Floats, y: Floats) -> Bools:
    """Give the subjects that are named in the plot."""
    if where is None:
        return np.zeros(len(x), dtype=bool)
    frame = cells.bench.subjects.frame.assign(X=x, Y=y)

    def resolve(reference: Reference) -> pd.Series:
        if reference.variable not in frame.columns:
            known = [str(name) for name in frame.columns if not str(name).startswith("_")]
            raise SpecError.unknown("variable", reference.variable, known, where.source)
        return frame[reference.variable]

    scope = Scope(resolve, frame.index, source=where.source)
    return evaluate_mask(cells.bench.spelt(where), scope).to_numpy(bool)


def _pick(
    cells: Cells, inside: Bools, plot: ScatterPlot, variable: str | None, where: Formula | None
) -> Floats:
    """Give one value a subject, not-a-number where there is none."""
    numbers = read_numbers(cells, variable or plot.value)
    kept, floats = inside & numbers.present, numbers.floats
    if plot.per is not None:
        divisor = read_numbers(cells, str(plot.per))
        kept &= divisor.present & (divisor.floats > 0)
        floats = floats / np.where(kept, divisor.floats, 1.0)
    if where is not None:
        kept &= cells.bench.mask(cells.records, where)
    subject, values = cells.records.subject[kept], floats[kept]
    found = np.full(cells.bench.subject_count, np.nan)
    if plot.pick == "one" and len(np.unique(subject)) < len(subject):
        what = "A subject has several values, and the plot shows one."
        hint = "write pick: max, min or last, or narrow x_where and y_where"
        raise SpecError.of("spec.many-values", what, plot.source, hint=hint)
    order = np.arange(len(values))
    if plot.pick in {"max", "min"}:
        order = np.argsort(values if plot.pick == "max" else -values, kind="stable")
    found[subject[order]] = values[order]
    return found
