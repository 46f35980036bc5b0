"""One display entry to many: the members of ``for:``."""

from __future__ import annotations

from typing import Any

from tlfgen.core.errors import Finding, SpecError
from tlfgen.spec.layers import merge
from tlfgen.spec.node import source_of
from tlfgen.spec.yaml_file import Entry, Items, Text

__all__ = ["display_id", "expand_display"]

_PREFIXES = {"listing": "l", "narrative": "l", "figure": "f"}


def display_id(kind: str, number: str) -> str:
    """
    Give the id of a study display from its kind and number.

    Examples
    --------
    >>> display_id("summary", "14-2.01"), display_id("listing", "16.2.7.2")
    ('t_14_2_01', 'l_16_2_7_2')
    """
    word = "".join(letter if letter.isalnum() else "_" for letter in number.lower())
    return f"{_PREFIXES.get(kind, 't')}_{word}"


def _copy(entry: Entry) -> Entry:
    made = Entry(entry.source)
    made.update(entry)
    made.key_sources.update(entry.key_sources)
    return made


def _put(entry: Entry, key: str, value: Any, member: Entry) -> None:
    entry[key] = value
    entry.key_sources[key] = member.key_sources.get(key, member.source)


def _joined(known: object, more: Items) -> Items:
    """Give two lists of footnotes as one."""
    first = known if isinstance(known, Items) else Items(more.source)
    joined = Items(more.source)
    joined += [*first, *more]
    joined.item_sources += [*first.item_sources, *more.item_sources]
    return joined


def _member(entry: Entry, member: Entry) -> Entry:
    """Lay one member of ``for`` over the display."""
    made = _copy(entry)
    for key, value in member.items():
        if key == "footnotes_add" and isinstance(value, Items):
            _put(made, "footnotes", _joined(made.get("footnotes"), value), member)
        elif key == "title_add":
            titles = made.get("title")
            first, *others = titles if isinstance(titles, list) else [titles]
            added = Text(f"{first}: {value}", source_of(value) or member.source)
            _put(made, "title", [added, *others] if others else added, member)
        else:
            _put(made, key, merge(made[key], value, key) if key in made else value, member)
    is_named = "id" in member or "number" not in member
    return made if is_named else _with_id(made, member)


def _with_id(entry: Entry, member: Entry) -> Entry:
    """Give a display the id that its kind and number make."""
    made = _copy(entry)
    name = display_id(str(entry.get("kind")), str(member["number"]))
    place = source_of(member["number"]) or member.source
    _put(made, "id", Text(name, place), member)
    return made


def expand_display(entry: Entry) -> list[Entry]:
    """
    Give the displays that one loaded entry stands for.

    Without ``for`` that is the entry itself; its id is made from its kind and number where it
    gives none. Each member of ``for`` is laid over the display as a display is over the one it
    extends: rows merge by name. ``title_add`` is put behind the first title, ``where_add``
    narrows the records further. A member gives its own number, hence its own id.

    Returns
    -------
    list of Entry
        In the order of ``for``; none holds ``for`` any more.

    Raises
    ------
    SpecError
        ``spec.no-number`` for a member without a number or id, ``spec.duplicate-id`` for two
        equal ids, ``spec.wrong-value`` where ``for`` is not a list of mappings.
    """
    if "for" not in entry:
        return [entry if "id" in entry or "number" not in entry else _with_id(entry, entry)]
    base = _copy(entry)
    members = base.pop("for")
    if not isinstance(members, list) or not all(isinstance(one, Entry) for one in members):
        what = "'for' is a list of mappings, one a display."
        raise SpecError.of("spec.wrong-value", what, entry.key_sources.get("for", entry.source))
    findings: list[Finding] = []
    made: list[Entry] = []
    seen: set[str] = set()
    for member in members:
        if "number" not in member and "id" not in member:
            what = "A member of 'for' has neither a number nor an id."
            hint = "give each display its own number"
            findings.append(Finding("spec.no-number", what, member.source, hint=hint))
            continue
        display = _member(base, member)
        name = str(display["id"])
        if name in seen:
            what = f"Two members of 'for' make the display '{name}'."
            findings.append(Finding("spec.duplicate-id", what, member.source))
        seen.add(name)
        made.append(display)
    if findings:
        raise SpecError(*findings)
    return made
