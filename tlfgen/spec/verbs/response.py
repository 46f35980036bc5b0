"""The verb that gives the best overall response of a subject."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from tlfgen.spec.node import SpecNode
from tlfgen.spec.slots import ConditionSlot, ExpressionSlot, SourceSlot
from tlfgen.spec.verbs.declaration import Verb, declares
from tlfgen.spec.verbs.phrases import clause
from tlfgen.spec.words import Words

__all__ = ["BestResponse", "Confirmation"]

Count = Annotated[int, Field(ge=0)]


class Confirmation(SpecNode):
    """
    What a complete or partial response needs to be confirmed.

    Parameters
    ----------
    min_days : int
        Days from the response to the one that confirms it, at least.
    not_evaluable : int
        Assessments that are not evaluable allowed between the two.
    stable_allowed : bool
        Whether one stable disease may stand between two partial responses.
    """

    min_days: Count = 28
    not_evaluable: Count = 1
    stable_allowed: bool = False


@declares
class BestResponse(Verb):
    """
    The best overall response of a subject by RECIST 1.1, confirmed where that is asked for.

    Offers ``$date``, the date of the assessment that gives it. Assessments after the first
    progressive disease do not count.

    Parameters
    ----------
    from : source
        The overall responses, one record for each assessment.
    where : condition
    date, response : expression
        Responses are CR, PR, SD, NON-CR/NON-PD, PD, NE and ND.
    start : expression
        Randomisation or first dose.
    stable_days : int
        Days from ``start`` after which stable disease, or neither response nor progression,
        counts.
    confirm : {min_days, not_evaluable, stable_allowed} or null
        Without it responses need no confirmation.
    none : literal
        The value of a subject without an assessment.
    """

    verb = "best_response"
    extras: ClassVar[tuple[str, ...]] = ("date",)
    alias: SourceSlot = Field(alias="from")
    where: ConditionSlot | None = None
    date: ExpressionSlot
    response: ExpressionSlot
    start: ExpressionSlot
    stable_days: Count
    confirm: Confirmation | None = None
    none: str = "MISSING"

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the responses in the order in which they are decided."""
        rs, response, date = (
            words.dataset(self.alias),
            words.say(self.response),
            words.say(self.date),
        )
        which = f" where {clause(self.where, words)}" if self.where is not None else ""
        late = f"{self.stable_days} days or more after {words.say(self.start)}"
        rule = self.confirm
        if rule is None:
            first = "'CR' if any is CR; 'PR' if any is PR; 'SD' if SD"
        else:
            between = f"at most {rule.not_evaluable} NE between them"
            stable = " and one SD" if rule.stable_allowed else ""
            first = (
                f"'CR' if a CR is followed by another one {rule.min_days} days later or more, "
                f"nothing but CR and {between}; 'PR' if a PR or CR is followed by a PR or CR "
                f"{rule.min_days} days later or more, no PR after a CR, nothing but these"
                f"{stable} and {between}; 'SD' if CR, PR or SD"
            )
        return (
            f"Of {response} on the {rs} records{which} by {date}, up to the first PD"
            f"{words.meaning(self.where)}: {first} was found {late}; 'NON-CR/NON-PD' if that was; "
            f"'PD' if any is PD; 'NE' if there is any other assessment; '{self.none}' without one."
        )

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policies for early stable disease, missing dates, progression."""
        return {
            "stable_days": "must be stated",
            "confirm": "no confirmation",
            "date": "a record without a date or a response does not count",
            "progression": "nothing after the first PD counts",
        }

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule; the first line that fits decides."""
        return (
            ("assessments up to the first PD", "without confirm", "with confirm"),
            ("a CR, a later CR far enough, only CR and few NE between", "CR", "CR"),
            ("a CR", "CR", "see below"),
            ("a PR or CR, a later one far enough, few NE between, no PR after CR", "PR", "PR"),
            ("a PR", "PR", "see below"),
            ("CR, PR or SD late enough", "SD, of SD alone", "SD"),
            ("NON-CR/NON-PD late enough", "NON-CR/NON-PD", "NON-CR/NON-PD"),
            ("a PD", "PD", "PD"),
            ("any other", "NE", "NE"),
            ("none", "by none", "by none"),
        )
