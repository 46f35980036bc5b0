"""Layers of specs: library below sponsor below study, merged with every line remembered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tlfgen.core.errors import SpecError
from tlfgen.core.source import Source
from tlfgen.spec.node import source_of
from tlfgen.spec.yaml_file import Entry, Items, load_yaml

__all__ = ["MERGED_LISTS", "Layer", "SpecStore", "library_folder", "merge"]

MERGED_LISTS = frozenset(
    {
        *("rows", "columns", "records", "derived_records", "sections", "visits"),
        *("facts", "paragraphs"),
    }
)
"""Lists whose items merge by name; every other list is replaced whole."""

_NAME_KEYS = ("name", "id", "var", "number")
_ADDED = {"footnotes_add": "footnotes"}
_OWN = {"displays": frozenset({"id", "number", "for"})}


@dataclass(frozen=True, slots=True)
class Layer:
    """A folder of specs, with the word it is called by."""

    name: str
    folder: Path


def library_folder() -> Path:
    """
    Give the folder of the built-in library.

    Raises
    ------
    SpecError
        ``spec.no-library`` if it is neither in the installed package nor in the checkout.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "_builtin" / "library", package.parent / "specs" / "library"):
        if folder.is_dir():
            return folder
    hint = "install the package again"
    raise SpecError.of("spec.no-library", "The built-in library of specs is missing.", hint=hint)


def _name_of(item: Any) -> str | None:
    if not isinstance(item, Mapping):
        return None
    return next((str(item[key]) for key in _NAME_KEYS if isinstance(item.get(key), str)), None)


def merge(lower: Any, upper: Any, key: str = "") -> Any:
    """
    Give ``lower`` with ``upper`` laid over it.

    Mappings merge by key. Lists named in ``MERGED_LISTS`` merge by the name of their items
    (``name``, ``id``, ``var`` or ``number``); an item with ``after: NAME`` is placed there.
    Everything else is replaced, but ``footnotes_add`` stands behind the lower footnotes.
    ``drop: [NAME, ...]`` removes named entries of the lower layer, or a whole collection such as
    ``variables``.
    """
    if isinstance(lower, Entry) and isinstance(upper, Entry):
        return _merge_entries(lower, upper)
    if isinstance(lower, Items) and isinstance(upper, Items) and key in MERGED_LISTS:
        named = [_name_of(item) for item in (*lower, *upper)]
        if all(name is not None for name in named):
            return _merge_items(lower, upper)
    return upper


def _merge_entries(lower: Entry, upper: Entry) -> Entry:
    merged = Entry(upper.source)
    dropped = {str(name) for name in upper.get("drop") or ()}
    found: set[str] = set()
    for key, value in lower.items():
        if key in dropped and isinstance(value, (Entry, Items)):
            found.add(key)
            continue
        merged[key] = _without(value, dropped, found)
        merged.key_sources[key] = lower.key_sources[key]
    for name in sorted(dropped - found):
        allowed = sorted(_droppable(lower))
        raise SpecError.unknown("name to drop", name, allowed, upper.key_sources["drop"])
    for key, value in upper.items():
        if key == "drop":
            continue
        if key in _ADDED and isinstance(value, Items):
            _add(merged, _ADDED[key], value, upper.key_sources[key])
            continue
        merged[key] = merge(merged[key], value, key) if key in merged else value
        merged.key_sources[key] = upper.key_sources[key]
    return merged


def _add(entry: Entry, key: str, more: Items, place: Source) -> None:
    """Put items behind those of a list."""
    known = entry.get(key)
    lower = known if isinstance(known, Items) else Items(more.source)
    joined = _items(more.source, [*lower, *more])
    joined.item_sources[:] = [*lower.item_sources, *more.item_sources]
    entry[key] = joined
    entry.key_sources.setdefault(key, place)


def _droppable(entry: Entry) -> Iterable[str]:
    for key, value in entry.items():
        if isinstance(value, (Entry, Items)):
            yield key
        if isinstance(value, Entry):
            yield from value
        elif isinstance(value, Items):
            yield from (name for item in value if (name := _name_of(item)))


def _without(value: Any, dropped: set[str], found: set[str]) -> Any:
    """Give a collection without the dropped names, noting which were there."""
    if isinstance(value, Entry) and dropped & set(value):
        kept = Entry(value.source)
        for key, inner in value.items():
            if key in dropped:
                found.add(key)
                continue
            kept[key] = inner
            kept.key_sources[key] = value.key_sources[key]
        return kept
    if isinstance(value, Items) and any(_name_of(item) in dropped for item in value):
        found |= {name for item in value if (name := _name_of(item)) in dropped and name}
        return _items(value.source, [item for item in value if _name_of(item) not in dropped])
    return value


def _items(source: Source, values: Iterable[Any]) -> Items:
    items = Items(source)
    for value in values:
        items.append(value)
        items.item_sources.append(source_of(value) or source)
    return items


def _merge_items(lower: Items, upper: Items) -> Items:
    by_name: dict[str, Any] = {str(_name_of(item)): item for item in lower}
    order = list(by_name)
    for item in upper:
        name = str(_name_of(item))
        after = item.get("after") if isinstance(item, Entry) else None
        plain = _plain(item)
        if name in by_name:
            by_name[name] = merge(by_name[name], plain)
        else:
            by_name[name] = plain
            order.append(name)
        if after is not None:
            if str(after) not in by_name:
                raise SpecError.unknown(
                    "name to stand after", str(after), by_name, source_of(after)
                )
            order.remove(name)
            order.insert(order.index(str(after)) + 1, name)
    return _items(upper.source, [by_name[name] for name in order])


def _plain(item: Any) -> Any:
    if not isinstance(item, Entry) or "after" not in item:
        return item
    kept = Entry(item.source)
    for key, value in item.items():
        if key != "after":
            kept[key] = value
            kept.key_sources[key] = item.key_sources[key]
    return kept


class SpecStore:
    """
    All spec files of a study's layers, and their ``extends`` chains.

    Parameters
    ----------
    layers : sequence of Layer
        Lowest first; the study is the last.
    """

    def __init__(self, layers: Iterable[Layer]) -> None:
        self.layers = tuple(layers)
        self._raw: dict[tuple[int, str], dict[str, Entry]] = {}
        self.broken: dict[tuple[int, str, str], SpecError] = {}

    def entries(self, level: int, kind: str) -> dict[str, Entry]:
        """Give the spec files of one kind in one layer, by file name without ending."""
        known = self._raw.get((level, kind))
        if known is None:
            folder = self.layers[level].folder / kind
            known = {}
            for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
                try:
                    known[path.stem] = _mapping(path)
                except SpecError as error:
                    self.broken[level, kind, path.stem] = error
            self._raw[level, kind] = known
        return known

    def names(self, level: int, kind: str) -> tuple[str, ...]:
        """Give the names of the spec files of one kind in one layer, unreadable ones included."""
        found = set(self.entries(level, kind))
        return tuple(sorted(found | {n for k, w, n in self.broken if (k, w) == (level, kind)}))

    def resolve(
        self, kind: str, name: str, level: int, seen: tuple[tuple[int, str], ...] = ()
    ) -> Entry:
        """
        Give the spec ``name`` of a layer with everything it extends merged below it.

        A display of another name never inherits id, number and ``for``.

        Raises
        ------
        SpecError
            ``spec.shadowed`` if a lower layer has the same id and ``extends`` is missing;
            ``spec.unknown-spec-to-extend``; ``spec.extends-loop``; what was wrong with a file
            that is extended and cannot be read.
        """
        entries = self.entries(level, kind)
        if (level, kind, name) in self.broken:
            raise self.broken[level, kind, name]
        entry = entries[name]
        base = entry.get("extends")
        if base is None:
            self._refuse_shadow(kind, name, level, entry)
            return entry
        wanted = str(base).lower()
        below = level - 1 if wanted == name else level
        at = next((k for k in range(below, -1, -1) if wanted in self.names(k, kind)), None)
        if at is None:
            allowed = {n for k in range(level + 1) for n in self.names(k, kind)} - {name}
            raise SpecError.unknown("spec to extend", str(base), allowed, source_of(base))
        if (at, wanted) in seen:
            what = "The specs extend each other: " + " -> ".join(
                n for _, n in (*seen, (at, wanted))
            )
            raise SpecError.of("spec.extends-loop", f"{what}.", source_of(base))
        lower = self.resolve(kind, wanted, at, (*seen, (at, wanted)))
        if wanted != name:
            lower = _without_keys(lower, _OWN.get(kind, frozenset()))
        return _without_keys(merge(lower, entry), frozenset({"extends"}))

    def _refuse_shadow(self, kind: str, name: str, level: int, entry: Entry) -> None:
        for lower in range(level - 1, -1, -1):
            if name in self.names(lower, kind):
                layer = self.layers[lower].name
                what = f"'{name}' stands in the layer '{layer}' too, and is not extended."
                hint = f"write 'extends: {name}' to build on it, or choose another name"
                raise SpecError.of("spec.shadowed", what, entry.source, hint=hint)


def _mapping(path: Path) -> Entry:
    value = load_yaml(path)
    if not isinstance(value, Entry):
        place = Source(path.as_posix(), 1)
        hint = "write keys and values, such as 'dataset: DM'"
        what = "The file holds no mapping."
        raise SpecError.of("spec.not-a-mapping", what, place, hint=hint)
    return value


def _without_keys(entry: Entry, names: frozenset[str]) -> Entry:
    kept = Entry(entry.source)
    for key, value in entry.items():
        if key not in names:
            kept[key] = value
            kept.key_sources[key] = entry.key_sources[key]
    return kept
