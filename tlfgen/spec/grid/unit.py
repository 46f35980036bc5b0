"""A row path against a column path: one thing to compute."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from tlfgen.core.errors import SpecError
from tlfgen.core.source import Source
from tlfgen.spec.grid.members import Dimension, Member, Pick
from tlfgen.spec.grid.node import Comparison, Node, ShownStat
from tlfgen.spec.node import SpecNode
from tlfgen.spec.shell.axis import Denominator
from tlfgen.spec.shell.choose import ChooseSpec
from tlfgen.spec.shell.exposure import ExposureSpec
from tlfgen.spec.slots import Formula

__all__ = ["Defaults", "Levels", "Path", "Unit", "UnitKind", "expand", "leaf_paths", "make_unit"]

UnitKind = Literal[
    "numbers", "levels", "counts", "nest", "survival", "within", "model", "python"
]  # fmt: skip
Levels = Callable[[Dimension, tuple[Pick, ...]], Sequence[Member]]


@dataclass(frozen=True, slots=True)
class Path:
    """Nodes from the root of an axis to a leaf, with the members chosen on the way."""

    nodes: tuple[Node, ...]
    picks: tuple[Pick, ...] = ()

    @property
    def leaf(self) -> Node:
        """The last node."""
        return self.nodes[-1]

    @property
    def is_hidden(self) -> bool:
        """Whether a member on the way is computed but not printed."""
        return any(pick.member.is_hidden for pick in self.picks)

    @property
    def key(self) -> tuple[tuple[str, str], ...]:
        """Its groups as a result names them."""
        return tuple(pick.key for pick in self.picks)


def leaf_paths(nodes: Sequence[Node], above: tuple[Node, ...] = ()) -> Iterator[tuple[Node, ...]]:
    """Give the nodes from root to leaf, for each leaf in order."""
    for node in nodes:
        path = (*above, node)
        if node.children:
            yield from leaf_paths(node.children, path)
        else:
            yield path


def expand(nodes: Sequence[Node], levels: Levels, above: Path | None = None) -> Iterator[Path]:
    """Give every leaf once for each combination of members, in print order."""
    start = above or Path(())
    for node in nodes:
        here = (*start.nodes, node)
        picks: list[tuple[Pick, ...]] = [start.picks]
        if node.dimension is not None:
            dimension = node.dimension
            members = dimension.members if dimension.is_known else levels(dimension, start.picks)
            picks = [(*start.picks, Pick(dimension, member)) for member in members]
        for chosen in picks:
            path = Path(here, chosen)
            if node.children:
                yield from expand(node.children, levels, path)
            else:
                yield path


@dataclass(frozen=True, slots=True)
class Unit:
    """
    One thing to compute: what is measured in which records, grouped by what.

    ``shared_where`` is the part of ``where`` that the whole display has: a node that counts
    another dataset is not narrowed by it. ``dimensions`` are those of the row path, then those
    of the column path; the first ``row_dimensions`` belong to the rows.
    """

    analysis: str
    kind: UnitKind
    dimensions: tuple[Dimension, ...]
    row_dimensions: int
    where: tuple[Formula, ...]
    subset: tuple[Formula, ...]
    population: str | None
    data: str
    shared_where: tuple[Formula, ...] = ()
    variable: str | None = None
    levels: Dimension | None = None
    stats: tuple[ShownStat, ...] = ()
    denominator: Denominator = field(default_factory=Denominator)
    unit: tuple[str, ...] = ()
    comparison: Comparison | None = None
    choose: ChooseSpec | None = None
    exposure: ExposureSpec | None = None
    spec: SpecNode | None = None

    @property
    def stored(self) -> tuple[str, ...]:
        """Names of the numbers its statistics need, in order."""
        return tuple(dict.fromkeys(name for stat in self.stats for name in stat.stored))


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a table says for all its units; ``stacked`` are the datasets of its sections."""

    subjects: str
    data: str | None
    where: tuple[Formula, ...]
    subset: tuple[Formula, ...]
    population: str | None
    denominator: Denominator
    unit: tuple[str, ...]
    stacked: tuple[str, ...] = ()
    choose: ChooseSpec | None = None
    exposure: ExposureSpec | None = None


def make_unit(row: Sequence[Node], column: Sequence[Node], defaults: Defaults) -> Unit:
    """
    Merge a row path and a column path.

    Raises
    ------
    SpecError
        ``spec.two-measures`` where both axes name a variable, ``spec.two-statistics`` where both
        carry statistics, ``spec.no-statistics`` where neither does.
    """
    leaf = row[-1]
    nodes = (*row, *column)
    row_stats, column_stats = _stats(row), _stats(column)
    if row_stats and column_stats:
        what = "Rows and columns both carry statistics."
        hint = "statistics stand on one axis: drop stats of the rows or of the columns"
        raise SpecError.of("spec.two-statistics", what, _source(leaf), hint=hint)
    variables = [node.variable for node in nodes if node.variable is not None]
    if len(set(variables)) > 1:
        what = f"Rows and columns both measure: {', '.join(dict.fromkeys(variables))}."
        raise SpecError.of("spec.two-measures", what, _source(leaf))
    stats = row_stats or column_stats
    kind = _kind(leaf, column, variables, stats)
    if not stats and kind in {"numbers", "levels", "counts", "nest"}:
        what = "Neither the row nor the column names a statistic."
        raise SpecError.of("spec.no-statistics", what, _source(leaf), hint="add stats: [n]")
    data = _last(nodes, "data") or defaults.data or defaults.subjects
    own = defaults.stacked or (defaults.data or defaults.subjects,)
    shared = defaults.where if data in own else ()
    return Unit(
        analysis=_analysis(leaf, column),
        kind=kind,
        dimensions=tuple(node.dimension for node in nodes if node.dimension is not None),
        row_dimensions=sum(node.dimension is not None for node in row),
        where=shared + tuple(where for node in nodes for where in node.where),
        subset=defaults.subset + tuple(one for node in nodes for one in node.subset),
        population=_last(nodes, "population") or defaults.population,
        data=data,
        shared_where=shared,
        variable=variables[0] if variables else None,
        levels=_last(nodes, "levels"),
        stats=stats,
        denominator=_last(nodes, "denominator") or defaults.denominator,
        unit=_last(nodes, "unit") or defaults.unit,
        comparison=leaf.comparison or (column[-1].comparison if column else None),
        choose=defaults.choose if data in own else None,
        exposure=defaults.exposure,
        spec=leaf.spec,
    )


def _stats(path: Sequence[Node]) -> tuple[ShownStat, ...]:
    return next((node.stats for node in reversed(path) if node.stats), ())


def _last(nodes: Sequence[Node], name: str) -> Any:
    found = [getattr(node, name) for node in nodes if getattr(node, name) is not None]
    return found[-1] if found else None


def _kind(
    leaf: Node, column: Sequence[Node], variables: list[str], stats: tuple[ShownStat, ...]
) -> UnitKind:
    if column and column[-1].content == "within":
        return "within"
    if leaf.content == "any":
        return "counts"
    if leaf.content in {"nest", "survival", "within", "model", "python"}:
        return leaf.content
    if leaf.levels is not None and leaf.levels.kind == "members":
        return "levels"
    if not variables:
        return "counts"
    families = {stat.family for stat in stats}
    if "continuous" in families:
        return "numbers"
    has_values = leaf.levels is not None and leaf.levels.listed is not None
    return "levels" if "count" in families or has_values else "numbers"


def _analysis(leaf: Node, column: Sequence[Node]) -> str:
    measured = next((node for node in reversed(column) if node.variable is not None), None)
    if measured is None:
        return leaf.name
    name = measured.name
    if column[-1].content == "within":
        name = column[-1].name
    return name if leaf.name in {"", "count"} else f"{leaf.name}.{name}"


def _source(node: Node) -> Source | None:
    return node.spec.source if node.spec is not None else None
