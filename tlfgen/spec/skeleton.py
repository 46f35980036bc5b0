"""First recipes of datasets, drawn from the metadata of a workbook or define file."""

from __future__ import annotations

import json
import re
import textwrap
from collections import Counter
from collections.abc import Collection, Iterator

from tlfgen.model.metadata import DatasetMetadata, ItemMetadata, StudyMetadata

__all__ = ["first_recipe", "stage_of"]

_ADAM = frozenset(
    {
        "SUBJECT LEVEL ANALYSIS DATASET",
        "BASIC DATA STRUCTURE",
        "OCCURRENCE DATA STRUCTURE",
        "ADAM OTHER",
    }
)
_REFERENCE = re.compile(r"([A-Z][A-Z0-9]{0,7})\.([A-Z][A-Z0-9_]*)")
_SUBJECT = "ADSL"
_KEYS = ("STUDYID", "USUBJID")
_WIDTH = 96


def stage_of(dataset: DatasetMetadata) -> str:
    """Give the stage a dataset belongs to, by its class or its name."""
    is_adam = dataset.class_name in _ADAM or dataset.name.startswith("AD")
    return "adam" if is_adam else "sdtm"


def first_recipe(
    made: StudyMetadata, dataset: DatasetMetadata, file: str, library: Collection[str]
) -> str:
    """
    Give the YAML of a dataset: predecessors as references, a remark for what is to be derived.

    Parameters
    ----------
    made : StudyMetadata
    dataset : DatasetMetadata
    file : str
        The file of metadata as the recipe names it.
    library : collection of str
        Lower-case names of the datasets the library has, which the recipe extends.

    Returns
    -------
    str
        A whole file. Labels, types and codelists are not repeated in it.
    """
    return "\n".join(_Recipe(made, dataset, file, library).lines()) + "\n"


class _Recipe:
    """The lines of one recipe."""

    def __init__(
        self, made: StudyMetadata, dataset: DatasetMetadata, file: str, library: Collection[str]
    ) -> None:
        self.made = made
        self.dataset = dataset
        self.file = file
        self.base = dataset.name.lower() if dataset.name.lower() in library else None
        self.items = list(made.of(dataset.name))
        self.references = {
            item.variable: found.groups() for item in self.items if (found := self._reference(item))
        }
        self.merged = {
            name: variable
            for name, (owner, variable) in self.references.items()
            if owner == _SUBJECT and dataset.name != _SUBJECT
        }
        counts = Counter(o for o, _ in self.references.values() if o != _SUBJECT)
        first = "DM" if dataset.name == _SUBJECT else ""
        self.origin = first or (counts.most_common(1)[0][0] if counts else "")

    def _reference(self, item: ItemMetadata) -> re.Match[str] | None:
        """Give the one variable that a predecessor, or the whole text of a method, names."""
        is_adam = stage_of(self.dataset) == "adam"
        text = item.predecessor or (self.made.method_text(item) if is_adam else "")
        return _REFERENCE.fullmatch(text.strip().rstrip("."))

    def lines(self) -> Iterator[str]:
        yield f"# First draft from {self.file}. Labels, types, lengths, codelists, keys come from"
        yield "# there. Put a derivation for each remark; 'tlfgen check' lists what is left."
        yield f"dataset: {self.dataset.name}"
        if self.base:
            yield f"extends: {self.base}"
        yield f"metadata_from: {self.file}#{self.dataset.name}"
        yield from self._sources()
        if set(self.merged) - set(_KEYS):
            yield from self._merge()
        yield "columns:"
        for item in self.items:
            if item.variable not in self.merged or item.variable in _KEYS:
                yield from self._column(item)

    def _sources(self) -> Iterator[str]:
        owners = dict.fromkeys([self.origin, *(owner for owner, _ in self.references.values())])
        known = {one.name: stage_of(one) for one in self.made.datasets}
        named = [f"{o}: {known.get(o, 'sdtm')}.{o}" for o in owners if o]
        if named:
            yield f"sources: {{{', '.join(named)}}}"
        if self.origin:
            yield f"records: {{from: {self.origin}}}          # say which with where:"
        else:
            yield "# sources: {FORM: raw.form}"
            yield "# records: {from: FORM}"

    def _merge(self) -> Iterator[str]:
        taken = [
            name if name == variable else f"{name}: {variable}"
            for name, variable in self.merged.items()
            if name not in _KEYS
        ]
        renamed = any(":" in one for one in taken)
        words = [one if ":" in one else f"{one}: {one}" for one in taken] if renamed else taken
        inside = ", ".join(words)
        shown = f"{{{inside}}}" if renamed else f"[{inside}]"
        yield "merge:"
        yield f"  {_SUBJECT}:"
        yield f"    by: [{', '.join(_KEYS)}]"
        first, *rest = textwrap.wrap(shown, _WIDTH - 10, break_long_words=False)
        yield f"    take: {first}"
        yield from (f"      {line}" for line in rest)
        yield "    if_missing: error"

    def _column(self, item: ItemMetadata) -> Iterator[str]:
        name = item.variable
        if name in _KEYS and (self.origin or name in self.merged):
            yield f"  {name}: {self.origin}.{name}" if self.origin else f"  # {name}: a predecessor"
        elif name in self.references:
            owner, variable = self.references[name]
            if owner == self.origin:
                yield f"  {name}: {owner}.{variable}"
            else:
                yield f"  {name}: {{record: {{from: {owner}, value: {variable}}}}}"
        elif item.assigned:
            yield f"  {name}: {{hardcode: {json.dumps(item.assigned)}}}"
        else:
            yield from self._remark(item)

    def _remark(self, item: ItemMetadata) -> Iterator[str]:
        text = self.made.method_text(item) or self.made.comment_text(item.comment)
        said = " ".join((text or item.label).split())
        origin = f" ({item.origin.lower()})" if item.origin else ""
        lines = textwrap.wrap(f"{item.variable}:{origin} {said}", _WIDTH, subsequent_indent="    ")
        yield from (f"  # {line}" for line in lines)
