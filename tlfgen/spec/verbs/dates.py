"""Verbs that make dates, days or durations."""

from __future__ import annotations

from pydantic import Field

from tlfgen.spec.slots import ExpressionSlot
from tlfgen.spec.verbs.declaration import Verb, declares
from tlfgen.spec.words import Words

__all__ = ["StudyDay"]


@declares
class StudyDay(Verb):
    """
    Days from a reference date, with no day zero.

    Parameters
    ----------
    of : expression
        A date, a datetime or a ``--DTC`` text; missing where the day is unknown.
    from : expression
        The reference date, which is day 1.
    """

    verb = "study_day"
    of: ExpressionSlot
    start: ExpressionSlot = Field(alias="from")

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the rule with both dates named."""
        of, start = words.say(self.of), words.say(self.start)
        meaning = words.meaning(self.of, self.start)
        return (
            f"{of} minus {start} in days, plus 1 if {of} is on or after {start}{meaning}. "
            "Missing if either date is missing or incomplete."
        )
