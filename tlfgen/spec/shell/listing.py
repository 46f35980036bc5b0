"""The parts of a listing: keys, columns, page rules."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tlfgen.spec.node import SpecNode
from tlfgen.spec.shell.words import Levels, Word, Words
from tlfgen.spec.slots import ConditionSlot

__all__ = ["ListingColumn", "ListingKey", "NarrativeFact", "NarrativePart", "NarrativeSentence"]


class ListingKey(SpecNode):
    """
    A key of a listing.

    ``as: page`` starts a page for each value; ``as: group`` prints it as a heading row;
    ``as: column`` (the default) prints it in a column of its own. ``subheader`` is a pattern
    of variables printed under the heading or the first value.
    """

    short = "var"
    var: Word
    as_kind: Literal["page", "group", "column"] = Field(default="column", alias="as")
    label: str | None = None
    text: str | None = None
    values: Levels | None = None
    subheader: str | None = None
    blank_repeats: bool = True
    width: int | None = Field(default=None, ge=1)


class ListingColumn(SpecNode):
    r"""
    A column of a listing: a variable, several stacked, or a pattern of placeholders.

    ``text: "{ASTDT:date9}\n({ASTDY})"``; a line whose placeholders are all missing is dropped.
    ``across: LBTESTCD`` makes a column of each of its ``values``, for a listing with ``one_row``;
    ``others: drop`` leaves the records of other values to other columns. ``name`` is what a
    higher layer calls a column that has no variable.
    """

    short = "var"
    name: Word | None = None
    var: Word | None = None
    label: str | None = None
    span: str | None = None
    across: Word | None = None
    stack: Words = ()
    text: str | None = None
    values: Levels | None = None
    others: Literal["error", "drop"] = "error"
    format: Word | None = None
    flag: str | None = None
    flag_when: ConditionSlot | None = None
    width: int | None = Field(default=None, ge=1)
    align: Literal["left", "center", "right", "decimal"] = "left"


class NarrativeSentence(SpecNode):
    """
    A sentence of a narrative: a pattern of placeholders, and when it is said.

    A placeholder without a value reads ``not recorded``, unless it stands in an optional part
    between ``[[`` and ``]]``, or ``missing`` says otherwise.
    """

    short = "text"
    text: Word
    when: ConditionSlot | None = None
    missing: str = "not recorded"


class NarrativePart(SpecNode):
    """A paragraph of a narrative, with its heading; ``name`` is what a higher layer calls it."""

    name: Word | None = None
    heading: str = ""
    sentences: tuple[NarrativeSentence, ...]
    when: ConditionSlot | None = None


class NarrativeFact(SpecNode):
    """One line of the table of facts above a narrative: a label and a pattern."""

    name: Word | None = None
    label: str
    text: Word
    missing: str = "not recorded"
