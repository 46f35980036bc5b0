"""Verbs that choose a value by conditions or bands."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from tlfgen.core.errors import SpecError
from tlfgen.model.expression.canonical import number_text
from tlfgen.spec.node import SpecNode, source_of
from tlfgen.spec.slots import ConditionSlot, ExpressionSlot
from tlfgen.spec.verbs.declaration import Verb, declares
from tlfgen.spec.verbs.derivation import LiteralSlot
from tlfgen.spec.verbs.phrases import clause, value_phrase
from tlfgen.spec.verbs.policies import ErrorNull
from tlfgen.spec.words import Words

__all__ = ["Band", "Branch", "Case", "Categorize"]

_BAND_PARTS = 3


def _otherwise(value: Any) -> Any:
    return None if value == "otherwise" else value


class Branch(SpecNode):
    """One branch of a case: its condition, None for ``otherwise``; its value; its code."""

    when: Annotated[ConditionSlot | None, BeforeValidator(_otherwise)]
    then: LiteralSlot
    code: float | None = None


@declares
class Case(Verb):
    """
    The value of the first condition that holds.

    Offers ``$code``: the ``code`` of the branch, or its position counted from 1.

    Parameters
    ----------
    branches : list of {when, then, code}
        ``when: otherwise`` stands last. Without it the value is missing where nothing holds.
    """

    verb = "case"
    short: ClassVar[str | None] = "branches"
    extras: ClassVar[tuple[str, ...]] = ("code",)
    branches: tuple[Branch, ...] = Field(min_length=1)

    @field_validator("branches")
    @classmethod
    def _otherwise_is_last(cls, branches: tuple[Branch, ...]) -> tuple[Branch, ...]:
        for branch in branches[:-1]:
            if branch.when is None:
                what = "'otherwise' stands before other branches, which can never be reached."
                raise SpecError.of("spec.case-order", what, branch.source, hint="move it last")
        return branches

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the branches in order."""
        parts = []
        for branch in self.branches:
            value = value_phrase(branch.then, targets, words)
            condition = "otherwise" if branch.when is None else f"if {clause(branch.when, words)}"
            parts.append(f"{value} {condition}")
        if self.branches[-1].when is not None:
            parts.append("missing otherwise")
        meaning = words.meaning(*(branch.when for branch in self.branches))
        said = "; ".join(parts)
        return f"{said[:1].upper()}{said[1:]}{meaning}."

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule of several conditions that hold."""
        return (
            ("conditions that hold", "value"),
            ("several", "of the first one written"),
            ("none, otherwise is stated", "of otherwise"),
            ("none, otherwise is not stated", "missing"),
        )


class Band(SpecNode):
    """One band of a categorisation, its lower end included, its upper end not."""

    low: float | None
    high: float | None
    label: str

    @model_validator(mode="before")
    @classmethod
    def _from_list(cls, value: Any) -> Any:
        if isinstance(value, (list, tuple)):
            if len(value) != _BAND_PARTS:
                what = "A band has three parts."
                hint = "write [from, below, label], null for an open end"
                raise SpecError.of("spec.wrong-value", what, source_of(value), hint=hint)
            return dict(zip(("low", "high", "label"), value, strict=True))
        return value


@declares
class Categorize(Verb):
    """
    The label of the band a number lies in.

    Offers ``$code``: the code of the label in ``codelist``, or the position of the band.

    Parameters
    ----------
    from : expression
        A number; missing gives missing.
    bands : list of [from, below, label]
        The lower end is included, the upper end is not; ``null`` is open. ``upper: included``
        turns that round.
    upper : {'excluded', 'included'}
    codelist : str
        Codelist that must hold the labels and gives their codes.
    unmatched : {'error', 'null'}
        What happens to a number in no band.
    """

    verb = "categorize"
    extras: ClassVar[tuple[str, ...]] = ("code",)
    start: ExpressionSlot = Field(alias="from")
    bands: tuple[Band, ...] = Field(min_length=1)
    upper: Literal["excluded", "included"] = "excluded"
    codelist: str | None = None
    unmatched: ErrorNull = "error"

    @field_validator("bands")
    @classmethod
    def _bands_do_not_overlap(cls, bands: tuple[Band, ...]) -> tuple[Band, ...]:
        ordered = sorted(bands, key=lambda band: float("-inf") if band.low is None else band.low)
        for before, after in pairwise(ordered):
            if before.high is None or after.low is None or before.high > after.low:
                what = f"Band '{after.label}' overlaps band '{before.label}'."
                raise SpecError.of("spec.bands-overlap", what, after.source)
        return bands

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give each label with its limits."""
        value = words.say(self.start)
        said = "; ".join(f"'{band.label}' if {self._limits(value, band)}" for band in self.bands)
        rest = " Missing for any other value." if self.unmatched == "null" else ""
        return f"{said}{words.meaning(self.start)}. Missing if {value} is missing.{rest}"

    def _limits(self, value: str, band: Band) -> str:
        above = "greater than" if self.upper == "included" else "at least"
        below = "at most" if self.upper == "included" else "less than"
        parts = [] if band.low is None else [f"{above} {number_text(band.low)}"]
        parts += [] if band.high is None else [f"{below} {number_text(band.high)}"]
        return f"{value} is {' and '.join(parts)}" if parts else f"{value} is present"

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policy for a number in no band."""
        return {"unmatched": "a number in no band is an error (mapping.unmatched)"}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule at the limits."""
        return (
            ("number", "upper: excluded", "upper: included"),
            ("missing", "missing", "missing"),
            ("equal to the lower limit", "this band", "band below"),
            ("between the limits", "this band", "this band"),
            ("equal to the upper limit", "band above", "this band"),
            ("in no band", "unmatched", "unmatched"),
        )
