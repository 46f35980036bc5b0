"""The verb that tells the actual arm from the treatment a subject received."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, field_validator

from tlfgen.core.errors import SpecError
from tlfgen.spec.node import source_of
from tlfgen.spec.slots import ConditionSlot, ExpressionSlot, OrderSlot, SourceSlot
from tlfgen.spec.verbs.declaration import Verb, declares
from tlfgen.spec.verbs.phrases import clause
from tlfgen.spec.words import Words, listed

__all__ = ["ActualArm"]


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {name: one if isinstance(one, (list, tuple)) else [one] for name, one in value.items()}


@declares
class ActualArm(Verb):
    """
    The arm whose treatments a subject received (ACTARM), with the reason where there is none.

    Offers ``$reason`` (ARMNRS) and ``$description`` (ACTARMUD).

    Parameters
    ----------
    from : source
        The records of treatment, such as EX.
    where : condition
        Which of them are doses received.
    treatment : expression
        What was given, in the words of ``arms``.
    order : list of order keys
        Where stated, the treatments of an arm have to follow each other as they are listed: for
        crossover studies. Without it they form a set.
    arms : mapping of arm to treatments
    arm : expression
        The planned arm; missing for a subject who was not assigned.
    screen_failure : condition
        Subjects who failed screening.
    """

    verb = "actual_arm"
    extras: ClassVar[tuple[str, ...]] = ("reason", "description")
    alias: SourceSlot = Field(alias="from")
    where: ConditionSlot | None = None
    treatment: ExpressionSlot
    order: OrderSlot = ()
    arms: Annotated[dict[str, tuple[str, ...]], BeforeValidator(_listed)]
    arm: ExpressionSlot
    screen_failure: ConditionSlot | None = None

    @field_validator("arms")
    @classmethod
    def _arms_differ(cls, arms: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        known: dict[tuple[str, ...], str] = {}
        for arm, treatments in arms.items():
            if treatments in known:
                what = f"The arms '{known[treatments]}' and '{arm}' have the same treatments."
                raise SpecError.of("spec.arms-alike", what, source_of(treatments[0]))
            known[treatments] = arm
        return arms

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the treatments of every arm, then the reasons for none."""
        ex, treatment = words.dataset(self.alias), words.say(self.treatment)
        which = f" where {clause(self.where, words)}" if self.where is not None else ""
        joint = "one after the other" if self.order else "and nothing else"
        arms = [f"'{arm}' for {listed(given)}" for arm, given in self.arms.items()]
        failed = ""
        if self.screen_failure is not None:
            failed = f"'SCREEN FAILURE' if {clause(self.screen_failure, words)}, "
        several = any(len(given) > 1 for given in self.arms.values())
        how = f" ({joint})" if several or self.order else ""
        return (
            f"The arm whose treatments {treatment} of {ex}{which}"
            f"{words.meaning(self.where)} names{how}: {'; '.join(arms)}. Missing if no arm has "
            f"these treatments; the reason then is {failed}'NOT ASSIGNED' if {words.say(self.arm)} "
            "is missing, 'ASSIGNED, NOT TREATED' without a treatment, 'UNPLANNED TREATMENT' "
            "otherwise."
        )

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policy for the order of treatments."""
        return {"order": "without it the treatments of an arm are a set"}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule; the first line that fits decides."""
        return (
            ("planned arm", "treatments received", "arm", "reason", "description"),
            ("any", "those of an arm", "that arm", "", ""),
            ("any, screen failure", "none", "missing", "SCREEN FAILURE", ""),
            ("missing", "none", "missing", "NOT ASSIGNED", ""),
            ("present", "none", "missing", "ASSIGNED, NOT TREATED", ""),
            ("any", "others", "missing", "UNPLANNED TREATMENT", "the treatments"),
        )
