"""The recipe of a dataset: sources, records, columns, checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from tlfgen.core.errors import SpecError
from tlfgen.model.dataset import Variable
from tlfgen.spec.columns import Columns, ColumnSpec
from tlfgen.spec.derived_records import DerivedBlock
from tlfgen.spec.node import SpecNode, source_of
from tlfgen.spec.promises import Check
from tlfgen.spec.records import Merge, RecordBlock
from tlfgen.spec.slots import ConditionSlot, Formula, ReferencesSlot, TableSlot
from tlfgen.spec.time_to_event import TimeToEvent
from tlfgen.spec.variable import VariableSpec
from tlfgen.spec.verbs.derivation import Derivation
from tlfgen.spec.verbs.queries import QueryVariables, query_part

__all__ = [
    "Check",
    "ColumnSpec",
    "DatasetSpec",
    "Queries",
    "SourceRef",
    "StageSpec",
]

_TRACE = {
    "SRCDOM": "$source.dataset",
    "SRCVAR": "$source.variable",
    "SRCSEQ": "$source.seq",
}
_STAGE_KEYS = ("records", "merge", "columns", "derived_records")


class SourceRef(SpecNode):
    """A source: ``sdtm.DM``, ``raw.lymphocytes``, ``adam.ADSL``, ``ref.windows``."""

    short: ClassVar[str | None] = "ref"
    ref: str

    @field_validator("ref")
    @classmethod
    def _names_a_stage(cls, ref: str) -> str:
        stage, dot, name = ref.partition(".")
        allowed = ("raw", "sdtm", "adam", "ref", "study")
        if not dot or not name or stage not in allowed:
            what = f"'{ref}' is not a source."
            hint = "write stage.NAME, such as sdtm.DM or ref.windows"
            raise SpecError.of("spec.not-a-source", what, allowed=allowed, hint=hint)
        return ref

    @property
    def stage(self) -> str:
        """Which stage the data come from: ``raw``, ``sdtm``, ``adam``, ``ref`` or ``study``."""
        return self.ref.partition(".")[0]

    @property
    def name(self) -> str:
        """The name of the dataset, form or table."""
        return self.ref.partition(".")[2]

    @property
    def has_subjects(self) -> bool:
        """Whether its records belong to subjects."""
        return self.stage in {"raw", "sdtm", "adam"}


class Queries(SpecNode):
    """Standardised queries or custom groupings, taken from a table (SMQzz, CQzz variables)."""

    table: TableSlot
    match: ReferencesSlot
    make: tuple[Literal["SMQ", "CQ", "SDG"], ...] = ("SMQ", "CQ", "SDG")

    def column(self, names: Iterable[str]) -> ColumnSpec | None:
        """Give the step that makes the query variables among the names, None without any."""
        mine = tuple(
            name for name in names if query_part(name) is not None and name.startswith(self.make)
        )
        if not mine:
            return None
        verb = QueryVariables.model_construct(table=self.table, match=self.match)
        return ColumnSpec(targets=mine, derivation=Derivation(step=verb))


def _listed(value: Any) -> Any:
    if value is None:
        return ()
    return value if isinstance(value, (list, tuple)) else [value]


def _conditions(value: Any) -> Any:
    """Tell expressions from verbs among named conditions."""
    if isinstance(value, (Formula, Derivation)) or value is None:
        return value
    return Derivation.model_validate(value) if isinstance(value, dict) else value


Defined = Annotated[Derivation | ConditionSlot, BeforeValidator(_conditions)]


class StageSpec(SpecNode):
    """One stage of a recipe: records, then merges, then columns, then derived records."""

    records: Annotated[tuple[RecordBlock, ...], BeforeValidator(_listed)] = ()
    merge: dict[str, Merge] = Field(default_factory=dict)
    columns: Columns = ()
    derived_records: Annotated[tuple[DerivedBlock, ...], BeforeValidator(_listed)] = ()
    time_to_event: Annotated[tuple[TimeToEvent, ...], BeforeValidator(_listed)] = ()


class DatasetSpec(SpecNode):
    """
    The recipe of a dataset, its layers already merged.

    Parameters
    ----------
    dataset : str
    keys : tuple of str
        Sort order; together they identify a record.
    variables : mapping of name to metadata
        In print and file order.
    sources : mapping of alias to ``stage.NAME``
    define : mapping of name to condition
        An expression, or a verb that yields true or false.
    work : columns that are never written
    stages : list of StageSpec
        Either these, or the four keys once each.
    """

    dataset: str = Field(pattern=r"^[A-Z][A-Z0-9_]*$")
    label: str = ""
    class_: str = Field(default="", alias="class")
    subclass: str = ""
    structure: str = ""
    keys: tuple[str, ...] = ()
    stage: Literal["sdtm", "adam"] | None = None
    extends: str | None = None
    metadata_from: str | None = None
    variables: dict[str, VariableSpec] = Field(default_factory=dict)
    sources: dict[str, SourceRef] = Field(default_factory=dict)
    define: dict[str, Defined] = Field(default_factory=dict)
    work: Columns = ()
    records: Annotated[tuple[RecordBlock, ...], BeforeValidator(_listed)] = ()
    merge: dict[str, Merge] = Field(default_factory=dict)
    columns: Columns = ()
    derived_records: Annotated[tuple[DerivedBlock, ...], BeforeValidator(_listed)] = ()
    stages: tuple[StageSpec, ...] = ()
    time_to_event: Annotated[tuple[TimeToEvent, ...], BeforeValidator(_listed)] = ()
    trace: dict[str, str] = Field(default_factory=dict)
    queries: Queries | None = None
    checks: tuple[Check, ...] = ()
    comment: str | None = None

    @model_validator(mode="after")
    def _one_form(self) -> DatasetSpec:
        if self.trace and not any(stage.time_to_event for stage in self.steps):
            what = "trace: names the record that gave an event date, and there are no events."
            hint = "remove it, or derive the variables under columns:"
            raise SpecError.of("spec.trace-without-events", what, self.source, hint=hint)
        short = [key for key in _STAGE_KEYS if getattr(self, key)]
        if self.stages and short:
            what = f"{self.dataset} has stages: beside {', '.join(short)}:."
            hint = "move them into a stage"
            raise SpecError.of("spec.two-forms", what, self.source, hint=hint)
        return self

    @field_validator("trace")
    @classmethod
    def _trace_is_of_the_source(cls, trace: dict[str, str]) -> dict[str, str]:
        for name, asked in trace.items():
            wanted = _TRACE.get(name)
            if wanted is None:
                raise SpecError.unknown("trace variable", name, _TRACE, source_of(name))
            if asked != wanted:
                what = f"{name} holds {wanted}, not {asked}."
                raise SpecError.of("spec.wrong-trace", what, source_of(asked), allowed=(wanted,))
        return trace

    @model_validator(mode="after")
    def _one_derivation_each(self) -> DatasetSpec:
        known: dict[str, ColumnSpec] = {}
        for column in [*self.work, *(c for stage in self.steps for c in stage.columns)]:
            for name in column.makes:
                if name in known:
                    first = known[name].derivation.source
                    what = f"{self.dataset}.{name} is made twice; first at {first}."
                    place = column.derivation.source
                    hint = "keep one, or use fallback: for a second way to a value"
                    raise SpecError.of("spec.two-derivations", what, place, hint=hint)
                known[name] = column
        return self

    @property
    def data_stage(self) -> Literal["sdtm", "adam"]:
        """Which stage it belongs to; by its name where it is not said."""
        return self.stage or ("adam" if self.dataset.startswith("AD") else "sdtm")

    @property
    def id(self) -> str:
        """Its name with the stage: ``adam.ADSL``."""
        return f"{self.data_stage}.{self.dataset}"

    @property
    def steps(self) -> tuple[StageSpec, ...]:
        """The stages, also of the short form."""
        if self.stages:
            first = self.stages[0]
            events = {"time_to_event": (*first.time_to_event, *self.time_to_event)}
            stages = [first.model_copy(update=events), *self.stages[1:]]
        else:
            parts = {key: getattr(self, key) for key in (*_STAGE_KEYS, "time_to_event")}
            stages = [StageSpec.model_construct(**parts)]
        asked = self.queries.column(self.variables) if self.queries is not None else None
        if asked is not None:
            stages[-1] = stages[-1].model_copy(update={"columns": (*stages[-1].columns, asked)})
        return tuple(stages)

    @property
    def has_recipe(self) -> bool:
        """Whether it is derived; without a recipe it is read from the data of the study."""
        return any(stage.records or stage.time_to_event for stage in self.steps)

    @property
    def derivations(self) -> Mapping[str, ColumnSpec]:
        """Which derivation makes which variable, work columns included."""
        every = [*self.work, *(column for stage in self.steps for column in stage.columns)]
        return {name: column for column in every for name in column.makes}

    @property
    def supplemental(self) -> Mapping[str, ColumnSpec]:
        """The columns that go to SUPP--, by name."""
        return {
            name: column
            for name, column in self.derivations.items()
            if column.derivation.supp is not None and name in column.targets
        }

    @property
    def metadata(self) -> tuple[Variable, ...]:
        """The variables in file order, as the dataset carries them."""
        return tuple(spec.variable(name, self.data_stage) for name, spec in self.variables.items())
