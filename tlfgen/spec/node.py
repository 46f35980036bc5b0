"""The strict model that every part of a spec is made of."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PrivateAttr,
    ValidationError,
    model_validator,
)

from tlfgen.core.errors import Finding, SpecError, nearest
from tlfgen.core.source import Source
from tlfgen.spec.yaml_file import Entry, Items

__all__ = ["Literally", "SpecNode", "read_node", "source_of", "sources_at"]

_CONTAINERS = {"Entry": "a mapping", "Items": "a list", "dict": "a mapping", "list": "a list"}

Node = TypeVar("Node", bound="SpecNode")


def source_of(value: Any) -> Source | None:
    """Give the place of a loaded value, or None where it has none."""
    place = getattr(value, "source", None)
    return place if isinstance(place, Source) else None


class SpecNode(BaseModel):
    """
    A frozen part of a spec that knows its place.

    Unknown keys are refused. ``short`` names the field that a bare value fills, so that
    ``{value: X}`` may be written ``X``.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        arbitrary_types_allowed=True,
        coerce_numbers_to_str=True,
        defer_build=True,  # most studies use few of the models
    )
    short: ClassVar[str | None] = None
    _source: Source | None = PrivateAttr(default=None)
    _places: dict[str, Source] = PrivateAttr(default_factory=dict)

    @property
    def source(self) -> Source | None:
        """The place where it was written."""
        return self._source

    def place_of(self, name: str) -> Source | None:
        """Give the place of one of its keys, or its own where the key is not written."""
        field = type(self).model_fields[name]
        value = source_of(getattr(self, name))
        return value or self._places.get(field.alias or name) or self._source

    @model_validator(mode="wrap")
    @classmethod
    def _remember(cls, value: Any, handler: Callable[[Any], Self]) -> Self:
        if isinstance(value, cls):
            return value
        given = value
        if cls.short and not isinstance(value, dict):
            given = {cls.short: value}
        node = handler(given)
        node._source = source_of(value)  # noqa: SLF001 - its own private attribute
        node._places = getattr(value, "key_sources", {})  # noqa: SLF001 - likewise
        return node


def _as_written(value: Any) -> Any:
    if isinstance(value, (dict, list)):
        raise ValueError("a single value is needed here")  # noqa: TRY004 - pydantic reads ValueError
    return None if value is None else str(value)


Literally = Annotated[str | None, BeforeValidator(_as_written)]
"""A literal slot: the characters are the value; ``null`` is missing."""


def sources_at(data: Any, location: Iterable[int | str]) -> Source | None:
    """Give the nearest place along ``location`` in loaded data."""
    place = source_of(data)
    here = data
    for step in location:
        if isinstance(here, Entry) and step in here:
            place = here.key_sources.get(str(step), place)
            here = here[str(step)]
        elif isinstance(here, Items) and isinstance(step, int) and step < len(here):
            place = here.item_sources[step]
            here = here[step]
        else:
            continue  # a union tag or a function name, not a step into the data
    return place


def _key_finding(model: type[BaseModel], data: Any, error: Any) -> Finding:
    location = error["loc"]
    key = str(location[-1])
    place = sources_at(data, location)
    allowed = _allowed_keys(model, location[:-1])
    close = nearest(key, allowed)
    hint = f"did you mean '{close}'?" if close else "remove it, or move it to where it belongs"
    return Finding("spec.unknown-key", f"key '{key}' is not known here.", place, allowed, hint)


def _allowed_keys(model: Any, location: tuple[int | str, ...]) -> tuple[str, ...]:
    """Give the keys a node at ``location`` may hold, as far as its type can be followed."""
    found = [model]
    for step in location:
        following: list[Any] = []
        for candidate in found:
            following += _step_into(candidate, step)
        found = following or found
    keys: set[str] = set()
    for candidate in found:
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            keys |= {field.alias or name for name, field in candidate.model_fields.items()}
    return tuple(sorted(keys))


def _step_into(candidate: Any, step: int | str) -> list[Any]:
    if not (isinstance(candidate, type) and issubclass(candidate, BaseModel)):
        return []
    for name, field in candidate.model_fields.items():
        if step in {name, field.alias}:
            return _models_in(field.annotation)
    return [candidate] if candidate.__name__ == step else []


def _models_in(annotation: Any) -> list[Any]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    found: list[Any] = []
    for inner in getattr(annotation, "__args__", ()):
        found += _models_in(inner)
    return found


def _finding(model: type[BaseModel], data: Any, error: Any) -> Finding:
    kind = error["type"]
    location = error["loc"]
    if kind == "extra_forbidden":
        return _key_finding(model, data, error)
    place = sources_at(data, location)
    name = str(location[-1]) if location else "value"
    if kind == "missing":
        allowed = _allowed_keys(model, location[:-1])
        return Finding("spec.missing-key", f"key '{name}' is needed here.", place, allowed)
    if kind == "literal_error":
        words = tuple(
            w.strip("' ") for w in error["ctx"]["expected"].replace(" or ", ", ").split(",")
        )
        given = str(error["input"])
        close = nearest(given, words) or next(
            iter(difflib.get_close_matches(given, words, 1)), None
        )
        hint = f"did you mean '{close}'?" if close else None
        return Finding(
            "spec.unknown-word", f"'{given}' is not known for '{name}'.", place, words, hint
        )
    message = error["msg"].removeprefix("Value error, ").rstrip(".")
    given = error["input"]
    shown = "nothing" if given is None else _CONTAINERS.get(type(given).__name__, f"'{given}'")
    what = f"'{name}' is {shown}: {message[:1].lower()}{message[1:]}."
    return Finding("spec.wrong-value", what, place)


def read_node(model: type[Node], data: Any, *, what: str = "file") -> Node:
    """
    Give ``data`` as a checked node, or raise every problem at once.

    Raises
    ------
    SpecError
        ``spec.unknown-key``, ``spec.missing-key``, ``spec.unknown-word``, ``spec.wrong-value``,
        or the code of a nested error (an expression, say), each with file and line.
    """
    if not isinstance(data, dict) and model.short is None:
        shown = "empty" if data is None else "not a mapping"
        raise SpecError.of("spec.not-a-mapping", f"The {what} is {shown}.", source_of(data))
    try:
        return model.model_validate(data)
    except ValidationError as error:
        findings: list[Finding] = []
        for item in _without_misspelt(model, error.errors()):
            raised = item.get("ctx", {}).get("error")
            if isinstance(raised, SpecError):
                place = sources_at(data, item["loc"])
                found = tuple(replace(one, source=one.source or place) for one in raised.findings)
            else:
                found = (_finding(model, data, item),)
            findings += [one for one in found if one not in findings]
        raise SpecError(*findings) from None


def _without_misspelt(model: type[BaseModel], errors: list[Any]) -> list[Any]:
    """Give the errors without a missing key that stands there misspelt: one slip, one finding."""
    strange: dict[tuple[int | str, ...], set[str | None]] = {}
    for error in errors:
        if error["type"] == "extra_forbidden":
            *above, key = error["loc"]
            close = nearest(str(key), _allowed_keys(model, tuple(above)))
            strange.setdefault(tuple(above), set()).add(close)
    return [
        error
        for error in errors
        if error["type"] != "missing"
        or str(error["loc"][-1]) not in strange.get(tuple(error["loc"][:-1]), set())
    ]
