"""A figure: numbers ready to be drawn, with every text decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tlfgen.model.display import Frame

__all__ = [
    "Axis",
    "Band",
    "Box",
    "BoxShape",
    "Figure",
    "Panel",
    "RiskTable",
    "Series",
    "TextColumn",
]

SeriesKind = Literal["step", "line", "points", "mean_ci", "bars", "intervals"]
PanelKind = Literal["km", "lines", "profiles", "forest", "dots", "scatter", "flow", "box"]
MarkKind = Literal["tick", "plus"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """
    One axis.

    ``ticks`` are data values; ``tick_labels`` their texts, in the same order; an empty
    ``tick_labels`` prints the values in the shortest form.
    """

    label: str
    ticks: tuple[float, ...] = ()
    tick_labels: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    scale: Literal["linear", "log"] = "linear"
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """Limits around a series, at its x values."""

    low: tuple[float | None, ...]
    high: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class BoxShape:
    """One box: ends of its whiskers, quartiles, median, mean."""

    low: float
    q1: float
    median: float
    q3: float
    high: float
    mean: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """
    One curve, group of points or row of intervals.

    Parameters
    ----------
    label : str
        Legend text.
    x, y : tuple of float
    band : Band or None
        Confidence limits at ``x``.
    marks : tuple of (x, y)
        Such as censored times, drawn as ``mark``.
    style : int
        Index into the theme's line styles; the same arm has the same style in every figure.
    point_labels : tuple of str
        Texts at points, such as subjects of an eDISH plot.
    results : tuple of str
        Ids of the results drawn.
    dodge : float
        Shift along x, in its units, that keeps points of several series apart; ``x`` is without it.
    boxes : tuple of BoxShape
        One a point of a box plot, whose ``y`` is the median.
    is_thin : bool
        Drawn as one of many.
    """

    label: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    kind: SeriesKind = "line"
    band: Band | None = None
    marks: tuple[tuple[float, float], ...] = ()
    style: int = 0
    weights: tuple[float, ...] = ()
    point_labels: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    mark: MarkKind = "tick"
    dodge: float = 0.0
    boxes: tuple[BoxShape, ...] = ()
    is_thin: bool = False


@dataclass(frozen=True, slots=True)
class RiskTable:
    """
    Counts below a plot, aligned to its ticks.

    ``rows`` are (row label, style index or None, texts at ``times``).
    """

    title: str
    times: tuple[float, ...]
    rows: tuple[tuple[str, int | None, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class TextColumn:
    """A text column beside a forest or dot plot, one text a y position."""

    label: str
    texts: tuple[str, ...]
    align: Literal["left", "center", "right"] = "left"
    side: Literal["left", "right"] = "left"


@dataclass(frozen=True, slots=True)
class Box:
    """A boxed note; ``where`` names a corner of the panel."""

    lines: tuple[str, ...]
    where: Literal["upper left", "upper right", "lower left", "lower right"] = "lower left"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowNode:
    """
    One box of a participant flow.

    Parameters
    ----------
    name : str
        Unique in the panel.
    lines : tuple of str
        Text, not yet wrapped.
    row : int
        From the top.
    column, columns : int
        Its place among the boxes beside each other, one an arm.
    after : tuple of str
        Boxes from which an arrow comes.
    is_side : bool
        Stands right of the arrow that leaves ``after``.
    """

    name: str
    lines: tuple[str, ...]
    row: int
    column: int = 0
    columns: int = 1
    after: tuple[str, ...] = ()
    is_side: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """
    One plot area with its axes, series, notes and tables.

    ``corners`` are faint texts in corners of the plotted area, such as the quadrants of an eDISH
    plot: (corner, text). ``row_lines`` are the lines of text of each row of a forest or dot plot
    whose texts stand beside another panel.
    """

    kind: PanelKind
    x: Axis
    y: Axis
    series: tuple[Series, ...]
    title: str = ""
    legend: str = "upper right"
    x_lines: tuple[float, ...] = ()
    y_lines: tuple[float, ...] = ()
    boxes: tuple[Box, ...] = ()
    risk_table: RiskTable | None = None
    text_columns: tuple[TextColumn, ...] = ()
    corners: tuple[tuple[str, str], ...] = ()
    nodes: tuple[FlowNode, ...] = ()
    row_lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Frame):
    """
    A figure of one or more panels.

    ``inset`` is a small table below the plot: header texts, then rows of texts.
    ``grid`` is (rows, columns) of panels on a page. ``has_dashes`` and ``has_markers`` say whether
    line styles and point shapes tell series apart beside their colour.
    """

    panels: tuple[Panel, ...]
    grid: tuple[int, int] = (1, 1)
    inset: tuple[tuple[str, ...], ...] = ()
    width_in: float = 9.0
    height_in: float = 4.8
    has_dashes: bool = True
    has_markers: bool = True
