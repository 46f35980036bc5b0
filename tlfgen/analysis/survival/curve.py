"""A survival curve as its steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from tlfgen.analysis.arguments import Floats, Ints

__all__ = ["SurvivalCurve", "SurvivalSteps"]


class SurvivalCurve(Protocol):
    """What quantiles, values at times, areas are read from; ``KaplanMeier`` is one."""

    @property
    def times(self) -> Floats:
        """Distinct times, rising."""

    @property
    def at_risk(self) -> Ints:
        """Subjects at risk at each time."""

    @property
    def events(self) -> Ints:
        """Events at each time."""

    @property
    def survival(self) -> Floats:
        """Survival probability from each time on."""

    @property
    def std_error(self) -> Floats:
        """Its standard error."""

    @property
    def lower(self) -> Floats:
        """Its lower limit."""

    @property
    def upper(self) -> Floats:
        """Its upper limit."""

    @property
    def entries(self) -> Floats | None:
        """Sorted entry times, where subjects come late."""


@dataclass(frozen=True, slots=True, eq=False)
class SurvivalSteps:
    """The steps alone."""

    times: Floats
    at_risk: Ints
    events: Ints
    survival: Floats
    std_error: Floats
    lower: Floats
    upper: Floats
    entries: Floats | None
