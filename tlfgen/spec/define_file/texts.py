"""Methods, comments, documents of a define file, its analysis results too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tlfgen.model.metadata import (
    AnalysisDisplay,
    AnalysisResult,
    CommentMetadata,
    DocumentMetadata,
    MethodMetadata,
)
from tlfgen.spec.define_file.xml import Define, name_of

__all__ = ["comments", "displays", "documents", "methods", "results"]

_WORDS = ("Description", "TranslatedText")


def methods(define: Define) -> tuple[MethodMetadata, ...]:
    """Give the methods."""
    found = []
    for element in define.every("MethodDef"):
        formal = next(define.below(element, "FormalExpression"), None)
        document, pages = _document(define, element)
        found.append(
            MethodMetadata(
                id=name_of(define.get(element, "OID")),
                name=define.get(element, "Name"),
                type=define.get(element, "Type") or "Computation",
                description=define.text(element, *_WORDS),
                context=define.get(formal, "Context") if formal is not None else "",
                code=(formal.text or "").strip() if formal is not None else "",
                document=document,
                pages=pages,
                source=define.place(element),
            )
        )
    return tuple(found)


def comments(define: Define) -> tuple[CommentMetadata, ...]:
    """Give the comments."""
    return tuple(
        CommentMetadata(
            name_of(define.get(element, "OID")),
            define.text(element, *_WORDS),
            *_document(define, element),
            define.place(element),
        )
        for element in define.every("CommentDef")
    )


def documents(define: Define) -> tuple[DocumentMetadata, ...]:
    """Give the documents, without the files of datasets."""
    return tuple(
        DocumentMetadata(
            name_of(define.get(leaf, "ID")),
            define.text(leaf, "title"),
            define.get(leaf, "href"),
            define.place(leaf),
        )
        for version in define.every("MetaDataVersion")
        for leaf in define.below(version, "leaf")
    )


def displays(define: Define) -> tuple[AnalysisDisplay, ...]:
    """Give the displays of the analysis results."""
    return tuple(
        AnalysisDisplay(
            define.get(element, "Name") or name_of(define.get(element, "OID")),
            define.text(element, *_WORDS),
            *_document(define, element),
            define.place(element),
        )
        for element in define.every("ResultDisplay")
    )


def results(define: Define, items: Mapping[str, Any]) -> tuple[AnalysisResult, ...]:
    """Give the analysis results, each with the variables it analyses."""
    found = []
    for display in define.every("ResultDisplay"):
        name = define.get(display, "Name") or name_of(define.get(display, "OID"))
        for element in define.below(display, "AnalysisResult"):
            links = define.below(element, "AnalysisDatasets", "AnalysisDataset", "AnalysisVariable")
            variables = [_variable(define, one, items) for one in links]
            program = next(define.below(element, "ProgrammingCode"), None)
            found.append(
                AnalysisResult(
                    display=name,
                    id=name_of(define.get(element, "OID")),
                    description=define.text(element, *_WORDS),
                    variables=", ".join(variables),
                    reason=define.get(element, "AnalysisReason"),
                    purpose=define.get(element, "AnalysisPurpose"),
                    documentation=define.text(element, "Documentation", *_WORDS),
                    context=define.get(program, "Context") if program is not None else "",
                    code=define.text(program, "Code") if program is not None else "",
                    source=define.place(element),
                )
            )
    return tuple(found)


def _variable(define: Define, link: Any, items: Mapping[str, Any]) -> str:
    oid = define.get(link, "ItemOID")
    parts = oid.removeprefix("IT.").split(".")
    if len(parts) > 1:
        return ".".join(parts[:2])
    return define.get(items[oid], "Name") if oid in items else oid


def _document(define: Define, element: Any) -> tuple[str, str]:
    link = next(define.below(element, "DocumentRef"), None)
    if link is None:
        return "", ""
    pages = [define.get(one, "PageRefs") for one in define.below(link, "PDFPageRef")]
    return name_of(define.get(link, "leafID")), " ".join(filter(None, pages))
