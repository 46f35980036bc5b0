"""Verbs that look values up in a table of the study."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field

from tlfgen.spec.slots import ConditionSlot, ExpressionSlot, OrderSlot, SourceSlot, TableSlot
from tlfgen.spec.verbs.declaration import Verb, declares
from tlfgen.spec.verbs.derivation import Fixed, LiteralSlot
from tlfgen.spec.verbs.phrases import order_phrase, record_phrase, value_phrase
from tlfgen.spec.verbs.policies import ErrorKeepNull
from tlfgen.spec.words import Words, listed

__all__ = ["Lookup", "Summary", "VisitOf"]


def _by_column(value: Any) -> Any:
    """Take ``[A, B]`` as ``{A: A, B: B}``."""
    if isinstance(value, dict):
        return value
    items = value if isinstance(value, (list, tuple)) else (value,)
    return {str(item): item for item in items}


KeysSlot = Annotated[dict[str, ExpressionSlot], BeforeValidator(_by_column)]
"""Key columns of a table with the expression of the row each must equal."""


@declares
class Lookup(Verb):
    """
    Columns of a reference table, by keys.

    Parameters
    ----------
    table : table
    by : list of column, or mapping of column to expression
        The table holds each key at most once.
    take : mapping of variable to column
        Columns of other names than the targets.
    unmatched : {'error', 'keep', 'null'}
        ``keep`` gives the first key itself.
    """

    verb = "lookup"
    table: TableSlot
    by: KeysSlot
    take: dict[str, str] = Field(default_factory=dict)
    unmatched: ErrorKeepNull = "error"

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the table with its keys."""
        keys = listed([_key(column, words.say(value)) for column, value in self.by.items()])
        names = [self.take.get(target, target) for target in targets]
        said = f"{listed(names)} of reference table {words.dataset(self.table)} by {keys}."
        first = words.say(next(iter(self.by.values())))
        rest = {
            "error": "",
            "keep": f" Where the table has no such key, {first} is kept.",
            "null": " Missing where the table has no such key.",
        }
        return said + rest[self.unmatched]

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policy for keys the table does not hold."""
        return {"unmatched": "a key the table does not hold is an error (mapping.unmatched)"}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule by the rows of the table."""
        return (
            ("rows of the table with the key", "value"),
            ("none", "by unmatched; an error where it is not stated"),
            ("one", "of that row"),
            ("several", "error mapping.many-records"),
        )


def _key(column: str, value: str) -> str:
    return column if column == value else f"{column} (equal to {value})"


@declares
class VisitOf(Verb):
    """
    Name, number or planned day of a visit of the study.

    Targets ending in VISIT, VISITNUM and VISITDY take name, number and day.

    Parameters
    ----------
    from : expression
        The visit as collected: its name, its number, or a word of ``also_known_as``.
    also_known_as : mapping of str to str
        Collected words with the visit name they mean.
    unmatched : {'error', 'keep', 'null'}
        ``keep`` leaves the collected text as the name, without number or day.
    """

    verb = "visit"
    start: ExpressionSlot = Field(alias="from")
    also_known_as: dict[str, str] = Field(default_factory=dict)
    unmatched: ErrorKeepNull = "error"

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the visit table with what happens to other visits."""
        value = words.say(self.start)
        parts = {"VISITNUM": "number", "VISITDY": "planned day"}
        kinds = [
            next((part for name, part in parts.items() if target.endswith(name)), "name")
            for target in targets
        ]
        rest = {
            "error": "",
            "keep": f" For any other visit {value} is kept as its name.",
            "null": " Missing for any other visit.",
        }
        what = listed(dict.fromkeys(kinds))
        return f"The {what} of the planned visit that {value} means.{rest[self.unmatched]}"

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policy for visits that are not planned."""
        return {"unmatched": "a visit the study does not plan is an error (mapping.unmatched)"}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule by what was collected."""
        return (
            ("collected", "visit"),
            ("a name or number of the plan", "that one, case not counted"),
            ("a word of also_known_as", "the visit it means"),
            ("anything else", "by unmatched; an error where it is not stated"),
            ("missing", "missing"),
        )


@declares
class Summary(Verb):
    """
    One value of all records of a source that meet a condition.

    Parameters
    ----------
    from : source
    where : condition
    stat : {'count', 'mean', 'min', 'max', 'sum', 'concat'}
        ``count`` counts records, or values present where ``of`` is stated.
    of : expression
        Missing values do not count.
    order : list of order key
        Order of the texts ``concat`` joins; without it they are joined in alphabetical order.
    distinct : bool
        ``count`` and ``concat`` take equal values once.
    separator : str
    no_records : literal
        Value where no record is found; 0 for ``count``, else missing, where not stated.
    """

    verb = "summary"
    selects: ClassVar[bool] = False
    alias: SourceSlot = Field(alias="from")
    where: ConditionSlot | None = None
    stat: Literal["count", "mean", "min", "max", "sum", "concat"]
    of: ExpressionSlot | None = None
    order: OrderSlot = ()
    distinct: bool = False
    separator: str = ", "
    no_records: LiteralSlot | None = None

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the summary with its records."""
        record = record_phrase(self.alias, self.where, words)
        records = record.replace(" record", " records", 1)
        of = "" if self.of is None else words.say(self.of)
        distinct = "distinct " if self.distinct else ""
        what = {
            "count": f"Number of {distinct}values of {of} on the" if of else "Number of",
            "mean": f"Mean of {of} over the",
            "min": f"Smallest {of} of the",
            "max": f"Largest {of} of the",
            "sum": f"Sum of {of} over the",
            "concat": f"The {distinct}values of {of}, joined by '{self.separator}', of the",
        }[self.stat]
        order = order_phrase(self.order, words).rstrip(",")
        said = f"{what} {records}{order}{words.meaning(self.where, self.of)}."
        if self.no_records is not None and self.no_records != Fixed(value=None):
            value = value_phrase(self.no_records, targets, words)
            return f"{said} If there is none, {value}."
        return f"{said} {'0' if self.stat == 'count' else 'Missing'} if there is none."

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policies for absent records or values."""
        return {"no_records": "0 for count, else missing", "of": "missing values do not count"}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule by what is found."""
        return (
            ("records", "values", "result"),
            ("none", "", "no_records"),
            ("some", "all missing", "missing; 0 for count"),
            ("some", "some present", "the summary of those present"),
        )
