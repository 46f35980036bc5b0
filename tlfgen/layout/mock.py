"""Mocks: the display of a shell with xx.x, before there are data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlfgen.core.textwidth import printable_text
from tlfgen.layout.engine import datasets_of
from tlfgen.layout.frame import frame_values
from tlfgen.layout.listing_columns import printed_columns
from tlfgen.layout.narrative import NARRATIVE_COLUMNS, NARRATIVE_HEADER
from tlfgen.layout.table.build import build_table
from tlfgen.layout.table.mock_numbers import MockNumbers
from tlfgen.model.display import Cell, Column, HeaderCell, Listing, Row, Table
from tlfgen.model.output import RunStamp
from tlfgen.spec.display import FigureSpec, ListingSpec, NarrativeSpec, TableSpec
from tlfgen.spec.grid import Dimension, Grid, build_grid
from tlfgen.spec.shell.rows import NestRow
from tlfgen.spec.study import StudyFile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tlfgen.model.figure import Figure

__all__ = ["mock_display"]


def mock_display(
    display: TableSpec | ListingSpec | FigureSpec,
    study: StudyFile,
    stamp: RunStamp,
    program: str | None = None,
) -> Table | Listing | Figure:
    """
    Give the display of a shell with marks in place of numbers and values.

    Returns
    -------
    Table, Listing or Figure
        A listing has one row of marks; a figure has its titles and footnotes and no panel.

    Raises
    ------
    SpecError
        Those of ``build_grid`` and ``frame_values``.
    """
    if isinstance(display, TableSpec):
        grid = build_grid(display, study)
        numbers = MockNumbers(study, _hierarchy(grid))
        return build_table(grid, numbers, stamp, datasets=datasets_of(grid), program=program)
    names = [study.subjects.data, *([display.data] if display.data else [])]
    if isinstance(display, NarrativeSpec):
        return _narrative(display, study, stamp, list(dict.fromkeys(names)), program)
    if isinstance(display, ListingSpec):
        return _listing(display, study, stamp, list(dict.fromkeys(names)), program)
    from tlfgen.model.figure import Figure

    around = frame_values(display, study, stamp, datasets=names, program=program)
    around["empty"] = "[Figure]"
    return Figure(**around, panels=())


def _hierarchy(grid: Grid) -> tuple[Dimension, ...]:
    """Give the variables of the first nest of a table, with the levels listed for them."""
    nests = [row for row in grid.table.rows if isinstance(row, NestRow)]
    found = []
    for name in nests[0].nest if nests else ():
        values = nests[0].values.get(name)
        listed = None if values is None else tuple(values.items())
        found.append(Dimension(name, "variable", variable=name, listed=listed))
    return tuple(found)


def _listing(
    display: ListingSpec,
    study: StudyFile,
    stamp: RunStamp,
    datasets: Sequence[str],
    program: str | None,
) -> Listing:
    keys = [key for key in display.keys if key.as_kind == "column"]
    shown = [
        *((key.label or key.var, key.width, True) for key in keys),
        *((one.label or one.var or "", one.width, False) for one in printed_columns(display)),
    ]
    columns = tuple(
        Column(
            f"column{place}",
            (" ".join(label.split()),),
            label,
            width,
            header_align="left",
            is_stub=is_key,
        )
        for place, (label, width, is_key) in enumerate(shown, start=1)
    )
    header = tuple(
        HeaderCell(printable_text(column.label), place, align="left")
        for place, column in enumerate(columns)
    )
    row = Row(("xxxx",), tuple(Cell("xxxx") for _ in columns))
    around = frame_values(display, study, stamp, datasets=datasets, program=program)
    return Listing(**around, columns=columns, header=(header,), rows=(row,))


def _narrative(
    display: NarrativeSpec,
    study: StudyFile,
    stamp: RunStamp,
    datasets: Sequence[str],
    program: str | None,
) -> Listing:
    """Give the facts and paragraphs of a narrative with their placeholders open."""
    told = [(one.label, one.text) for one in display.facts]
    told += [
        (part.heading, " ".join(" ".join(one.text.split()) for one in part.sentences))
        for part in display.paragraphs
    ]
    rows = tuple(Row((label,), (Cell(label), Cell(text))) for label, text in told)
    around = frame_values(display, study, stamp, datasets=datasets, program=program)
    return Listing(**around, columns=NARRATIVE_COLUMNS, header=NARRATIVE_HEADER, rows=rows)
