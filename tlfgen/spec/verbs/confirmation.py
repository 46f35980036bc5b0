"""The verb that flags a finding which later records confirm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from tlfgen.core.errors import SpecError
from tlfgen.spec.node import Literally
from tlfgen.spec.slots import ConditionSlot, ExpressionSlot, ReferencesSlot
from tlfgen.spec.verbs.declaration import Verb, declares
from tlfgen.spec.verbs.phrases import clause, group_phrase, quoted
from tlfgen.spec.words import Words

__all__ = ["FlagConfirmed"]

Days = Annotated[int, Field(ge=1)]


@declares
class FlagConfirmed(Verb):
    """
    A flag on records that a later record of the group confirms, or all later ones sustain.

    Parameters
    ----------
    by : list of variable
    date : expression
        A record without one counts for nothing.
    where : condition
        Records that may be flagged.
    among : condition
        Records that are looked at for confirmation; default all.
    confirmed_by : condition
        What a confirming record meets; default ``where``.
    how : {'any', 'next', 'all'}
        Any later record confirms, the next one has to, or all later ones have to.
    min_days, max_days : int
        Days from the record to its confirmation, 1 being the next day; ``max_days`` null for no
        limit.
    value, otherwise : literal
    """

    verb = "flag_confirmed"
    across_rows: ClassVar[bool] = True
    by: ReferencesSlot
    date: ExpressionSlot
    where: ConditionSlot
    among: ConditionSlot | None = None
    confirmed_by: ConditionSlot | None = None
    how: Literal["any", "next", "all"] = "any"
    min_days: Days = 1
    max_days: Days | None = None
    value: str = "Y"
    otherwise: Literally = None

    @model_validator(mode="after")
    def _limits_are_in_order(self) -> FlagConfirmed:
        if self.max_days is not None and self.max_days < self.min_days:
            what = f"max_days {self.max_days} is below min_days {self.min_days}."
            raise SpecError.of("spec.wrong-value", what, self.source)
        return self

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the record flagged with what confirms it."""
        date = words.say(self.date)
        days = f"at least {self.min_days} days after" if self.min_days > 1 else "after"
        if self.max_days is not None:
            days = f"{self.min_days} to {self.max_days} days after"
        among = "" if self.among is None else f" (of those where {clause(self.among, words)})"
        confirming = "the same holds"
        if self.confirmed_by is not None:
            confirming = clause(self.confirmed_by, words)
        which = {
            "any": f"on a record{among} with {date} {days} it",
            "next": f"on the next record{among} by {date}, {days} it,",
            "all": f"on every record{among} with {date} {days} it, of which there is at least one,",
        }[self.how]
        return (
            f"Set to '{self.value}' where {clause(self.where, words)} and {which} {confirming}, "
            f"{group_phrase(self.by)}{words.meaning(self.where, self.among, self.confirmed_by)}. "
            f"Otherwise {quoted(self.otherwise)}."
        )

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policies for dates."""
        return {
            "date": "a record without a date is neither flagged nor confirming",
            "min_days": "1: a record of the same day does not confirm",
            "max_days": "no limit",
        }

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule by the later records of the group."""
        return (
            ("record", "how", "later records within the days", "flag"),
            ("does not meet where", "any", "any", "otherwise"),
            ("meets where", "any", "one of them confirms", "value"),
            ("meets where", "next", "on the next date there is, one confirms", "value"),
            ("meets where", "all", "one or more, all confirm", "value"),
            ("meets where", "any", "none, or not as asked", "otherwise"),
        )
