"""What a build with ``--only`` needs, and which problems concern it."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tlfgen.core.errors import Finding, SpecError
from tlfgen.run.displays import display_datasets
from tlfgen.run.portable import spec_files
from tlfgen.run.request import Request
from tlfgen.spec.load import STAGES, StudySpec

__all__ = ["Needed", "concerning", "find_needed"]

_FOLDERS = frozenset({*STAGES, "displays"})


@dataclass(frozen=True, slots=True)
class Needed:
    """
    What a build needs.

    Parameters
    ----------
    displays : tuple of str
        Displays to make.
    stages : tuple of str
        Stages whose transport files are written; lengths are study-wide, so that naming a dataset
        asks for all of its stage.
    datasets : frozenset of ``stage.NAME``
        Datasets that are read or derived, those whose specs cannot be read included.
    """

    displays: tuple[str, ...]
    stages: tuple[str, ...]
    datasets: frozenset[str]


def find_needed(spec: StudySpec, request: Request) -> Needed:
    """
    Give what a build asks for, with all it is made from.

    Raises
    ------
    SpecError
        ``spec.unknown-dataset-or-display``.
    """
    derived = {ref for ref, one in spec.datasets.items() if one.has_recipe}
    if not request.only:
        return Needed(tuple(spec.displays), STAGES, frozenset(spec.datasets))
    every = {*spec.displays, *spec.datasets, *spec.failed}
    names = {ref: ref.partition(".")[2] or ref for ref in sorted(every)}
    asked = {ref for ref, name in names.items() if _matches(name, request.only)}
    for pattern in request.only:
        if not fnmatch.filter(names.values(), pattern):
            raise SpecError.unknown("dataset or display", pattern, names.values())
    displays = tuple(name for name in spec.displays if name in asked)
    refs = derived | {ref for ref in spec.failed if "." in ref}
    stages = tuple(
        stage for stage in STAGES if any(ref.startswith(f"{stage}.") for ref in asked & refs)
    )
    wanted = {ref for ref in refs if ref.partition(".")[0] in stages}
    wanted |= {ref for ref in asked if ref in spec.failed}
    for name in displays:
        wanted |= set(display_datasets(spec.displays[name], spec))
    waiting = list(wanted)
    while waiting:
        recipe = spec.datasets.get(waiting.pop())
        more = {one.ref for one in recipe.sources.values()} - wanted if recipe else set()
        wanted |= more
        waiting += sorted(more)
    return Needed(displays, stages, frozenset(wanted))


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch.fnmatch(name, one) for one in patterns)


def concerning(spec: StudySpec, needed: Needed) -> Callable[[Finding], bool]:
    """
    Give a function that says whether a problem of the specs concerns what is needed.

    A problem does not if it stands in the file of a dataset or a display that is not needed.
    """
    ids = {*needed.displays, *needed.datasets, "study"}
    files = {file for one in ids & set(spec.merged) for file in spec_files(spec.merged[one])}
    stems = {one.partition(".")[2].lower() or one for one in ids & spec.failed}

    def concerns(finding: Finding) -> bool:
        if finding.source is None or finding.source.file in files:
            return True
        file = Path(finding.source.file)
        return file.parent.name not in _FOLDERS or file.stem in stems

    return concerns
