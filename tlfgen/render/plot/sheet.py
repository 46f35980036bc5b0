"""A drawing sheet measured in points, on which the page font is a grid of cells."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from tlfgen.core.textwidth import text_width
from tlfgen.model.output import Drawing
from tlfgen.model.page_setup import CELL_EM, LINE_EM, POINTS
from tlfgen.render.plot.theme import INK

__all__ = ["Area", "Sheet", "open_sheet"]

_DPI = 300
_LEVELS = {"top": 0.83, "center": 0.33, "baseline": 0.0, "bottom": -0.3}


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of the sheet, in points from its lower left corner."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right end."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """Its upper end."""
        return self.bottom + self.height

    def inset(
        self, left: float = 0.0, bottom: float = 0.0, right: float = 0.0, top: float = 0.0
    ) -> Area:
        """Give what is left of it inside margins."""
        return Area(
            self.left + left,
            self.bottom + bottom,
            max(self.width - left - right, 1.0),
            max(self.height - bottom - top, 1.0),
        )


@dataclass(slots=True)
class Sheet:
    """
    A figure of the plot library with its size in points.

    ``has_dashes`` and ``has_markers`` hold for every series drawn on it; ``legend_lines`` are kept
    free above every panel, and ``label_lines`` below its ticks, so that panels beside each other
    stand level.
    """

    figure: Any
    width: float
    height: float
    size_pt: float
    has_dashes: bool = True
    has_markers: bool = True
    legend_lines: int = 0
    label_lines: int = 0

    @property
    def cell(self) -> float:
        """Width of a character, in points."""
        return CELL_EM * self.size_pt

    @property
    def line(self) -> float:
        """Distance of two lines, in points."""
        return LINE_EM * self.size_pt

    @property
    def area(self) -> Area:
        """The whole sheet."""
        return Area(0.0, 0.0, self.width, self.height)

    def measure(self, text: str) -> float:
        """Give the width of a text's widest line, in points."""
        return max(text_width(line) for line in text.split("\n")) * self.cell

    def add_axes(self, area: Area) -> Any:
        """Give axes of the plot library on a rectangle."""
        place = (
            area.left / self.width,
            area.bottom / self.height,
            area.width / self.width,
            area.height / self.height,
        )
        return self.figure.add_axes(place)

    def write(
        self, x: float, y: float, text: str, *, align: str = "left", level: str = "baseline",
        colour: str = INK, weight: str = "normal", turned: bool = False,
    ) -> None:  # fmt: skip
        """
        Write a text at a point of the sheet.

        ``level`` says what of the first line stands at ``y``: its top, its middle, its base line or
        its bottom, as the font measures them, whatever letters the text has.
        """
        rise = 0.0 if turned else _LEVELS[level] * self.size_pt
        for number, line in enumerate(text.split("\n")):
            down = 0.0 if turned else number * self.line
            self.figure.text(
                x / self.width, (y - rise - down) / self.height, line, ha=align,
                va="center" if turned else "baseline", color=colour, weight=weight,
                rotation=90 if turned else 0,
            )  # fmt: skip

    def finish(self) -> Drawing:
        """Give the drawing as SVG with live text, and as PNG of 300 dots an inch."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.backends.backend_svg import FigureCanvasSVG

        svg, png = io.BytesIO(), io.BytesIO()
        plain = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        FigureCanvasSVG(self.figure).print_svg(svg, metadata=plain)
        self.figure.set_dpi(_DPI)
        self.figure.patch.set_facecolor("white")
        FigureCanvasAgg(self.figure).print_png(png, metadata={"Software": None})
        return Drawing(svg.getvalue(), png.getvalue(), self.width / POINTS, self.height / POINTS)


def open_sheet(
    width_in: float,
    height_in: float,
    size_pt: float,
    *,
    has_dashes: bool = True,
    has_markers: bool = True,
) -> Sheet:
    """Give an empty sheet: clear in SVG, so that a watermark shows through, white in PNG."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width_in, height_in), dpi=POINTS, facecolor="none")
    width, height = width_in * POINTS, height_in * POINTS
    return Sheet(figure, width, height, size_pt, has_dashes, has_markers)
