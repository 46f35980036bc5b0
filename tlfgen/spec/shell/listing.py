"""The parts of a listing: keys, columns, page rules."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tlfgen.spec.node import SpecNode
from tlfgen.spec.shell.words import Levels, Word, Words
from tlfgen.spec.slots import ConditionSlot

__all__ = ["ListingColumn", "ListingKey"]


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
    """

    short = "var"
    var: Word | None = None
    label: str | None = None
    span: str | None = None
    stack: Words = ()
    text: str | None = None
    values: Levels | None = None
    format: Word | None = None
    flag: str | None = None
    flag_when: ConditionSlot | None = None
    width: int | None = Field(default=None, ge=1)
    align: Literal["left", "center", "right", "decimal"] = "left"
