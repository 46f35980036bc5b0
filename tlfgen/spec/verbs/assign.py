"""Verbs that put a collected or fixed value into a column."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from tlfgen.spec.node import Literally
from tlfgen.spec.slots import ConditionSlot, ExpressionSlot
from tlfgen.spec.verbs.declaration import Verb, declares
from tlfgen.spec.verbs.phrases import clause
from tlfgen.spec.words import Words

__all__ = ["Assign", "Hardcode"]


@declares
class Assign(Verb):
    """
    A collected value as it is.

    Parameters
    ----------
    from : expression
        The collected variable.
    when : condition
        Rows that take it; all others are missing.
    """

    verb = "assign"
    short: ClassVar[str | None] = "from"
    start: ExpressionSlot = Field(alias="from")
    when: ConditionSlot | None = None

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give ``Assigned from LYM.LOT.`` with the condition, if any."""
        meaning = words.meaning(self.start, self.when)
        if self.when is None:
            return f"Assigned from {words.say(self.start)}{meaning}."
        return (
            f"Assigned from {words.say(self.start)} if {clause(self.when, words)}{meaning}. "
            "Otherwise missing."
        )


@declares
class Hardcode(Verb):
    """
    A fixed value.

    Parameters
    ----------
    value : literal
        The characters are the value; ``null`` is missing.
    when : condition
        Rows that take it; all others are missing.
    codelist : str
        Codelist that must hold the value (``mapping.not-in-codelist``).
    """

    verb = "hardcode"
    short: ClassVar[str | None] = "value"
    value: Literally
    when: ConditionSlot | None = None
    codelist: str | None = None

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give ``Set to 'LB'.`` with the condition, if any."""
        said = "missing" if self.value is None else f"'{self.value}'"
        if self.when is None:
            return f"Set to {said}."
        condition = f"{clause(self.when, words)}{words.meaning(self.when)}"
        return f"Set to {said} if {condition}. Otherwise missing."
