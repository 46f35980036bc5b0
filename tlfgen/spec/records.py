"""How the records of a dataset are made from those of its sources."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from tlfgen.core.errors import SpecError
from tlfgen.model.expression import Reference
from tlfgen.spec.doses import Doses
from tlfgen.spec.node import Literally, SpecNode, source_of
from tlfgen.spec.slots import (
    ConditionSlot,
    OrderSlot,
    ReferencesSlot,
    SourceSlot,
    VariableSlot,
)
from tlfgen.spec.verbs.derivation import LiteralSlot

__all__ = ["Merge", "Pivot", "RecordBlock", "Stack", "StackItem"]


class StackItem(SpecNode):
    """One collected column that becomes records: its test code, with fixed values beside it."""

    short: ClassVar[str | None] = "code"
    code: Literally
    set: dict[VariableSlot, LiteralSlot] = Field(default_factory=dict)


class Stack(SpecNode):
    """
    Collected columns turned into records, one a column.

    Parameters
    ----------
    columns : mapping of collected column to test code
        A mapping ``{code: CD4, set: {LBORRESU: 10^6/L}}`` adds fixed values.
    test, result : str
        Variables that take the code, and the value collected.
    beside : mapping of variable to suffix
        Companion columns: ``{LBORNRIND: _FL}`` takes ``CD4_COUNT_FL`` where there is one.
    missing : {'drop', 'keep'}
        What happens where nothing was collected.
    checked : str
        For checkboxes: records only where the column has this value.
    """

    columns: dict[str, StackItem]
    test: VariableSlot
    result: VariableSlot | None = None
    beside: dict[VariableSlot, str] = Field(default_factory=dict)
    missing: Literal["drop", "keep"] = "drop"
    checked: Literally = None


class Pivot(SpecNode):
    """
    Numbered columns turned into records, one a number.

    Parameters
    ----------
    columns : mapping of variable to pattern
        ``{MHTERM: MHTERM#, MHDAT: MHDAT#}``; ``#`` stands for 1, 2, 3 and so on.
    number : str
        Variable that takes the number.
    """

    columns: dict[VariableSlot, str]
    number: VariableSlot | None = None

    @field_validator("columns")
    @classmethod
    def _patterns_are_numbered(cls, columns: dict[str, str]) -> dict[str, str]:
        for pattern in columns.values():
            if "#" not in pattern:
                what = f"'{pattern}' has no # for the number."
                raise SpecError.of("spec.no-number", what, hint="write the column as MHTERM#")
        return columns


class RecordBlock(SpecNode):
    """
    Records made from those of one source.

    Parameters
    ----------
    id : str
        Name in lineage and messages; default the alias of the source.
    from : str
    where : condition
        Which records of the source; every unqualified name is a variable of the source.
    one_per : list of variables
        The records that agree in these become one.
    order, if_many
        Which of several records stands for all; ``error`` stops.
    stack, pivot
        Columns turned into records.
    doses
        Records of treatment turned into single doses.
    set : mapping of variable to value
        Values of these records alone.
    """

    id: str = ""
    origin: SourceSlot = Field(alias="from")
    where: ConditionSlot | None = None
    one_per: ReferencesSlot = ()
    order: OrderSlot = ()
    if_many: Literal["error", "first", "last"] = "error"
    stack: Stack | None = None
    pivot: Pivot | None = None
    doses: Doses | None = None
    set: dict[VariableSlot, LiteralSlot] = Field(default_factory=dict)

    @property
    def name(self) -> str:
        """The id, or the alias of the source."""
        return self.id or str(self.origin)

    @model_validator(mode="after")
    def _one_shape(self) -> RecordBlock:
        shapes = [one for one in (self.stack, self.pivot, self.doses) if one is not None]
        if len(shapes) > 1:
            what = "A block of records has one of stack, pivot and doses."
            raise SpecError.of("spec.stack-or-pivot", what, hint="make two blocks")
        return self

    @property
    def made(self) -> tuple[str, ...]:
        """The own columns its records begin with."""
        names: dict[str, None] = {}
        if self.stack is not None:
            names[self.stack.test] = None
            names.update(dict.fromkeys([self.stack.result] if self.stack.result else []))
            names.update(dict.fromkeys(self.stack.beside))
            for item in self.stack.columns.values():
                names.update(dict.fromkeys(item.set))
        if self.pivot is not None:
            names.update(dict.fromkeys(self.pivot.columns))
            names.update(dict.fromkeys([self.pivot.number] if self.pivot.number else []))
        names.update(dict.fromkeys(self.doses.made if self.doses is not None else ()))
        names.update(dict.fromkeys(self.set))
        return tuple(map(str, names))


class Merge(SpecNode):
    """
    Variables taken from the one record of another dataset with equal keys.

    Parameters
    ----------
    by : list of variables
        Equal on both sides; default the subject key.
    take : list of variables, or mapping of new name to variable
    if_missing : {'drop', 'keep', 'error'}
        What happens to a row without a record there.
    """

    by: ReferencesSlot = ()
    take: dict[VariableSlot, VariableSlot]
    if_missing: Literal["drop", "keep", "error"]

    @field_validator("take", mode="before")
    @classmethod
    def _names_stay(cls, value: Any) -> Any:
        if isinstance(value, (list, tuple)):
            return {str(name): name for name in value}
        if isinstance(value, str):
            return {str(value): value}
        return value

    @field_validator("by")
    @classmethod
    def _by_is_unqualified(cls, by: tuple[Reference, ...]) -> tuple[Reference, ...]:
        for reference in by:
            if reference.source is not None:
                what = f"'{reference}' names a source; a key has one name on both sides."
                raise SpecError.of("spec.qualified-key", what, source_of(reference))
        return by
