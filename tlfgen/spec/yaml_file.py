"""YAML text to plain values that remember their line."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

import yaml

from tlfgen.core.errors import Finding, SpecError
from tlfgen.core.source import Source

__all__ = ["Entry", "Items", "Text", "load_yaml", "parse_yaml"]

_NULLS = frozenset({"", "~", "null"})
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Text(str):
    """A scalar as written, with its place and whether it was quoted."""

    __slots__ = ("quoted", "source")
    source: Source
    quoted: bool

    def __new__(cls, value: str, source: Source, *, quoted: bool = False) -> Self:
        """Make the text with its place."""
        self = super().__new__(cls, value)
        self.source = source
        self.quoted = quoted
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _text, (str(self), self.source, self.quoted)


def _text(value: str, source: Source, quoted: bool) -> Text:  # noqa: FBT001 - rebuilds a copy
    return Text(value, source, quoted=quoted)


class Entry(dict[str, Any]):
    """A mapping with its place and the place of each key."""

    __slots__ = ("key_sources", "source")

    def __init__(self, source: Source) -> None:
        super().__init__()
        self.source = source
        self.key_sources: dict[str, Source] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return _entry, (dict(self), self.source, self.key_sources)


def _entry(values: dict[str, Any], source: Source, key_sources: dict[str, Source]) -> Entry:
    entry = Entry(source)
    entry.update(values)
    entry.key_sources.update(key_sources)
    return entry


class Items(list[Any]):
    """A list with its place and the place of each item."""

    __slots__ = ("item_sources", "source")

    def __init__(self, source: Source) -> None:
        super().__init__()
        self.source = source
        self.item_sources: list[Source] = []

    def __reduce__(self) -> tuple[Any, ...]:
        return _items, (list(self), self.source, self.item_sources)


def _items(values: list[Any], source: Source, item_sources: list[Source]) -> Items:
    items = Items(source)
    items.extend(values)
    items.item_sources.extend(item_sources)
    return items


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []

    def place(self, node: yaml.Node, path: str) -> Source:
        mark = node.start_mark
        return Source(self.file, mark.line + 1, mark.column + 1, path)

    def value(self, node: yaml.Node, path: str) -> Any:
        if isinstance(node, yaml.ScalarNode):
            if not node.style and node.value in _NULLS:
                return None
            return Text(node.value, self.place(node, path), quoted=bool(node.style))
        if isinstance(node, yaml.SequenceNode):
            items = Items(self.place(node, path))
            for number, child in enumerate(node.value):
                items.item_sources.append(self.place(child, f"{path}[{number}]"))
                items.append(self.value(child, f"{path}[{number}]"))
            return items
        return self.mapping(node, path)

    def mapping(self, node: yaml.Node, path: str) -> Entry:
        entry = Entry(self.place(node, path))
        for key_node, child in node.value:
            at = self.place(key_node, path)
            if not isinstance(key_node, yaml.ScalarNode):
                self.add("spec.yaml", "A key is a list or a mapping.", at, "write a plain word")
                continue
            key = key_node.value
            if key in entry:
                first = entry.key_sources[key]
                what = f"The key '{key}' stands twice; first at line {first.line}."
                self.add("spec.duplicate-key", what, at, "keep one of the two")
                continue
            below = f"{path}.{key}" if path else key
            entry.key_sources[key] = Source(at.file, at.line, at.column, below)
            entry[key] = self.value(child, below)
        return entry

    def add(self, code: str, what: str, source: Source, hint: str) -> None:
        self.findings.append(Finding(code, what, source, hint=hint))


def parse_yaml(text: str, file: str) -> Any:
    """
    Give the values of a YAML text; every scalar stays as written.

    The slot a value falls into decides its type, so ``NO``, ``01`` and ``1e5`` are not changed;
    only ``null``, ``~`` and nothing are missing.

    Returns
    -------
    Entry, Items, Text or None

    Raises
    ------
    SpecError
        ``spec.yaml`` if the text is not YAML; ``spec.duplicate-key`` for every repeated key.

    Examples
    --------
    >>> dict(parse_yaml("a: NO", "x.yaml"))
    {'a': 'NO'}
    """
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Source(file, mark.line + 1, mark.column + 1) if mark else Source(file)
        what = f"The file is not valid YAML: {error.problem}."
        hint = "check the indentation, quotes and colons of this line and the one above"
        begun = error.context_mark
        details = (f"{error.context} that begins at line {begun.line + 1}",) if begun else ()
        raise SpecError.of("spec.yaml", what, place, hint=hint, details=details) from None
    except yaml.YAMLError as error:
        first = str(error).splitlines()[0]
        raise SpecError.of(
            "spec.yaml", f"The file is not valid YAML: {first}.", Source(file)
        ) from None
    if node is None:
        return None
    reader = _Reader(file)
    value = reader.value(node, "")
    if reader.findings:
        raise SpecError(*reader.findings)
    return value


def load_yaml(path: Path) -> Any:
    """
    Give the values of a YAML file.

    Raises
    ------
    SpecError
        ``spec.not-found`` or ``spec.not-utf8`` beside the codes of ``parse_yaml``.
    """
    file = path.as_posix()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        hint = "check the name and the folder"
        raise SpecError.of(
            "spec.not-found", "There is no such file.", Source(file), hint=hint
        ) from None
    except UnicodeDecodeError as error:
        what = f"The file is not UTF-8 text (byte {error.start + 1})."
        hint = "save it with the encoding UTF-8"
        raise SpecError.of("spec.not-utf8", what, Source(file), hint=hint) from None
    return parse_yaml(text, file)
