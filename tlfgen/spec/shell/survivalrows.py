"""Rows of time-to-event displays."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from tlfgen.spec.node import SpecNode
from tlfgen.spec.shell.adjust import AdjustSpec
from tlfgen.spec.shell.stats import CiSpec, Stats
from tlfgen.spec.shell.words import Word, Words

__all__ = [
    "DAYS",
    "CensoredRow",
    "CountSpec",
    "EventsRow",
    "HazardRatioRow",
    "KmAtRow",
    "KmQuantilesRow",
    "KmRangeRow",
    "LogrankRow",
    "Preset",
    "RmstRow",
    "RmstSpec",
    "TimeSpec",
    "Unit",
]

Unit = Literal["days", "weeks", "months", "years"]
DAYS: Mapping[str, float] = MappingProxyType(
    {"days": 1.0, "weeks": 7.0, "months": 30.4375, "years": 365.25}
)
"""Days of each unit."""
Preset = Literal["sas", "r"]
Estimator = Literal["kaplan-meier", "nelson-aalen", "fleming-harrington"]


class TimeSpec(SpecNode):
    """
    The time and its censoring variable.

    ``event`` lists the codes that are events, ``competing`` those of events that compete; every
    other code is censored.
    """

    var: Word = "AVAL"
    censor: Word = "CNSR"
    event: Words = ("0",)
    competing: Words = ()
    unit: Unit | None = None
    unit_from: Unit | None = Field(default=None, alias="from")


class CountSpec(SpecNode):
    """Subjects with (or without) the event, listed by reason where a variable is named."""

    short = "label"
    label: str | None = None
    reasons: Word | None = None
    stats: Stats = ()


class EventsRow(SpecNode):
    """Subjects with the event."""

    events: CountSpec
    name: Word | None = None


class CensoredRow(SpecNode):
    """Subjects without the event."""

    censored: CountSpec
    name: Word | None = None


class KmQuantilesSpec(SpecNode):
    """
    Quantiles of the Kaplan-Meier curve with limits; log-log ones where nothing is said.

    ``estimator`` takes another curve; ``flat_end`` says what a curve that stays at a quantile to
    its end gives.
    """

    q: tuple[float, ...] = (0.25, 0.5, 0.75)
    ci: CiSpec = CiSpec()
    preset: Preset | None = None
    estimator: Estimator = "kaplan-meier"
    flat_end: Literal["midpoint", "not_reached"] | None = None
    label: str | None = None
    labels: dict[str, str] = Field(default_factory=dict)
    show: Literal["estimate_ci", "estimate", "rows"] = "estimate_ci"
    format: Word | None = None
    decimals: int | None = None


class KmQuantilesRow(SpecNode):
    """The quantiles of the time to the event."""

    km_quantiles: KmQuantilesSpec
    name: Word | None = None


class KmRangeSpec(SpecNode):
    """The least and the greatest time; a censored one carries a mark."""

    short = "label"
    label: str | None = None
    mark_censored: str = "+"
    format: Word | None = None
    decimals: int | None = None


class KmRangeRow(SpecNode):
    """The range of times."""

    km_range: KmRangeSpec
    name: Word | None = None


class KmAtSpec(SpecNode):
    """
    The curve at given times.

    ``of: event`` shows one minus the survival probability; ``label`` may hold ``{time}``. ``show``
    may name ``at_risk``, ``rate``, ``rate_ci`` of each arm, and ``difference_ci``,
    ``difference_p`` (Wald's z) of arms against the reference or of the ``pairs`` given.
    """

    times: tuple[float, ...]
    unit: Unit | None = None
    show: Words = ("at_risk", "rate_ci")
    of: Literal["survival", "event"] = "survival"
    ci: CiSpec = CiSpec()
    preset: Preset | None = None
    estimator: Estimator = "kaplan-meier"
    pairs: tuple[tuple[Word, Word], ...] = ()
    label: str | None = None
    labels: dict[str, str] = Field(default_factory=dict)
    format: Word | None = None
    beyond: Literal["not_estimable", "carry"] | None = None


class KmAtRow(SpecNode):
    """Numbers at risk, probabilities and differences at given times."""

    km_at: KmAtSpec
    name: Word | None = None


class HazardRatioSpec(SpecNode):
    """
    A hazard ratio against the reference arm.

    ``p`` is ``wald``, ``score``, ``lr`` or ``logrank``. Ties are Efron's where neither they nor a
    preset is named. A covariate that is text enters by its levels. ``adjust`` shows p adjusted
    for the arms compared.
    """

    label: str | None = None
    strata: Words = ()
    covariates: Words = ()
    ties: Literal["efron", "breslow", "exact", "discrete"] | None = None
    preset: Preset | None = None
    ci: CiSpec = CiSpec(type="wald")
    p: Literal["wald", "score", "lr", "logrank"] | None = None
    adjust: AdjustSpec | None = None
    pairs: tuple[tuple[Word, Word], ...] = ()


class HazardRatioRow(SpecNode):
    """A hazard ratio with limits and a p-value."""

    hr: HazardRatioSpec
    name: Word | None = None


class LogrankSpec(SpecNode):
    """
    A log-rank test: of each arm against the reference, of given pairs, or of all arms.

    ``weights`` is ``logrank``, ``wilcoxon``, ``tarone_ware``, ``peto``, ``modified_peto``,
    ``g_rho`` (with ``rho``), ``fleming_harrington`` (with ``rho`` and ``gamma``), ``modest``
    (with ``until``), or, for pairs of arms, ``max_combo``. ``adjust`` adjusts the p-values of
    several pairs, each tested by its own records; ``joint`` (``tukey``, ``dunnett``, ``scheffe``,
    ``bonferroni``, ``sidak``, ``holm``, ``hochberg`` ... or ``none``) tests pairs within one test
    of all arms, as SAS does, and adjusts them. ``show: p_adjusted`` prints either.
    """

    short = "label"
    label: str | None = None
    each: Literal["overall", "reference", "pairs"] = "reference"
    pairs: tuple[tuple[Word, Word], ...] = ()
    strata: Words = ()
    weights: Word = "logrank"
    rho: float | None = None
    gamma: float | None = None
    until: float | None = None
    adjust: AdjustSpec | None = None
    joint: Word | None = None
    show: Words = ("p",)
    labels: dict[str, str] = Field(default_factory=dict)
    place: Word | None = None
    format: Word | None = None


class RmstSpec(SpecNode):
    """
    The mean time up to ``tau``, in the unit of the page, and comparisons with the reference.

    Without ``tau`` it is the least of the arms' last times, or of their last events
    (``tau_rule: min_last_event``). ``show`` may name ``rmst_ci``, ``rmst_difference_ci``,
    ``rmst_ratio_ci``, ``p`` (of the difference), ``ratio_p``. ``has_correction`` multiplies the
    variance of each arm's mean by events / (events - 1).
    """

    short = "label"
    label: str | None = None
    tau: float | None = Field(default=None, gt=0)
    tau_rule: Literal["min_last_time", "min_last_event"] = "min_last_time"
    has_correction: bool = False
    pairs: tuple[tuple[Word, Word], ...] = ()
    ci: CiSpec = CiSpec()
    show: Words = ("rmst_ci", "rmst_difference_ci", "p")
    labels: dict[str, str] = Field(default_factory=dict)


def _nothing_is_default(value: Any) -> Any:
    return {} if value is None else value


class LogrankRow(SpecNode):
    """The test of equal curves."""

    logrank: Annotated[LogrankSpec, BeforeValidator(_nothing_is_default)]
    name: Word | None = None


class RmstRow(SpecNode):
    """Restricted mean survival times with their differences and ratios."""

    rmst: Annotated[RmstSpec, BeforeValidator(_nothing_is_default)]
    name: Word | None = None
