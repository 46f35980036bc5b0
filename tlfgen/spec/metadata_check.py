"""Names that the metadata of a study use, held against those they define."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tlfgen.core.errors import Finding, nearest
from tlfgen.core.source import Source
from tlfgen.model.expression import references
from tlfgen.model.metadata import CommentMetadata, ItemMetadata, MethodMetadata, StudyMetadata

__all__ = ["check_metadata_ids"]


def check_metadata_ids(made: StudyMetadata) -> list[Finding]:
    """
    Give the names that lead nowhere, all as warnings.

    Returns
    -------
    list of Finding
        ``metadata.unknown-dataset``, ``metadata.unknown-key``, ``metadata.unknown-codelist``,
        ``metadata.unknown-method``, ``metadata.unknown-variable``,
        ``metadata.unknown-document``.
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


def _unknown(
    kind: str, word: str, what: str, allowed: Collection[str], place: Source | None
) -> Finding:
    close = nearest(word, allowed)
    hint = f"did you mean '{close}'?" if close else None
    return Finding(f"metadata.unknown-{kind}", what, place, tuple(sorted(allowed)), hint, "warning")
