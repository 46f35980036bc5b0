"""The sections of an appendix beside the displays of the study: none empty, none left out."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Sequence

from tlfgen.core.errors import Finding
from tlfgen.core.source import Source
from tlfgen.spec.appendix import Section, SectionOutputs, all_sections, section_displays
from tlfgen.spec.load import StudySpec
from tlfgen.spec.node import source_of

__all__ = ["check_sections"]

_QUOTED = 3


def check_sections(sections: Sequence[Section], spec: StudySpec) -> list[Finding]:
    """
    Give what would be missing from an appendix, or stand in it twice.

    Returns
    -------
    list of Finding
        Warnings: ``spec.empty-section`` for a selection without displays,
        ``spec.display-in-no-section``, ``spec.display-in-two-sections``.
    """
    every = list(all_sections(sections))
    findings = [finding for section in every for finding in _empty_ones(section, spec)]
    places: dict[str, list[str]] = {name: [] for name in spec.displays}
    for section in every:
        for name in section_displays(section, spec.displays):
            places[name].append(section.number)
    for name, found in places.items():
        display = spec.displays[name]
        shown = f"{display.word} {display.printed_number}"
        if not found:
            what = f"{shown} stands in no section of the appendix."
            hint = "name its number or a tag of it under outputs: of a section"
            allowed = tuple(section.number for section in every)
            findings.append(
                Finding(
                    "spec.display-in-no-section", what, display.source, allowed, hint, "warning"
                )
            )
        elif len(found) > 1:
            what = f"{shown} stands in the sections {', '.join(found[:_QUOTED])}."
            hint = "let one of them choose it"
            findings.append(
                Finding("spec.display-in-two-sections", what, display.source, (), hint, "warning")
            )
    return findings


def _empty_ones(section: Section, spec: StudySpec) -> Iterator[Finding]:
    outputs = section.outputs
    if isinstance(outputs, SectionOutputs):
        tags = sorted({str(tag) for one in spec.displays.values() for tag in one.tags})
        for tag in outputs.tags:
            if tag not in tags:
                yield _empty(section, f"tag '{tag}'", source_of(tag), tags)
        return
    numbers = [one.printed_number for one in spec.displays.values()]
    for pattern in outputs:
        if not fnmatch.filter(numbers, pattern):
            yield _empty(section, f"pattern '{pattern}'", source_of(pattern), numbers)


def _empty(section: Section, word: str, place: Source | None, allowed: Sequence[str]) -> Finding:
    what = f"The {word} of section {section.number} matches no display."
    hint = "numbers are matched as printed; * stands for any text"
    at = place or section.source
    return Finding("spec.empty-section", what, at, tuple(allowed), hint, "warning")
