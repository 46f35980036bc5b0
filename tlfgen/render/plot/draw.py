"""Draws a figure: its panels on a sheet of the room the page gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tlfgen.model.figure import Figure, Panel
from tlfgen.model.output import Drawing
from tlfgen.model.page_setup import PageSetup
from tlfgen.render.plot.axes import axis_label
from tlfgen.render.plot.box import draw_box
from tlfgen.render.plot.flow import draw_flow, flow_height
from tlfgen.render.plot.km import draw_km
from tlfgen.render.plot.legend import legend_lines
from tlfgen.render.plot.lines import draw_lines
from tlfgen.render.plot.profiles import draw_profiles
from tlfgen.render.plot.rows import draw_rows, text_width_of
from tlfgen.render.plot.scatter import draw_scatter
from tlfgen.render.plot.sheet import Area, Sheet, open_sheet
from tlfgen.render.plot.theme import plot_settings, register_fonts

__all__ = ["draw_figure"]

_GAP_PT = 8.0
_KINDS: dict[str, Callable[[Sheet, Panel, Area], None]] = {
    "km": draw_km,
    "lines": draw_lines,
    "profiles": draw_profiles,
    "scatter": draw_scatter,
    "box": draw_box,
    "forest": draw_rows,
    "dots": draw_rows,
    "flow": draw_flow,
}


def draw_figure(
    figure: Figure, setup: PageSetup, room_in: tuple[float, float] | None = None
) -> Drawing:
    """
    Give the picture of one page of a figure: the same figure, the same bytes.

    Text is that of the page: its font, its size, kept as text in the SVG.

    Parameters
    ----------
    figure : Figure
        One page of it, with at least one panel.
    setup : PageSetup
    room_in : (float, float) or None
        Width and height that the page has for it, in inches; it is never larger, but for a
        participant flow of many boxes, which the page then scales down whole.

    Returns
    -------
    Drawing
        SVG, and PNG of 300 dots an inch.
    """
    from matplotlib import rc_context

    setup = setup.override(figure.rules.orient, figure.rules.size_pt)
    width, height = figure.width_in, figure.height_in
    if room_in is not None:
        width, height = min(width, room_in[0]), min(height, room_in[1])
    register_fonts()
    with rc_context(plot_settings(setup.size_pt)):
        sheet = _sheet(figure, width, height, setup.size_pt)
        places = list(zip(figure.panels, _areas(sheet, figure), strict=False))
        _level(sheet, places)
        for panel, area in places:
            _KINDS[panel.kind](sheet, panel, area)
        return sheet.finish()


def _sheet(figure: Figure, width: float, height: float, size_pt: float) -> Sheet:
    """Give the sheet, larger in its proportions where a flow has more rows than fit."""

    def sized(scale: float) -> Sheet:
        return open_sheet(
            width * scale, height * scale, size_pt,
            has_dashes=figure.has_dashes, has_markers=figure.has_markers,
        )  # fmt: skip

    sheet = sized(1.0)
    needed = max(
        (flow_height(sheet, panel) for panel in figure.panels if panel.kind == "flow"), default=0.0
    )
    return sized(needed / sheet.height) if needed > sheet.height else sheet


def _areas(sheet: Sheet, figure: Figure) -> list[Area]:
    """Cut the sheet into the rows and columns of the grid; texts beside an axis are extra."""
    rows, columns = figure.grid
    texts = [text_width_of(sheet, panel) for panel in figure.panels]
    extra = [max(texts[column::columns], default=0.0) for column in range(columns)]
    plain = (sheet.width - sum(extra) - (columns - 1) * _GAP_PT) / columns
    height = (sheet.height - (rows - 1) * _GAP_PT) / rows
    areas = []
    for row in range(rows):
        left = 0.0
        for wide in extra:
            bottom = sheet.height - (row + 1) * height - row * _GAP_PT
            areas.append(Area(left, bottom, plain + wide, height))
            left += plain + wide + _GAP_PT
    return areas


def _level(sheet: Sheet, places: Sequence[tuple[Panel, Area]]) -> None:
    """Keep as many lines free beside every panel as the fullest legend and label need."""
    for panel, area in places:
        room = area.width - text_width_of(sheet, panel)
        if panel.legend == "top":
            lines = legend_lines(sheet, panel.series, room)
            sheet.legend_lines = max(sheet.legend_lines, lines)
        label = axis_label(sheet, panel.x, area.width)
        sheet.label_lines = max(sheet.label_lines, len(label))
