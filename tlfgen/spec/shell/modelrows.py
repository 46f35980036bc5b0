"""Fitted models of a display, and the rows that show their numbers."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tlfgen.spec.node import SpecNode
from tlfgen.spec.shell.words import Options, Word, Words
from tlfgen.spec.slots import ConditionSlot

__all__ = ["ContrastRow", "LsmeansRow", "LsmeansSpec", "ModelSpec", "TermRow"]

Place = Literal["each_arm", "last_arm", "first_named", "second_named", "compare"]


class LsmeansSpec(SpecNode):
    """How least-squares means weigh the class levels."""

    short = "weights"
    weights: Literal["equal", "proportional", "counterfactual"] = "equal"


class ModelSpec(SpecNode):
    """
    One model, fitted once.

    ``terms`` are the right side, ``arm`` being the treatment; ``class`` lists the terms that
    are levels. ``options`` are those of the method.
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
    covariance: Words = ()
    df: Word | None = None
    level: float = Field(default=0.95, gt=0, lt=1)
    options: Options = Field(default_factory=dict)


class _ShownRow(SpecNode):
    """What the rows of a model share."""

    show: Words = ()
    place: Place | None = None
    label: str | None = None
    labels: dict[str, str] = Field(default_factory=dict)
    format: Word | None = None
    name: Word | None = None


class TermOf(SpecNode):
    """A term of a model."""

    model: Word
    of: Word


class TermRow(_ShownRow):
    """The test or coefficient of a term."""

    term: TermOf


class ContrastOf(SpecNode):
    """Differences between arms, each pair as (arm, comparator)."""

    model: Word
    arms: tuple[tuple[Word, Word], ...]
    at: dict[str, str] = Field(default_factory=dict)


class ContrastRow(_ShownRow):
    """A difference of least-squares means."""

    contrast: ContrastOf


class LsmeansOf(SpecNode):
    """The least-squares means of a model."""

    short = "model"
    model: Word
    at: dict[str, str] = Field(default_factory=dict)


class LsmeansRow(_ShownRow):
    """Least-squares means, one an arm."""

    lsmeans: LsmeansOf
