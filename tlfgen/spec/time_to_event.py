"""Parameters of time to an event."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from tlfgen.core.errors import SpecError
from tlfgen.spec.node import SpecNode, source_of
from tlfgen.spec.slots import (
    ConditionSlot,
    ExpressionSlot,
    OrderSlot,
    ReferenceSlot,
    SourceSlot,
    TableSlot,
    VariableSlot,
)
from tlfgen.spec.verbs.derivation import DerivationSlot, LiteralSlot
from tlfgen.spec.yaml_file import Text

__all__ = ["CutAt", "Each", "Event", "Population", "TimeToEvent"]


class Population(SpecNode):
    """The subjects of a parameter: ``ADSL where SAFFL = 'Y'``."""

    origin: SourceSlot = Field(alias="from")
    where: ConditionSlot | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        alias, _, condition = value.partition(" where ")
        parts: dict[str, Any] = {"from": alias.strip()}
        if condition:
            place = source_of(value)
            parts["where"] = Text(condition.strip(), place) if place else condition.strip()
        return parts


class Event(SpecNode):
    """
    One source of events, or of censorings.

    Upper-case keys (``EVNTDESC``, ``CNSDTDSC``, ``SRCVAR``) are fixed values of the record.

    Parameters
    ----------
    date : expression
        The date of the event; a record without one is no candidate.
    order : list of order keys
        Tells records of one date apart.
    CNSR : int
        0 for an event; the censoring code otherwise.
    """

    origin: SourceSlot = Field(alias="from")
    where: ConditionSlot | None = None
    date: ExpressionSlot
    order: OrderSlot = ()
    censor: int | None = Field(default=None, alias="CNSR")
    set: dict[VariableSlot, LiteralSlot] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _gather_fixed(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        fixed = {k: v for k, v in value.items() if k.isupper() and k != "CNSR"}
        if not fixed:
            return value
        rest = {k: v for k, v in value.items() if k not in fixed}
        return {**rest, "set": {**fixed, **(rest.get("set") or {})}}


class CutAt(SpecNode):
    """A date after which nothing counts: events later than it are not reached."""

    date: ReferenceSlot
    before: str = ""


class Choose(SpecNode):
    """Which of several events or censorings counts."""

    event: Literal["earliest", "latest"] = "earliest"
    censor: Literal["earliest", "latest"] = "latest"
    same_day: Literal["event", "censor"] = "event"


class Each(SpecNode):
    """
    One parameter for each row of a table, such as one for each preferred term.

    Parameters
    ----------
    table : table
        Its rows are the parameters, in their order.
    by : list of variables
        Records of ``sources`` count where they agree with the row in these; columns of the table
        have the same names.
    sources : list of aliases
    take : list of variables
        Columns of the table that the records get: PARAMCD, PARAM, PARAMN.
    """

    table: TableSlot
    by: tuple[str, ...] = Field(min_length=1)
    sources: tuple[str, ...] = Field(min_length=1)
    take: tuple[VariableSlot, ...] = Field(min_length=1)


class TimeToEvent(SpecNode):
    """
    One parameter of time to an event: a record for each subject of the population.

    Parameters
    ----------
    param : mapping of variable to value
        PARAMCD, PARAM and the like.
    start : reference
        STARTDT.
    events, censor : list of Event
        All sources are looked at. The earliest event counts, else the latest censoring; on one
        date the source listed first.
    cut_at : CutAt or None
    each : Each or None
        Makes one parameter for each row of a table.
    datetime : bool
        ADTM and STARTDTM are made beside ADT and STARTDT, and decide which event is the earliest;
        a date without a time counts from its first second.
    value : mapping of variable to derivation
        AVAL, derived on the finished record.
    """

    param: dict[VariableSlot, LiteralSlot] = Field(default_factory=dict)
    population: Population
    start: ReferenceSlot
    events: tuple[Event, ...]
    censor: tuple[Event, ...] = ()
    cut_at: CutAt | None = None
    each: Each | None = None
    datetime: bool = False
    choose: Choose = Field(default_factory=Choose)
    value: dict[VariableSlot, DerivationSlot] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _codes_are_stated(self) -> TimeToEvent:
        for source in self.censor:
            if source.censor is None or source.censor == 0:
                what = "A censoring needs its code CNSR, above 0."
                raise SpecError.of("spec.no-censor-code", what, source.source)
        for source in self.events:
            if source.censor not in {None, 0}:
                what = "An event has CNSR 0."
                raise SpecError.of("spec.no-censor-code", what, source.source)
        return self

    @model_validator(mode="after")
    def _has_a_name(self) -> TimeToEvent:
        if not self.param and self.each is None:
            what = "The parameter has no PARAMCD."
            raise SpecError.of("spec.missing-key", what, self.source, hint="write param: {...}")
        known = {str(one.origin) for one in (*self.events, *self.censor)}
        for alias in self.each.sources if self.each is not None else ():
            if alias not in known:
                place = source_of(alias) or self.source
                raise SpecError.unknown("source of events", alias, known, place)
        return self

    @property
    def made(self) -> tuple[str, ...]:
        """The variables its records have."""
        names: dict[str, None] = dict.fromkeys(map(str, self.param))
        names.update(dict.fromkeys(map(str, self.each.take if self.each is not None else ())))
        names.update(dict.fromkeys(("STARTDTM", "ADTM") if self.datetime else ()))
        names.update(dict.fromkeys(("STARTDT", "ADT", "CNSR", "SRCDOM", "SRCVAR", "SRCSEQ")))
        for source in (*self.events, *self.censor):
            names.update(dict.fromkeys(map(str, source.set)))
        names.update(dict.fromkeys(map(str, self.value)))
        return tuple(names)

    def source_names(self) -> tuple[str, ...]:
        """Give the aliases it reads, the population first."""
        every = [self.population.origin, *(s.origin for s in (*self.events, *self.censor))]
        return tuple(dict.fromkeys(map(str, every)))
