"""Sections of a table as nodes of the row axis: the same rows for one dataset after another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tlfgen.spec.grid.columns import listed_levels
from tlfgen.spec.grid.members import Dimension, Member, slug
from tlfgen.spec.grid.node import Node
from tlfgen.spec.shell.page import SectionsSpec
from tlfgen.spec.study import StudyFile

__all__ = ["stack_datasets"]

_Levels = Mapping[str, Mapping[str, str]]


def stack_datasets(
    sections: SectionsSpec, rows: tuple[Node, ...], study: StudyFile
) -> tuple[Node, ...]:
    """
    Give all rows once for each dataset, its own levels in the groupings they belong to.

    Raises
    ------
    SpecError
        ``spec.unknown-codelist``.
    """
    made = []
    for place, (name, section) in enumerate(sections.data.items(), start=1):
        member = Member(slug(section.label), section.label, place)
        levels = {
            variable: listed_levels(values, study, section.source)
            for variable, values in section.values.items()
        }
        made.append(
            Node(
                dimension=Dimension("section", "members", (member,)),
                data=name,
                children=_with_levels(rows, levels) if levels else rows,
                role="section",
                spec=sections,
            )
        )
    return tuple(made)


def _with_levels(nodes: tuple[Node, ...], levels: _Levels) -> tuple[Node, ...]:
    """Give the groupings of some variables their own levels."""
    made = []
    for node in nodes:
        dimension = node.dimension
        if dimension is not None and dimension.variable in levels:
            listed = tuple(levels[dimension.variable].items())
            dimension = replace(dimension, listed=listed)
        children = _with_levels(node.children, levels)
        made.append(replace(node, dimension=dimension, children=children))
    return tuple(made)
