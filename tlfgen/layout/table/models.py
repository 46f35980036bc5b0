"""The lines of a model: tests of terms, contrasts of arms, least-squares means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tlfgen.layout.table.columns import Leaf
from tlfgen.layout.table.lines import COMPARE, Block, CellOf, Line
from tlfgen.layout.table.numbers import Groups, Printed
from tlfgen.spec.grid import ShownStat
from tlfgen.spec.grid.modelrows import ModelRow
from tlfgen.spec.shell.modelrows import (
    SUM_OF_ARMS,
    ContrastRow,
    LsmeansRow,
    TermRow,
    term_level,
)

__all__ = ["model_lines"]

Pair = tuple[str, str]


def model_lines(block: Block) -> list[Line]:
    """Give the lines of one row of a model; the label stands on the first."""
    row = block.unit.spec
    if isinstance(row, TermRow):
        place = row.place or "last_arm"
        name = term_level(row.term)
        cells = [_in_columns(block, stat, place, name) for stat in block.unit.stats]
        return _lines(block, row, cells)
    if isinstance(row, LsmeansRow):
        at = _at(row.lsmeans.at)
        return _lines(block, row, [_by_arm(block, stat, at) for stat in block.unit.stats])
    assert isinstance(row, ContrastRow)  # noqa: S101 - no other row is left
    if row.contrast.coefficients:
        more = (*_at(row.contrast.at), (COMPARE, SUM_OF_ARMS))
        place = row.place or "last_arm"
        found = [_in_columns(block, stat, place, "", more) for stat in block.unit.stats]
        return _lines(block, row, found)
    layers = _layers(block, row)
    lines: list[Line] = []
    for layer in layers:
        found = [_of_pairs(block, stat, layer, _at(row.contrast.at)) for stat in block.unit.stats]
        pairs = tuple(layer.values()) if len(layers) > 1 else ()
        lines += _lines(block, row, found, _pair_words(block, pairs))
    return lines


def _lines(block: Block, row: ModelRow, cells: Sequence[CellOf], named: str = "") -> list[Line]:
    """Give one line a statistic; those below the first stand one step further in."""
    stats = block.unit.stats
    has_heading = row.label is not None and str(stats[0].name) in row.labels
    label = f"{row.label}, {named}" if named and row.label else (row.label or named)
    lines: list[Line] = []
    if has_heading or (named and row.label is None):
        lines.append(Line(label, is_heading=True, cell=lambda _: Printed("")))
    for stat, cell in zip(stats, cells, strict=True):
        is_first = not lines
        text = label if is_first and row.label is not None else stat.label
        below = bool(lines) and (row.label is not None or bool(named))
        path = (lines[0].label or "",) if below else ()
        lines.append(Line(text, int(below), stat=stat, cell=cell, path=path))
    if len(lines) > 1 and row.label is not None:
        lines[0] = Line(lines[0].label, stat=lines[0].stat, cell=lines[0].cell, is_heading=True)
    return lines


def _at(at: Mapping[str, str]) -> Groups:
    return tuple((str(name), str(level)) for name, level in at.items())


def _arms(block: Block) -> list[Leaf]:
    """Give the columns of single arms."""
    return [
        leaf
        for leaf in block.leaves
        if not leaf.is_comparison and leaf.arm is not None and leaf.arm.kind == "arm"
    ]


def _in_columns(block: Block, stat: ShownStat, place: str, term: str, more: Groups = ()) -> CellOf:
    """Give the cells of a test that belongs to no arm, in the columns it is placed in."""
    arms = _arms(block)
    compared = [leaf for leaf in block.leaves if leaf.is_comparison]
    choices = {"last_arm": arms[-1:], "each_arm": arms, "compare": compared[:1]}
    target = choices.get(place, arms[:1])

    def cell(leaf: Leaf) -> Printed:
        if leaf not in target:
            return Printed("")
        return block.numbers.text(block.address(block.unit, more, term), stat)

    return cell


def _by_arm(block: Block, stat: ShownStat, at: Groups) -> CellOf:
    arms = _arms(block)

    def cell(leaf: Leaf) -> Printed:
        if leaf not in arms:
            return Printed("")
        return block.numbers.text(block.address(block.unit, (*leaf.groups, *at), ""), stat)

    return cell


def _of_pairs(block: Block, stat: ShownStat, layer: Mapping[int, Pair], at: Groups) -> CellOf:
    """Give the cells of contrasts, each in its own column."""

    def cell(leaf: Leaf) -> Printed:
        pair = layer.get(block.leaves.index(leaf))
        if pair is None:
            return Printed("")
        more = (*at, (COMPARE, "_vs_".join(pair)))
        return block.numbers.text(block.address(block.unit, more, ""), stat)

    return cell


def _layers(block: Block, row: ContrastRow) -> list[dict[int, Pair]]:
    """Give the pairs by column; pairs that want the same column stand below each other."""
    layers: list[dict[int, Pair]] = []
    for first, second in row.contrast.arms:
        pair = (str(first), str(second))
        for column in _columns(block, row.place or "first_named", pair):
            free = next((layer for layer in layers if column not in layer), None)
            if free is None:
                free = {}
                layers.append(free)
            free[column] = pair
    return layers


def _columns(block: Block, place: str, pair: Pair) -> list[int]:
    """Give the columns a contrast is placed in."""
    if place == "compare":
        compared = [n for n, leaf in enumerate(block.leaves) if leaf.is_comparison]
        own = [n for n in compared if block.leaves[n].path.leaf.pair in {pair, ()}]
        return own[:1]
    arms = _arms(block)
    wanted = {"second_named": pair[1]}.get(place, pair[0])
    if place == "last_arm":
        return [block.leaves.index(arms[-1])] if arms else []
    return [block.leaves.index(leaf) for leaf in arms if leaf.arm and leaf.arm.name == wanted]


def _pair_words(block: Block, pairs: Sequence[Pair]) -> str:
    levels = block.grid.study.arms.levels if block.grid.study.arms else {}
    texts = []
    for pair in dict.fromkeys(pairs):
        words = [" ".join((levels[one].short_label or levels[one].label).split()) for one in pair]
        texts.append(" vs ".join(words))
    return "; ".join(texts)
