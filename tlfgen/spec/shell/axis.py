"""One node of an axis: what rows and columns have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from tlfgen.spec.node import SpecNode
from tlfgen.spec.shell.groups import GroupSpec
from tlfgen.spec.shell.stats import Stats
from tlfgen.spec.shell.words import Levels, Word, Words
from tlfgen.spec.slots import ConditionSlot

__all__ = ["AxisNode", "BySpec", "Denominator", "DenominatorRule", "SortSpec", "Sorts"]

DenominatorRule = Literal[
    "population", "subset", "with_baseline", "with_value", "column_n", "by_visit", "records"
]


class Denominator(SpecNode):
    """
    What a percentage is taken of: a rule by name, or a condition on the subjects.

    With ``data`` it is the subjects of the column with a record of that dataset that meets it.
    """

    short = "rule"
    rule: DenominatorRule | None = None
    where: ConditionSlot | None = None
    data: Word | None = None


class BySpec(SpecNode):
    """A grouping: the arm, the visit or a variable; ``record`` takes the record's own arm."""

    short = "var"
    var: Word = "arm"
    record: bool = False
    order: Word | None = None


class SortSpec(SpecNode):
    """How the levels of a nest are ordered: by text, by the codes, or by a count."""

    short = "by"
    by: Word = "alpha"
    column: Word | None = Field(default=None, alias="in")
    desc: bool = False
    ties: Literal["alpha", "order"] = "alpha"


def _sorts(value: Any) -> Any:
    return value if isinstance(value, (list, tuple)) else (value,)


Sorts = Annotated[tuple[SortSpec, ...], BeforeValidator(_sorts)]
"""One sort rule, or one a level of the nest."""


def _by(value: Any) -> Any:
    if isinstance(value, Mapping) and "arm" in value and "var" not in value:
        return {"var": "arm", **(value["arm"] or {})}
    return value


class AxisNode(SpecNode):
    """
    What rows and columns share: a grouping, a measure, and what narrows the records.

    A node has at most one of ``by`` and ``groups``; ``of`` names the variable summarised;
    ``stats`` stand on one axis of a path.
    """

    name: Word | None = None
    label: str | None = None
    span: str | None = None
    by: Annotated[BySpec | None, BeforeValidator(_by)] = None
    groups: Word | tuple[GroupSpec, ...] | None = None
    of: Word | None = None
    stats: Stats = ()
    where: ConditionSlot | None = None
    subset: ConditionSlot | None = None
    population: Word | None = None
    data: Word | None = None
    denominator: Denominator | None = None
    values: Levels | None = None
    others: str | None = None
    missing: str | None = None
    show: Literal["all", "if_any"] = "all"
    sort: Sorts = ()
    unit: Words | None = None
    text: str | None = None
