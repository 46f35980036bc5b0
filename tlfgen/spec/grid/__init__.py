"""A table spec resolved to two trees: what stands where, with every default filled in."""

from tlfgen.spec.grid.members import Dimension, Member, Pick
from tlfgen.spec.grid.node import Comparison, Content, Node, ShownStat
from tlfgen.spec.grid.table import Grid, build_grid
from tlfgen.spec.grid.unit import Path, Unit, expand, make_unit

__all__ = [
    "Comparison",
    "Content",
    "Dimension",
    "Grid",
    "Member",
    "Node",
    "Path",
    "Pick",
    "ShownStat",
    "Unit",
    "build_grid",
    "expand",
    "make_unit",
]
