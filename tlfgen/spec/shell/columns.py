"""The columns of a table: arms, spans, levels across, statistics, comparisons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from tlfgen.spec.node import SpecNode
from tlfgen.spec.shell.adjust import AdjustSpec
from tlfgen.spec.shell.axis import AxisNode
from tlfgen.spec.shell.stats import FlagSpec, NamedTest
from tlfgen.spec.shell.words import Levels, Word, Words
from tlfgen.spec.slots import ConditionSlot

__all__ = ["AcrossSpec", "ColumnNode", "Columns", "CompareSpec", "TotalSpec"]


class TotalSpec(SpecNode):
    """The total column: its label, the arms it holds (all, where none is named)."""

    short = "label"
    label: str | None = None
    of: Words | None = None
    hidden: bool = False


class CompareSpec(SpecNode):
    """
    Columns of tests: of all arms at once, or of each arm against the reference.

    ``test`` is the default for rows that name none; ``p`` is the short form of ``label``.
    ``adjust`` adjusts the p-values of several comparisons, and shows them where ``stats`` names
    nothing else.
    """

    short = "label"
    test: NamedTest | None = None
    label: str | None = None
    p: str | None = None
    each: Literal["overall", "reference", "pairs"] = "overall"
    pairs: tuple[tuple[Word, Word], ...] = ()
    span: str | None = None
    labels: dict[str, str] = Field(default_factory=dict)
    stats: Words = ("p",)
    adjust: AdjustSpec | None = None
    format: Word | None = None
    flag: FlagSpec | None = None
    width: int | None = Field(default=None, ge=1)

    @property
    def shown(self) -> tuple[str, ...]:
        """The numbers its columns show."""
        is_bare = self.adjust is not None and "stats" not in self.model_fields_set
        return ("p_adjusted",) if is_bare else self.stats


class AcrossSpec(SpecNode):
    """Columns within each arm: levels of a variable, populations, or flags."""

    short = "var"
    var: Word | None = None
    label: str | None = None
    values: Levels | None = None
    others: str | None = None
    populations: Words = ()
    flags: dict[str, ConditionSlot] = Field(default_factory=dict)


def _cross(value: Any) -> Any:
    """Take every factor of a cross as a list of nodes."""
    items = value if isinstance(value, (list, tuple)) else (value,)
    return tuple(item if isinstance(item, (list, tuple)) else (item,) for item in items)


class ColumnNode(AxisNode):
    """One node of the column axis."""

    cross: Annotated[tuple[tuple[ColumnNode, ...], ...], BeforeValidator(_cross)] = ()
    arms: Words | None = None
    order: Words | None = None
    total: TotalSpec | None = None
    pools: Words = ()
    no_arm: str | None = None
    across: AcrossSpec | None = None
    compare: CompareSpec | None = None
    header: str | None = None
    header_n: Literal["population", "subset", "none"] | None = None
    hidden: bool = False
    width: int | None = Field(default=None, ge=1)


def _columns(value: Any) -> Any:
    return (value,) if isinstance(value, Mapping) else value


Columns = Annotated[tuple[ColumnNode, ...], BeforeValidator(_columns)]
"""One node or a list of them, left to right."""

ColumnNode.model_rebuild()
