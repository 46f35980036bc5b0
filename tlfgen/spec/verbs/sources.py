"""Verbs that choose among several sources of a value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field, model_validator

from tlfgen.core.errors import SpecError
from tlfgen.spec.node import Literally, SpecNode
from tlfgen.spec.slots import ConditionSlot, OrderSlot, SourceSlot
from tlfgen.spec.verbs.declaration import Verb, declares
from tlfgen.spec.verbs.derivation import DerivationSlot
from tlfgen.spec.verbs.phrases import order_phrase, record_phrase, value_phrase
from tlfgen.spec.verbs.selection import MissingOrder
from tlfgen.spec.words import Words

__all__ = ["EarliestOf", "FirstOf", "LatestOf", "SourceOfValue"]


class SourceOfValue(SpecNode):
    """
    One source: a record and its value, or a value of the row itself.

    Parameters
    ----------
    from : source
        Left out where ``value`` is of the row at hand.
    where, order, missing
        As ``first_record``. Without an order one record at most may be found, except under
        ``latest_of`` and ``earliest_of``, which look at all of them.
    value : derivation
    source : literal
        What ``$source`` gives; the alias where it is not stated.
    """

    short: ClassVar[str | None] = "value"
    alias: SourceSlot | None = Field(default=None, alias="from")
    where: ConditionSlot | None = None
    order: OrderSlot = ()
    missing: MissingOrder | None = None
    value: DerivationSlot
    source_text: Literally = Field(default=None, alias="source")

    @model_validator(mode="after")
    def _records_have_a_source(self) -> SourceOfValue:
        if self.alias is None and (self.where is not None or self.order):
            what = "where and order choose a record, but no source is named."
            raise SpecError.of("spec.no-source", what, self.source, hint="add from: SOURCE")
        return self

    @property
    def name(self) -> str:
        """What ``$source`` gives."""
        return self.source_text or str(self.alias or "")

    def phrase(self, targets: tuple[str, ...], words: Words, article: str) -> str:
        """Give the source as a noun."""
        value = value_phrase(self.value, targets, words)
        if self.alias is None:
            return value
        record = record_phrase(self.alias, self.where, words)
        which = "the first" if self.order else article
        order = order_phrase(self.order, words).rstrip(",")
        return f"{value} of {which} {record}{order}"


class _OfSources(Verb):
    """What the verbs of this family share."""

    short: ClassVar[str | None] = "sources"
    selects: ClassVar[bool] = True
    extras: ClassVar[tuple[str, ...]] = ("source",)
    article: ClassVar[str] = "the"
    sources: tuple[SourceOfValue, ...] = Field(min_length=1)

    def _numbered(self, targets: tuple[str, ...], words: Words) -> str:
        phrases = [one.phrase(targets, words, self.article) for one in self.sources]
        numbered = "; ".join(f"({number}) {text}" for number, text in enumerate(phrases, start=1))
        return f"{numbered}{words.meaning(*(one.where for one in self.sources))}"


@declares
class FirstOf(_OfSources):
    """
    The value of the first source that has one.

    Offers ``$source``.

    Parameters
    ----------
    sources : list of {from, where, order, missing, value, source} or expression
        In order of priority.
    """

    verb = "first_of"

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the sources in order of priority."""
        sources = self._numbered(targets, words)
        return f"The first value present among {sources}. Missing if there is none."

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policy for several records."""
        return {"order": "without it several records of one source are an error"}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule by what the sources hold."""
        return (
            ("source 1", "source 2", "value"),
            ("present", "any", "of source 1"),
            ("no record, or its value missing", "present", "of source 2"),
            ("no record, or its value missing", "no record, or its value missing", "missing"),
        )


class _ExtremeOf(_OfSources):
    """What latest and earliest share."""

    article: ClassVar[str] = "any"

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policies for missing or equal values."""
        return {"missing": "missing values do not count", "tie": "the source written first"}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule by the values found."""
        return (
            ("values of all sources", "value"),
            ("none present", "missing"),
            ("one stands out", "that one, with its source"),
            ("equal in several sources", "that one, with the source written first"),
        )


@declares
class LatestOf(_ExtremeOf):
    """
    The latest or largest value of all records of several sources.

    Offers ``$source``.

    Parameters
    ----------
    sources : list of {from, where, value, source} or expression
    """

    verb = "latest_of"

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the sources."""
        sources = self._numbered(targets, words)
        return f"The latest of {sources}. Missing values do not count."


@declares
class EarliestOf(_ExtremeOf):
    """
    The earliest or smallest value of all records of several sources.

    Offers ``$source``.

    Parameters
    ----------
    sources : list of {from, where, value, source} or expression
    """

    verb = "earliest_of"

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the sources."""
        sources = self._numbered(targets, words)
        return f"The earliest of {sources}. Missing values do not count."
