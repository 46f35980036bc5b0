"""Verbs that grade results by criteria held in a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from tlfgen.model.expression import Reference
from tlfgen.spec.slots import ExpressionSlot, Formula, TableSlot
from tlfgen.spec.verbs.declaration import Verb, declares
from tlfgen.spec.words import Words

__all__ = ["ToxicityGrade"]


@declares
class ToxicityGrade(Verb):
    """
    The toxicity grade of a laboratory result by criteria held in a table.

    The table has the columns TERM, DIRECTION (L or H), GRADE, LOW, LOW_INCL, HIGH, HIGH_INCL, or
    needed UNIT, MULTIPLE_OF (ULN, LLN, BASE; blank: the numbers themselves), BASELINE (normal,
    abnormal, any), SEX, AGE_LO, AGE_HI. The highest grade met counts. Offers ``$low`` or ``$high``.

    Parameters
    ----------
    criteria : table
    low, high : expression
        The terms graded downwards (``ATOXDSCL``) or upwards (``ATOXDSCH``) of a record.
    value, lower_limit, upper_limit : expression
        ``AVAL``, ``ANRLO`` and ``ANRHI`` where not stated.
    base, baseline_indicator, unit, sex, age : expression
        Needed where a criterion asks for them (``mapping.missing-input``).
    digits : int
        Significant digits to which results and limits are compared.
    """

    verb = "toxicity_grade"
    extras: ClassVar[tuple[str, ...]] = ("low", "high")
    criteria: TableSlot
    low: ExpressionSlot | None = None
    high: ExpressionSlot | None = None
    value: ExpressionSlot = Formula(Reference(None, "AVAL"))
    lower_limit: ExpressionSlot = Formula(Reference(None, "ANRLO"))
    upper_limit: ExpressionSlot = Formula(Reference(None, "ANRHI"))
    base: ExpressionSlot | None = None
    baseline_indicator: ExpressionSlot | None = None
    unit: ExpressionSlot | None = None
    sex: ExpressionSlot | None = None
    age: ExpressionSlot | None = None
    digits: int = Field(default=13, ge=1, le=15)

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the table with the meaning of the sign."""
        terms = " and ".join(words.say(one) for one in (self.low, self.high) if one is not None)
        value = words.say(self.value)
        return (
            f"Highest grade of the criteria in reference table {words.dataset(self.criteria)} for "
            f"{terms} that {value} meets; a grade for a low result is negative; 0 if none is met. "
            f"Missing if {value}, every term, or a limit that decides is missing. Values are "
            f"compared to {self.digits} significant digits."
        )

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policies for missing input."""
        return {
            "unit": "a term without a criterion in the unit of the result is an error "
            "(mapping.unmatched)",
            "lower_limit": "where a limit that decides is missing, so is the grade",
        }

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the combined grade by those of both directions."""
        return (
            ("graded low", "graded high", "grade"),
            ("2", "0 or no term", "-2"),
            ("0 or no term", "3", "3"),
            ("0", "0 or no term", "0"),
            ("cannot be decided", "0 or no term", "missing"),
            ("no term", "no term", "missing"),
        )
