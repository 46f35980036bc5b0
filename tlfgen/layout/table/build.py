"""A table from its grid and its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tlfgen.core.textwidth import printable_text
from tlfgen.layout.frame import frame_values
from tlfgen.layout.table.align import align_numbers
from tlfgen.layout.table.columns import Leaf, find_leaves, header_rows, make_columns
from tlfgen.layout.table.drafts import Draft
from tlfgen.layout.table.numbers import Numbers, Printed
from tlfgen.layout.table.rows import RowWriter
from tlfgen.model.display import Cell, HeaderCell, PageRules, Row, Table
from tlfgen.model.output import RunStamp
from tlfgen.spec.display import TableSpec
from tlfgen.spec.grid import Grid
from tlfgen.spec.grid.shifts import shift_label
from tlfgen.spec.shell.page import StubColumn

__all__ = ["build_table"]


def build_table(
    grid: Grid,
    numbers: Numbers,
    stamp: RunStamp,
    *,
    datasets: Sequence[str],
    program: str | None = None,
    is_empty: bool = False,
) -> Table:
    """
    Give a table with every text decided, numbers aligned on their units.

    Parameters
    ----------
    grid : Grid
    numbers : Numbers
    stamp : RunStamp
    datasets : sequence of str
    program : str or None
    is_empty : bool
        Prints the no-data sentence instead of rows.

    Returns
    -------
    Table

    Raises
    ------
    SpecError
        Those of ``frame_values``.
    LayoutError
        ``layout.unknown-column`` where rows are sorted by a column that is not there.
    """
    table = grid.table
    stub = _stub(table)
    leaves = find_leaves(grid, numbers)
    page_variables = _page_variables(table)
    drafts: list[Draft] = []
    if not is_empty:
        drafts = RowWriter(grid, numbers, leaves, stub, page_variables).write()
    around = frame_values(
        table, grid.study, stamp, datasets=datasets, program=program, is_empty=is_empty
    )
    around["rules"] = _rules(around["rules"], table, page_variables)
    return Table(
        **around,
        columns=make_columns(leaves, stub),
        header=_printable(header_rows(leaves, stub)),
        rows=_rows(drafts, leaves),
    )


def _stub(table: TableSpec) -> tuple[StubColumn, ...]:
    """Give the stub columns: those of the shell, or one that holds everything."""
    if table.stub:
        return table.stub
    return (StubColumn(rows=True, label=shift_label(table) or ""),)


def _page_variables(table: TableSpec) -> tuple[str, ...]:
    """Give the groupings that start a page: all of ``by``, or those down to ``break``."""
    by = tuple(str(name) for name in table.page.by)
    asked = table.page.break_at
    if asked is None or asked == "all":
        return by
    if asked == "none":
        return ()
    wanted = asked.casefold()
    for place, name in enumerate(by):
        if name.casefold().startswith(wanted):
            return by[: place + 1]
    return by


def _rules(rules: PageRules, table: TableSpec, page_variables: Sequence[str]) -> PageRules:
    """Give the page rules; a page header shows only what starts a page."""
    if len(page_variables) == len(table.page.by):
        return rules
    places = [f"{{{place}}}" for place in range(len(page_variables))]
    return replace(rules, page_header="  ".join(places) or None)


def _printable(
    rows: tuple[tuple[HeaderCell, ...], ...],
) -> tuple[tuple[HeaderCell, ...], ...]:
    return tuple(
        tuple(replace(cell, text=printable_text(cell.text)) for cell in row) for row in rows
    )


def _rows(drafts: Sequence[Draft], leaves: Sequence[Leaf]) -> tuple[Row, ...]:
    """Give the rows with their numbers aligned, column by column."""
    blank = [Printed("")] * len(leaves)
    cells = [draft.cells or blank for draft in drafts]
    texts = [
        align_numbers([printable_text(row[place].text) for row in cells])
        for place in range(len(leaves))
    ]
    rows = []
    for number, draft in enumerate(drafts):
        stub = tuple(Cell(printable_text(text)) for text in draft.stub)
        numbers = tuple(
            Cell(texts[place][number], cells[number][place].results) for place in range(len(leaves))
        )
        rows.append(
            Row(
                path=draft.path,
                cells=() if draft.kind in {"blank", "rule"} else (*stub, *numbers),
                kind=draft.kind,
                indent=draft.indent,
                keep_with_next=draft.keep_with_next,
                groups=draft.groups,
                page_key=draft.page_key,
            )
        )
    return tuple(rows)
