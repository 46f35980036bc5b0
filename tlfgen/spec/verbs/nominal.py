"""The verb that turns the words of a planned time point into hours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from tlfgen.spec.slots import ExpressionSlot
from tlfgen.spec.verbs.declaration import Verb, declares
from tlfgen.spec.words import Words

__all__ = ["NominalTime"]


@declares
class NominalTime(Verb):
    """
    Nominal hours since the first dose, from a planned day and a time point in words (NFRLT).

    Parameters
    ----------
    timepoint : expression
        Such as PCTPT: ``Pre-dose``, ``30 min``, ``1.5h post-dose``, ``1H30M``, ``24-48h``,
        ``End of infusion``, ``2 h after end of infusion``.
    day : expression
        The planned day, such as VISITDY; without it hours since the dose of that day (NRRLT).
    first_day : int
        The day of the first dose.
    interval : {'start', 'middle', 'end'}
        Which time stands for a range of hours.
    infusion_hours : number
        Planned length of the infusion, for time points that count from its end.
    other : mapping of words to hours
        Time points in words of the study; they come first.
    unmatched : {'error', 'null'}
    """

    verb = "nominal_time"
    timepoint: ExpressionSlot
    day: ExpressionSlot | None = None
    first_day: int = 1
    interval: Literal["start", "middle", "end"] = "end"
    infusion_hours: float = Field(default=0.0, ge=0)
    other: dict[str, float] = Field(default_factory=dict)
    unmatched: Literal["error", "null"] = "error"

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the rule with the day it counts from."""
        point = words.say(self.timepoint)
        said = f"Hours named in {point}, 0 before the dose"
        if self.day is not None:
            day = words.say(self.day)
            said += f", plus 24 for each day from day {self.first_day} to {day}, no day 0 counted"
        said += f"; of a range of hours its {self.interval}."
        if self.infusion_hours:
            said += f" The infusion is counted with {self.infusion_hours:g} hours."
        if self.other:
            named = "; ".join(f"'{word}': {hours:g}" for word, hours in self.other.items())
            said += f" Hours of other time points: {named}."
        return f"{said} Missing if {point} is missing."

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policies for ranges or words that are not understood."""
        return {"unmatched": "error", "interval": "end", "infusion_hours": "0"}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the hours by the words."""
        return (
            ("time point", "hours"),
            ("a word of other", "as stated there"),
            ("Pre-dose, Predose, Before dose", "0"),
            ("30 min, 30 min post-dose, 0.5h, 0H30M", "0.5"),
            ("15 min pre-dose, -0.25 h", "-0.25"),
            ("0-24h, 0 to 24 hours", "start 0, middle 12 or end 24"),
            ("2 days, 1 week", "48, 168"),
            ("End of infusion, EOI", "the length of the infusion"),
            ("1h after end of infusion, EOI + 1h", "1 plus the length of the infusion"),
            ("Morning, Day 1", "by unmatched"),
        )
