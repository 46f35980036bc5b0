"""The printed lines of one block of rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from tlfgen.layout.table.columns import Leaf
from tlfgen.layout.table.numbers import Address, Groups, Numbers, Printed
from tlfgen.spec.grid import Grid, Member, Node, ShownStat, Unit
from tlfgen.spec.grid.unit import make_unit

__all__ = ["COMPARE", "Block", "Line", "cell_of", "is_dropped", "lines_of"]

COMPARE = "compare"
CellOf = Callable[[Leaf], Printed]


@dataclass(frozen=True, slots=True)
class Line:
    """
    One printed line of a block.

    Parameters
    ----------
    label : str or None
        None takes the label of what the block stands under.
    indent : int
        Steps below the label of the block.
    level : str
        Level of its results.
    parents : tuple of (variable, level)
        Levels above within a hierarchy.
    stat : ShownStat or None
        None takes the statistic of each column.
    is_tested : bool
        Whether a comparison column shows its number on this line.
    is_heading : bool
        Lines of deeper indent below belong to it.
    cell : callable or None
        Gives the cell of a column in a way of its own.
    """

    label: str | None
    indent: int = 0
    level: str = ""
    parents: Groups = ()
    stat: ShownStat | None = None
    is_tested: bool = False
    is_heading: bool = False
    is_blank: bool = False
    cell: CellOf | None = None
    path: tuple[str, ...] = ()


@dataclass(frozen=True)
class Block:
    """
    One leaf of the row axis at chosen members.

    ``units`` gives what each data column shows of it, None for a comparison column.
    """

    grid: Grid
    numbers: Numbers
    nodes: tuple[Node, ...]
    groups: Groups
    leaves: tuple[Leaf, ...]
    units: tuple[Unit | None, ...] = field(default=())

    @classmethod
    def of(
        cls,
        grid: Grid,
        numbers: Numbers,
        nodes: tuple[Node, ...],
        groups: Groups,
        leaves: tuple[Leaf, ...],
    ) -> Block:
        """Merge a row leaf with every column."""
        units = tuple(
            None if leaf.is_comparison else make_unit(nodes, leaf.path.nodes, grid.defaults)
            for leaf in leaves
        )
        return cls(grid, numbers, nodes, groups, leaves, units)

    @property
    def node(self) -> Node:
        """The leaf of the row axis."""
        return self.nodes[-1]

    @property
    def unit(self) -> Unit:
        """What the first plain column shows."""
        found = next((unit for unit in self.units if unit is not None), None)
        return found or make_unit(self.nodes, (), self.grid.defaults)

    def address(self, unit: Unit, more: Groups, level: str, parents: Groups = ()) -> Address:
        """Give the place of a number in this block."""
        return Address(unit.analysis, (*self.groups, *parents, *more), level)

    def first_address(self) -> Address:
        """Give the place of the block in its first plain column."""
        for unit, leaf in zip(self.units, self.leaves, strict=True):
            if unit is not None:
                return self.address(unit, leaf.groups, "")
        return self.address(self.unit, (), "")


def cell_of(block: Block, line: Line, place: int) -> Printed:
    """Write one cell of a line."""
    leaf, unit = block.leaves[place], block.units[place]
    if line.cell is not None:
        return line.cell(leaf)
    if unit is None:
        return _tested(block, line, leaf)
    if unit.kind == "within" and leaf.arm is not None and leaf.arm.kind != "arm":
        return Printed("")
    stat = line.stat or (unit.stats[0] if unit.stats else None)
    if stat is None:
        return Printed("")
    printed = block.numbers.text(block.address(unit, leaf.groups, line.level, line.parents), stat)
    zero = block.grid.table.empty.cells
    if printed.is_zero and zero is not None:
        return replace(printed, text=zero)
    return printed


def _tested(block: Block, line: Line, leaf: Leaf) -> Printed:
    """Write the number of a test, on the line that shows it."""
    if not line.is_tested:
        return Printed("")
    node = leaf.path.leaf
    unit = next(
        (one for one in block.units if one is not None and one.kind != "within"), block.unit
    )
    if unit.comparison is None and node.comparison is None:
        return Printed("")
    is_each = unit.kind in {"nest", "counts"}
    address = block.address(
        unit,
        ((COMPARE, node.name),),
        line.level if is_each else "",
        line.parents if is_each else (),
    )
    return block.numbers.text(address, node.stats[0])


def lines_of(block: Block) -> list[Line]:
    """Give the lines of a block, top to bottom."""
    kind = block.unit.kind
    if kind == "nest":
        from tlfgen.layout.table.nest import nest_lines

        return nest_lines(block)
    if kind == "survival":
        from tlfgen.layout.table.survival import survival_lines

        return survival_lines(block)
    if kind == "model":
        from tlfgen.layout.table.models import model_lines

        return model_lines(block)
    if kind == "levels":
        return _level_lines(block)
    return _stat_lines(block)


def _row_stats(block: Block) -> tuple[ShownStat, ...]:
    return next((node.stats for node in reversed(block.nodes) if node.stats), ())


def _stat_lines(block: Block) -> list[Line]:
    """Give one line a statistic, or a single line where the columns carry them."""
    stats = _row_stats(block)
    if not stats:
        return [Line(None, is_tested=True)]
    is_single = len(stats) == 1 and (block.unit.kind == "counts" or not _has_heading(block))
    return [
        Line(
            None if is_single else stat.label,
            stat=stat,
            is_tested=place == 0 and block.unit.kind != "within",
        )
        for place, stat in enumerate(stats)
        if block.unit.kind != "counts" or place == 0 or not is_single
    ]


def _has_heading(block: Block) -> bool:
    return all(node.is_heading for node in block.nodes)


def _level_lines(block: Block) -> list[Line]:
    """Give the line of all with a value, then the levels with their statistics."""
    stats = _row_stats(block)
    totals = [stat for stat in stats if stat.family == "either"] if len(stats) > 1 else []
    shown: Sequence[ShownStat | None] = [stat for stat in stats if stat not in totals] or [None]
    lines = [Line(stat.label, stat=stat) for stat in totals]
    members = _levels(block)
    spec = block.unit.levels
    for member in members:
        for place, stat in enumerate(shown):
            line = Line(member.label, level=member.name, stat=stat)
            if place:
                line = replace(line, label=stat.label if stat else None, indent=1)
            if spec is None or spec.show_all or not is_dropped(block, line):
                lines.append(line)
    if lines:
        lines[0] = replace(lines[0], is_tested=True)
    return lines


def _levels(block: Block) -> tuple[Member, ...]:
    """Give the levels that any printed column counts."""
    found: dict[str, Member] = {}
    for unit, leaf in zip(block.units, block.leaves, strict=True):
        if unit is None:
            continue
        address = block.address(unit, leaf.groups, "")
        for member in block.numbers.levels(address, unit.levels):
            found.setdefault(member.name, member)
    return tuple(sorted(found.values(), key=lambda member: member.order))


def is_dropped(block: Block, line: Line) -> bool:
    """Say whether every plain cell of a line counts nobody."""
    cells = [cell_of(block, line, place) for place, unit in enumerate(block.units) if unit]
    return bool(cells) and all(cell.is_zero or cell.is_absent for cell in cells)


def is_empty_block(block: Block) -> bool:
    """Say whether a by-visit block has no value in any column."""
    if block.grid.table.kind != "by_visit" or block.grid.table.empty.levels == "show":
        return False
    if block.unit.kind not in {"numbers", "levels", "within"}:
        return False
    for unit, leaf in zip(block.units, block.leaves, strict=True):
        if unit is None:
            continue
        address = block.address(unit, leaf.groups, "")
        stat = "p" if unit.kind == "within" else "n"
        if block.numbers.number(address, stat):
            return False
    return True


__all__ += ["is_empty_block"]
