"""Results that figures draw."""

from tlfgen.analysis.figure.engine import figure_results

__all__ = ["figure_results"]
