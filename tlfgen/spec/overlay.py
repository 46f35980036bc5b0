"""The metadata of one dataset laid over its recipe, value by value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tlfgen.core.errors import Finding
from tlfgen.core.source import Source
from tlfgen.model.metadata import DatasetMetadata, ItemMetadata, StudyMetadata
from tlfgen.spec.node import source_of
from tlfgen.spec.variable import VariableSpec
from tlfgen.spec.yaml_file import Entry, Items, Text

__all__ = ["lay_dataset"]

_KIND_KEYS = ("type", "format")
_STANDARD = frozenset({"core", "role"})
"""What the library still says of a variable that a file describes."""
IsStandard = Callable[[str], bool]


def lay_dataset(
    entry: Entry, made: StudyMetadata, dataset: DatasetMetadata, is_standard: IsStandard
) -> tuple[Entry, list[Finding]]:
    """
    Give a recipe with the metadata of a file laid over it, and where the two differ.

    The file says which variables there are, in which order; a variable that only the YAML of a
    sponsor or the study describes comes after them, with a warning.

    Returns
    -------
    Entry
    list of Finding
        ``spec.metadata-conflict`` and ``spec.not-in-metadata``, all warnings.
    """
    laying = _Laying(is_standard)
    laid = _copy(entry)
    stage = str(entry.get("stage") or ("adam" if dataset.name.startswith("AD") else "sdtm"))
    for key, value in _about(dataset, made).items():
        laying.put(laid, key, value, f"{dataset.name}, {key}")
    variables = Entry(dataset.source or entry.source)
    known = entry.get("variables")
    known = known if isinstance(known, Entry) else Entry(entry.source)
    for item in made.of(dataset.name):
        place = item.source or variables.source
        variables[item.variable] = laying.variable(known.get(item.variable), item, made, stage)
        variables.key_sources[item.variable] = place
    for name, value in known.items():
        if name not in variables and not is_standard(known.key_sources[name].file):
            variables[name] = value
            variables.key_sources[name] = known.key_sources[name]
            laying.alone(f"{dataset.name}.{name}", known.key_sources[name], variables.source)
    laid["variables"] = variables
    laid.key_sources["variables"] = variables.source
    return laid, laying.findings


class _Laying:
    """Values of a file put over values of the YAML, with every difference noted."""

    def __init__(self, is_standard: IsStandard) -> None:
        self.is_standard = is_standard
        self.findings: list[Finding] = []

    def put(self, target: Entry, key: str, value: Any, about: str) -> None:
        """Put one value, unless the YAML says the same already."""
        given = target.get(key)
        if given is not None and _plain(given) == _plain(value):
            return
        if given is not None:
            self.conflict(about, given, value, target.key_sources.get(key))
        target[key] = value
        target.key_sources[key] = source_of(value) or target.source

    def variable(self, given: Any, item: ItemMetadata, made: StudyMetadata, stage: str) -> Entry:
        """Give the metadata of one variable."""
        place = item.source or Source("")
        laid = Entry(place)
        for key, value in given.items() if isinstance(given, Entry) else ():
            if key in _STANDARD or not self.is_standard(given.key_sources[key].file):
                laid[key] = value
                laid.key_sources[key] = given.key_sources[key]
        if given is not None and not isinstance(given, Entry):
            laid["label"], laid.key_sources["label"] = given, source_of(given) or place
        about = f"{item.dataset}.{item.variable}"
        values = _values(item, made, place)
        if "type" in laid and self._same_kind(laid, values, stage):
            values.pop("type")
        for key, value in values.items():
            self.put(laid, key, value, f"{about}, {key}")
        return laid

    def conflict(self, about: str, given: Any, value: Any, place: Source | None) -> None:
        """Note that a sponsor's or study's YAML says something else than the file."""
        where = source_of(given) or place
        if where is not None and self.is_standard(where.file):
            return
        what = f"{about}: the YAML says '{_shown(given)}', the file '{_shown(value)}'."
        hint = "the file counts; write the same in both, or leave it to the file"
        details = (f"the other is at {source_of(value)}",)
        found = Finding("spec.metadata-conflict", what, where, (), hint, "warning", details)
        self.findings.append(found)

    def alone(self, name: str, place: Source, file: Source) -> None:
        """Note that the file does not describe a variable."""
        what = f"{name} is described here, and not in the file of metadata."
        hint = "add it to the file, or derive it under work: if it is not kept"
        details = (f"the file is {file.file}",)
        found = Finding("spec.not-in-metadata", what, place, (), hint, "warning", details)
        self.findings.append(found)

    @staticmethod
    def _same_kind(laid: Entry, values: dict[str, Any], stage: str) -> bool:
        """Say whether both name the same kind of value, such as date or integer DATE9."""
        kinds = []
        for one in (laid, values):
            words = {key: str(one[key]) for key in _KIND_KEYS if one.get(key) is not None}
            try:
                kinds.append(VariableSpec.model_validate(words).kind(stage))
            except ValueError:
                return False  # the word itself is refused where it stands
        return kinds[0] == kinds[1]


def _about(dataset: DatasetMetadata, made: StudyMetadata) -> dict[str, Any]:
    place = dataset.source or Source("")
    keys = Items(place)
    for name in dataset.keys:
        keys.append(Text(name, place))
        keys.item_sources.append(place)
    texts = {
        "label": dataset.label,
        "class": dataset.class_name,
        "subclass": dataset.subclass,
        "structure": dataset.structure,
        "comment": made.comment_text(dataset.comment),
    }
    found: dict[str, Any] = {key: Text(text, place) for key, text in texts.items() if text}
    return found | ({"keys": keys} if keys else {})


def _values(item: ItemMetadata, made: StudyMetadata, place: Source) -> dict[str, Any]:
    texts = {
        "label": item.label,
        "type": item.type,
        "length": "" if item.length is None else str(item.length),
        "codelist": item.codelist,
        "origin": item.origin,
        "role": item.role,
        "format": item.display_format,
        "digits": "" if item.digits is None else str(item.digits),
        "mandatory": "true" if item.mandatory else "",
        "comment": made.comment_text(item.comment),
        "method": made.method_text(item),
        "predecessor": item.predecessor,
        "pages": item.pages,
    }
    return {key: Text(text, place) for key, text in texts.items() if text}


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [str(one) for one in value]
    return " ".join(str(value).split())


def _shown(value: Any) -> str:
    plain = _plain(value)
    return ", ".join(plain) if isinstance(plain, list) else str(plain)


def _copy(entry: Entry) -> Entry:
    made = Entry(entry.source)
    made.update(entry)
    made.key_sources.update(entry.key_sources)
    return made
