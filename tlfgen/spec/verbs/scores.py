"""Verbs that convert or add up results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from tlfgen.model.expression import Reference
from tlfgen.spec.node import SpecNode
from tlfgen.spec.slots import (
    ConditionSlot,
    ExpressionSlot,
    ReferenceSlot,
    ReferencesSlot,
    SourceSlot,
    TableSlot,
)
from tlfgen.spec.verbs.declaration import Verb, declares
from tlfgen.spec.verbs.lookup import KeysSlot
from tlfgen.spec.verbs.phrases import clause, group_phrase
from tlfgen.spec.verbs.policies import ErrorKeepNull
from tlfgen.spec.words import Words, listed

__all__ = ["PoolSmall", "ScoreItems", "StandardResult", "TotalScore"]


@declares
class StandardResult(Verb):
    """
    A result in standard units.

    Targets ending in STRESC, STRESN and STRESU take text, number and unit; those ending in STNRLO
    or STNRHI, the limits of a range, take the number. The table holds the
    ``by`` columns, FROM_UNIT, TO_UNIT, FACTOR, and if needed OFFSET (added after the factor) and
    DECIMALS (of the converted result). A result already in TO_UNIT stays as it is. ``<`` and ``>``
    stay before the converted number; a text that is no number stays as it is.

    Parameters
    ----------
    result, unit : expression
        As collected.
    table : table
    by : list of column, or mapping of column to expression
    unmatched : {'error', 'keep', 'null'}
        What a unit the table does not convert gives.
    """

    verb = "standard_result"
    result: ExpressionSlot
    unit: ExpressionSlot
    table: TableSlot
    by: KeysSlot
    unmatched: ErrorKeepNull = "error"

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the table with what happens to other units."""
        result, unit = words.say(self.result), words.say(self.unit)
        rest = {
            "error": "",
            "keep": " A result in any other unit is kept as collected.",
            "null": " Missing for any other unit.",
        }
        return (
            f"{result} converted from {unit} to the standard unit by the factor of reference table "
            f"{words.dataset(self.table)} for its {listed(self.by)}; a result that is no number is "
            f"kept as text.{rest[self.unmatched]}"
        )

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policy for units the table does not convert."""
        return {"unmatched": "a unit the table does not convert is an error (mapping.unmatched)"}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give text, number and unit by result, for a factor of 10."""
        return (
            ("result", "STRESC", "STRESN", "STRESU"),
            ("5", "50", "50", "standard unit"),
            ("<5", "<50", "missing", "standard unit"),
            ("NEGATIVE", "NEGATIVE", "missing", "missing"),
            ("missing", "missing", "missing", "missing"),
        )


class ScoreItems(SpecNode):
    """The items of a score: the table, its column of codes and of highest values."""

    table: TableSlot
    code: str = "PARAMCD"
    highest: str | None = Field(default=None, alias="max")


@declares
class TotalScore(Verb):
    """
    The sum of the items of a questionnaire, prorated where some are missing.

    Parameters
    ----------
    from : source
        The records of the items; those of the dataset at hand where not stated.
    code : variable
        Names the item of a record; ``PARAMCD`` where not stated.
    value : variable
        Its score; ``AVAL`` where not stated.
    by : list of variable
        What the total and its items share.
    where : condition
        On the item records.
    items : {table, code, max}
        The items expected. ``max`` is needed by ``prorate: by_max``.
    missing_over : float
        A total is missing where more than this share of its items is.
    prorate : {'none', 'by_count', 'by_max'}
        ``by_count`` scales by the number of items, ``by_max`` by the sum of their highest values.
    """

    verb = "total_score"
    across_rows: ClassVar[bool] = True
    alias: SourceSlot | None = Field(default=None, alias="from")
    code: ReferenceSlot = Reference(None, "PARAMCD")
    value: ReferenceSlot = Reference(None, "AVAL")
    by: ReferencesSlot
    where: ConditionSlot | None = None
    items: ScoreItems
    missing_over: float = Field(ge=0, le=1)
    prorate: Literal["none", "by_count", "by_max"]

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the sum with the rule for missing items."""
        where = "" if self.where is None else f" where {clause(self.where, words)}"
        source = "" if self.alias is None else f" of {words.dataset(self.alias)}"
        prorated = {
            "none": "",
            "by_count": " The sum is multiplied by the number of items over the number present.",
            "by_max": " The sum is multiplied by the highest possible total over the highest "
            "possible total of the items present.",
        }
        return (
            f"Sum of {self.value} over the records{source}{where} whose {self.code} is an item of "
            f"{words.dataset(self.items.table)}, {group_phrase(self.by)}."
            f"{prorated[self.prorate]} Missing if more than {self.missing_over:.0%} of the items "
            "are missing."
        )

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policies for missing items."""
        return {"missing_over": "must be stated", "prorate": "must be stated"}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule by the items present."""
        return (
            ("items missing", "prorate: none", "prorate: by_count or by_max"),
            ("none", "sum", "sum"),
            ("some, not more than missing_over", "sum of those present", "scaled to all items"),
            ("more than missing_over", "missing", "missing"),
            ("one twice in a group", "error mapping.many-records", "error mapping.many-records"),
        )


@declares
class PoolSmall(Verb):
    """
    A group, or the pooled one where it is too small.

    Parameters
    ----------
    from : variable
        The group, such as SITEID.
    count : {'subjects', 'records'}
    where : condition
        What is counted.
    across : variable
        A group is too small where it is in any level of this variable.
    all_levels : bool
        A level that a group does not have counts as zero; else only levels it has are looked at.
    below : int
        A count below this is too small.
    pooled : literal
    if_still_small : {'keep', 'join_next'}
        ``join_next`` adds the smallest remaining group (the first by name of equal ones) to the
        pool while the pool itself is too small.
    """

    verb = "pool_small"
    scope = "table"
    across_rows: ClassVar[bool] = True
    start: ReferenceSlot = Field(alias="from")
    count: Literal["subjects", "records"] = "subjects"
    where: ConditionSlot | None = None
    across: ReferenceSlot | None = None
    all_levels: bool = True
    below: int = Field(ge=1)
    pooled: str
    if_still_small: Literal["keep", "join_next"] = "keep"

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the limit with the name of the pool."""
        where = "" if self.where is None else f" where {clause(self.where, words)}"
        across = "" if self.across is None else f" in any level of {self.across}"
        nxt = ""
        if self.if_still_small == "join_next":
            nxt = (
                " While the pool is too small by the same rule, the smallest remaining group joins "
                "it, the first by name of equal ones."
            )
        return (
            f"'{self.pooled}' if {self.start} has fewer than {self.below} {self.count}{where}"
            f"{across}{words.meaning(self.where)}. Otherwise {self.start}.{nxt}"
        )

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policies for absent levels or a small pool."""
        return {"all_levels": "an absent level counts as zero", "if_still_small": "it stays small"}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule for a limit of 3 over two arms."""
        return (
            ("arm A", "arm B", "all_levels: true", "all_levels: false"),
            ("3", "3", "the group", "the group"),
            ("3", "2", "pooled", "pooled"),
            ("3", "0", "pooled", "the group"),
        )
