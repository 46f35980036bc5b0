"""The page as a grid of character cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor
from typing import Literal

__all__ = ["CELL_EM", "LINE_EM", "PAPER_IN", "POINTS", "PageSetup"]

CELL_EM = 0.6
"""Width of a character cell of the page font, in font sizes."""

LINE_EM = 1.2
"""Distance of two lines, in font sizes."""

PAPER_IN = {"letter": (8.5, 11.0), "a4": (8.2677, 11.6929)}
"""Width and height of upright paper, in inches."""

POINTS = 72.0
_SLACK = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSetup:
    """
    A page as a grid of character cells.

    Parameters
    ----------
    width_in, height_in : float
        As the page is looked at: a landscape page is wider than high.
    margins_in : tuple of float
        Top, right, bottom, left.
    size_pt : float
        Size of the page font.
    chars, lines : int
        Cells across and lines down, between the margins.
    paper, orient : str
    """

    width_in: float
    height_in: float
    margins_in: tuple[float, float, float, float]
    size_pt: float
    chars: int
    lines: int
    paper: str = "letter"
    orient: Literal["landscape", "portrait"] = "landscape"

    @classmethod
    def of(
        cls,
        size: str = "letter",
        orient: Literal["landscape", "portrait"] = "landscape",
        size_pt: float = 9.0,
        margins_in: Sequence[float] = (1.0, 1.0, 1.0, 1.0),
    ) -> PageSetup:
        """
        Give the grid of a paper size with margins and a font size.

        Examples
        --------
        >>> setup = PageSetup.of("letter", "landscape", 9, (1, 1, 1, 1))
        >>> setup.chars, setup.lines
        (120, 43)
        """
        short, tall = PAPER_IN[size]
        width, height = (tall, short) if orient == "landscape" else (short, tall)
        top, right, bottom, left = margins_in
        across = (width - left - right) * POINTS / (CELL_EM * size_pt)
        down = (height - top - bottom) * POINTS / (LINE_EM * size_pt)
        return cls(
            width_in=width,
            height_in=height,
            margins_in=(top, right, bottom, left),
            size_pt=float(size_pt),
            chars=floor(across + _SLACK),
            lines=floor(down + _SLACK),
            paper=size,
            orient=orient,
        )

    def override(
        self, orient: Literal["landscape", "portrait"] | None, size_pt: float | None
    ) -> PageSetup:
        """Give the grid with another orientation or font size; None keeps what stands."""
        if orient in {None, self.orient} and size_pt in {None, self.size_pt}:
            return self
        return PageSetup.of(
            self.paper, orient or self.orient, size_pt or self.size_pt, self.margins_in
        )

    @property
    def cell_pt(self) -> float:
        """Width of a cell, in points."""
        return CELL_EM * self.size_pt

    @property
    def line_pt(self) -> float:
        """Height of a line, in points."""
        return LINE_EM * self.size_pt
