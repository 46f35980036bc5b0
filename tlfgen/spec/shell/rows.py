"""The rows of a table: axis nodes, counts, hierarchies, shifts, fixed texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from tlfgen.core.errors import SpecError
from tlfgen.spec.node import SpecNode, source_of
from tlfgen.spec.shell.axis import AxisNode, Denominator, Sorts
from tlfgen.spec.shell.each import expand_each
from tlfgen.spec.shell.incidencerows import CifAtRow, GrayRow, IncidenceRow
from tlfgen.spec.shell.modelrows import ContrastRow, LsmeansRow, TermRow
from tlfgen.spec.shell.stats import NamedTest, Stats
from tlfgen.spec.shell.survivalrows import (
    CensoredRow,
    EventsRow,
    HazardRatioRow,
    KmAtRow,
    KmQuantilesRow,
    KmRangeRow,
    LogrankRow,
    RmstRow,
)
from tlfgen.spec.shell.words import Levels, Word, Words
from tlfgen.spec.slots import ConditionSlot

__all__ = [
    "SPLIT",
    "AnyRow",
    "BlankRow",
    "BlockNode",
    "CmhRow",
    "NestRow",
    "NestSplit",
    "PythonRow",
    "RowNode",
    "Rows",
    "RuleRow",
    "ShiftRow",
    "ShiftSpec",
    "TextRow",
]


class BlockNode(AxisNode):
    """
    One node of the row axis: a block of statistics or levels of a variable, or a grouping.

    ``var`` is ``of``. ``attach`` holds blocks that follow under the same label.
    """

    var: Word | None = None
    cross: Cross = ()
    test: NamedTest | None = None
    decimals: int | None = Field(default=None, ge=0, le=12)
    attach: tuple[BlockNode, ...] = ()
    heading: bool = True
    n_row: str | None = None
    total_row: str | None = None
    exclusive: bool = False

    @property
    def variable(self) -> str | None:
        """The variable that is summarised."""
        return self.var or self.of


class AnyRow(SpecNode):
    """Subjects (and events) with any record: the first row of an occurrence table."""

    any: str
    name: Word | None = None
    data: Word | None = None
    where: ConditionSlot | None = None
    stats: Stats = ()
    denominator: Denominator | None = None


SPLIT = "split"
"""Name of the group that the levels of a split stand in."""


class NestSplit(SpecNode):
    """
    Every row of a hierarchy split by the level of a variable, such as the worst grade.

    ``flags`` names the flag of each depth that picks one record of a subject, such as the first
    of the worst events within class, then within term; the last serves deeper levels too.
    """

    var: Word
    flags: Words
    values: Levels | None = None


class NestRow(SpecNode):
    """A hierarchy of variables, each level counted within the one above."""

    nest: Words
    name: Word | None = None
    data: Word | None = None
    where: ConditionSlot | None = None
    population: Word | None = None
    subset: ConditionSlot | None = None
    stats: Stats = ()
    sort: Sorts = ()
    sort_within: bool = True
    values: dict[str, Levels] = Field(default_factory=dict)
    uncoded: str | None = None
    labels: dict[str, str] = Field(default_factory=dict)
    denominator: Denominator | None = None
    case: dict[str, Word] = Field(default_factory=dict)
    cut: dict[str, int] = Field(default_factory=dict)
    split: NestSplit | None = None
    label: str | None = None


class ShiftSpec(SpecNode):
    """Counts of a level against the level of the column variable."""

    var: Word
    label: str | None = None
    values: Levels | None = None
    others: str | None = None
    missing: str | None = None
    show: Literal["all", "if_any"] = "all"
    stats: Stats = ()
    of: Word = "column"
    n_row: str | None = None


class ShiftRow(SpecNode):
    """A shift block."""

    shift: ShiftSpec
    name: Word | None = None
    data: Word | None = None
    where: ConditionSlot | None = None


class CmhSpec(SpecNode):
    """A Cochran-Mantel-Haenszel test of the arms over the levels of a shift."""

    test: Word = "general_association"
    var: Word | None = None
    strata: Words = ()
    label: str | None = None
    not_computable: str = ""
    format: Word | None = None


class CmhRow(SpecNode):
    """A test row or, where there is a comparison column, its number on the first row above."""

    cmh: CmhSpec
    name: Word | None = None


class TextRow(SpecNode):
    """A heading or a line of text."""

    text: str
    indent: int = 0


class RuleRow(SpecNode):
    """A line across the page."""

    rule: str | None = None


class BlankRow(SpecNode):
    """An empty line."""

    blank: str | None = None


class PythonRow(SpecNode):
    """Results made by a function of the study: ``module:function``."""

    python: Word
    label: str | None = None


_KEYS: dict[str, type[SpecNode]] = {
    "any": AnyRow,
    "nest": NestRow,
    "shift": ShiftRow,
    "cmh": CmhRow,
    "events": EventsRow,
    "censored": CensoredRow,
    "km_quantiles": KmQuantilesRow,
    "km_range": KmRangeRow,
    "km_at": KmAtRow,
    "hr": HazardRatioRow,
    "logrank": LogrankRow,
    "rmst": RmstRow,
    "incidence": IncidenceRow,
    "cif_at": CifAtRow,
    "gray": GrayRow,
    "term": TermRow,
    "contrast": ContrastRow,
    "lsmeans": LsmeansRow,
    "python": PythonRow,
    "rule": RuleRow,
    "blank": BlankRow,
}
_AXIS = ("by", "groups", "of", "var", "stats", "cross", "span", "where", "values", "label")
_BARE = {"rule", "blank"}


def _kind(value: Any) -> str | None:
    """Name the class that a loaded row becomes."""
    if isinstance(value, SpecNode):
        return type(value).__name__
    if isinstance(value, str):
        return _KEYS[value].__name__ if value in _BARE else None
    if not isinstance(value, Mapping):
        return None
    for key, model in _KEYS.items():
        if key in value:
            return model.__name__
    if "text" in value and not any(key in value for key in _AXIS):
        return TextRow.__name__
    return BlockNode.__name__ if any(key in value for key in _AXIS) else None


def _require_kind(value: Any) -> Any:
    if _kind(value) is None:
        shown = value if isinstance(value, str) else next(iter(value or {"": None}))
        allowed = (*_KEYS, "text", *_AXIS)
        raise SpecError.unknown("row", str(shown), allowed, source_of(value))
    return {value: None} if isinstance(value, str) else value


RowNode = Annotated[
    Annotated[BlockNode, Tag("BlockNode")]
    | Annotated[AnyRow, Tag("AnyRow")]
    | Annotated[NestRow, Tag("NestRow")]
    | Annotated[ShiftRow, Tag("ShiftRow")]
    | Annotated[CmhRow, Tag("CmhRow")]
    | Annotated[EventsRow, Tag("EventsRow")]
    | Annotated[CensoredRow, Tag("CensoredRow")]
    | Annotated[KmQuantilesRow, Tag("KmQuantilesRow")]
    | Annotated[KmRangeRow, Tag("KmRangeRow")]
    | Annotated[KmAtRow, Tag("KmAtRow")]
    | Annotated[HazardRatioRow, Tag("HazardRatioRow")]
    | Annotated[LogrankRow, Tag("LogrankRow")]
    | Annotated[RmstRow, Tag("RmstRow")]
    | Annotated[IncidenceRow, Tag("IncidenceRow")]
    | Annotated[CifAtRow, Tag("CifAtRow")]
    | Annotated[GrayRow, Tag("GrayRow")]
    | Annotated[TermRow, Tag("TermRow")]
    | Annotated[ContrastRow, Tag("ContrastRow")]
    | Annotated[LsmeansRow, Tag("LsmeansRow")]
    | Annotated[PythonRow, Tag("PythonRow")]
    | Annotated[RuleRow, Tag("RuleRow")]
    | Annotated[BlankRow, Tag("BlankRow")]
    | Annotated[TextRow, Tag("TextRow")],
    Discriminator(_kind),
    BeforeValidator(_require_kind),
]
"""One row node; its first telling key decides which."""


def _rows(value: Any) -> Any:
    return tuple(expand_each(value if isinstance(value, (list, tuple)) else (value,)))


def _cross(value: Any) -> Any:
    """Take every factor of a cross as a list of nodes."""
    items = value if isinstance(value, (list, tuple)) else (value,)
    return tuple(item if isinstance(item, (list, tuple)) else (item,) for item in items)


Rows = Annotated[tuple[RowNode, ...], BeforeValidator(_rows)]
"""One row node or a list of them, top to bottom."""

Cross = Annotated[tuple[tuple[RowNode, ...], ...], BeforeValidator(_cross)]
"""Factors of a cross, outermost first."""
