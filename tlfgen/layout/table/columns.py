"""The data columns of a table: leaves of the column axis, their headers, their widths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from tlfgen.layout.table.numbers import Groups, Numbers, picked
from tlfgen.model.display import Column, HeaderCell
from tlfgen.spec.grid import Dimension, Grid, Member, Path, Pick, expand
from tlfgen.spec.shell.columns import ColumnNode
from tlfgen.spec.shell.page import StubColumn

__all__ = ["Leaf", "find_leaves", "header_rows", "make_columns"]


@dataclass(frozen=True, slots=True)
class HeaderText:
    """One line of a header path: its identity, the name without N, the text with it."""

    key: tuple[object, ...]
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """One data column: its path through the axis, its header from the top, its N."""

    path: Path
    header: tuple[HeaderText, ...]
    n: int | None

    @property
    def groups(self) -> Groups:
        """Its groups as results name them."""
        return picked(self.path.picks)

    @property
    def is_comparison(self) -> bool:
        """Whether it holds tests."""
        return bool(self.path.nodes) and self.path.leaf.content == "compare"

    @property
    def name(self) -> str:
        """A name unique among columns."""
        words = [pick.member.name for pick in self.path.picks]
        names = [node.name for node in self.path.nodes if node.name]
        stat = self.path.leaf.stats[0].name if self.is_comparison else ""
        return ".".join(word for word in [*words, *names, stat] if word) or "value"

    @property
    def arm(self) -> Member | None:
        """The arm of the column."""
        picks = [pick for pick in self.path.picks if pick.dimension.kind == "arm"]
        return picks[-1].member if picks else None


def find_leaves(grid: Grid, numbers: Numbers) -> tuple[Leaf, ...]:
    """Give the printed data columns, left to right."""
    analyses = frozenset(unit.analysis for unit in grid.units())

    def levels(dimension: Dimension, above: tuple[Pick, ...]) -> Sequence[Member]:
        if dimension.listed is not None and dimension.others is None and not dimension.missing:
            return tuple(
                Member(value, label, place, "level", value=value)
                for place, (value, label) in enumerate(dimension.listed, start=1)
            )
        del above
        return numbers.members(dimension, (), analyses)

    leaves = [
        _leaf(path, grid, numbers) for path in expand(grid.columns, levels) if not path.is_hidden
    ]
    return tuple(leaves) or (Leaf(Path(()), (), None),)


def _leaf(path: Path, grid: Grid, numbers: Numbers) -> Leaf:
    lines: list[HeaderText] = []
    picks = iter(path.picks)
    used: list[Pick] = []
    key: tuple[object, ...] = ()
    n: int | None = None
    for node in path.nodes:
        key = (*key, id(node))
        label = node.label
        text = label or ""
        if node.dimension is not None:
            pick = next(picks)
            used.append(pick)
            key = (*key, pick.member.name)
            label = pick.member.label
            groups = picked(_telling(used))
            if pick.dimension.kind == "arm":
                n = numbers.header(groups)
            text = _with_n(pick, label, numbers.header_text(groups), grid, node.spec)
        if label:
            lines.append(HeaderText(key, " ".join(label.split()), text))
    return Leaf(path, tuple(lines), n)


def _telling(picks: Sequence[Pick]) -> list[Pick]:
    """Give the picks that tell subjects apart."""
    return [
        pick
        for pick in picks
        if pick.dimension.kind == "arm"
        or (
            pick.dimension.kind == "members"
            and pick.member.where is None
            and (pick.member.subset is not None or pick.member.population is not None)
        )
    ]


def _with_n(pick: Pick, label: str, n: str | None, grid: Grid, node: object) -> str:
    """Write the header of an arm; other members show their label alone."""
    if pick.dimension.kind != "arm":
        return label
    rule = node.header_n if isinstance(node, ColumnNode) else None
    if (rule or grid.table.header_n) == "none" or n is None:
        return label
    pattern = pick.member.header or "{label}"
    return pattern.replace("{label}", label).replace("{N}", n)


def make_columns(leaves: Sequence[Leaf], stub: Sequence[StubColumn]) -> tuple[Column, ...]:
    """Give the columns of the display: stub columns, then data columns."""
    made = [
        Column(
            name=f"stub{place}",
            path=(given.label,),
            label=given.label,
            width=given.width,
            header_align="left",
            is_stub=True,
        )
        for place, given in enumerate(stub, start=1)
    ]
    for leaf in leaves:
        names = tuple(line.name for line in leaf.header) or ("",)
        width = next((node.width for node in reversed(leaf.path.nodes) if node.width), None)
        made.append(
            Column(
                name=leaf.name,
                path=names,
                label=names[-1],
                width=width,
                min_width=1,
                align="center",
                n=leaf.n,
            )
        )
    return tuple(made)


def header_rows(
    leaves: Sequence[Leaf], stub: Sequence[StubColumn]
) -> tuple[tuple[HeaderCell, ...], ...]:
    """
    Give the header cells by row, top to bottom.

    Labels stand on the bottom row; equal texts of one node above them become one spanning cell
    with a rule below it.
    """
    depth = max((len(leaf.header) for leaf in leaves), default=0) or 1
    rows: list[tuple[HeaderCell, ...]] = []
    for level in range(depth):
        is_bottom = level == depth - 1
        cells: list[HeaderCell] = []
        if is_bottom:
            cells += [
                HeaderCell(given.label, place, align="left") for place, given in enumerate(stub)
            ]
        lines = [_at(leaf, level - depth + len(leaf.header)) for leaf in leaves]
        place = len(stub)
        for _, run in groupby(enumerate(lines), key=lambda one: _key(one[0], one[1], is_bottom)):
            members = list(run)
            line = members[0][1]
            text = "" if line is None else line.text
            span = len(members)
            cells.append(HeaderCell(text, place, span, underline=bool(text) and not is_bottom))
            place += span
        rows.append(tuple(cells))
    return tuple(rows)


def _at(leaf: Leaf, place: int) -> HeaderText | None:
    return leaf.header[place] if 0 <= place < len(leaf.header) else None


def _key(place: int, line: HeaderText | None, is_bottom: bool) -> tuple[object, ...]:  # noqa: FBT001 - a key function
    if is_bottom or line is None:
        return (place,)
    return line.key
