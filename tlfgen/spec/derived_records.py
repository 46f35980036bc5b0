"""Records added to a dataset from records it has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from tlfgen.core.errors import SpecError
from tlfgen.model.expression import Reference
from tlfgen.spec.node import Literally, SpecNode
from tlfgen.spec.slots import ConditionSlot, OrderSlot, ReferencesSlot, TableSlot, VariableSlot
from tlfgen.spec.verbs.derivation import LiteralSlot

__all__ = [
    "KINDS",
    "CarryForward",
    "CarryFrom",
    "CopyRecords",
    "DerivedBlock",
    "Expected",
    "ExpectedTable",
    "Extreme",
    "Statistic",
    "Summary",
]

Statistic = Literal["mean", "median", "min", "max", "sum", "n", "sd"]


class ExpectedTable(SpecNode):
    """The visits that are expected: rows of a table, and the variables they give."""

    table: TableSlot
    where: ConditionSlot | None = None
    take: tuple[str, ...] = ("AVISIT", "AVISITN")


class CarryFrom(SpecNode):
    """
    Which earlier records may be carried forward, in which order.

    Parameters
    ----------
    worst : order key
        Where stated, not the last record is carried but the one that comes first in this order,
        the latest of equal ones: ``desc AVAL`` where a high value is bad.
    """

    where: ConditionSlot | None = None
    order: OrderSlot = ()
    worst: OrderSlot = Field(default=(), max_length=1)
    baseline: Literal["never", "if_nothing_else", "always"] = "always"


class CarryForward(SpecNode):
    """
    A record carried forward to a visit without one, or to one endpoint.

    Without ``expected``: the last record of each ``by`` group by ``order`` among ``where``.
    With ``expected``: for each expected visit ``when`` nothing is there, the last record before it.

    Parameters
    ----------
    when : 'no_record' or condition
        A visit counts as empty without a record; with a condition, also where all its records
        meet it (``AVAL is missing``).
    take : mapping of variable to 'from' or 'last_observed'
        Where a variable comes from: the record carried, or the last one observed by then, whether
        it may be carried or not. Default: the record carried.
    """

    by: ReferencesSlot
    where: ConditionSlot | None = None
    order: OrderSlot = ()
    expected: ExpectedTable | None = None
    when: ConditionSlot | None = None
    origin: CarryFrom = Field(default_factory=CarryFrom, alias="from")
    take: dict[VariableSlot, Literal["from", "last_observed"]] = Field(default_factory=dict)
    to: dict[VariableSlot, LiteralSlot] = Field(default_factory=dict)
    dtype: Literally = None

    @field_validator("when", mode="before")
    @classmethod
    def _no_record_is_the_default(cls, value: Any) -> Any:
        return None if value == "no_record" else value


class CopyRecords(SpecNode):
    """Every record that meets a condition, once more."""

    where: ConditionSlot | None = None


class Extreme(SpecNode):
    """The first or last record of each group, once more."""

    by: ReferencesSlot
    where: ConditionSlot | None = None
    order: OrderSlot
    pick: Literal["first", "last"] = "first"
    to: dict[VariableSlot, LiteralSlot] = Field(default_factory=dict)
    dtype: Literally = None


class Summary(SpecNode):
    """One record for each group with a statistic of its records."""

    by: ReferencesSlot
    where: ConditionSlot | None = None
    statistics: dict[VariableSlot, Statistic] = Field(alias="values")
    at_least: int = 1


class Expected(SpecNode):
    """An empty record for each expected visit that a group has no record of."""

    by: ReferencesSlot
    table: TableSlot
    where: ConditionSlot | None = None
    take: tuple[str, ...] = ("AVISIT", "AVISITN")


KINDS = ("from_params", "carry_forward", "copy_records", "summary", "expected", "extreme")


class DerivedBlock(SpecNode):
    """
    Records added in one step, each with its parents.

    Parameters
    ----------
    from_params : mapping of PARAMCD to alias
        One record for each ``by`` group that has ``all`` (or ``any``) of the parameters; ``set``
        reads ``alias.VARIABLE``.
    where : condition
        Which records may be parents, for ``from_params``.
    set : mapping of variable to value
    copy : list of variables
        Taken from the parent, beside what is taken by default.
    recompute : list of variables
        Derived on the new records by their own derivation.
    leave_missing : list of variables
    dtype : str
        Value of DTYPE; ``none`` leaves it missing.
    """

    id: str
    label: str = ""
    from_params: dict[str, str] | None = None
    carry_forward: CarryForward | None = None
    copy_records: CopyRecords | None = None
    summary: Summary | None = None
    expected: Expected | None = None
    extreme: Extreme | None = None
    by: ReferencesSlot = ()
    where: ConditionSlot | None = None
    need: Literal["all", "any"] = "all"
    set: dict[VariableSlot, LiteralSlot] = Field(default_factory=dict)
    copied: tuple[str, ...] = Field(default=(), alias="copy")
    recompute: tuple[str, ...] = ()
    leave_missing: tuple[str, ...] = ()
    dtype: Literally = None
    single_parent: ClassVar[tuple[str, ...]] = ("carry_forward", "copy_records", "extreme")

    @model_validator(mode="after")
    def _one_kind(self) -> DerivedBlock:
        found = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(found) != 1:
            what = f"The block '{self.id}' has {len(found)} kinds of derived record; one is needed."
            raise SpecError.of("spec.one-kind", what, allowed=KINDS)
        if self.from_params is not None and not self.by:
            what = f"The block '{self.id}' needs by: the variables its parents agree in."
            raise SpecError.of("spec.missing-key", what)
        return self

    @property
    def kind(self) -> str:
        """Which kind of record it adds."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)

    @property
    def rule(self) -> Any:
        """The parameters of its kind."""
        return getattr(self, self.kind)

    @property
    def has_one_parent(self) -> bool:
        """Whether each record is made from one record."""
        return self.kind in self.single_parent

    @property
    def keys(self) -> tuple[Reference, ...]:
        """The variables its groups agree in."""
        return tuple(getattr(self.rule, "by", ())) or self.by

    @property
    def stated(self) -> dict[str, Any]:
        """What it sets: ``set``, then ``to`` and DTYPE."""
        found: dict[str, Any] = {str(name): value for name, value in self.set.items()}
        found.update({str(k): v for k, v in getattr(self.rule, "to", {}).items()})
        return found

    @property
    def dtype_text(self) -> str | None:
        """The value of DTYPE, None where it is not asked for."""
        text = getattr(self.rule, "dtype", None) or self.dtype
        return None if text in {None, "none"} else text

    def names_set(self) -> Iterator[str]:
        """Give the variables whose value on the new records is stated."""
        yield from self.stated
        if self.dtype_text is not None:
            yield "DTYPE"
        if self.kind == "summary":
            yield from map(str, self.rule.statistics)
        if self.kind == "expected":
            yield from self.rule.take
        if self.carry_forward is not None and self.carry_forward.expected is not None:
            yield from self.carry_forward.expected.take
            yield from map(str, self.carry_forward.take)
