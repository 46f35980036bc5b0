"""The row axis of a shell as a tree of nodes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from tlfgen.spec.grid.columns import Shell, variable_dimension
from tlfgen.spec.grid.comparison import comparison_of
from tlfgen.spec.grid.members import (
    ARM,
    Dimension,
    arm_dimension,
    group_dimension,
    groups_of,
    refuse_keys,
    slug,
)
from tlfgen.spec.grid.modelrows import build_model_row
from tlfgen.spec.grid.node import Comparison, Node, ShownStat, shown_stat, shown_stats
from tlfgen.spec.grid.shifts import attach_cmh, build_shift, with_test
from tlfgen.spec.shell.axis import BySpec
from tlfgen.spec.shell.groups import GroupSpec
from tlfgen.spec.shell.modelrows import ContrastRow, LsmeansRow, TermRow
from tlfgen.spec.shell.rows import (
    AnyRow,
    BlankRow,
    BlockNode,
    CmhRow,
    NestRow,
    PythonRow,
    RowNode,
    RuleRow,
    ShiftRow,
    TextRow,
)
from tlfgen.spec.shell.stats import StatSpec

__all__ = ["RowBuilder", "build_rows"]

_DEFAULT_COUNTS = ("n_pct",)
_DEFAULT_NUMBERS = ("n", "mean_sd", "median", "min_max")
_FIXED = {TextRow: "text", RuleRow: "rule", BlankRow: "blank"}


@dataclass(frozen=True, slots=True)
class RowBuilder:
    """
    What decides the defaults of rows.

    ``columns_have_stats`` and ``columns_have_measure`` tell what the other axis brings.
    """

    shell: Shell
    columns_have_stats: bool
    columns_have_measure: bool


def build_rows(builder: RowBuilder, rows: Sequence[RowNode]) -> tuple[Node, ...]:
    """Give the row axis, top to bottom."""
    nodes: list[Node] = []
    for row in rows:
        if isinstance(row, CmhRow):
            attach_cmh(row, nodes)
        else:
            nodes += _row(row, builder, ())
    return tuple(nodes)


def _row(row: RowNode, builder: RowBuilder, below: tuple[Node, ...]) -> tuple[Node, ...]:
    if isinstance(row, BlockNode):
        return _block(row, builder, below)
    if isinstance(row, AnyRow):
        return (_any(row, builder),)
    if isinstance(row, NestRow):
        return (_nest(row, builder),)
    if isinstance(row, ShiftRow):
        return (build_shift(row, builder.shell),)
    if isinstance(row, PythonRow):
        return (Node("python", slug(row.python), row.label, spec=row),)
    if isinstance(row, (TermRow, ContrastRow, LsmeansRow)):
        return (build_model_row(row, builder.shell),)
    for kind, content in _FIXED.items():
        if isinstance(row, kind):
            text = row.text if isinstance(row, TextRow) else None
            return (Node(content, label=text, spec=row),)
    return (Node("survival", _name(row), spec=row),)


def _name(row: Any) -> str:
    """Name a row of survival by its own word, or by its key and label."""
    if row.name:
        return str(row.name)
    key = next(iter(type(row).model_fields))
    inner = getattr(row, key, None)
    label = getattr(inner, "label", None) or getattr(row, "label", None)
    return f"{key}.{slug(label)}" if label else key


def _block(block: BlockNode, builder: RowBuilder, below: tuple[Node, ...]) -> tuple[Node, ...]:
    shell = builder.shell
    inner = _crossed(block, builder, below or _leaf(block, builder))
    dimensions = () if block.exclusive else _dimensions(block, shell)
    if dimensions:
        made = tuple(
            Node(
                name=block.name or "",
                dimension=one.dimension,
                data=one.data,
                children=inner if one.test is None else with_test(inner, one.test),
                spec=block,
            )
            for one in dimensions
        )
    else:
        made = inner
    made += tuple(
        replace(node, is_gap_before=True)
        for attached in block.attach
        for node in _block(attached, builder, ())
    )
    is_selected = block.where or block.subset or block.population or block.data
    label = block.span if block.label is None else block.label
    if label is None and not is_selected:
        return made
    return (
        Node(
            name=block.name or "",
            label=label,
            where=(block.where,) if block.where else (),
            subset=(block.subset,) if block.subset else (),
            population=block.population,
            data=block.data,
            denominator=block.denominator,
            children=made,
            role="block",
            is_heading=block.heading,
            spec=block,
        ),
    )


def _crossed(block: BlockNode, builder: RowBuilder, inner: tuple[Node, ...]) -> tuple[Node, ...]:
    for place, factor in enumerate(reversed(block.cross)):
        under = inner if place or block.variable or block.stats else ()
        inner = tuple(node for part in factor for node in _row(part, builder, under))
    return inner


def _leaf(block: BlockNode, builder: RowBuilder) -> tuple[Node, ...]:
    """Build what a block measures and prints; a cross with neither leaves it to its parts."""
    if block.cross and not block.stats and block.variable is None:
        return ()
    stats = shown_stats(block.stats, builder.shell.study)
    variable = block.variable
    if not stats and not builder.columns_have_stats:
        stats = _defaults(block, builder)
    if block.decimals is not None:
        stats = tuple(replace(stat, decimals=block.decimals) for stat in stats)
    comparison = comparison_of(block.test)
    levels = None
    if variable is not None:
        levels = variable_dimension(BySpec(var=variable), block, builder.shell.study)
    elif block.exclusive and block.groups is not None:
        groups = groups_of(block.groups, builder.shell.study)
        refuse_keys(groups, ("test", "choose"), "groups that exclude each other")
        levels = group_dimension(block.name or "group", groups)
    return (
        Node(
            name=block.name or variable or slug(block.label or "count"),
            variable=variable,
            stats=stats,
            denominator=block.denominator,
            unit=block.unit,
            comparison=comparison,
            levels=levels,
            is_heading=block.heading,
            spec=block,
        ),
    )


def _defaults(block: BlockNode, builder: RowBuilder) -> tuple[ShownStat, ...]:
    words: tuple[str, ...]
    if block.variable is None and builder.columns_have_measure:
        words = _DEFAULT_NUMBERS
    elif block.variable is None or block.values is not None:
        words = _DEFAULT_COUNTS
    else:
        words = _DEFAULT_NUMBERS
    return _words(words, builder)


def _words(words: Iterable[str], builder: RowBuilder) -> tuple[ShownStat, ...]:
    return tuple(shown_stat(StatSpec(stat=word), builder.shell.study) for word in words)


@dataclass(frozen=True, slots=True)
class _Run:
    """Members of a grouping that stand together: of one dataset, with one test or none."""

    dimension: Dimension
    data: str | None = None
    test: Comparison | None = None


def _dimensions(block: BlockNode, shell: Shell) -> tuple[_Run, ...]:
    """Give the groupings of a block; groups with a dataset or test of their own stand apart."""
    if block.groups is not None:
        name = block.name or "group"
        groups = groups_of(block.groups, shell.study)
        found: list[_Run] = []
        start = 1
        for (data, test), run in groupby(groups, key=lambda one: (one.data, one.test)):
            members: list[GroupSpec] = list(run)
            dimension = group_dimension(name, members, start)
            found.append(_Run(dimension, data, comparison_of(test)))
            start += len(members)
        return tuple(found)
    if block.by is None:
        return ()
    if block.by.var == ARM:
        arms = arm_dimension(
            None,
            shell.study,
            shell.arm_kind,
            shell.table.order,
            is_record=block.by.record,
            labels=block.values,
        )
        return (_Run(arms),)
    return (_Run(variable_dimension(block.by, block, shell.study)),)


def _any(row: AnyRow, builder: RowBuilder) -> Node:
    stats = shown_stats(row.stats, builder.shell.study)
    if not stats and not builder.columns_have_stats:
        stats = _words(_DEFAULT_COUNTS, builder)
    return Node(
        "any",
        row.name or "any",
        row.any,
        where=(row.where,) if row.where else (),
        data=row.data,
        stats=stats,
        denominator=row.denominator,
        spec=row,
    )


def _nest(row: NestRow, builder: RowBuilder) -> Node:
    stats = shown_stats(row.stats, builder.shell.study)
    if not stats and not builder.columns_have_stats:
        stats = _words(_DEFAULT_COUNTS, builder)
    return Node(
        "nest",
        row.name or ".".join(row.nest),
        row.label,
        where=(row.where,) if row.where else (),
        subset=(row.subset,) if row.subset else (),
        population=row.population,
        data=row.data,
        stats=stats,
        denominator=row.denominator,
        spec=row,
    )
