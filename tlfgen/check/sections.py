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
    places: dict[str, list[str]] = {name: [] for name in spec.displays}
    for section in every:
        for name in section_displays(section, spec.displays):
            places[name].append(section.number)
    lost = {name for name, found in places.items() if not found}
    findings: list[Finding] = []
    for section in every:
        own = {name for name in lost if _is_below(spec.displays[name].printed_number, section)}
        empty = list(_empty_ones(section, spec, [_shown(spec, name) for name in sorted(own)]))
        findings += empty
        lost -= own if empty else set()
    numbers = tuple(section.number for section in every)
    findings += [_left_out(spec, name, numbers) for name in places if name in lost]
    findings += [_twice(spec, name, found) for name, found in places.items() if len(found) > 1]
    return findings


def _is_below(number: str, section: Section) -> bool:
    """Say whether a display is numbered as one of a section."""
    return number == section.number or number.startswith(
        (f"{section.number}.", f"{section.number}-")
    )


def _shown(spec: StudySpec, name: str) -> str:
    return f"{spec.displays[name].word} {spec.displays[name].printed_number}"


def _left_out(spec: StudySpec, name: str, numbers: tuple[str, ...]) -> Finding:
    what = f"{_shown(spec, name)} stands in no section of the appendix."
    hint = "name its number, or a tag of it, under outputs: of a section"
    place = spec.displays[name].source
    return Finding("spec.display-in-no-section", what, place, numbers, hint, "warning")


def _twice(spec: StudySpec, name: str, found: Sequence[str]) -> Finding:
    what = f"{_shown(spec, name)} stands in the sections {', '.join(found[:_QUOTED])}."
    hint = "let one of them choose it"
    place = spec.displays[name].source
    return Finding("spec.display-in-two-sections", what, place, (), hint, "warning")


def _empty_ones(section: Section, spec: StudySpec, lost: Sequence[str]) -> Iterator[Finding]:
    outputs = section.outputs
    if isinstance(outputs, SectionOutputs):
        tags = sorted({str(tag) for one in spec.displays.values() for tag in one.tags})
        for tag in outputs.tags:
            if tag not in tags:
                yield _empty(section, f"tag '{tag}'", source_of(tag), tags, lost)
        return
    numbers = [one.printed_number for one in spec.displays.values()]
    for pattern in outputs:
        if not fnmatch.filter(numbers, pattern):
            yield _empty(section, f"pattern '{pattern}'", source_of(pattern), numbers, lost)


def _empty(
    section: Section,
    word: str,
    place: Source | None,
    allowed: Sequence[str],
    lost: Sequence[str],
) -> Finding:
    what = f"The {word} of section {section.number} matches no display."
    hint = "numbers are matched as printed; * stands for any text"
    at = place or section.source
    details = tuple(f"{one} stands in no section" for one in lost[:_QUOTED])
    return Finding("spec.empty-section", what, at, tuple(allowed), hint, "warning", details)
