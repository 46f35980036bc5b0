"""Cells of a figure whose dimension is the arm, narrowed by what a line or a box asks for."""

from __future__ import annotations

from collections.abc import Sequence

from tlfgen.analysis.bench import Bench
from tlfgen.analysis.cells import Cells, Fixed, open_cells
from tlfgen.analysis.groupings import arm_names
from tlfgen.core.errors import SpecError
from tlfgen.spec.display import FigureSpec
from tlfgen.spec.grid import Grid, Unit
from tlfgen.spec.grid.members import arm_dimension
from tlfgen.spec.shell.columns import ColumnNode
from tlfgen.spec.slots import Formula

__all__ = ["arms_by_name", "open_arm_cells", "pairs_of"]

_PAIR = 2


def open_arm_cells(
    bench: Bench,
    grid: Grid,
    analysis: str,
    *,
    figure: FigureSpec,
    data: str | None = None,
    where: Sequence[Formula] = (),
    subset: Sequence[Formula] = (),
    has_arms: bool = True,
) -> Cells:
    """Give the cells of every arm and pool of the study, or one cell of all subjects."""
    name = data or figure.data or bench.study.subjects.data
    on_records = name == (figure.data or bench.study.subjects.data)
    own = [one for one in (figure.where, figure.where_add) if one is not None and on_records]
    arms = bench.study.arms
    pools = tuple(arms.pools) if arms is not None else ()
    column = ColumnNode.model_validate({"by": "arm", "pools": pools})
    dimension = (arm_dimension(column, bench.study, grid.arm_kind),) if has_arms else ()
    unit = Unit(
        analysis=analysis,
        kind="counts",
        dimensions=dimension,
        row_dimensions=0,
        where=(*own, *where),
        subset=(*([figure.subset] if figure.subset is not None else []), *subset),
        population=figure.population,
        data=name,
        unit=("record",),
    )
    return open_cells(bench, unit)


def arms_by_name(cells: Cells) -> dict[str, Fixed]:
    """Give the choice of members of each arm; all subjects stand under a blank name."""
    return {
        next((one.name for one in fixed.members if one is not None), ""): fixed
        for fixed in cells.fixed()
    }


def pairs_of(
    bench: Bench, given: Sequence[Sequence[str]], figure: FigureSpec
) -> list[tuple[str, str]]:
    """
    Give the pairs of arms to compare: those given, else each arm with the reference.

    Raises
    ------
    SpecError
        ``spec.no-reference``, ``spec.unknown-arm``.
    """
    arms = bench.study.arms
    known = () if arms is None else (*arms.levels, *arms.pools)
    for name in (name for pair in given for name in pair):
        if name not in known:
            raise SpecError.unknown("arm", name, known, figure.plot.source)
    if given:
        return [(str(pair[0]), str(pair[-1])) for pair in given if len(pair) == _PAIR]
    reference = None if arms is None else arms.reference
    if reference is None:
        what = "The arms are compared with a reference, and the study names none."
        hint = "write reference: under arms of the study file, or pairs: in the plot"
        raise SpecError.of("spec.no-reference", what, figure.plot.source, hint=hint)
    return [(name, reference) for name in arm_names(bench) if name != reference]
