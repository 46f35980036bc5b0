"""A define file read into the metadata of a study."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tlfgen.core.errors import Finding
from tlfgen.model.expression import Expression
from tlfgen.model.metadata import DatasetMetadata, ItemMetadata, StudyMetadata
from tlfgen.spec.define_file.lists import codelists, dictionaries
from tlfgen.spec.define_file.texts import comments, displays, documents, methods, results
from tlfgen.spec.define_file.where import WhereClauses
from tlfgen.spec.define_file.xml import Define, load_define, name_of
from tlfgen.spec.metadata_check import check_metadata_ids
from tlfgen.spec.workbook.cells import modern_class, modern_origin

__all__ = ["read_define"]


def read_define(path: Path, file: str | None = None) -> tuple[StudyMetadata, list[Finding]]:
    """
    Give what a define file 2.0 or 2.1 says, and everything that is wrong in it.

    Parameters
    ----------
    path : Path
    file : str, optional
        How findings name it; default the path.

    Returns
    -------
    StudyMetadata
        Equal in form to what a specification workbook gives: ids without the prefix of their
        kind, origins in the words of 2.1.
    list of Finding
        Each with file and line.

    Raises
    ------
    SpecError
        ``define.not-found``, ``define.not-xml``, ``define.version``.
    """
    define = load_define(path, file or path.as_posix())
    reader = _Reader(define)
    made = reader.read()
    return made, [*reader.findings, *check_metadata_ids(made)]


class _Reader:
    """The elements of one define file, turned into metadata."""

    def __init__(self, define: Define) -> None:
        self.define = define
        self.findings: list[Finding] = []
        self.items = define.by_oid("ItemDef")
        self.lists = define.by_oid("ValueListDef")
        self.standards = define.by_oid("Standard")
        self.groups = [(define.get(one, "Name"), one) for one in define.every("ItemGroupDef")]
        owners: dict[str, list[tuple[str, str]]] = {}
        for dataset, group in self.groups:
            for reference in define.below(group, "ItemRef"):
                oid = define.get(reference, "ItemOID")
                item = self.items.get(oid)
                name = define.get(item, "Name") if item is not None else oid
                owners.setdefault(oid, []).append((dataset, name))
        self.where = WhereClauses(define, owners)

    def read(self) -> StudyMetadata:
        return StudyMetadata(
            study=self._study(),
            datasets=tuple(self._dataset(name, group) for name, group in self.groups),
            items=tuple(self._variables()),
            values=tuple(self._values()),
            codelists=codelists(self.define),
            dictionaries=dictionaries(self.define),
            methods=methods(self.define),
            comments=comments(self.define),
            documents=documents(self.define),
            displays=displays(self.define),
            results=results(self.define, self.items),
        )

    def _study(self) -> tuple[tuple[str, str], ...]:
        define, found = self.define, []
        for word in ("StudyName", "StudyDescription", "ProtocolName"):
            elements = define.every(word)
            found.append((word, (elements[0].text or "").strip() if elements else ""))
        for version in define.every("MetaDataVersion")[:1]:
            found.append(("StandardName", define.get(version, "StandardName")))
            found.append(("StandardVersion", define.get(version, "StandardVersion")))
        return tuple((word, text) for word, text in found if text)

    def _dataset(self, name: str, group: Any) -> DatasetMetadata:
        define = self.define
        keyed = [
            (define.whole(one, "KeySequence"), define.get(one, "ItemOID"))
            for one in define.below(group, "ItemRef")
        ]
        keys = sorted((place, oid) for place, oid in keyed if place is not None)
        classes = list(define.below(group, "Class"))
        named = define.get(classes[0], "Name") if classes else define.get(group, "Class")
        below = [one for found in classes for one in define.below(found, "SubClass")]
        standard = self.standards.get(define.get(group, "StandardOID"))
        words = (
            [define.get(standard, one) for one in ("Name", "Version")]
            if standard is not None
            else []
        )
        return DatasetMetadata(
            name=name,
            label=define.text(group, "Description", "TranslatedText"),
            class_name=modern_class(named),
            subclass=define.get(below[0], "Name") if below else "",
            structure=define.get(group, "Structure"),
            keys=tuple(define.get(self.items[oid], "Name") for _, oid in keys if oid in self.items),
            standard=" ".join(words),
            has_no_data=define.truth(group, "HasNoData"),
            repeating=define.truth(group, "Repeating"),
            reference_data=define.truth(group, "IsReferenceData"),
            comment=name_of(define.get(group, "CommentOID")),
            source=define.place(group),
        )

    def _variables(self) -> Iterator[ItemMetadata]:
        for dataset, group in self.groups:
            for reference in self._ordered(group):
                item = self._item(reference)
                if item is not None:
                    yield self._made(dataset, self.define.get(item, "Name"), reference, item)

    def _values(self) -> Iterator[ItemMetadata]:
        for dataset, group in self.groups:
            for reference in self._ordered(group):
                item = self.items.get(self.define.get(reference, "ItemOID"))
                for link in self.define.below(item, "ValueListRef") if item is not None else ():
                    name = self.define.get(item, "Name")
                    yield from self._list(dataset, name, self.define.get(link, "ValueListOID"))

    def _list(self, dataset: str, variable: str, oid: str) -> Iterator[ItemMetadata]:
        found = self.lists.get(oid)
        if found is None:
            what = f"The value list {oid} of {dataset}.{variable} is not in the file."
            self.findings.append(Finding("define.unknown-value-list", what, severity="warning"))
            return
        for reference in self._ordered(found):
            item = self._item(reference)
            where, lost = self.where.of(reference, dataset)
            for one in lost:
                what = f"The where clause {one} of {dataset}.{variable} is not in the file."
                place = self.define.place(reference)
                self.findings.append(
                    Finding("define.unknown-where", what, place, severity="warning")
                )
            if item is not None and where is not None:
                yield self._made(dataset, variable, reference, item, where)

    def _ordered(self, group: Any) -> list[Any]:
        every = list(self.define.below(group, "ItemRef"))
        order = [self.define.whole(one, "OrderNumber") for one in every]
        if None in order:
            return every
        return sorted(every, key=lambda one: self.define.whole(one, "OrderNumber") or 0)

    def _item(self, reference: Any) -> Any | None:
        oid = self.define.get(reference, "ItemOID")
        if oid not in self.items:
            what = f"The item {oid} is not in the file."
            place = self.define.place(reference)
            self.findings.append(Finding("define.unknown-item", what, place, severity="warning"))
        return self.items.get(oid)

    def _made(
        self,
        dataset: str,
        variable: str,
        reference: Any,
        item: Any,
        where: Expression | None = None,
    ) -> ItemMetadata:
        define = self.define
        origin = next(define.below(item, "Origin"), None)
        word = define.get(origin, "Type") if origin is not None else ""
        modern, source = modern_origin(word) or (word, "")
        given = define.get(origin, "Source") if origin is not None else ""
        said = define.text(origin, "Description", "TranslatedText") if origin is not None else ""
        pages = [one for one in item.iter() if str(one.tag).endswith("}PDFPageRef")]
        return ItemMetadata(
            dataset=dataset,
            variable=variable,
            where=where,
            label=define.text(item, "Description", "TranslatedText"),
            type=define.get(item, "DataType"),
            length=define.whole(item, "Length"),
            digits=define.whole(item, "SignificantDigits"),
            display_format=define.get(item, "DisplayFormat"),
            mandatory=define.truth(reference, "Mandatory"),
            codelist=next(
                (
                    name_of(define.get(one, "CodeListOID"))
                    for one in define.below(item, "CodeListRef")
                ),
                "",
            ),
            origin=modern,
            origin_source=given or source,
            pages=" ".join(filter(None, (define.get(one, "PageRefs") for one in pages))),
            method=name_of(define.get(reference, "MethodOID")),
            predecessor=said if modern == "Predecessor" else "",
            assigned=said if modern == "Assigned" else "",
            role=define.get(reference, "Role") if where is None else "",
            has_no_data=define.truth(reference, "HasNoData"),
            comment=name_of(define.get(item, "CommentOID")),
            source=define.place(item),
        )
