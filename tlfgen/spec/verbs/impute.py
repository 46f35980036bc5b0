"""Verbs that complete partial dates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from tlfgen.core.errors import SpecError
from tlfgen.spec.slots import ExpressionSlot, Formula, VariableSlot
from tlfgen.spec.verbs.declaration import Verb, declares
from tlfgen.spec.words import Words, listed

__all__ = ["Bounds", "ImputeDate", "ImputeDatetime"]

_DATE_LEVELS = ("none", "day", "month", "year")
_FIXED_DAY = r"first|mid|last|(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_FIXED_TIME = r"first|last|([01]\d|2[0-3]):[0-5]\d:[0-5]\d"
_FLAGS = {"day": "D", "month": "M", "year": "Y", "hour": "H", "minute": "M", "second": "S"}
_UNKNOWN_DATE = {
    "none": "",
    "day": "the day is unknown",
    "month": "the day, or the month and day, are unknown",
    "year": "the day, the month and day, or the whole date are unknown",
}


def _listed(value: Any) -> Any:
    if value is None:
        return ()
    return value if isinstance(value, (list, tuple)) else (value,)


Bounds = Annotated[tuple[ExpressionSlot, ...], BeforeValidator(_listed)]
"""One expression or several; the strictest one that applies counts."""


class _Impute(Verb):
    """What both verbs share."""

    start: ExpressionSlot = Field(alias="from")
    to: str = Field(default="first", pattern=f"^({_FIXED_DAY})$")
    not_before: Bounds = ()
    not_after: Bounds = ()
    keep_day: bool = False

    @model_validator(mode="after")
    def _bounds_suit_the_rule(self) -> _Impute:
        needed = {"first": self.not_before, "last": self.not_after}.get(self.to, ())
        if getattr(self, "upto", "") == "year" and not needed:
            what = "A year can only be taken from a floor (to: first) or a ceiling (to: last)."
            hint = "state not_before or not_after, or lower upto to month"
            raise SpecError.of("spec.imputed-year", what, self.source, hint=hint)
        return self

    def _rule(self, of: str, upto: str, words: Words) -> list[str]:
        """Give the sentences on the date."""
        if upto == "none":
            return []
        bounds = self._bounds(of, words)
        said = [f"If {_UNKNOWN_DATE[upto]}, {self._replacement()} is used{bounds}."]
        if self.keep_day:
            said.append("A known day is kept where its month is unknown.")
        return said

    def _replacement(self) -> str:
        if self.to in {"first", "last"}:
            return f"the {self.to} possible date"
        if self.to == "mid":
            return "the 15th of the month, or 30 June of the year,"
        month, day = self.to.split("-")
        return f"day {int(day)} of the month, or of month {int(month)},"

    def _bounds(self, of: str, words: Words) -> str:
        parts = []
        for bounds, comparison in ((self.not_before, "later"), (self.not_after, "earlier")):
            if bounds:
                names = listed([words.say(bound) for bound in bounds], "or")
                parts.append(
                    f"; if {names} lies within the range of dates {of} allows and is {comparison}, "
                    f"{names if len(bounds) == 1 else 'it'} is used"
                )
        return "".join(parts)

    def _formulas(self) -> tuple[Formula, ...]:
        return (self.start, *self.not_before, *self.not_after)


@declares
class ImputeDate(_Impute):
    """
    A partial date as a date.

    Parameters
    ----------
    from : expression
        A ``--DTC`` text, a date or a datetime; its time is dropped.
    upto : {'none', 'day', 'month', 'year'}
        Coarsest part that may be imputed; ``none`` gives complete dates only.
    to : {'first', 'mid', 'last'} or 'MM-DD'
    not_before, not_after : expression or list of them
        Floors and ceilings. They act only on imputed dates, only inside the range of dates that the
        known parts allow.
    keep_day : bool
        Keep a known day whose month is unknown.
    flag : variable
        Takes ``D``, ``M`` or ``Y``, the coarsest part imputed (--DTF).
    """

    verb = "impute_date"
    upto: Literal["none", "day", "month", "year"]
    flag: VariableSlot | None = None

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the rule, the flag and what stays missing."""
        of = words.say(self.start)
        said = [f"{of} as a date{words.meaning(*self._formulas())}."]
        said[0] = said[0][:1].upper() + said[0][1:]
        said += self._rule(of, self.upto, words)
        if self.flag is not None and self.upto != "none":
            letters = [
                f"'{_FLAGS[name]}'" for name in _DATE_LEVELS[1:] if _reaches(self.upto, name)
            ]
            said.append(f"{self.flag} holds the highest level imputed ({', '.join(letters)}).")
        said.append(_left_missing(self.upto))
        return " ".join(said)

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policy for partial dates."""
        return {"upto": "must be stated: the coarsest part that may be imputed"}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the value by what is known, for ``upto: month, to: first``."""
        return (
            ("known", "value", "flag"),
            ("2014-03-05", "2014-03-05", ""),
            ("2014-03", "2014-03-01, or a floor from 2014-03-01 to 2014-03-31", "D"),
            ("2014", "2014-01-01, or a floor from 2014-01-01 to 2014-12-31", "M"),
            ("2014---05", "as 2014; with keep_day 2014-01-05", "M"),
            ("nothing", "missing", ""),
        )


def _reaches(upto: str, name: str) -> bool:
    return _DATE_LEVELS.index(name) <= _DATE_LEVELS.index(upto)


def _left_missing(upto: str) -> str:
    return {
        "none": "Missing if the date is incomplete.",
        "day": "Missing if the month or year is unknown.",
        "month": "Missing if the year is unknown.",
        "year": "Missing if no bound gives an unknown year.",
    }[upto]


@declares
class ImputeDatetime(_Impute):
    """
    A partial date with time as a datetime.

    Parameters
    ----------
    from : expression
        A ``--DTC`` text, a date or a datetime.
    upto : {'none', 'second', 'minute', 'hour', 'day', 'month', 'year'}
        Coarsest part that may be imputed.
    to : {'first', 'mid', 'last'} or 'MM-DD'
        Rule of the date.
    time_to : {'first', 'last'} or 'HH:MM:SS'
        Rule of the time; that of the date where not stated (``mid`` and fixed dates: first).
    not_before, not_after : expression or list of them
    keep_day : bool
    date_flag, time_flag : variable
        Take ``D``, ``M``, ``Y`` and ``H``, ``M``, ``S``, the coarsest part imputed.
    seconds_flag : bool
        ``false`` leaves the time flag blank where nothing but seconds was imputed.
    """

    verb = "impute_datetime"
    upto: Literal["none", "second", "minute", "hour", "day", "month", "year"]
    time_to: str | None = Field(default=None, pattern=f"^({_FIXED_TIME})$")
    date_flag: VariableSlot | None = None
    time_flag: VariableSlot | None = None
    seconds_flag: bool = True

    @property
    def time_rule(self) -> str:
        """The rule of the time that runs."""
        if self.time_to is not None:
            return self.time_to
        return self.to if self.to in {"first", "last"} else "first"

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the rule, the flags and what stays missing."""
        of = words.say(self.start)
        said = [f"{of} as a date and time{words.meaning(*self._formulas())}."]
        said[0] = said[0][:1].upper() + said[0][1:]
        times = {"none": "", "second": "seconds", "minute": "minutes or seconds"}
        part = times.get(self.upto, "hours, minutes or seconds")
        if part:
            rule = self.time_rule
            value = f"the {rule} possible ones" if rule in {"first", "last"} else f"those of {rule}"
            said.append(f"Unknown {part} are replaced by {value}.")
        date_level = self.upto if self.upto in _DATE_LEVELS else "none"
        said += self._rule(of, date_level, words)
        if date_level != "none":
            said.append("The time is imputed wherever the date is.")
        elif part and (self.not_before or self.not_after):
            said.append(
                f"Where a part is imputed{self._bounds(of, words).replace('; if', ', if')}."
            )
        said += self._flags()
        said.append(self._missing(date_level))
        return " ".join(said)

    def _missing(self, date_level: str) -> str:
        if date_level != "none":
            return _left_missing(date_level)
        part = {"none": "time", "second": "hour or minute", "minute": "hour"}.get(self.upto)
        return f"Missing if the date{f', or the {part},' if part else ''} is incomplete."

    def _flags(self) -> list[str]:
        said = []
        if self.date_flag is not None:
            said.append(f"{self.date_flag} holds the highest level of the date imputed.")
        if self.time_flag is not None:
            seconds = "" if self.seconds_flag else "; imputed seconds alone are not flagged"
            said.append(
                f"{self.time_flag} holds the highest level of the time imputed "
                f"('H', 'M', 'S'){seconds}."
            )
        return said

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policy for partial dates with times."""
        return {"upto": "must be stated: the coarsest part that may be imputed"}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the value by what is known, for ``upto: hour, to: first``."""
        return (
            ("known", "value", "time flag"),
            ("2014-03-05T10:20:30", "2014-03-05T10:20:30", ""),
            ("2014-03-05T10:20", "2014-03-05T10:20:00", "S"),
            ("2014-03-05T10", "2014-03-05T10:00:00", "M"),
            ("2014-03-05", "2014-03-05T00:00:00", "H"),
            ("2014-03", "missing", ""),
        )
