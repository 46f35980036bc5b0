"""Figures drawn: panels to SVG with live text, and to PNG."""

from tlfgen.render.plot.draw import draw_figure

__all__ = ["draw_figure"]
