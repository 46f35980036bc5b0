"""Figures: results in their places, every text decided."""

from tlfgen.layout.figure.engine import layout_figure

__all__ = ["layout_figure"]
