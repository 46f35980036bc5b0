"""Verbs that place a record against the time under treatment, or in a period of the study."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from tlfgen.core.errors import SpecError
from tlfgen.spec.node import SpecNode
from tlfgen.spec.slots import ConditionSlot, ExpressionSlot
from tlfgen.spec.verbs.declaration import Verb, declares
from tlfgen.spec.verbs.phrases import clause
from tlfgen.spec.words import Words, listed

__all__ = ["OnTreatment", "Period", "PeriodSpan", "TreatmentRelation"]

Days = Annotated[int, Field(ge=0)]


def limit_words(last: str, days: int | None) -> str:
    """Give the upper limit as a clause; empty where there is none."""
    if days is None:
        return ""
    window = f" + {days} days" if days else ""
    return f" and no later than {last}{window} (no limit if {last} is missing)"


@declares
class OnTreatment(Verb):
    """
    A flag on records made while the subject was under treatment (ONTRTFL).

    Parameters
    ----------
    start, end : expression
        Start and end of the record, all dates or all datetimes; ``end`` only where it has one.
    first_dose, last_dose : expression
        A missing last dose sets no upper limit.
    window_days : int or null
        Days after the last dose that still count; ``null``: all days.
    missing_start : {'on_treatment', 'missing'}
        What a record of unknown start is that did not end before the first dose.
    before_dose : condition
        Records at the very start of the first dose that were made before it.
    begun_before : {'missing', 'on_treatment'}
        What a record is that began before the first dose and did not end before it.
    value : literal
    """

    verb = "on_treatment"
    start: ExpressionSlot
    end: ExpressionSlot | None = None
    first_dose: ExpressionSlot
    last_dose: ExpressionSlot
    window_days: Days | None
    missing_start: Literal["on_treatment", "missing"]
    before_dose: ConditionSlot | None = None
    begun_before: Literal["missing", "on_treatment"] = "missing"
    value: str = "Y"

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the rule in the order in which it is decided."""
        start, first = words.say(self.start), words.say(self.first_dose)
        limit = limit_words(words.say(self.last_dose), self.window_days)
        not_if = ""
        if self.before_dose is not None:
            not_if = f", unless {start} equals {first} and {clause(self.before_dose, words)}"
        reasons = [f"{start} is on or after {first}{limit}{not_if}"]
        over = ""
        if self.end is not None:
            end = words.say(self.end)
            over = f" and {end} is not before {first}"
        if self.missing_start == "on_treatment":
            reasons.append(f"{start} is missing{over}")
        if self.begun_before == "on_treatment":
            reasons.append(f"{start} is before {first}{over}")
        numbered = [f"({number}) {reason}" for number, reason in enumerate(reasons, start=1)]
        what = listed(numbered, "or") if len(numbered) > 1 else reasons[0]
        return f"Missing if {first} is missing. '{self.value}' if {what}. Otherwise missing."

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policies for unknown dates or records that began before treatment."""
        return {
            "window_days": "must be stated; null for no limit",
            "missing_start": "must be stated",
            "last_dose": "a missing last dose sets no upper limit",
            "begun_before": "missing",
        }

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule; the first line that fits decides."""
        return (
            ("first dose", "start", "end", "flag"),
            ("missing", "any", "any", ""),
            ("present", "missing", "before first dose", ""),
            ("present", "missing", "not before first dose, missing or none", "by missing_start"),
            ("present", "before first dose", "before first dose", ""),
            ("present", "before first dose", "not before it, missing or none", "by begun_before"),
            ("present", "at first dose, and before_dose holds", "any", ""),
            ("present", "from first dose to last dose + window", "any", "Y"),
            ("present", "after last dose + window", "any", ""),
        )


@declares
class TreatmentRelation(Verb):
    """
    Whether something was before, during or after treatment: prior and concomitant medication.

    Parameters
    ----------
    start, end : expression
        All dates or all datetimes; a missing end is not over.
    first_dose, last_dose : expression
        A missing last dose: nothing is after treatment.
    window_days : int or null
        Days after the last dose that still count as during; ``null``: all days.
    missing_start : {'before', 'during'}
        When something of unknown start began.
    before, both, during, after : literal
        What is given; ``both`` for what began before the first dose and went on.
    """

    verb = "treatment_relation"
    start: ExpressionSlot
    end: ExpressionSlot
    first_dose: ExpressionSlot
    last_dose: ExpressionSlot
    window_days: Days | None
    missing_start: Literal["before", "during"]
    before: str = "PRIOR"
    both: str = "PRIOR AND CONCOMITANT"
    during: str = "CONCOMITANT"
    after: str = "AFTER"

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the classes in the order in which they are decided."""
        start, end = words.say(self.start), words.say(self.end)
        first, last = words.say(self.first_dose), words.say(self.last_dose)
        unknown = f" or {start} is missing" if self.missing_start == "before" else ""
        after = ""
        if self.window_days is not None:
            window = f" + {self.window_days} days" if self.window_days else ""
            after = f", '{self.after}' if {start} is after {last}{window}"
        return (
            f"'{self.before}' if {end} is before {first}; otherwise '{self.both}' if {start} is "
            f"before {first}{unknown}{after}, and '{self.during}' in all other cases. Missing if "
            f"{first} is missing."
        )

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policies for unknown dates."""
        return {
            "window_days": "must be stated; null for no limit",
            "missing_start": "must be stated",
            "end": "a missing end is not over",
            "last_dose": "without it nothing is after treatment",
        }

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule; the first line that fits decides."""
        return (
            ("first dose", "start", "end", "value"),
            ("missing", "any", "any", "missing"),
            ("present", "any", "before first dose", "before"),
            ("present", "before first dose", "not before it, or missing", "both"),
            ("present", "missing", "not before it, or missing", "both or during"),
            ("present", "from first dose to last dose + window", "any", "during"),
            ("present", "after last dose + window", "any", "after"),
        )


class PeriodSpan(SpecNode):
    """One period: its number, the label ``$label`` gives, start and end."""

    number: int
    label: str = ""
    start: ExpressionSlot
    end: ExpressionSlot


@declares
class Period(Verb):
    """
    The number of the period or phase in which a date lies (APERIOD, ASPER, APHASEN).

    Offers ``$label``. Dates are compared by day unless ``by_time``.

    Parameters
    ----------
    date : expression
    periods : list of {number, label, start, end}
        Variables of the subject such as AP01SDT and AP01EDT; in order of time. A period without
        a start does not count, one without an end has not ended.
    shared_day : {'later', 'earlier'}
        The period of a date on which one ends and the next begins.
    before_first, after_last, between : {'missing', 'first', 'last', 'earlier', 'later'}
        What a date outside of all periods gives.
    by_time : bool
        Compare datetimes.
    """

    verb = "period"
    extras: ClassVar[tuple[str, ...]] = ("label",)
    date: ExpressionSlot
    periods: tuple[PeriodSpan, ...] = Field(min_length=1)
    shared_day: Literal["later", "earlier"] = "later"
    before_first: Literal["missing", "first"] = "missing"
    after_last: Literal["missing", "last"] = "missing"
    between: Literal["missing", "earlier", "later"] = "missing"
    by_time: bool = False

    @field_validator("periods")
    @classmethod
    def _numbers_differ(cls, periods: tuple[PeriodSpan, ...]) -> tuple[PeriodSpan, ...]:
        seen: set[int] = set()
        for one in periods:
            if one.number in seen:
                what = f"Two periods have the number {one.number}."
                raise SpecError.of("spec.two-periods", what, one.source)
            seen.add(one.number)
        return periods

    @model_validator(mode="after")
    def _all_labels_or_none(self) -> Period:
        labels = [one.label for one in self.periods]
        if any(labels) and not all(labels):
            missing = next(one for one in self.periods if not one.label)
            what = f"Period {missing.number} has no label, others have one."
            raise SpecError.of("spec.no-period-label", what, missing.source)
        return self

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give each period with its limits, then the policies."""
        date = words.say(self.date)
        spans = [
            f"{one.number} if {date} is from {words.say(one.start)} to {words.say(one.end)}"
            for one in self.periods
        ]
        said = f"{'; '.join(spans)}. A date in two of them belongs to the {self.shared_day} one."
        if self.before_first == "first":
            said += " A date before the first period belongs to it."
        if self.between != "missing":
            said += f" A date between two periods belongs to the {self.between} one."
        if self.after_last == "last":
            said += " A date after the last period belongs to it."
        return f"{said} Otherwise missing."

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policies for dates on a boundary or outside of all periods."""
        return {
            "shared_day": "the period that begins",
            "before_first": "missing",
            "between": "missing",
            "after_last": "missing",
        }

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule by the date."""
        return (
            ("date", "period"),
            ("missing", "missing"),
            ("from start to end of one period, both included", "that one"),
            ("in two periods", "by shared_day"),
            ("before the start of all", "by before_first"),
            ("after an end and before the next start", "by between"),
            ("after the end of all that have begun", "by after_last"),
        )
