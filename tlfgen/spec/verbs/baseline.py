"""Verbs that compare a record with the baseline of its group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field

from tlfgen.model.expression import Reference
from tlfgen.spec.node import Literally, SpecNode
from tlfgen.spec.slots import ConditionSlot, ExpressionSlot, Formula, ReferenceSlot, ReferencesSlot
from tlfgen.spec.verbs.declaration import Reading, Verb, declares
from tlfgen.spec.verbs.phrases import clause, group_phrase, quoted
from tlfgen.spec.words import Words, listed

__all__ = ["Baseline", "Change", "PercentChange", "Shift", "Where"]

_SUBJECT_PARAMETER = (Reference(None, "USUBJID"), Reference(None, "PARAMCD"))


@declares
class Baseline(Verb):
    """
    Values of the baseline record, on every record of its group.

    Parameters
    ----------
    of : list of variable
        One a target, in the same order.
    flag : variable
        ``Y`` marks the baseline record; two marks in a group are an error
        (``mapping.many-records``).
    by : list of variable
    required : bool
        A group without a baseline record is an error (``mapping.no-record``).
    """

    verb = "baseline"
    across_rows: ClassVar[bool] = True
    selects: ClassVar[bool] = True
    of: ReferencesSlot
    flag: ReferenceSlot
    by: ReferencesSlot
    required: bool = False

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the variables with the record they come from."""
        pairs = zip(targets, self.of, strict=False)
        taken = listed([f"{words.say(of)} (as {target})" for target, of in pairs])
        rest = "" if self.required else " Missing if there is none."
        taken = words.say(self.of[0]) if len(self.of) == 1 else taken
        return f"{taken} of the record with {self.flag} equal to 'Y' {group_phrase(self.by)}.{rest}"

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policies for several or absent baseline records."""
        several = "several baseline records of a group are an error (mapping.many-records)"
        return {"flag": several, "required": "a group without a baseline record is missing"}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule by the flagged records of a group."""
        return (
            ("flagged records of the group", "value"),
            ("none", "missing; an error where required is true"),
            ("one", "of that record"),
            ("several", "error mapping.many-records"),
        )


class Where(SpecNode):
    """A condition on the records a change is computed for."""

    where: ConditionSlot


def _after(value: Any) -> Any:
    return Where.model_validate(value) if isinstance(value, dict) else value


@declares
class Change(Verb):
    """
    The value minus its baseline.

    Parameters
    ----------
    post_baseline : {'all', 'after_baseline_record'} or {where: condition}
        Records it is computed for. ``after_baseline_record``: a later ``date`` than that of the
        record ``flag`` marks in the group.
    value, base : expression
        ``AVAL`` and ``BASE`` where not stated.
    flag, date, by
        Used by ``after_baseline_record``; ``ABLFL``, ``ADT`` and USUBJID with PARAMCD where not
        stated.
    """

    verb = "change"
    across_rows: ClassVar[bool] = True
    post_baseline: Annotated[
        Literal["all", "after_baseline_record"] | Where, BeforeValidator(_after)
    ]
    value: ExpressionSlot = Formula(Reference(None, "AVAL"))
    base: ExpressionSlot = Formula(Reference(None, "BASE"))
    flag: ReferenceSlot = Reference(None, "ABLFL")
    date: ReferenceSlot = Reference(None, "ADT")
    by: ReferencesSlot = _SUBJECT_PARAMETER

    def reads(self) -> frozenset[Reading]:
        """Give what it reads; flag, date and groups only where they count."""
        every = super().reads()
        if self.post_baseline == "after_baseline_record":
            return every
        kept = {Reading("variable", one.variable, one.source or "") for one in self._unused()}
        return every - kept

    def _unused(self) -> tuple[Reference, ...]:
        used = {str(self.value), str(self.base)}
        return tuple(one for one in (self.flag, self.date, *self.by) if str(one) not in used)

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the difference with the records it is computed for."""
        said = f"{words.say(self.value)} minus {words.say(self.base)}"
        if self.post_baseline == "all":
            return f"{said}."
        if isinstance(self.post_baseline, Where):
            where = self.post_baseline.where
            return f"{said} if {clause(where, words)}{words.meaning(where)}. Otherwise missing."
        return (
            f"{said} on records with {self.date} later than that of the record with {self.flag} "
            f"equal to 'Y' {group_phrase(self.by)}. Otherwise missing."
        )

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policy for the records it is computed for."""
        return {"post_baseline": "must be stated"}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule by record."""
        return (
            ("record", "all", "after_baseline_record"),
            ("before or on the date of the baseline record", "value - base", "missing"),
            ("the baseline record", "0", "missing"),
            ("later", "value - base", "value - base"),
            ("group without baseline record", "missing", "missing"),
        )


@declares
class PercentChange(Verb):
    """
    The change as a percentage of the baseline.

    Parameters
    ----------
    base_zero : {'missing', 'error'}
    denominator : {'base', 'abs_base'}
        ADaM divides by BASE; ``abs_base`` keeps the sign of the change where BASE is negative.
    change, base : expression
        ``CHG`` and ``BASE`` where not stated.
    """

    verb = "percent_change"
    base_zero: Literal["missing", "error"]
    denominator: Literal["base", "abs_base"]
    change: ExpressionSlot = Formula(Reference(None, "CHG"))
    base: ExpressionSlot = Formula(Reference(None, "BASE"))

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the ratio with the rule for a baseline of zero."""
        base = words.say(self.base)
        below = base if self.denominator == "base" else f"the absolute value of {base}"
        zero = f" Missing if {base} is 0." if self.base_zero == "missing" else ""
        return f"100 times {words.say(self.change)} divided by {below}.{zero}"

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policies for the divisor."""
        return {"base_zero": "must be stated", "denominator": "must be stated"}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule by the baseline."""
        return (
            ("base", "value"),
            ("missing", "missing"),
            ("0", "missing; an error where base_zero is error"),
            ("negative", "the sign of the change is turned; not with abs_base"),
            ("positive", "100 * change / base"),
        )


@declares
class Shift(Verb):
    """
    The value at baseline with the value of the record, as one text.

    Parameters
    ----------
    from, to : expression
        Texts, such as ``BNRIND`` and ``ANRIND``.
    missing : literal
        Word for a missing one; ``null`` makes the shift missing.
    separator : str
    """

    verb = "shift"
    start: ExpressionSlot = Field(alias="from")
    end: ExpressionSlot = Field(alias="to")
    missing: Literally
    separator: str = " to "

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give both texts with the word for a missing one."""
        start, end = words.say(self.start), words.say(self.end)
        said = f"{start} and {end} joined by '{self.separator}'."
        if self.missing is None:
            return f"{said} Missing if either is missing."
        return f"{said} A missing one is shown as {quoted(self.missing)}."

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policy for missing values."""
        return {"missing": "must be stated"}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule for missing values."""
        return (
            ("from", "to", "missing: MISSING", "missing: null"),
            ("LOW", "HIGH", "LOW to HIGH", "LOW to HIGH"),
            ("missing", "HIGH", "MISSING to HIGH", "missing"),
            ("missing", "missing", "MISSING to MISSING", "missing"),
        )
