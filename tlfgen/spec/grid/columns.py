"""The column axis of a shell as a tree of nodes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tlfgen.core.errors import SpecError
from tlfgen.core.source import Source
from tlfgen.spec.grid.comparison import comparison_of
from tlfgen.spec.grid.members import (
    ARM,
    Dimension,
    Member,
    arm_dimension,
    group_dimension,
    groups_of,
    refuse_keys,
    slug,
)
from tlfgen.spec.grid.node import Node, ShownStat, shown_stat, shown_stats
from tlfgen.spec.node import source_of
from tlfgen.spec.shell.axis import BySpec
from tlfgen.spec.shell.columns import AcrossSpec, ColumnNode, CompareSpec
from tlfgen.spec.shell.stats import StatSpec
from tlfgen.spec.study import StudyFile

if TYPE_CHECKING:
    from tlfgen.spec.display import TableSpec

__all__ = ["Shell", "build_columns", "variable_dimension"]

_VISIT = ("AVISIT", "AVISITN")


@dataclass(frozen=True, slots=True)
class Shell:
    """A table spec beside its study: what every builder needs."""

    table: TableSpec
    study: StudyFile
    arm_kind: str

    @property
    def subjects(self) -> str:
        """Name of the subject dataset."""
        return self.study.subjects.data


def build_columns(shell: Shell) -> tuple[Node, ...]:
    """Give the column axis, left to right."""
    nodes: list[Node] = []
    for column in shell.table.columns:
        nodes += _column(column, shell, ())
    return tuple(nodes)


def _column(column: ColumnNode, shell: Shell, below: tuple[Node, ...]) -> tuple[Node, ...]:
    """Build one column node; ``below`` stands under each of its leaves."""
    inner = _crossed(column, shell, _bottom(column, shell, below))
    if column.across is not None:
        inner = _across(column.across, shell, inner)
    dimension = _dimension(column, shell)
    if dimension is not None:
        inner = (
            Node(
                dimension=dimension,
                children=inner,
                denominator=column.denominator,
                width=column.width,
                spec=column,
            ),
        )
    tests = () if column.compare is None else _compare(column.compare, shell, dimension)
    return _selection(column, inner, shell) + tests


def _bottom(column: ColumnNode, shell: Shell, below: tuple[Node, ...]) -> tuple[Node, ...]:
    """Build the measure and the statistics of a column."""
    inner = below
    if column.stats:
        inner = tuple(
            Node(
                name=stat.name,
                label=stat.label,
                stats=(stat,),
                children=below,
                width=stat.width,
                denominator=column.denominator,
                spec=column,
            )
            for stat in shown_stats(column.stats, shell.study)
        )
    if column.of is not None:
        label = None if column.span else column.label
        node = Node(
            name=column.name or column.of,
            label=label,
            variable=column.of,
            children=inner,
            width=column.width,
            unit=column.unit,
            spec=column,
        )
        inner = (node,)
    return inner


def _crossed(column: ColumnNode, shell: Shell, inner: tuple[Node, ...]) -> tuple[Node, ...]:
    for factor in reversed(column.cross):
        inner = tuple(node for part in factor for node in _column(part, shell, inner))
    return inner


def _dimension(column: ColumnNode, shell: Shell) -> Dimension | None:
    if column.groups is not None:
        groups = groups_of(column.groups, shell.study)
        refuse_keys(groups, ("test",), "columns")
        return group_dimension(column.name or "group", groups)
    if column.by is None:
        return None
    if column.by.var == ARM:
        return arm_dimension(
            column, shell.study, shell.arm_kind, shell.table.order, is_record=column.by.record
        )
    return variable_dimension(column.by, column, shell.study)


def variable_dimension(by: BySpec, node: object, study: StudyFile | None = None) -> Dimension:
    """
    Give the grouping by a variable, its levels from ``values`` or later from the data.

    ``values: $NAME`` takes the terms of a codelist of the study with their labels.

    Raises
    ------
    SpecError
        ``spec.unknown-codelist``.
    """
    variable, order = _VISIT if by.var == "visit" else (by.var, by.order)
    values = getattr(node, "values", None)
    if study is not None and values is not None:
        values = listed_levels(values, study, getattr(node, "source", None))
    return Dimension(
        name=variable,
        kind="variable",
        variable=variable,
        order=by.order or order,
        listed=None if values is None else tuple(values.items()),
        others=getattr(node, "others", None),
        missing=getattr(node, "missing", None),
        show_all=getattr(node, "show", "all") == "all",
    )


def listed_levels(
    values: Mapping[str, str], study: StudyFile, place: Source | None
) -> Mapping[str, str]:
    """
    Give the levels listed, or the terms of a codelist where ``$NAME`` stands in their place.

    Raises
    ------
    SpecError
        ``spec.unknown-codelist``.
    """
    name = next(iter(values), "")
    if len(values) != 1 or not name.startswith("$"):
        return values
    found = study.codelists.get(name[1:])
    if found is None:
        raise SpecError.unknown("codelist", name[1:], study.codelists, place)
    return {term.value: term.label or term.value for term in found.terms}


def _selection(column: ColumnNode, inner: tuple[Node, ...], shell: Shell) -> tuple[Node, ...]:
    """Wrap a column into its span and its own selection of subjects or records."""
    label = column.span
    is_selected = column.where or column.subset or column.population or column.data
    if not is_selected and not column.hidden:
        return inner if label is None else (Node(label=label, children=inner, spec=column),)
    where, subset = column.where, column.subset
    is_stacked = shell.table.sections is not None and bool(shell.table.sections.data)
    data = column.data or shell.table.data or shell.subjects
    on_subjects = data == shell.subjects and not is_stacked
    if where is not None and subset is None and on_subjects:
        where, subset = None, where
    name = column.name or slug(label or column.label or str(column.where or column.population))
    member = Member(
        name,
        label or "",
        1,
        "group",
        where=where,
        subset=subset,
        population=column.population,
        is_hidden=column.hidden,
    )
    dimension = Dimension("span", "members", (member,))
    node = Node(dimension=dimension, data=column.data, children=inner, spec=column)
    return (node,)


def _across(across: AcrossSpec, shell: Shell, inner: tuple[Node, ...]) -> tuple[Node, ...]:
    """Build the columns within each arm."""
    if across.var is not None:
        dimension = variable_dimension(BySpec(var=across.var), across, shell.study)
    elif across.populations:
        names = across.populations
        labels = shell.study.populations
        for name in names:
            if name not in labels:
                raise SpecError.unknown("population", name, labels, source_of(name))
        members = tuple(
            Member(name, labels[name].label, number, "group", population=name)
            for number, name in enumerate(names, start=1)
        )
        dimension = Dimension("population", "members", members)
    else:
        members = tuple(
            Member(slug(label), label, number, "group", subset=where)
            for number, (label, where) in enumerate(across.flags.items(), start=1)
        )
        dimension = Dimension("flag", "members", members)
    node = Node(dimension=dimension, children=inner, spec=across)
    return (node,) if across.label is None else (Node(label=across.label, children=(node,)),)


def _compare(compare: CompareSpec, shell: Shell, arms: Dimension | None) -> tuple[Node, ...]:
    """Build the comparison columns that stand right of the arms."""
    own = comparison_of(compare.test)
    stats = tuple(_test_stat(name, compare, shell.study) for name in compare.shown)
    pairs = compare_pairs(compare, shell, arms)
    label = compare.label or compare.p
    nodes: list[Node] = []
    for pair in pairs:
        name = "_vs_".join(pair) or "overall"
        text = compare.labels.get(pair[0] if pair else "overall") or _pair_label(pair, shell)
        if not pair:
            text = compare.labels.get("overall", label or "p-value")
        nodes += [
            Node("compare", name, text, stats=(stat,), comparison=own, pair=pair,
                 width=compare.width, spec=compare)
            for stat in stats
        ]  # fmt: skip
    span = compare.span or (label if compare.each != "overall" else None)
    return tuple(nodes) if span is None else (Node(label=span, children=tuple(nodes)),)


def _test_stat(name: str, compare: CompareSpec, study: StudyFile) -> ShownStat:
    if name == "p_adjusted":
        found = shown_stat(StatSpec(stat="p", format=compare.format), study)
        return replace(found, name=name, reads=((found.reads[0][0], name),), flag=compare.flag)
    given = StatSpec(stat=name, format=compare.format if name == "p" else None)
    return replace(shown_stat(given, study), flag=compare.flag)


def compare_pairs(
    compare: CompareSpec, shell: Shell, arms: Dimension | None
) -> tuple[tuple[str, ...], ...]:
    """
    Give the pairs of arms that are compared; one empty pair stands for all arms at once.

    Raises
    ------
    SpecError
        ``spec.no-reference``, ``spec.unknown-arm``.
    """
    names = [] if arms is None else [one.name for one in arms.members if one.kind == "arm"]
    if compare.pairs:
        known = shell.study.arms.levels if shell.study.arms else ()
        for name in (name for pair in compare.pairs for name in pair):
            if name not in known:
                raise SpecError.unknown("arm", name, known, source_of(name))
        return compare.pairs
    if compare.each == "overall":
        return ((),)
    reference = shell.study.arms.reference if shell.study.arms else None
    if compare.each == "reference":
        if reference is None:
            what = "The arms are compared with a reference, and the study names none."
            hint = "write reference: under arms of the study file"
            raise SpecError.of("spec.no-reference", what, compare.source, hint=hint)
        return tuple((name, reference) for name in names if name != reference)
    return tuple((b, a) for place, a in enumerate(names) for b in names[place + 1 :])


def _pair_label(pair: tuple[str, ...], shell: Shell) -> str:
    levels = shell.study.arms.levels if shell.study.arms else {}
    shown = [levels[name].short_label or levels[name].label for name in pair]
    return "\nvs. ".join(shown)


__all__ += ["compare_pairs"]
