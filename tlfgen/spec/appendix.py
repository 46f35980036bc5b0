"""The appendix a study compiles: cover, sections, contents."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, Protocol

from pydantic import Field

from tlfgen.spec.node import SpecNode
from tlfgen.spec.shell.words import Word

__all__ = [
    "COVER_WORDS",
    "Appendix",
    "Contents",
    "Cover",
    "Section",
    "SectionOutputs",
    "all_sections",
    "section_displays",
]

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


class Numbered(Protocol):
    """What of a display a section chooses by."""

    @property
    def printed_number(self) -> str:
        """The number as printed."""

    @property
    def tags(self) -> Sequence[str]:
        """Its tags."""


def section_displays(section: Section, displays: Mapping[str, Numbered]) -> list[str]:
    """
    Give the ids of the displays a section holds itself, each once.

    Those of a pattern or tag stand in the order of ``displays``, which is that of their numbers;
    patterns stand in their own order.
    """
    outputs = section.outputs
    if isinstance(outputs, SectionOutputs):
        tags = set(outputs.tags)
        return [name for name, one in displays.items() if tags & set(one.tags)]
    found = (
        name
        for pattern in outputs
        for name, one in displays.items()
        if fnmatch.fnmatchcase(one.printed_number, pattern)
    )
    return list(dict.fromkeys(found))


def all_sections(sections: Sequence[Section]) -> Iterator[Section]:
    """Give every section, those of a section behind it."""
    for section in sections:
        yield section
        yield from all_sections(section.sections)
