"""Every text that differs between two displays as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

__all__ = ["display_differences"]

_PASSED_OVER = frozenset({"results", "records", "page", "rows", "columns"})


def display_differences(
    left: Mapping[str, Any], right: Mapping[str, Any], tolerance: float = 0.0
) -> tuple[str, ...]:
    """
    Give a line for every text or number that differs between two displays.

    Rows are matched by their path, the first of equal paths with the first; cells by the path of
    their column. The page a row stands on and the names of its results do not count.

    Parameters
    ----------
    left, right : mapping
        ``displays/<id>.json`` as loaded.
    tolerance : float
        Largest difference of the numbers of a figure that counts as none.

    Examples
    --------
    >>> one = {"columns": [{"path": ["A"]}], "rows": [{"path": ["n"], "cells": ["12"]}]}
    >>> other = {"columns": [{"path": ["A"]}], "rows": [{"path": ["n"], "cells": ["13"]}]}
    >>> display_differences(one, other)
    ("n : A: '12' and '13'",)
    """
    sides = [dict(_texts(side)) for side in (left, right)]
    lines = []
    for place in dict.fromkeys([*sides[0], *sides[1]]):
        texts = [side.get(place) for side in sides]
        if not _same(texts[0], texts[1], tolerance):
            shown = ["nothing" if text is None else f"'{text}'" for text in texts]
            lines.append(f"{place}: {shown[0]} and {shown[1]}")
    return tuple(lines)


def _same(left: Any, right: Any, tolerance: float) -> bool:
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return abs(left - right) <= tolerance
    return bool(left == right)


def _texts(display: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Give every text of a display with its place."""
    for key, value in display.items():
        if key not in _PASSED_OVER:
            yield from _nested(key, value)
    columns = [_path(column["path"]) for column in display.get("columns", ())]
    for name, column in zip(_numbered(columns), display.get("columns", ()), strict=True):
        yield f"column {name}: N", column.get("n")
    rows = display.get("rows", ())
    for name, row in zip(_numbered([_path(row["path"]) for row in rows]), rows, strict=True):
        yield f"{name}: label", row.get("label")
        for column, text in zip(_numbered(columns), row["cells"], strict=True):
            yield f"{name} : {column}", text


def _nested(place: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in _PASSED_OVER:
                yield from _nested(f"{place}.{key}", inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from _nested(f"{place}.{number}", inner)
    else:
        yield place, value


def _path(parts: Sequence[str]) -> str:
    return "/".join(parts)


def _numbered(names: Sequence[str]) -> list[str]:
    """Give names of which a repeated one carries its number."""
    seen: dict[str, int] = {}
    made = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        made.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return made
