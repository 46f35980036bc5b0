"""Names places by their layer, so that no path of a machine is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tlfgen.core.source import Source
from tlfgen.spec.load import StudySpec
from tlfgen.spec.yaml_file import Entry, Items

__all__ = ["layer_words", "portable", "relocated", "spec_files"]


def layer_words(spec: StudySpec) -> dict[str, str]:
    """Give the word of each folder of specs: the layer's name, the study's id."""
    return {
        layer.folder.as_posix(): spec.study.id if layer.name == "study" else layer.name
        for layer in spec.layers
    }


def portable(places: Mapping[str, str]) -> Callable[[Source | None], str | None]:
    """Give a function that names a place by its layer, without a path of the machine."""
    longest_first = [(Path(folder), places[folder]) for folder in sorted(places, key=len)[::-1]]

    def word(source: Source | None) -> str | None:
        if source is None:
            return None
        file = Path(source.file)
        for folder, name in longest_first:
            if file.is_relative_to(folder):
                return f"{name}/{file.relative_to(folder).as_posix()}:{source.line}"
        return f"{file.name}:{source.line}"

    return word


def relocated(spec: StudySpec) -> Callable[[Source], Source]:
    """
    Give a function that finds a place of the specs again after lines were added above it.

    A place is known by its file and its path; one that is not found stays as it is.
    """
    places: dict[tuple[str, str], Source] = {}

    def now(source: Source) -> Source:
        if not places:
            places.update({(one.file, one.path): one for one in _places(dict(spec.merged))})
        return places.get((source.file, source.path), source)

    return now


def _places(tree: Any) -> Iterator[Source]:
    place = getattr(tree, "source", None)
    if isinstance(place, Source):
        yield place
    if isinstance(tree, Entry):
        yield from tree.key_sources.values()
    for inner in tree.values() if isinstance(tree, dict) else tree if _is_list(tree) else ():
        yield from _places(inner)


def spec_files(tree: Any) -> frozenset[str]:
    """Give the files that any value of a merged spec was written in."""
    return frozenset(_files(tree))


def _files(tree: Any) -> Iterator[str]:
    place = getattr(tree, "source", None)
    if isinstance(place, Source):
        yield place.file
    if isinstance(tree, Entry):
        yield from {one.file for one in tree.key_sources.values()}
    for inner in tree.values() if isinstance(tree, dict) else tree if _is_list(tree) else ():
        yield from _files(inner)


def _is_list(tree: Any) -> bool:
    return isinstance(tree, (Items, list, tuple))
