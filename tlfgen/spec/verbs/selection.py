"""Verbs that take a value from a record of another dataset."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from tlfgen.core.errors import SpecError
from tlfgen.spec.slots import ConditionSlot, OrderSlot, SourceSlot, VariableSlot
from tlfgen.spec.verbs.declaration import Verb, declares
from tlfgen.spec.verbs.derivation import DerivationSlot, Fixed, LiteralSlot
from tlfgen.spec.verbs.phrases import (
    fixed_phrase,
    order_phrase,
    record_phrase,
    value_phrase,
    value_sentence,
)
from tlfgen.spec.words import Words

__all__ = ["Exists", "FirstRecord", "LastRecord", "Record"]

MissingOrder = Literal["first", "last", "exclude"]
_NOTHING = Fixed(value=None)
_ORDER_POLICY = {
    "order": "must prove a total order: a tie is an error (mapping.tie)",
    "missing": "a missing order value is an error (mapping.missing-order)",
    "no_record": "missing where no record is found",
    "required": "a row without a record is no error",
}


class _OneRecord(Verb):
    """What the verbs share that choose one record."""

    selects: ClassVar[bool] = True
    alias: SourceSlot = Field(alias="from")
    where: ConditionSlot | None = None
    order: OrderSlot = ()
    missing: MissingOrder | None = None
    value: DerivationSlot
    take: dict[VariableSlot, DerivationSlot] = Field(default_factory=dict)
    no_record: LiteralSlot = _NOTHING
    required: bool = False

    def makes(self, targets: tuple[str, ...]) -> tuple[str, ...]:
        """Give the targets, what the value makes, then the variables taken along."""
        made = dict.fromkeys(self.value.makes(targets))
        for name, derivation in self.take.items():
            made.update(dict.fromkeys(derivation.makes((str(name),))))
        return tuple(made)

    def _said(self, which: str, targets: tuple[str, ...], words: Words) -> str:
        record = record_phrase(self.alias, self.where, words)
        order = order_phrase(self.order, words).rstrip(",")
        said = [f"Taken from the {which}{record}{order}{words.meaning(self.where)}."]
        said.append(value_sentence(self.value, targets, words))
        for name, derivation in self.take.items():
            value = value_phrase(derivation, (str(name),), words)
            said.append(f"{name} is {value} of the same record.")
        if self.missing is not None:
            place = {"exclude": "left out", "first": "put first", "last": "put last"}[self.missing]
            said.append(f"Records with a missing order value are {place}.")
        if not self.required:
            said.append(self._without(words, targets))
        return " ".join(said)

    def _without(self, words: Words, targets: tuple[str, ...]) -> str:
        if isinstance(self.no_record, Fixed) and self.no_record.value is None:
            return "Missing if there is no such record."
        value = value_phrase(self.no_record, targets, words)
        return f"If there is no such record, {value}."

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policies for ties, missing order values, absent records."""
        return _ORDER_POLICY

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule by what is found."""
        return (
            ("records that meet the condition", "value"),
            ("none", "no_record; an error where required is true"),
            ("one", "of that record"),
            ("several, told apart by the order", "of the first or last one"),
            ("several, alike in the order", "error mapping.tie"),
            ("several, an order value missing", "by missing; an error where it is not stated"),
        )


@declares
class FirstRecord(_OneRecord):
    """
    The value of the first record of a source.

    Parameters
    ----------
    from : source
    where : condition
        On the records of the source; other names are those of the row that asks.
    order : list of order key
        Missing sorts first. It must tell all candidates apart.
    missing : {'first', 'last', 'exclude'}
        What happens to a candidate of which an order value is missing.
    value : derivation
        Carried out on the record chosen.
    take : mapping of variable to derivation
        Further variables of the same record.
    no_record : literal
        Value where no record is found.
    required : bool
        A row without a record is an error (``mapping.no-record``).
    """

    verb = "first_record"
    order: OrderSlot

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the record, its value, and what happens without one."""
        return self._said("first ", targets, words)


@declares
class LastRecord(_OneRecord):
    """
    The value of the last record of a source; parameters as ``first_record``.

    Parameters
    ----------
    from, where, order, missing, value, take, no_record, required
        See ``first_record``.
    """

    verb = "last_record"
    order: OrderSlot

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the record, its value, and what happens without one."""
        return self._said("last ", targets, words)


@declares
class Record(_OneRecord):
    """
    The value of the one record of a source that meets a condition.

    Parameters
    ----------
    from, where, order, missing, value, take, no_record, required
        See ``first_record``.
    if_many : {'error', 'first', 'last'}
        What happens where several records are found; ``first`` and ``last`` need an order.
    """

    verb = "record"
    if_many: Literal["error", "first", "last"] = "error"

    @model_validator(mode="after")
    def _an_order_where_it_counts(self) -> Record:
        if self.if_many != "error" and not self.order:
            what = f"if_many: {self.if_many} needs an order."
            hint = "state order: [...]; missing sorts first"
            raise SpecError.of("spec.no-order", what, self.source, hint=hint)
        return self

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the record, its value, and what happens without one."""
        return self._said("" if self.if_many == "error" else f"{self.if_many} ", targets, words)

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policies for several records, absent records."""
        many = {"if_many": "several records are an error (mapping.many-records)"}
        return {**many, **_ORDER_POLICY}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule by what is found."""
        return (
            ("records that meet the condition", "value"),
            ("none", "no_record; an error where required is true"),
            ("one", "of that record"),
            ("several", "by if_many; an error where it is not stated"),
        )


@declares
class Exists(Verb):
    """
    Whether a source holds a record that meets a condition.

    Without ``then`` it is a condition itself, as under ``define:``.

    Parameters
    ----------
    in : source
    where : condition
    then : literal
        Value where such a record exists.
    else : literal
        Value where none does.
    no_records : literal
        Value where the subject has no record in the source at all; that of ``else`` where it is
        not stated.
    """

    verb = "exists"
    alias: SourceSlot = Field(alias="in")
    where: ConditionSlot | None = None
    then: LiteralSlot | None = None
    otherwise: LiteralSlot = Field(default=_NOTHING, alias="else")
    no_records: LiteralSlot | None = None

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give both values with the condition."""
        record = record_phrase(self.alias, self.where, words)
        found = f"the subject has at least one {record}{words.meaning(self.where)}"
        if self.then is None:
            return f"True if {found}."
        said = f"Set to {value_phrase(self.then, targets, words)} if {found}."
        other = value_phrase(self.otherwise, targets, words)
        none = other
        if self.no_records is not None:
            none = value_phrase(self.no_records, targets, words)
        nobody = f"subjects with no {words.dataset(self.alias)} record"
        if none == other and other == fixed_phrase(_NOTHING):
            return f"{said} Otherwise, including {nobody}, missing."
        if none == other:
            return f"{said} Otherwise, including {nobody}, set to {other}."
        return f"{said} Set to {none} for {nobody}. Otherwise set to {other}."

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policies for subjects without a match."""
        return {"else": "missing", "no_records": "as else"}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule by what the source holds."""
        return (
            ("records of the subject", "that meet the condition", "value"),
            ("some", "some", "then"),
            ("some", "none", "else"),
            ("none", "none", "no_records"),
        )
