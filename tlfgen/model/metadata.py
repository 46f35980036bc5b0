"""The metadata of a study's datasets, as define files and specification workbooks hold them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tlfgen.core.source import Source
from tlfgen.model.expression import Expression

__all__ = [
    "AnalysisDisplay",
    "AnalysisResult",
    "CodelistMetadata",
    "CommentMetadata",
    "DatasetMetadata",
    "DictionaryMetadata",
    "DocumentMetadata",
    "ItemMetadata",
    "MethodMetadata",
    "StudyMetadata",
    "TermMetadata",
]


@dataclass(frozen=True, slots=True)
class DatasetMetadata:
    """
    One dataset.

    Parameters
    ----------
    class_name, subclass : str
        In the words of Define-XML: ``BASIC DATA STRUCTURE``, ``ADVERSE EVENT``.
    keys : tuple of str
        Key variables, in sort order.
    standard : str
        Name and version: ``ADaMIG 1.1``.
    comment : str
        Id of a comment, or the text itself where no comment has that id.
    source : Source or None
        Where it was read; two datasets that differ in it alone are equal.
    """

    name: str
    label: str = ""
    class_name: str = ""
    subclass: str = ""
    structure: str = ""
    keys: tuple[str, ...] = ()
    standard: str = ""
    has_no_data: bool = False
    repeating: bool = False
    reference_data: bool = False
    comment: str = ""
    notes: str = ""
    source: Source | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ItemMetadata:
    """
    One variable, or the values of a variable on the records of a where clause.

    Parameters
    ----------
    where : Expression or None
        None for the variable itself.
    type : str
        A define data type.
    origin, origin_source : str
        In the words of Define-XML 2.1: ``Collected`` and ``Investigator``.
    codelist : str
        Id of a codelist or of a dictionary.
    method, comment : str
        Ids.
    """

    dataset: str
    variable: str
    where: Expression | None = None
    label: str = ""
    type: str = "text"
    length: int | None = None
    digits: int | None = None
    display_format: str = ""
    mandatory: bool = False
    assigned: str = ""
    codelist: str = ""
    common: bool = False
    origin: str = ""
    origin_source: str = ""
    pages: str = ""
    method: str = ""
    predecessor: str = ""
    role: str = ""
    has_no_data: bool = False
    comment: str = ""
    notes: str = ""
    source: Source | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class TermMetadata:
    """One term of a codelist: submitted value, NCI code, decode."""

    value: str
    nci: str = ""
    decode: str = ""
    source: Source | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class CodelistMetadata:
    """A codelist, its terms in order."""

    id: str
    name: str = ""
    nci: str = ""
    type: str = "text"
    terminology: str = ""
    comment: str = ""
    terms: tuple[TermMetadata, ...] = ()
    source: Source | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class DictionaryMetadata:
    """An external dictionary, and which version of it."""

    id: str
    name: str = ""
    type: str = "text"
    dictionary: str = ""
    version: str = ""
    source: Source | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class MethodMetadata:
    """How a value is derived, in words; context, code and document where they are given."""

    id: str
    name: str = ""
    type: str = "Computation"
    description: str = ""
    context: str = ""
    code: str = ""
    document: str = ""
    pages: str = ""
    source: Source | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class CommentMetadata:
    """A remark on a dataset or variable."""

    id: str
    description: str = ""
    document: str = ""
    pages: str = ""
    source: Source | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class DocumentMetadata:
    """A document of the submission."""

    id: str
    title: str = ""
    href: str = ""
    source: Source | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class AnalysisDisplay:
    """A display of the analysis results metadata."""

    id: str
    title: str = ""
    document: str = ""
    pages: str = ""
    source: Source | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class AnalysisResult:
    """One result of a display: what was analysed, why, on which records, by which program."""

    display: str
    id: str
    description: str = ""
    variables: str = ""
    reason: str = ""
    purpose: str = ""
    criteria: str = ""
    join_comment: str = ""
    documentation: str = ""
    documentation_refs: str = ""
    context: str = ""
    code: str = ""
    program: str = ""
    pages: str = ""
    source: Source | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class StudyMetadata:
    """
    Everything a define file or a specification workbook says.

    Parameters
    ----------
    study : tuple of (attribute, value)
        ``StudyName``, ``StudyDescription``, ``ProtocolName``, ``StandardName``,
        ``StandardVersion``, ``Language``; only those that are given.
    items : tuple of ItemMetadata
        The variables, dataset by dataset, in file order.
    values : tuple of ItemMetadata
        The value-level items.
    """

    study: tuple[tuple[str, str], ...] = ()
    datasets: tuple[DatasetMetadata, ...] = ()
    items: tuple[ItemMetadata, ...] = ()
    values: tuple[ItemMetadata, ...] = ()
    codelists: tuple[CodelistMetadata, ...] = ()
    dictionaries: tuple[DictionaryMetadata, ...] = ()
    methods: tuple[MethodMetadata, ...] = ()
    comments: tuple[CommentMetadata, ...] = ()
    documents: tuple[DocumentMetadata, ...] = ()
    displays: tuple[AnalysisDisplay, ...] = ()
    results: tuple[AnalysisResult, ...] = ()

    def dataset(self, name: str) -> DatasetMetadata | None:
        """Give the dataset of a name, None where it is not described."""
        return next((one for one in self.datasets if one.name == name), None)

    def of(self, dataset: str) -> Iterator[ItemMetadata]:
        """Give the variables of a dataset, in file order."""
        return (one for one in self.items if one.dataset == dataset)

    def method_text(self, item: ItemMetadata) -> str:
        """Give the description of the method of an item; empty without one."""
        found = (one.description for one in self.methods if one.id == item.method)
        return next(found, "") if item.method else ""

    def comment_text(self, word: str) -> str:
        """Give the text of a comment, or the word itself where no comment has that id."""
        return next((one.description for one in self.comments if one.id == word), word)
