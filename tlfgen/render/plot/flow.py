"""Participant flow: boxes with arrows between them."""

from __future__ import annotations

from collections.abc import Sequence

from tlfgen.core.textwidth import wrap_text
from tlfgen.model.figure import FlowNode, Panel
from tlfgen.render.plot.sheet import Area, Sheet
from tlfgen.render.plot.theme import INK, RULE_PT

__all__ = ["draw_flow", "flow_height"]

_PAD_CELLS = 1.0
_GAP_CELLS = 3.0
_WIDE = 0.44
_SIDE = 0.40
_LEAST_GAP_PT = 10.0
_HEAD_PT = 5.0
_AIR = 0.35


def draw_flow(sheet: Sheet, panel: Panel, area: Area) -> None:
    """Draw boxes row by row, as high as their text, with arrows from box to box."""
    texts = {node.name: _wrapped(sheet, node, area) for node in panel.nodes}
    places = _places(sheet, panel.nodes, texts, area)
    for node in panel.nodes:
        _box(sheet, places[node.name], texts[node.name], is_middle=not node.is_side)
    for node in panel.nodes:
        for name in node.after:
            _arrow(sheet, places[name], places[node.name], is_side=node.is_side)


def flow_height(sheet: Sheet, panel: Panel) -> float:
    """Give the points that all rows of a flow take with the least room between them."""
    texts = {node.name: _wrapped(sheet, node, sheet.area) for node in panel.nodes}
    heights = _heights(sheet, panel.nodes, texts)
    return sum(heights) + (len(heights) - 1) * _LEAST_GAP_PT + 1.0


def _heights(sheet: Sheet, nodes: Sequence[FlowNode], texts: dict[str, list[str]]) -> list[float]:
    """Give the height of each row: that of its highest box."""
    found = [0.0] * (max(node.row for node in nodes) + 1)
    for node in nodes:
        height = (len(texts[node.name]) + 2 * _AIR) * sheet.line
        found[node.row] = max(found[node.row], height)
    return found


def _width(sheet: Sheet, node: FlowNode, area: Area) -> float:
    """Give the most width a box may take."""
    if node.is_side:
        return area.width * _SIDE
    if node.columns == 1:
        return area.width * _WIDE
    gaps = (node.columns - 1) * _GAP_CELLS * sheet.cell
    return (area.width - gaps) / node.columns


def _wrapped(sheet: Sheet, node: FlowNode, area: Area) -> list[str]:
    room = int(_width(sheet, node, area) / sheet.cell - 2 * _PAD_CELLS)
    lines: list[str] = []
    for text in node.lines:
        indent = len(text) - len(text.lstrip(" "))
        wrapped = wrap_text(text.strip(), max(room - indent, 1))
        lines += [" " * (indent + (2 if number else 0)) + one for number, one in enumerate(wrapped)]
    return lines


def _places(
    sheet: Sheet, nodes: Sequence[FlowNode], texts: dict[str, list[str]], area: Area
) -> dict[str, Area]:
    """Give the rectangle of each box; what room is left goes between the rows."""
    heights = _heights(sheet, nodes, texts)
    count = len(heights)
    spare = area.height - sum(heights)
    gap = max(min(spare / max(count - 1, 1), 2.2 * sheet.line), _LEAST_GAP_PT)
    tops = [area.top]
    for height in heights[:-1]:
        tops.append(tops[-1] - height - gap)
    found = {}
    for node in nodes:
        height = (len(texts[node.name]) + 2 * _AIR) * sheet.line
        widest = max(sheet.measure(line) for line in texts[node.name])
        width = min(widest + 2 * _PAD_CELLS * sheet.cell, _width(sheet, node, area))
        room = _width(sheet, node, area)
        middle = area.left + area.width / 2
        if node.columns > 1:
            middle = area.left + node.column * (room + _GAP_CELLS * sheet.cell) + room / 2
        left = middle - width / 2
        if node.is_side:
            left = area.left + area.width / 2 + 2 * _GAP_CELLS * sheet.cell
        below = (heights[node.row] - height) / 2 if node.is_side else 0.0
        found[node.name] = Area(left, tops[node.row] - below - height, width, height)
    return found


def _box(sheet: Sheet, place: Area, lines: Sequence[str], *, is_middle: bool) -> None:
    from matplotlib.patches import Rectangle

    sheet.figure.add_artist(
        Rectangle(
            (place.left / sheet.width, place.bottom / sheet.height),
            place.width / sheet.width,
            place.height / sheet.height,
            facecolor="white", edgecolor=INK, linewidth=RULE_PT, transform=sheet.figure.transFigure,
        )
    )  # fmt: skip
    is_plain = is_middle and not any(line.startswith(" ") for line in lines)
    for number, line in enumerate(lines):
        y = place.top - (number + 0.5 + _AIR) * sheet.line
        if is_plain:
            sheet.write(place.left + place.width / 2, y, line, align="center", level="center")
        else:
            indent = (len(line) - len(line.lstrip(" "))) * sheet.cell
            x = place.left + _PAD_CELLS * sheet.cell + indent
            sheet.write(x, y, line.strip(), level="center")


def _arrow(sheet: Sheet, start: Area, end: Area, *, is_side: bool) -> None:
    """Draw an arrow down from box to box, by way of a crossing line where they are not aligned."""
    x, y = start.left + start.width / 2, start.bottom
    if is_side:
        level = end.bottom + end.height / 2
        _line(sheet, [(x, level), (end.left, level)], has_head=True)
        return
    target = end.left + end.width / 2
    if abs(target - x) < 1.0:
        _line(sheet, [(x, y), (x, end.top)], has_head=True)
        return
    bend = end.top + _LEAST_GAP_PT
    _line(sheet, [(x, y), (x, bend), (target, bend), (target, end.top)], has_head=True)


def _line(sheet: Sheet, points: Sequence[tuple[float, float]], *, has_head: bool) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Polygon

    x = [a / sheet.width for a, _ in points]
    y = [b / sheet.height for _, b in points]
    sheet.figure.add_artist(Line2D(x, y, color=INK, linewidth=RULE_PT * 1.2, zorder=0))
    if not has_head:
        return
    (a, b), (c, d) = points[-2], points[-1]
    if a == c:
        tip = [(c, d), (c - _HEAD_PT / 2, d + _HEAD_PT), (c + _HEAD_PT / 2, d + _HEAD_PT)]
    else:
        tip = [(c, d), (c - _HEAD_PT, d - _HEAD_PT / 2), (c - _HEAD_PT, d + _HEAD_PT / 2)]
    del b
    corners = [(px / sheet.width, py / sheet.height) for px, py in tip]
    sheet.figure.add_artist(
        Polygon(
            corners, closed=True, facecolor=INK, linewidth=0, transform=sheet.figure.transFigure
        )
    )
