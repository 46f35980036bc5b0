"""The verb that makes one value of several collected checkboxes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from tlfgen.spec.slots import ExpressionSlot
from tlfgen.spec.verbs.declaration import Verb, declares
from tlfgen.spec.words import Words

__all__ = ["MultipleChoice"]


@declares
class MultipleChoice(Verb):
    """
    The answer of a question with checkboxes: the one that is checked, or a word for several.

    Parameters
    ----------
    choices : mapping of answer to expression
        The collected checkbox of each answer, in their order.
    checked : literal
        What a checked box holds.
    several : literal
        The value where more than one is checked: ``MULTIPLE`` in RACE.
    number : int
        Where stated: the answer that is checked as the first, second ... of several, for RACE1,
        RACE2 in SUPPDM; missing where one or none is checked.
    """

    verb = "multiple_choice"
    choices: dict[str, ExpressionSlot] = Field(min_length=1)
    checked: str = "Y"
    several: str = "MULTIPLE"
    number: Annotated[int, Field(ge=1)] | None = None

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the answers with their boxes."""
        boxes = "; ".join(f"'{one}' for {words.say(box)}" for one, box in self.choices.items())
        asked = f"are '{self.checked}'"
        if self.number is not None:
            return (
                f"Where several of the collected boxes {asked}, the answer of number {self.number} "
                f"of them: {boxes}. Otherwise missing."
            )
        return (
            f"The answer whose collected box is '{self.checked}': {boxes}; '{self.several}' if "
            f"several {asked}. Missing if none is."
        )

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the words for several answers."""
        return {"several": "MULTIPLE", "checked": "Y"}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule by the number of boxes checked."""
        return (
            ("boxes checked", "value", "value with number: n"),
            ("none", "missing", "missing"),
            ("one", "its answer", "missing"),
            ("several", "the word for several", "the n-th of them; missing if there are fewer"),
        )
