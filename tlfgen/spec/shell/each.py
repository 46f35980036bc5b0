"""Rows written once and printed for each level, such as the means of a model at each visit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tlfgen.core.errors import SpecError
from tlfgen.spec.node import source_of
from tlfgen.spec.yaml_file import Entry, Items

__all__ = ["expand_each"]

_MODEL_ROWS = ("lsmeans", "contrast")


def expand_each(rows: Iterable[Any]) -> Iterator[Any]:
    """
    Give rows with every ``each: {AVISIT: [Week 4, Week 8]}`` written out.

    Each level becomes a heading with the rows under ``rows:`` below it; a row of a model shows
    its numbers at the level.

    Raises
    ------
    SpecError
        ``spec.wrong-value`` where ``each`` is no mapping of one variable, or ``rows`` no list.
    """
    for row in rows:
        if not isinstance(row, Mapping) or "each" not in row:
            yield row
            continue
        given, inner = row["each"], row.get("rows")
        is_one = isinstance(given, Mapping) and len(given) == 1
        if not is_one or not isinstance(inner, (list, tuple)) or len(row) != len(("each", "rows")):
            what = "'each' needs one variable with its levels, and the rows to repeat."
            hint = "write each: {AVISIT: [Week 24, Week 48]} and rows: [...]"
            raise SpecError.of("spec.wrong-value", what, source_of(row), hint=hint)
        ((variable, levels),) = given.items()
        for level in levels if isinstance(levels, (list, tuple)) else (levels,):
            made = [_at(one, str(variable), level) for one in inner]
            yield _entry(row, {"label": level, "cross": _items(row, [_items(row, made)])})


def _at(row: Any, variable: str, level: Any) -> Any:
    """Give a row of a model at a level; any other row as it is."""
    kind = next((word for word in _MODEL_ROWS if isinstance(row, Mapping) and word in row), None)
    if kind is None:
        return row
    asked = row[kind]
    own = dict(asked) if isinstance(asked, Mapping) else {"model": asked}
    at = _entry(row, {**dict(own.get("at") or {}), variable: level})
    return _entry(row, {**row, kind: _entry(asked, {**own, "at": at}, row)})


def _entry(place: Any, values: Mapping[str, Any], fallback: Any = None) -> Any:
    """Give a mapping that stands where another stands."""
    source = source_of(place) or source_of(fallback)
    if source is None:
        return dict(values)
    made = Entry(source)
    made.update(values)
    known = getattr(place, "key_sources", {})
    made.key_sources.update({key: known.get(key, source) for key in values})
    return made


def _items(place: Any, values: list[Any]) -> Any:
    source = source_of(place)
    if source is None:
        return values
    made = Items(source)
    made += values
    made.item_sources += [source_of(value) or source for value in values]
    return made
