"""Results that say where on the x axis a visit or another level stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from tlfgen.analysis.cells import Cells
from tlfgen.analysis.groupings import Grouping
from tlfgen.analysis.makers.row import Maker, Spot
from tlfgen.model.result import Result
from tlfgen.spec.display import FigureSpec
from tlfgen.spec.grid import Grid

__all__ = ["place_results"]

_TWINS = {"AVISIT": "AVISITN", "VISIT": "VISITNUM", "ATPT": "ATPTN"}


def place_results(maker: Maker, grid: Grid, figure: FigureSpec) -> Iterator[Result]:
    """
    Give the place of each level of the x variable, as stat ``x``.

    The place is the value of the variable where it is a number, else that of its numeric twin,
    else the week of the study's visit of that name, else the rank.
    """
    del grid, figure
    cells = maker.cells
    place, grouping = _over(cells)
    if grouping is None:
        return
    located = replace(maker, method="place")
    for group in grouping.groups:
        members = [None] * len(cells.unit.dimensions)
        spot = Spot(
            tuple(group.member if number == place else None for number, _ in enumerate(members)),
            (*cells.filters, *group.filters),
            variable=grouping.dimension.variable,
        )
        yield located.row(spot, "x", _value(cells, grouping, group.member.order))


def _over(cells: Cells) -> tuple[int, Grouping | None]:
    """Give the innermost variable of the rows."""
    found = [
        (number, one)
        for number, one in enumerate(cells.groupings[: cells.unit.row_dimensions])
        if one.codes is not None
    ]
    return found[-1] if found else (-1, None)


def _value(cells: Cells, grouping: Grouping, order: int) -> float:
    variable = grouping.dimension.variable
    member = grouping.groups[order - 1].member
    assert grouping.codes is not None  # noqa: S101 - a variable has codes
    inside = cells.base & (grouping.codes == order - 1)
    frame = cells.records.frame
    for name in (variable, grouping.dimension.order, f"{variable}N", _TWINS.get(variable)):
        if name and name in frame.columns and pd.api.types.is_numeric_dtype(frame[name].dtype):
            values = frame[name].to_numpy(dtype=np.float64, na_value=np.nan)[inside]
            values = values[~np.isnan(values)]
            if len(values):
                return float(values[0])
    weeks = {visit.name: visit.week for visit in cells.bench.study.visits}
    week = weeks.get(member.label, weeks.get(member.name))
    return float(order if week is None else week)
