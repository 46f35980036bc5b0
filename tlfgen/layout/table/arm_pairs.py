"""Cells of lines that show arms against each other."""

from __future__ import annotations

from collections.abc import Sequence

from tlfgen.layout.table.columns import Leaf
from tlfgen.layout.table.lines import COMPARE, Block, CellOf, Line
from tlfgen.layout.table.numbers import Printed
from tlfgen.spec.grid import ShownStat
from tlfgen.spec.grid.node import shown_stat
from tlfgen.spec.shell.stats import CiSpec, StatSpec

__all__ = ["heading_line", "of_pairs", "pair_cell", "percent_label", "stat_of", "with_reference"]


def stat_of(block: Block, word: str, **given: object) -> ShownStat:
    """Give the statistic behind a word, with the format asked for."""
    spec = StatSpec.model_validate({"stat": word, **{k: v for k, v in given.items() if v}})
    return shown_stat(spec, block.grid.study)


def percent_label(ci: CiSpec) -> str:
    """Write the level of an interval."""
    return f"{100 * ci.level:g}% CI"


def heading_line(label: str) -> Line:
    """Give a line without numbers."""
    return Line(label, is_heading=True, cell=lambda _: Printed(""))


def with_reference(block: Block, stat: ShownStat, level: str = "") -> CellOf:
    """Give the cells of arms that are compared with the reference."""
    arms = block.grid.study.arms
    reference = arms.reference if arms is not None else None

    def cell(leaf: Leaf) -> Printed:
        arm = leaf.arm
        if arm is None or arm.kind != "arm" or arm.name == reference:
            return Printed("")
        return pair_cell(block, stat, level, f"{arm.name}_vs_{reference}")

    return cell


def pair_cell(block: Block, stat: ShownStat, level: str, name: str) -> Printed:
    """Write the number of one pair of arms."""
    address = block.address(block.unit, ((COMPARE, name),), level)
    return block.numbers.text(address, stat)


def of_pairs(
    block: Block, stat: ShownStat, pairs: Sequence[tuple[str, str]], level: str = ""
) -> CellOf:
    """Give the cells of given pairs, each in the column of its first arm."""
    by_first = {pair[0]: "_vs_".join(pair) for pair in pairs}

    def cell(leaf: Leaf) -> Printed:
        arm = leaf.arm
        if arm is None or arm.name not in by_first:
            return Printed("")
        return pair_cell(block, stat, level, by_first[arm.name])

    return cell
