"""Verbs that place an event against the treatment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from tlfgen.model.expression import Reference
from tlfgen.spec.node import SpecNode
from tlfgen.spec.slots import ExpressionSlot, ReferenceSlot, ReferencesSlot, SourceSlot
from tlfgen.spec.verbs.declaration import Verb, declares
from tlfgen.spec.words import Words, listed

__all__ = ["EmergentLine", "Epoch", "TreatmentEmergent", "Worsening"]


class Worsening(SpecNode):
    """The severity of an event at its start with the worst one, as numbers or grades."""

    initial: ExpressionSlot
    worst: ExpressionSlot


@declares
class TreatmentEmergent(Verb):
    """
    The flag of a treatment-emergent event; the decision table holds the rule.

    Parameters
    ----------
    start, end : expression
        Start or end of the event, both dates or both datetimes.
    start_date : expression
        Date compared where ``start`` is missing, as where a time was not collected.
    first_dose, last_dose : expression
        A missing last dose sets no upper limit.
    window_days : int or null
        Days after the last dose that still count; ``null``: all days.
    missing_start : {'emergent', 'not_emergent'}
        What an event of unknown start is that did not end before the first dose.
    worsening : {initial, worst}
        Makes an event emergent that began before the first dose, did not end before it, and got
        worse.
    value : literal
    """

    verb = "treatment_emergent"
    start: ExpressionSlot
    end: ExpressionSlot
    start_date: ExpressionSlot | None = None
    first_dose: ExpressionSlot
    last_dose: ExpressionSlot
    window_days: Annotated[int, Field(ge=0)] | None
    missing_start: Literal["emergent", "not_emergent"]
    worsening: Worsening | None = None
    value: str = "Y"

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the rule in the order in which it is decided."""
        start, end = words.say(self.start), words.say(self.end)
        first, last = words.say(self.first_dose), words.say(self.last_dose)
        if self.start_date is not None:
            start = f"{start} (where it is missing, {words.say(self.start_date)})"
        reasons = [f"{start} is missing"] if self.missing_start == "emergent" else []
        limit = ""
        if self.window_days is not None:
            days = f" + {self.window_days} days" if self.window_days else ""
            limit = f" and no later than {last}{days} (no limit if {last} is missing)"
        reasons.append(f"{start} is on or after {first}{limit}")
        if self.worsening is not None:
            initial, worst = words.say(self.worsening.initial), words.say(self.worsening.worst)
            reasons.append(
                f"{start} is before {first}, {end} is on or after {first} or missing, and {worst} "
                f"is greater than {initial}"
            )
        numbered = [f"({number}) {reason}" for number, reason in enumerate(reasons, start=1)]
        what = listed(numbered, "or") if len(numbered) > 1 else reasons[0]
        return (
            f"Missing if the subject was not treated or the event ended before {first}. "
            f"'{self.value}' if {what}. Otherwise missing."
        )

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policies for unknown dates."""
        return {
            "missing_start": "must be stated",
            "window_days": "must be stated; null for no limit",
            "last_dose": "a missing last dose sets no upper limit",
            "worsening": "without it no event that began before the first dose is emergent",
        }

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule; the first line that fits decides."""
        return (
            ("first dose", "start", "end", "severity", "flag"),
            ("missing", "any", "any", "any", ""),
            ("present", "any", "before first dose", "any", ""),
            ("present", "missing", "not before first dose, or missing", "any", "by missing_start"),
            ("present", "from first dose to last dose + window", "same", "any", "Y"),
            ("present", "after last dose + window", "same", "any", ""),
            ("present", "before first dose", "same", "worst > initial", "Y, with worsening"),
            ("present", "before first dose", "same", "not worse, or unknown", ""),
        )


@declares
class EmergentLine(Verb):
    """
    The flag of a treatment-emergent event that is recorded on several lines.

    A line of an event that was there before the first dose is emergent only where it is worse
    than the event was by then; every other line keeps the flag it has on its own.

    Parameters
    ----------
    flag : variable
        The flag of the line on its own, by ``treatment_emergent``.
    by : list of variable
        What the lines of one event agree in, such as AEGRPID; a line where it is missing is an
        event of its own.
    start, first_dose : expression
        All dates or all datetimes.
    severity : expression
        Grade or severity as a number.
    value : literal
    """

    verb = "emergent_line"
    across_rows: ClassVar[bool] = True
    flag: ReferenceSlot
    by: ReferencesSlot
    start: ExpressionSlot
    first_dose: ExpressionSlot
    severity: ExpressionSlot
    value: str = "Y"

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the rule for events that were there before treatment."""
        start, first = words.say(self.start), words.say(self.first_dose)
        severity = words.say(self.severity)
        group = listed(words.say(one) for one in self.by)
        return (
            f"'{self.value}' if {words.say(self.flag)} is '{self.value}' and no line of the same "
            f"{group} has {start} before {first}, or {severity} is greater than on all of those "
            f"lines. A line without {group} counts on its own. Otherwise missing."
        )

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policies for missing values."""
        return {
            "by": "a line without a group counts on its own",
            "severity": "an unknown severity is not worse than a known one",
            "start": "a line without a start was not there before treatment",
        }

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule; the first line that fits decides."""
        return (
            ("flag of the line", "lines of the event before the first dose", "severity", "flag"),
            ("missing", "any", "any", ""),
            ("Y", "none, or no group", "any", "Y"),
            ("Y", "some", "greater than on all of them", "Y"),
            ("Y", "some", "not greater, or unknown", ""),
        )


@declares
class Epoch(Verb):
    """
    The epoch of the element of a subject in which a date lies.

    An element begins with its start and ends before its end; the last one of a subject holds its
    end too. Dates are compared by day unless both have a time.

    Parameters
    ----------
    from : source
        The subject elements, SE.
    date : expression
        A ``--DTC`` text, a date or a datetime.
    start, end, value : variable
        Of an element: ``SESTDTC``, ``SEENDTC`` and ``EPOCH`` where not stated.
    partial : {'missing', 'if_certain'}
        What an incomplete date gives: nothing, or the epoch that holds all days it allows.
    after_last : {'missing', 'last'}
        What a date after the last element gives.
    """

    verb = "epoch"
    selects: ClassVar[bool] = True
    alias: SourceSlot = Field(alias="from")
    date: ExpressionSlot
    start: ReferenceSlot = Reference(None, "SESTDTC")
    end: ReferenceSlot = Reference(None, "SEENDTC")
    value: ReferenceSlot = Reference(None, "EPOCH")
    partial: Literal["missing", "if_certain"]
    after_last: Literal["missing", "last"] = "missing"

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the rule with the policy for incomplete dates."""
        date, se = words.say(self.date), words.dataset(self.alias)
        partial = "missing"
        if self.partial == "if_certain":
            partial = "the epoch that holds every day it allows, if there is one"
        after = ""
        if self.after_last == "last":
            after = " A date after the last element takes its epoch."
        return (
            f"{self.value} of the {se} record of the subject with {date} on or after {self.start} "
            f"and before {self.end} (for the last record on or before it).{after} If {date} is "
            f"incomplete, {partial}. Missing if there is no such record."
        )

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policies for incomplete or late dates."""
        return {"partial": "must be stated", "after_last": "missing"}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule by the date."""
        return (
            ("date", "epoch"),
            ("on the start of an element", "of that element"),
            ("on the end of an element, the start of the next", "of the next element"),
            ("on the end of the last element", "of the last element"),
            ("before the first element", "missing"),
            ("after the last element", "by after_last"),
            ("incomplete", "by partial"),
        )
