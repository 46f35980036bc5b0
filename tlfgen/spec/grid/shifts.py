"""Shifts as nodes of the row axis, and their tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tlfgen.core.errors import SpecError
from tlfgen.spec.grid.columns import Shell, variable_dimension
from tlfgen.spec.grid.node import Comparison, Node, ShownStat, shown_stat, shown_stats
from tlfgen.spec.shell.axis import BySpec, Denominator
from tlfgen.spec.shell.rows import BlockNode, CmhRow, RowNode, ShiftRow
from tlfgen.spec.shell.stats import StatSpec

if TYPE_CHECKING:
    from tlfgen.spec.display import TableSpec

__all__ = ["attach_cmh", "build_shift", "shift_label", "with_test"]


def build_shift(row: ShiftRow, shell: Shell) -> Node:
    """Give a shift: levels counted within the columns of the baseline level."""
    shift = row.shift
    stats = shown_stats(shift.stats, shell.study) or (_word("n_pct", shell),)
    if shift.n_row is not None:
        n = replace(_word("n", shell), label=shift.n_row)
        stats = (n, *stats)
    rule = {"column": "column_n", "row": "records"}.get(shift.of, shift.of)
    denominator = Denominator.model_validate({"rule": rule})
    leaf = Node(
        name=row.name or shift.var,
        variable=shift.var,
        stats=stats,
        denominator=denominator,
        levels=variable_dimension(BySpec(var=shift.var), shift, shell.study),
        spec=row,
    )
    return Node(
        label=None if shift_label(shell.table) is not None else shift.label,
        where=(row.where,) if row.where else (),
        data=row.data,
        children=(leaf,),
        role="block",
        spec=row,
    )


def _word(word: str, shell: Shell) -> ShownStat:
    return shown_stat(StatSpec(stat=word), shell.study)


def shift_label(table: TableSpec) -> str | None:
    """
    Give the label of the only shift of a table, which stands above the stub; None for a heading.

    A shell with stub columns of its own names them itself.
    """
    if table.stub:
        return ""
    leaves = [row for row in _leaves(table.rows) if not isinstance(row, CmhRow)]
    shifts = [row.shift.label for row in leaves if isinstance(row, ShiftRow)]
    return shifts[0] or "" if len(shifts) == len(leaves) == 1 else None


def _leaves(rows: Sequence[RowNode]) -> Iterator[RowNode]:
    """Give the rows that print something, whatever they are crossed with."""
    for row in rows:
        if isinstance(row, BlockNode) and row.cross:
            yield from _leaves(row.cross[-1])
        else:
            yield row


def attach_cmh(row: CmhRow, nodes: list[Node]) -> None:
    """Give the block above its stratified test."""
    if not nodes:
        what = "A cmh row tests the block above it; there is none."
        raise SpecError.of("spec.no-block", what, row.source)
    test = Comparison(row.cmh.test, (), row.cmh.strata, row.cmh.format)
    (nodes[-1],) = with_test((nodes[-1],), test)


def with_test(nodes: Sequence[Node], test: Comparison) -> tuple[Node, ...]:
    """Give nodes whose last leaf has the test."""
    *above, last = nodes
    if last.children:
        return (*above, replace(last, children=with_test(last.children, test)))
    return (*above, replace(last, comparison=test))
