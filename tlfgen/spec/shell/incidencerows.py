"""Rows of rates per person-time with cumulative incidences of competing events."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from tlfgen.spec.node import SpecNode
from tlfgen.spec.shell.stats import CiSpec
from tlfgen.spec.shell.survivalrows import Preset, Unit
from tlfgen.spec.shell.words import Word, Words, listed

__all__ = ["CifAtRow", "CifAtSpec", "GrayRow", "GraySpec", "IncidenceRow", "IncidenceSpec"]

Sides = Literal["two_sided", "less", "greater"]
Shown = Literal[
    "events", "person_time", "incidence", "incidence_ci", "incidence_p",
    "difference_ci", "difference_p", "ratio_ci", "ratio_p",
]  # fmt: skip


class IncidenceSpec(SpecNode):
    """
    Events per person-time of each arm, and arms against the reference (or the pairs given).

    ``count`` names a variable that holds the events of each record; without it a record is one
    event where its censoring variable says so. Rates are per ``per`` units of the page's time.
    ``ci`` is ``exact``, ``mid_p``, ``normal``, ``normal_log``, ``byar`` or ``byar_half``;
    ``difference`` and ``ratio`` name the methods of the comparisons. ``null`` is a rate that each
    arm is compared with; ``two_sided`` says how its exact p is made. ``show`` may name ``events``,
    ``person_time``, ``incidence``, ``incidence_ci``, ``incidence_p``, ``difference_ci``,
    ``difference_p``, ``ratio_ci``, ``ratio_p``.
    """

    short = "label"
    label: str | None = None
    count: Word | None = None
    per: float = Field(default=100.0, gt=0)
    ci: CiSpec = CiSpec(type="exact")
    difference: Literal["normal", "miettinen_nurminen"] = "normal"
    ratio: Literal["exact", "mid_p", "normal_log"] = "exact"
    null: float | None = Field(default=None, gt=0)
    two_sided: Literal["likelihood", "double"] = "likelihood"
    alternative: Sides = "two_sided"
    preset: Preset | None = None
    pairs: tuple[tuple[Word, Word], ...] = ()
    show: Annotated[tuple[Shown, ...], BeforeValidator(listed)] = (
        "events",
        "person_time",
        "incidence_ci",
    )
    labels: dict[str, str] = Field(default_factory=dict)
    formats: dict[str, Word] = Field(default_factory=dict)


class CifAtSpec(SpecNode):
    """
    The probability of the event by given times while the ``competing`` events of ``time:`` compete.

    ``ci`` is ``plain``, ``log`` or ``log-log``; ``variance`` is ``jackknife``, ``aalen`` or
    ``delta``. ``show`` may name ``at_risk`` and ``rate_ci``; ``label`` may hold ``{time}``.
    """

    times: tuple[float, ...]
    unit: Unit | None = None
    show: Annotated[tuple[Literal["at_risk", "rate", "rate_ci"], ...], BeforeValidator(listed)] = (
        "rate_ci",
    )
    ci: CiSpec = CiSpec()
    variance: Literal["jackknife", "aalen", "delta"] | None = None
    beyond: Literal["not_estimable", "carry"] | None = None
    preset: Preset | None = None
    label: str | None = None
    labels: dict[str, str] = Field(default_factory=dict)
    format: Word | None = None


class GraySpec(SpecNode):
    """
    Gray's test that cumulative incidences are equal.

    Of all arms, of each with the reference, of all pairs, or of the pairs given; ``rho`` is
    the power of one minus the incidence that weights each time.
    """

    short = "label"
    label: str | None = None
    each: Literal["overall", "reference", "pairs"] = "overall"
    pairs: tuple[tuple[Word, Word], ...] = ()
    strata: Words = ()
    rho: float = 0.0
    show: Annotated[tuple[Literal["p", "statistic", "df"], ...], BeforeValidator(listed)] = ("p",)
    labels: dict[str, str] = Field(default_factory=dict)
    place: Word | None = None
    format: Word | None = None


def _nothing_is_default(value: Any) -> Any:
    return {} if value is None else value


class IncidenceRow(SpecNode):
    """Rates per person-time with their differences and ratios."""

    incidence: Annotated[IncidenceSpec, BeforeValidator(_nothing_is_default)]
    name: Word | None = None


class CifAtRow(SpecNode):
    """Cumulative incidences at given times."""

    cif_at: CifAtSpec
    name: Word | None = None


class GrayRow(SpecNode):
    """The test of equal cumulative incidences."""

    gray: Annotated[GraySpec, BeforeValidator(_nothing_is_default)]
    name: Word | None = None
