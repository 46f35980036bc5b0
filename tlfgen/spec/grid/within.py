"""Tests within arms among the nodes of an axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tlfgen.core.errors import SpecError
from tlfgen.spec.grid.comparison import comparison_of
from tlfgen.spec.grid.node import Node, shown_stat, shown_stats
from tlfgen.spec.grid.unit import leaf_paths
from tlfgen.spec.methods.comparisons import COMPARISONS
from tlfgen.spec.node import source_of
from tlfgen.spec.shell.stats import StatSpec
from tlfgen.spec.study import StudyFile

if TYPE_CHECKING:
    from tlfgen.spec.display import WithinArm

__all__ = ["put_tests"]


def put_tests(
    rows: tuple[Node, ...], columns: tuple[Node, ...], within: WithinArm, study: StudyFile
) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """
    Put the tests within arms behind what they test: lines of the rows, or columns.

    Raises
    ------
    SpecError
        ``spec.unknown-test``, ``spec.unknown-statistic``.
    """
    tests = _within_nodes(within, study)
    on_columns = any(path[-1].content != "compare" and _measures(path, within.on)
                     for path in leaf_paths(columns))  # fmt: skip
    if on_columns:
        return rows, _behind(columns, within.on, tests)
    measured = any(_measures(path, within.on) for path in leaf_paths(rows))
    return _behind(rows, within.on if measured else None, tests), columns


def _measures(path: Sequence[Node], variable: str) -> bool:
    return any(node.variable == variable for node in path)


def _within_nodes(within: WithinArm, study: StudyFile) -> tuple[Node, ...]:
    nodes: list[Node] = []
    for test in within.test:
        if test.test not in COMPARISONS:
            raise SpecError.unknown("test", test.test, COMPARISONS, source_of(test.test))
        own = COMPARISONS[test.test].label
        label = test.label or within.labels.get(test.test)
        if label is None:
            many = len(within.test) > 1
            label = f"{within.label or 'p-value'}" + (f", {own}" if many else "")
        stat = shown_stat(StatSpec(stat="p", format=test.format or within.format), study)
        shown = shown_stats(within.show, study)
        nodes.append(
            Node(
                "within",
                f"{within.on}.{test.test}",
                variable=within.on,
                stats=shown or (replace(stat, label=label),),
                comparison=comparison_of(test),
                spec=within,
            )
        )
    return tuple(nodes)


def _behind(
    nodes: Sequence[Node], variable: str | None, tests: tuple[Node, ...]
) -> tuple[Node, ...]:
    """Put tests behind each leaf that measures the variable (None: behind the last measure)."""
    made: list[Node] = []
    for place, node in enumerate(nodes):
        if variable is not None and node.variable == variable and node.children:
            shown = tuple(
                replace(one, label=stat.label, stats=(stat,), levels=node.levels)
                for one in tests
                for stat in one.stats
            )
            made.append(replace(node, children=(*node.children, *shown)))
            continue
        if node.children:
            made.append(replace(node, children=_behind(node.children, variable, tests)))
            continue
        made.append(node)
        is_last = place == len(nodes) - 1
        if node.variable is not None and (node.variable == variable or
                                          (variable is None and is_last)):  # fmt: skip
            made += [replace(one, levels=node.levels) for one in tests]
    return tuple(made)
