"""Results of participant flows: subjects in each box, by arm, by reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from tlfgen.analysis.bench import Bench, Bools
from tlfgen.analysis.cells import Cells, Fixed
from tlfgen.analysis.figure.arm_cells import open_arm_cells
from tlfgen.analysis.groupings import level_filter
from tlfgen.analysis.levels import find_levels
from tlfgen.analysis.makers.row import Maker, Spot
from tlfgen.model.result import Result
from tlfgen.spec.display import FigureSpec
from tlfgen.spec.grid import Dimension, Grid
from tlfgen.spec.shell.plot import FlowBox

__all__ = ["flow_results"]


def flow_results(figure: FigureSpec, grid: Grid, bench: Bench) -> Iterator[Result]:
    """
    Give the number of subjects of each box: of all, or of each arm.

    The analysis is ``flow.`` and the name of the box; lines of a box are levels, in order of their
    counts for reasons, of the shell otherwise.
    """
    plot = figure.plot.flow
    assert plot is not None  # noqa: S101 - the engine has looked
    for box in plot.boxes:
        where = (box.where,) if box.where is not None else ()
        cells = open_arm_cells(
            bench,
            grid,
            f"flow.{box.name}",
            figure=figure,
            data=bench.subjects.name,
            subset=where,
            has_arms=box.each_arm,
        )
        maker = Maker(figure.id, cells, "count")
        for fixed in cells.fixed():
            if any(one is not None and one.kind != "arm" for one in fixed.members):
                continue
            spot = Spot(fixed.members, cells.group_filters(fixed, cells.combinations[0]))
            number = int(fixed.subjects.sum())
            yield maker.row(spot, "n", float(number), n_subjects=number, n_records=number)
            yield from _reasons(maker, spot, cells, fixed, box)
            yield from _groups(maker, spot, cells, fixed, box)


def _row(maker: Maker, spot: Spot, kept: Bools) -> Result:
    number = int(kept.sum())
    return maker.row(spot, "n", float(number), n_subjects=number, n_records=number)


def _reasons(
    maker: Maker, spot: Spot, cells: Cells, fixed: Fixed, box: FlowBox
) -> Iterator[Result]:
    if box.reasons is None:
        return
    name = str(box.reasons)
    dimension = Dimension(name, "variable", variable=name)
    base = cells.subject_base
    found = find_levels(cells.bench, cells.records, dimension, base, box.source, warns=False)
    counts = [int((fixed.subjects & (found.codes == n)).sum()) for n in range(len(found.members))]
    order = sorted(np.flatnonzero(counts).tolist(), key=lambda code: (-counts[code], code))
    for place, code in enumerate(order, start=1):
        member = found.members[code]
        own = replace(
            spot,
            filters=(*spot.filters, *level_filter(dimension, member, found)),
            variable=name,
            level=member.label,
            level_order=place,
        )
        yield _row(maker, own, fixed.subjects & (found.codes == code))


def _groups(maker: Maker, spot: Spot, cells: Cells, fixed: Fixed, box: FlowBox) -> Iterator[Result]:
    for place, group in enumerate(box.lines, start=1):
        kept = fixed.subjects.copy()
        filters = list(spot.filters)
        for formula in (group.where, group.subset):
            if formula is not None:
                kept &= cells.bench.subject_mask(formula)
                filters.append(cells.bench.spelt(formula))
        own = replace(spot, filters=tuple(filters), level=group.label, level_order=place)
        yield _row(maker, own, kept)
