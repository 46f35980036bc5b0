"""Names that the metadata of a study use, held against those they define."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tlfgen.core.errors import Finding, nearest
from tlfgen.core.source import Source
from tlfgen.model.expression import references
from tlfgen.model.metadata import CommentMetadata, ItemMetadata, MethodMetadata, StudyMetadata

__all__ = ["check_metadata_ids"]

_SHOWN = 3


def check_metadata_ids(made: StudyMetadata) -> list[Finding]:
    """
    Give the names that lead nowhere as warnings; what is defined in vain or differs as notes.

    Returns
    -------
    list of Finding
        ``metadata.unknown-dataset``, ``metadata.unknown-key``, ``metadata.unknown-codelist``,
        ``metadata.unknown-method``, ``metadata.unknown-variable``,
        ``metadata.unknown-document``; and the notes ``metadata.unused``, ``metadata.no-method``,
        ``metadata.differs``, each once with three examples.
    """
    return list(_Ids(made).findings())


class _Ids:
    """What is defined, and every use of it."""

    def __init__(self, made: StudyMetadata) -> None:
        self.made = made
        self.datasets = [one.name for one in made.datasets]
        self.variables = {(one.dataset, one.variable) for one in made.items}
        self.lists = [one.id for one in made.codelists] + [one.id for one in made.dictionaries]
        self.methods = [one.id for one in made.methods]
        self.documents = [one.id for one in made.documents]

    def findings(self) -> Iterator[Finding]:
        yield from self._keys()
        told: set[str] = set()
        for item in self.made.items:
            if item.dataset not in self.datasets and item.dataset not in told:
                told.add(item.dataset)
                what = f"The dataset {item.dataset} has variables, and is not described itself."
                yield _unknown("dataset", item.dataset, what, self.datasets, item.source)
            yield from self._item(item)
        for value in self.made.values:
            yield from self._value(value)
        owners: list[MethodMetadata | CommentMetadata] = [*self.made.methods, *self.made.comments]
        for owner in owners:
            if owner.document and owner.document not in self.documents:
                what = f"{owner.id} names the document '{owner.document}', which is not listed."
                yield _unknown("document", owner.document, what, self.documents, owner.source)
        yield from self._notes()

    def _notes(self) -> Iterator[Finding]:
        """Give what is defined in vain, derived without a method, or said in two ways."""
        every = (*self.made.items, *self.made.values)
        files = [item.source.file for item in every if item.source is not None]
        place = Source(files[0]) if files else None
        used = {item.method for item in every}
        yield from _noted(
            "unused",
            "Methods that no variable names",
            [m for m in self.methods if m not in used],
            place,
        )
        lists = {item.codelist for item in every}
        yield from _noted(
            "unused",
            "Codelists that no variable names",
            [c for c in self.lists if c not in lists],
            place,
        )
        with_values = {(value.dataset, value.variable) for value in self.made.values}
        bare = [
            f"{item.dataset}.{item.variable}"
            for item in self.made.items
            if item.origin == "Derived"
            and not item.method
            and (item.dataset, item.variable) not in with_values
        ]
        yield from _noted("no-method", "Derived variables without a method", bare, place)
        for name in ("label", "type"):
            said: dict[str, set[str]] = {}
            for item in self.made.items:
                said.setdefault(item.variable, set()).add(getattr(item, name))
            differ = sorted(variable for variable, words in said.items() if len(words) > 1)
            yield from _noted(
                "differs", f"Variables that differ in {name} among datasets", differ, place
            )

    def _keys(self) -> Iterator[Finding]:
        described = {one.dataset for one in self.made.items}
        for dataset in self.made.datasets:
            names = [variable for owner, variable in self.variables if owner == dataset.name]
            for key in dataset.keys if dataset.name in described else ():
                if key not in names:
                    what = f"The key {key} of {dataset.name} is not one of its variables."
                    yield _unknown("key", key, what, names, dataset.source)

    def _item(self, item: ItemMetadata) -> Iterator[Finding]:
        name = f"{item.dataset}.{item.variable}"
        if item.codelist and item.codelist not in self.lists:
            what = f"{name} names the codelist '{item.codelist}', which has no terms."
            yield _unknown("codelist", item.codelist, what, self.lists, item.source)
        if item.method and item.method not in self.methods:
            what = f"{name} names the method '{item.method}', which is not described."
            yield _unknown("method", item.method, what, self.methods, item.source)

    def _value(self, item: ItemMetadata) -> Iterator[Finding]:
        name = f"{item.dataset}.{item.variable}"
        if (item.dataset, item.variable) not in self.variables:
            what = f"{name} has values of its own, and is not one of the variables."
            names = [variable for owner, variable in self.variables if owner == item.dataset]
            yield _unknown("variable", item.variable, what, names, item.source)
        for reference in sorted(references(item.where), key=str) if item.where else ():
            owner = reference.source or item.dataset
            if (owner, reference.variable) not in self.variables:
                what = f"The where clause of {name} reads {reference}, which is not a variable."
                names = [variable for one, variable in self.variables if one == owner]
                yield _unknown("variable", reference.variable, what, names, item.source)
        yield from self._item(item)


def _noted(kind: str, said: str, names: list[str], place: Source | None) -> Iterator[Finding]:
    if names:
        shown = ", ".join(names[:_SHOWN])
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        yield Finding(f"metadata.{kind}", f"{said}: {shown}{more}.", place, severity="note")


def _unknown(
    kind: str, word: str, what: str, allowed: Collection[str], place: Source | None
) -> Finding:
    close = nearest(word, allowed)
    hint = f"did you mean '{close}'?" if close else None
    return Finding(f"metadata.unknown-{kind}", what, place, tuple(sorted(allowed)), hint, "warning")
