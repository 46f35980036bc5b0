"""The appendix a study compiles: cover, sections, contents."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tlfgen.spec.node import SpecNode
from tlfgen.spec.shell.words import Word

__all__ = ["COVER_WORDS", "Appendix", "Contents", "Cover", "Section", "SectionOutputs"]

COVER_WORDS = (
    "{study.id}",
    "{study.title}",
    "{study.protocol}",
    "{run:date9}",
    "{run:iso}",
    "{run:long}",
)
"""The placeholders of the texts of a cover page."""


class Cover(SpecNode):
    """The cover page of an appendix."""

    title: Word
    lines: tuple[Word, ...] = ()


class SectionOutputs(SpecNode):
    """Displays of a section, by tag."""

    tags: tuple[Word, ...]


class Section(SpecNode):
    """A section of an appendix: displays by number globs or by tags, in that order."""

    number: str
    title: str
    outputs: tuple[Word, ...] | SectionOutputs = ()
    sections: tuple[Section, ...] = ()


class Contents(SpecNode):
    """The contents list of an appendix."""

    depth: int = 3
    links: bool = True


class Appendix(SpecNode):
    """The compiled appendix: cover, sections, contents, page stamp and formats."""

    id: str = "appendix"
    cover: Cover | None = None
    sections: tuple[Section, ...] = ()
    toc: Contents = Contents()
    pages: dict[str, str] = Field(default_factory=dict)
    formats: tuple[Literal["pdf", "xlsx"], ...] = ("pdf", "xlsx")
