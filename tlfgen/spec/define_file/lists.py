"""Codelists of a define file, external dictionaries too."""

from __future__ import annotations

from typing import Any

from tlfgen.model.metadata import CodelistMetadata, DictionaryMetadata, TermMetadata
from tlfgen.spec.define_file.xml import Define, name_of

__all__ = ["codelists", "dictionaries"]


def codelists(define: Define) -> tuple[CodelistMetadata, ...]:
    """Give the codelists that hold their terms."""
    found = []
    for element in define.every("CodeList"):
        if list(define.below(element, "ExternalCodeList")):
            continue
        terms = [
            *define.below(element, "EnumeratedItem"),
            *define.below(element, "CodeListItem"),
        ]
        if all(define.whole(one, "OrderNumber") is not None for one in terms):
            terms.sort(key=lambda one: define.whole(one, "OrderNumber") or 0)
        found.append(
            CodelistMetadata(
                id=name_of(define.get(element, "OID")),
                name=define.get(element, "Name"),
                nci=_nci(define, element),
                type=define.get(element, "DataType"),
                terminology=_terminology(define, define.get(element, "StandardOID")),
                terms=tuple(_term(define, one) for one in terms),
                source=define.place(element),
            )
        )
    return tuple(found)


def dictionaries(define: Define) -> tuple[DictionaryMetadata, ...]:
    """Give the external dictionaries."""
    return tuple(
        DictionaryMetadata(
            id=name_of(define.get(element, "OID")),
            name=define.get(element, "Name"),
            type=define.get(element, "DataType"),
            dictionary=define.get(external, "Dictionary"),
            version=define.get(external, "Version"),
            source=define.place(element),
        )
        for element in define.every("CodeList")
        for external in define.below(element, "ExternalCodeList")
    )


def _term(define: Define, element: Any) -> TermMetadata:
    decode = define.text(element, "Decode", "TranslatedText")
    value = define.get(element, "CodedValue")
    return TermMetadata(value, _nci(define, element), decode, define.place(element))


def _nci(define: Define, element: Any) -> str:
    names = [
        define.get(one, "Name")
        for one in define.below(element, "Alias")
        if define.get(one, "Context") == "nci:ExtCodeID"
    ]
    return names[0] if names else ""


def _terminology(define: Define, oid: str) -> str:
    found = define.by_oid("Standard").get(oid)
    if found is None:
        return ""
    return f"{define.get(found, 'PublishingSet')} {define.get(found, 'Version')}".strip()
