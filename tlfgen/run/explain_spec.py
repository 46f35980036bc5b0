"""A merged spec with the file and line of every value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tlfgen.core.errors import SpecError
from tlfgen.core.source import Source
from tlfgen.run.portable import layer_words, portable
from tlfgen.spec.load import StudySpec
from tlfgen.spec.node import source_of
from tlfgen.spec.yaml_file import Entry, Items

__all__ = ["explain_spec"]

_WIDTH = 72


def explain_spec(spec: StudySpec, name: str) -> list[str]:
    """
    Give the merged spec of a dataset, a display or the study, a line a value with its place.

    Raises
    ------
    SpecError
        ``spec.unknown-spec``.
    """
    short = {ref.partition(".")[2]: ref for ref in spec.merged if "." in ref}
    found = spec.merged.get(name) or spec.merged.get(short.get(name.upper(), ""))
    if found is None:
        raise SpecError.unknown("spec", name, [*spec.merged, *short])
    word = portable(layer_words(spec))
    lines = list(_lines(found, 0))
    width = min(_WIDTH, max((len(text) for text, _ in lines), default=0))
    return [f"{text:<{width}}  {word(place) or ''}".rstrip() for text, place in lines]


def _lines(value: Any, depth: int) -> Iterator[tuple[str, Source | None]]:
    pad = "  " * depth
    if isinstance(value, Entry):
        for key, inner in value.items():
            place = value.key_sources.get(key)
            if _is_single(inner):
                yield f"{pad}{key}: {_shown(inner)}", source_of(inner) or place
            else:
                yield f"{pad}{key}:", place
                yield from _lines(inner, depth + 1)
    elif isinstance(value, Items):
        for number, inner in enumerate(value):
            place = value.item_sources[number] if number < len(value.item_sources) else None
            if _is_single(inner):
                yield f"{pad}- {_shown(inner)}", source_of(inner) or place
            else:
                yield f"{pad}-", place
                yield from _lines(inner, depth + 1)


def _is_single(value: Any) -> bool:
    return not isinstance(value, (Entry, Items))


def _shown(value: Any) -> str:
    if value is None:
        return "null"
    text = str(value)
    return f'"{text}"' if getattr(value, "quoted", False) else text
