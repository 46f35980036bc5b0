"""The flow of participants laid out: boxes with their counts, in rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tlfgen.core.errors import SpecError
from tlfgen.core.textwidth import printable_text
from tlfgen.layout.figure.numbers import FigureNumbers, PageKey, one_line
from tlfgen.model.figure import Axis, FlowNode, Panel
from tlfgen.spec.node import source_of
from tlfgen.spec.shell.plot import FlowBox

__all__ = ["layout_flow"]

_INDENT = "  "


def layout_flow(numbers: FigureNumbers, page: PageKey) -> tuple[Panel, ...]:
    """
    Give the panel of a participant flow.

    A box stands below the one it comes ``after`` (without, the one before it); a side box stands
    between them, on the right. ``{n}`` in a label is the count; without it the count follows in
    brackets.

    Raises
    ------
    SpecError
        ``spec.unknown-flow-box`` where ``after`` names no box above.
    """
    del page
    plot = numbers.figure.plot.flow
    assert plot is not None  # noqa: S101 - the engine has looked
    parents = _parents(plot.boxes)
    rows = _rows(plot.boxes, parents)
    nodes: list[FlowNode] = []
    for box in plot.boxes:
        above = [one for one in nodes if one.name.partition("/")[0] == parents[str(box.name)]]
        nodes += _nodes(numbers, box, rows[str(box.name)], above)
    blank = Axis(label="")
    return (Panel(kind="flow", x=blank, y=blank, series=(), legend="none", nodes=tuple(nodes)),)


def _parents(boxes: Sequence[FlowBox]) -> dict[str, str]:
    """Give the box that each comes after, blank for the first."""
    found: dict[str, str] = {}
    last = ""
    for box in boxes:
        if box.after is not None and str(box.after) not in found:
            place = source_of(box.after) or box.source
            raise SpecError.unknown("flow box", str(box.after), found, place)
        found[str(box.name)] = last if box.after is None else str(box.after)
        if not box.side:
            last = str(box.name)
    return found


def _rows(boxes: Sequence[FlowBox], parents: dict[str, str]) -> dict[str, int]:
    """Give the row of each box: one below its parent, two where a side box stands between."""
    aside = {parents[str(box.name)] for box in boxes if box.side}
    found: dict[str, int] = {}
    for box in boxes:
        parent = parents[str(box.name)]
        if not parent:
            found[str(box.name)] = 0
            continue
        has_gap = parent in aside and not box.side
        found[str(box.name)] = found[parent] + (2 if has_gap else 1)
    return found


def _nodes(
    numbers: FigureNumbers, box: FlowBox, row: int, above: Sequence[FlowNode]
) -> Iterator[FlowNode]:
    analysis = f"flow.{box.name}"
    names = numbers.names_of(analysis) or ("",)
    is_side = box.side and not box.each_arm
    for column, name in enumerate(names):
        before = [
            one for one in above if one.columns == 1 or one.column == column or len(names) == 1
        ]
        yield FlowNode(
            name=f"{box.name}/{name}",
            lines=tuple(_lines(numbers, box, analysis, name)),
            row=row,
            column=column,
            columns=len(names),
            after=tuple(one.name for one in before),
            is_side=is_side,
        )


def _lines(numbers: FigureNumbers, box: FlowBox, analysis: str, arm: str) -> Iterator[str]:
    levels = numbers.points(analysis, (), arm)
    total = levels.get("", {}).get("n")
    label = box.label
    arms = numbers.study.arms
    if arms is not None and arm in arms.levels:
        label = label.replace("{arm}", one_line(arms.levels[arm].label))
    yield _counted(label, 0.0 if total is None else total.number or 0.0)
    for level, stats in levels.items():
        if level:
            yield _INDENT + _counted(level, stats["n"].number or 0.0)


def _counted(label: str, number: float) -> str:
    text = f"{number:.0f}"
    shown = label.replace("{n}", text) if "{n}" in label else f"{label} (n={text})"
    return printable_text(shown)
