"""Fitted models of a display, and the rows that show their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import Any, Literal

from pydantic import Field, model_validator

from tlfgen.spec.node import SpecNode
from tlfgen.spec.shell.words import Options, Word, Words
from tlfgen.spec.slots import ConditionSlot
from tlfgen.spec.yaml_file import Text

__all__ = [
    "SUM_OF_ARMS",
    "ContrastOf",
    "ContrastRow",
    "LsmeansOf",
    "LsmeansRow",
    "LsmeansSpec",
    "ModelSpec",
    "TermOf",
    "TermRow",
    "term_level",
]

SUM_OF_ARMS = "sum"
"""How a contrast with coefficients is named among comparisons."""

Place = Literal["each_arm", "last_arm", "first_named", "second_named", "compare"]


class LsmeansSpec(SpecNode):
    """How least-squares means weigh the class levels."""

    short = "weights"
    weights: Literal["equal", "proportional", "outer", "cells", "counterfactual"] = "equal"


class ModelSpec(SpecNode):
    """
    One model, fitted once.

    ``terms`` are the right side, ``arm`` being the treatment; ``class`` lists the terms that
    are levels. ``options`` are those of the method; ``fit: {NAME: {option: value}}`` is the same.
    ``levels`` are those of an ordered response from the lowest, ``event`` the codes of the response
    (of ``censor`` for a time) that are events, ``offset`` a variable added to the predictor,
    ``exposure`` one whose logarithm is, ``cluster`` what is correlated (the subject where nothing
    is said), ``group`` the groups with a covariance each, ``coordinates`` where records lie for
    a spatial covariance, ``random`` the terms whose slope is random, ``onset`` the visit from which
    on responses are imputed.
    """

    fit: Word
    response: Word | None = None
    terms: Words = ()
    class_terms: Words = Field(default=(), alias="class")
    ss: int | None = Field(default=None, ge=1, le=3)
    lsmeans: LsmeansSpec = LsmeansSpec()
    where: ConditionSlot | None = None
    data: Word | None = None
    population: Word | None = None
    visit: Word | None = None
    levels: Words = ()
    event: Words = ()
    censor: Word | None = None
    offset: Word | None = None
    exposure: Word | None = None
    weights: Word | None = None
    strata: Words = ()
    cluster: Word | None = None
    group: Word | None = None
    coordinates: Words = ()
    random: Words = ()
    onset: Word | None = None
    covariance: Words = ()
    df: Word | None = None
    level: float = Field(default=0.95, gt=0, lt=1)
    options: Options = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _named_fit(cls, value: Any) -> Any:
        """Take ``fit: {NAME: {option: value}}`` as the name with its options."""
        given = value.get("fit") if isinstance(value, Mapping) else None
        if not isinstance(given, Mapping) or len(given) != 1:
            return value
        name, options = next(iter(given.items()))
        made: Any = copy(value)
        made["fit"] = name
        place = getattr(given, "key_sources", {}).get(name)
        if place is not None:
            made["fit"] = Text(name, place)
        if options is not None:
            made["options"] = options
        return made

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables it names beside response, terms and visit."""
        single = (
            self.censor, self.offset, self.exposure, self.weights, self.cluster, self.group,
            self.onset,
        )  # fmt: skip
        named = [*(one for one in single if one), *self.strata, *self.coordinates, *self.random]
        return tuple(dict.fromkeys(named))


class _ShownRow(SpecNode):
    """What the rows of a model share."""

    show: Words = ()
    place: Place | None = None
    label: str | None = None
    labels: dict[str, str] = Field(default_factory=dict)
    format: Word | None = None
    name: Word | None = None


class TermOf(SpecNode):
    """
    A term of a model, or a test of the whole model.

    With ``level`` the numbers are those of that level of a class against ``reference``.
    """

    model: Word
    of: Word
    level: Word | None = None
    reference: Word | None = None


def term_level(asked: TermOf) -> str:
    """
    Give the name a term has among the levels of its results.

    Examples
    --------
    >>> term_level(TermOf(model="m", of="SEX", level="F", reference="M"))
    'SEX F vs M'
    """
    if asked.level is None:
        return str(asked.of)
    return f"{asked.of} {asked.level} vs {asked.reference}"


class TermRow(_ShownRow):
    """The test or coefficient of a term."""

    term: TermOf


class ContrastOf(SpecNode):
    """
    Differences between arms, each pair as (arm, comparator), or one sum of arms with coefficients.

    ``adjust`` names how the pairs of the row are adjusted for each other. ``measure`` compares
    means averaged on the scale of the response in place of the predictor, ``slope`` the slopes of
    a covariate in place of means.
    """

    model: Word
    arms: tuple[tuple[Word, Word], ...] = ()
    coefficients: dict[str, float] = Field(default_factory=dict)
    at: dict[str, str] = Field(default_factory=dict)
    adjust: Word = "none"
    measure: Word = "predictor"
    slope: Word | None = None


class ContrastRow(_ShownRow):
    """A difference of least-squares means."""

    contrast: ContrastOf


class LsmeansOf(SpecNode):
    """
    The least-squares means of a model.

    ``scale`` is that of the predictor, of the response, or ``marginal``: predictions of the
    response averaged over all records. ``per`` is the exposure a rate is given for. With ``slope``
    the slope of a covariate in each arm stands in place of the mean.
    """

    short = "model"
    model: Word
    at: dict[str, str] = Field(default_factory=dict)
    scale: Word = "predictor"
    per: float | None = Field(default=None, gt=0)
    slope: Word | None = None


class LsmeansRow(_ShownRow):
    """Least-squares means, one an arm."""

    lsmeans: LsmeansOf
