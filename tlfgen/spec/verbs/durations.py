"""Verbs that measure time between dates."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from tlfgen.core.errors import SpecError
from tlfgen.spec.slots import ExpressionSlot, VariableSlot
from tlfgen.spec.verbs.declaration import Verb, declares
from tlfgen.spec.words import Words

__all__ = ["Age", "Duration", "Unit"]

Unit = Literal["years", "months", "weeks", "days", "hours", "minutes", "seconds"]
_LONG = {"years", "months", "weeks", "days"}


@declares
class Duration(Verb):
    """
    The time from a start to an end in one unit.

    Parameters
    ----------
    from, to : expression
        Dates, datetimes or ``--DTC`` texts; an incomplete one gives missing.
    unit : {'years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds'}
    count_both_ends : bool
        Both the first day and the last day count; not where the end is before the start.
    year_length : {'average', 'calendar'}
        ``average``: 365.25 days a year, a twelfth of that a month. ``calendar``: completed years
        or months with the elapsed part of the next one.
    truncate : bool
        Drop the fraction.
    unit_var : variable
        Takes the unit in upper case where the duration is present.
    """

    verb = "duration"
    start: ExpressionSlot = Field(alias="from")
    end: ExpressionSlot = Field(alias="to")
    unit: Unit
    count_both_ends: bool = False
    year_length: Literal["average", "calendar"] = "average"
    truncate: bool = False
    unit_var: VariableSlot | None = None

    @model_validator(mode="after")
    def _both_ends_are_days(self) -> Duration:
        if self.count_both_ends and self.unit not in _LONG:
            what = f"Both ends are whole days; they cannot be counted in {self.unit}."
            raise SpecError.of("spec.both-ends", what, self.source, allowed=sorted(_LONG))
        return self

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the rule with both dates named."""
        start, end = words.say(self.start), words.say(self.end)
        kind = "calendar " if self.year_length == "calendar" else ""
        both = f", plus 1 day if {end} is not before {start}" if self.count_both_ends else ""
        average = self.unit in {"years", "months"} and not kind
        length = {"years": "365.25 days a year", "months": "30.4375 days a month"}
        of = f" ({length[self.unit]})" if average else ""
        cut = ", without its fraction" if self.truncate else ""
        said = f"{end} minus {start} in {kind}{self.unit}{of}{both}{cut}"
        said = f"{said}{words.meaning(self.start, self.end)}. Missing if either date is missing."
        if self.unit_var is not None:
            said += f" {self.unit_var} is '{self.unit.upper()}' where the duration is present."
        return said[:1].upper() + said[1:]


@declares
class Age(Verb):
    """
    Completed years, or other units, from birth to a date.

    A birthday on 29 February falls on the last day of February in other years.

    Parameters
    ----------
    birth, at : expression
        Dates or ``--DTC`` texts; an incomplete one gives missing.
    unit : {'years', 'months', 'weeks', 'days'}
    unit_var : variable
        Takes the unit in upper case where the age is present.
    """

    verb = "age"
    birth: ExpressionSlot
    at: ExpressionSlot
    unit: Literal["years", "months", "weeks", "days"] = "years"
    unit_var: VariableSlot | None = None

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the rule with both dates named."""
        birth, at = words.say(self.birth), words.say(self.at)
        said = (
            f"Completed {self.unit} from {birth} to {at}{words.meaning(self.birth, self.at)}. "
            "Missing if either date is missing or incomplete."
        )
        if self.unit_var is not None:
            said += f" {self.unit_var} is '{self.unit.upper()}' where the age is present."
        return said
