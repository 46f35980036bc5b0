"""Slots that display specs share: words that keep their place, lists of one, levels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, WrapValidator

from tlfgen.core.errors import SpecError
from tlfgen.spec.node import source_of
from tlfgen.spec.yaml_file import Entry, Text

__all__ = ["Levels", "Options", "Word", "Words", "listed", "options_entry"]


_TRUTHS = {"true": True, "false": False}


def _keep_place(value: Any, handler: Any) -> str:
    if isinstance(value, Text):
        return value
    if isinstance(value, (dict, list, tuple)) or value is None:
        what = "a single word is needed here."
        raise SpecError.of("spec.wrong-value", what, source_of(value))
    return str(handler(value))


def listed(value: Any) -> Any:
    """Take a single value as a list of one."""
    return value if isinstance(value, (list, tuple)) else (value,)


def _levels(value: Any) -> Any:
    """Take a list of values as values that are their own labels."""
    if isinstance(value, Mapping):
        return {str(key): str(key) if label is None else label for key, label in value.items()}
    return {str(item): item for item in listed(value)}


def _typed(value: Any) -> Any:
    """Take the values of options as numbers, truths or words, as they are written."""
    if isinstance(value, Mapping):
        return {key: _typed(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return tuple(_typed(one) for one in value)
    if not isinstance(value, Text) or value.quoted:
        return value
    if value in _TRUTHS:
        return _TRUTHS[value]
    try:
        number = float(value)
    except ValueError:
        return str(value)
    return int(number) if number.is_integer() and "." not in value else number


Word = Annotated[str, WrapValidator(_keep_place)]
"""A name of the spec language or of the study; it remembers its line."""

Words = Annotated[tuple[Word, ...], BeforeValidator(listed)]
"""One word, or a list of them."""

Levels = Annotated[dict[str, str], BeforeValidator(_levels)]
"""Values with their labels, in print order; a plain list labels each value by itself."""

Options = Annotated[dict[str, Any], BeforeValidator(_typed)]
"""Options of a method: ``true`` and ``false``, numbers, words, lists of them."""


def options_entry(
    name: str, given: Any, known: frozenset[str], *, slot: str, short: str = "label"
) -> Entry:
    """
    Give ``{name: {key: value}}`` as one entry: known keys stay, others become ``options``.

    Parameters
    ----------
    name : str
        The word that stands as the only key.
    given : Any
        What stands under it: a mapping, a bare value for ``short``, or nothing.
    known : frozenset of str
        Keys of the model that are no options of the method.
    slot, short : str
        The key that takes the name, the key that takes a bare value.
    """
    source = source_of(name) or source_of(given)
    entry = Entry(source)  # type: ignore[arg-type]  # a place is absent only in hand-made values
    entry[slot] = name
    if isinstance(given, Mapping):
        places = getattr(given, "key_sources", {})
        options = Entry(source)  # type: ignore[arg-type]  # as above
        for key, value in given.items():
            target = entry if key in known else options
            target[key] = value
            if key in places:
                target.key_sources[key] = places[key]
        if options:
            entry["options"] = options
    elif given is not None:
        entry[short] = given
    return entry
