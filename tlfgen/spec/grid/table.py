"""The grid of a table: its two axes with defaults, the units between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tlfgen.core.errors import SpecError
from tlfgen.spec.grid.columns import Shell, build_columns, variable_dimension
from tlfgen.spec.grid.members import slug
from tlfgen.spec.grid.node import Node, shown_stat
from tlfgen.spec.grid.rows import RowBuilder, build_rows
from tlfgen.spec.grid.sections import stack_datasets
from tlfgen.spec.grid.unit import Defaults, Unit, leaf_paths, make_unit
from tlfgen.spec.grid.within import put_tests
from tlfgen.spec.node import source_of
from tlfgen.spec.shell.axis import BySpec, Denominator
from tlfgen.spec.shell.rows import CmhRow
from tlfgen.spec.shell.stats import StatSpec
from tlfgen.spec.study import StudyFile

if TYPE_CHECKING:
    from tlfgen.spec.display import TableSpec

__all__ = ["Grid", "build_grid"]

_SILENT = {"text", "rule", "blank"}
_SHARED = _SILENT | {"model"}
_DEFAULT_DENOMINATOR = {"by_visit": "by_visit", "shift": "column_n"}


@dataclass(frozen=True, slots=True)
class Grid:
    """
    A table resolved.

    ``rows`` stand under the groupings of pages and sections; ``units`` are what there is to
    compute, ``tests`` the comparison columns.
    """

    table: TableSpec
    study: StudyFile
    arm_kind: str
    columns: tuple[Node, ...]
    rows: tuple[Node, ...]
    defaults: Defaults

    def units(self) -> tuple[Unit, ...]:
        """Give everything to compute, in print order, each once."""
        made: dict[tuple[int, ...], Unit] = {}
        for row in leaf_paths(self.rows):
            if row[-1].content in _SILENT:
                continue
            for column in self.plain_columns():
                unit = make_unit(row, column, self.defaults)
                key = (*map(id, row), *(id(node) for node in column))
                made[key] = unit
        return tuple(made.values())

    def plain_columns(self) -> tuple[tuple[Node, ...], ...]:
        """Give the column paths that hold no comparison; one empty path where there is none."""
        paths = [path for path in leaf_paths(self.columns) if path[-1].content != "compare"]
        return tuple(paths) or ((),)

    def comparisons(self) -> tuple[Node, ...]:
        """Give the comparison columns, left to right."""
        return tuple(path[-1] for path in leaf_paths(self.columns) if path[-1].content == "compare")


def build_grid(table: TableSpec, study: StudyFile) -> Grid:
    """
    Resolve a table spec.

    Raises
    ------
    SpecError
        ``spec.unknown-population``, ``spec.unknown-arm``, ``spec.unknown-statistic``,
        ``spec.unknown-test``, ``spec.same-name`` and the codes of ``make_unit``.
    """
    shell = Shell(table, study, arm_kind(table, study))
    columns = build_columns(shell)
    columns += _cmh_columns(table, shell, columns)
    plain = [path for path in leaf_paths(columns) if path[-1].content != "compare"]
    builder = RowBuilder(
        shell,
        columns_have_stats=any(node.stats for path in plain for node in path),
        columns_have_measure=any(node.variable for path in plain for node in path),
    )
    rows = build_rows(builder, table.rows)
    for within in table.within_arm:
        rows, columns = put_tests(rows, columns, within, study)
    rows = _named(rows)
    wheres = tuple(one for one in (table.where, table.where_add) if one is not None)
    rule = _DEFAULT_DENOMINATOR.get(table.kind)
    defaults = Defaults(
        subjects=study.subjects.data,
        data=table.data,
        where=wheres,
        subset=() if table.subset is None else (table.subset,),
        population=table.population,
        denominator=table.denominator or Denominator.model_validate({"rule": rule}),
        unit=table.unit,
        stacked=() if table.sections is None else tuple(table.sections.data),
        choose=table.choose,
        exposure=table.exposure,
    )
    return Grid(table, study, shell.arm_kind, columns, _wrapped(table, rows, study), defaults)


def arm_kind(table: TableSpec, study: StudyFile) -> str:
    """
    Say whether the arms of a display are those planned or those given.

    Raises
    ------
    SpecError
        ``spec.unknown-population``.
    """
    name = table.population
    if name is not None and name not in study.populations:
        raise SpecError.unknown("population", name, study.populations, source_of(name))
    if table.arms is not None:
        return table.arms
    return study.populations[name].arm if name is not None else "planned"


def _cmh_columns(table: TableSpec, shell: Shell, columns: Sequence[Node]) -> tuple[Node, ...]:
    """Give the column of a cmh row, where the shell has no comparison column."""
    rows = [row for row in table.rows if isinstance(row, CmhRow)]
    has_column = any(path[-1].content == "compare" for path in leaf_paths(columns))
    if not rows or has_column:
        return ()
    stat = shown_stat(StatSpec(stat="p", format=rows[0].cmh.format), shell.study)
    label = rows[0].cmh.label or "p-value"
    return (Node("compare", "overall", label, stats=(stat,), spec=rows[0]),)


def _wrapped(table: TableSpec, rows: tuple[Node, ...], study: StudyFile) -> tuple[Node, ...]:
    """Put the groupings of pages and sections above the rows."""
    given = table.sections
    if given is not None and given.by is not None:
        dimension = variable_dimension(BySpec(var=given.by), given)
        rows = (Node(dimension=dimension, children=rows, role="section", spec=given),)
    elif given is not None:
        rows = stack_datasets(given, rows, study)
    for variable in reversed(table.page.by):
        dimension = variable_dimension(BySpec(var=variable), None)
        values = table.page.values.get(variable)
        if values is not None:
            dimension = replace(dimension, listed=tuple(values.items()), show_all=False)
        rows = (Node(dimension=dimension, children=rows, role="page", spec=table.page),)
    return rows


def _named(rows: tuple[Node, ...]) -> tuple[Node, ...]:
    """
    Give every leaf a name of its own among leaves of the same groupings.

    A leaf that shares its name takes the label of its block as well. The rows of a model share
    the name of the model.
    """
    keys = Counter(_key(path) for path in leaf_paths(rows))
    shared = {key for key, count in keys.items() if count > 1}
    named = _renamed(rows, (), shared) if shared else rows
    again = Counter(_key(path) for path in leaf_paths(named))
    for path in leaf_paths(named):
        if again[_key(path)] > 1 and path[-1].content not in _SHARED:
            what = f"Two blocks of rows have the name '{path[-1].name}'."
            spec = path[-1].spec
            hint = "give each its own name: under it"
            raise SpecError.of("spec.same-name", what, spec.source if spec else None, hint=hint)
    return named


def _key(path: Sequence[Node]) -> tuple[object, ...]:
    dimensions = [node.dimension for node in path if node.dimension is not None]
    groups = tuple((one.name, *(member.name for member in one.members)) for one in dimensions)
    return (groups, path[-1].name)


def _renamed(
    nodes: Sequence[Node], above: tuple[Node, ...], shared: set[tuple[object, ...]]
) -> tuple[Node, ...]:
    made: list[Node] = []
    for node in nodes:
        path = (*above, node)
        if node.children:
            made.append(replace(node, children=_renamed(node.children, path, shared)))
        elif _key(path) in shared and node.content not in _SHARED:
            label = next((one.label for one in reversed(path) if one.label), "")
            name = f"{node.name}.{slug(label)}" if label else node.name
            made.append(replace(node, name=name))
        else:
            made.append(node)
    return tuple(made)
