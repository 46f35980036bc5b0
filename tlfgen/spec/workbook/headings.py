"""Sheets of specification workbooks: their headings in each layout, what each column fills."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

__all__ = ["LAYOUTS", "Field", "SheetForm", "find_field", "find_sheet", "normal", "sheets_of"]

Layout = Literal[1, 2, 3]
LAYOUTS: tuple[Layout, ...] = (1, 2, 3)
"""1: Community with Define-XML 2.0; 2: Enterprise with 2.0; 3: with Define-XML 2.1."""

_SHEET_WORDS = {"study": "define"}
_ALIASES = {
    ("datasets", "description"): "label",
    ("valuelevel", "description"): "label",
    ("valuelevel", "valuelevelcomment"): "comment",
    ("valuelevel", "joincomment"): "",
    ("variables", "sourcevariables"): "",
    ("valuelevel", "rawvariables"): "",
}


@dataclass(frozen=True, slots=True)
class Field:
    """
    One column of a sheet.

    Parameters
    ----------
    heading : str
        As it is written in the newest layout that has it.
    fills : str
        Attribute of the record; empty for the order of rows.
    layouts : tuple of int
        The layouts that hold it.
    older : str
        Another heading, in layout 1.
    needed : bool
        Whether a workbook without the column cannot be read.
    """

    heading: str
    fills: str = ""
    layouts: tuple[int, ...] = LAYOUTS
    older: str = ""
    needed: bool = False

    def named(self, layout: int) -> str:
        """Give the heading in a layout."""
        return self.older if layout == 1 and self.older else self.heading


@dataclass(frozen=True, slots=True)
class SheetForm:
    """
    One sheet.

    Parameters
    ----------
    holds : str
        Attribute of ``StudyMetadata`` it fills; empty for where clauses.
    """

    name: str
    holds: str
    fields: tuple[Field, ...]
    layouts: tuple[int, ...] = LAYOUTS
    older: str = ""

    def named(self, layout: int) -> str:
        """Give the name of the sheet in a layout."""
        return self.older if layout == 1 and self.older else self.name

    def columns(self, layout: int) -> tuple[Field, ...]:
        """Give the columns of a layout, in order."""
        return tuple(field for field in self.fields if layout in field.layouts)


_LATER, _NEWEST = (2, 3), (3,)
_ITEM_END = (Field("Comment", "comment"), Field("Developer Notes", "notes", _LATER))
_DATASETS = (
    Field("Dataset", "name", needed=True),
    Field("Label", "label", older="Description"),
    Field("Class", "class_name"),
    Field("SubClass", "subclass", _NEWEST),
    Field("Structure", "structure"),
    Field("Purpose", "purpose", (1,)),
    Field("Key Variables", "keys"),
    Field("Standard", "standard", _NEWEST),
    Field("Has No Data", "has_no_data", _NEWEST),
    Field("Repeating", "repeating"),
    Field("Reference Data", "reference_data"),
    *_ITEM_END,
)
_ITEM = (
    Field("Label", "label"),
    Field("Data Type", "type", needed=True),
    Field("Length", "length"),
    Field("Significant Digits", "digits"),
    Field("Format", "display_format"),
    Field("Mandatory", "mandatory"),
    Field("Assigned Value", "assigned", _LATER),
    Field("Codelist", "codelist"),
)
_ORIGIN = (
    Field("Origin", "origin"),
    Field("Source", "origin_source", _NEWEST),
    Field("Pages", "pages"),
    Field("Method", "method"),
    Field("Predecessor", "predecessor"),
)
_VARIABLE = (
    Field("Order"),
    Field("Dataset", "dataset", needed=True),
    Field("Variable", "variable", needed=True),
)
_VARIABLES = (
    *_VARIABLE,
    *_ITEM,
    Field("Common", "common", _LATER),
    *_ORIGIN,
    Field("Role", "role"),
    Field("Has No Data", "has_no_data", _NEWEST),
    *_ITEM_END,
)
_VALUE_LEVEL = (
    *_VARIABLE,
    Field("Where Clause", "where", needed=True),
    Field("Label", "label", older="Description"),
    *_ITEM[1:],
    *_ORIGIN,
    *_ITEM_END,
)
_WHERE_CLAUSES = tuple(
    Field(word, word.lower(), (1,), needed=True)
    for word in ("ID", "Dataset", "Variable", "Comparator", "Value")
)
_CODELISTS = (
    Field("ID", "id", needed=True),
    Field("Name", "name"),
    Field("NCI Codelist Code", "nci"),
    Field("Data Type", "type"),
    Field("Terminology", "terminology", _NEWEST),
    Field("Comment", "comment", _NEWEST),
    Field("Order"),
    Field("Term", "value", needed=True),
    Field("NCI Term Code", "term_nci"),
    Field("Decoded Value", "decode"),
)
_DICTIONARIES = (
    Field("ID", "id", needed=True),
    Field("Name", "name"),
    Field("Data Type", "type"),
    Field("Dictionary", "dictionary"),
    Field("Version", "version"),
)
_TEXT_END = (Field("Document", "document"), Field("Pages", "pages"))
_METHODS = (
    Field("ID", "id", needed=True),
    Field("Name", "name"),
    Field("Type", "type"),
    Field("Description", "description"),
    Field("Expression Context", "context"),
    Field("Expression Code", "code"),
    *_TEXT_END,
)
_COMMENTS = (Field("ID", "id", needed=True), Field("Description", "description"), *_TEXT_END)
_DOCUMENTS = (Field("ID", "id", needed=True), Field("Title", "title"), Field("Href", "href"))
_DISPLAYS = (Field("ID", "id", needed=True), Field("Title", "title"), *_TEXT_END)
_RESULTS = (
    Field("Display", "display", needed=True),
    Field("ID", "id", needed=True),
    Field("Description", "description"),
    Field("Variables", "variables"),
    Field("Reason", "reason"),
    Field("Purpose", "purpose"),
    Field("Selection Criteria", "criteria"),
    Field("Join Comment", "join_comment"),
    Field("Documentation", "documentation"),
    Field("Documentation Refs", "documentation_refs"),
    Field("Programming Context", "context"),
    Field("Programming Code", "code"),
    Field("Programming Document", "program"),
    Field("Pages", "pages"),
)
_SHEETS = (
    SheetForm("Define", "study", (Field("Attribute"), Field("Value")), older="Study"),
    SheetForm("Datasets", "datasets", _DATASETS),
    SheetForm("Variables", "items", _VARIABLES),
    SheetForm("ValueLevel", "values", _VALUE_LEVEL),
    SheetForm("WhereClauses", "", _WHERE_CLAUSES, (1,)),
    SheetForm("Codelists", "codelists", _CODELISTS),
    SheetForm("Dictionaries", "dictionaries", _DICTIONARIES),
    SheetForm("Methods", "methods", _METHODS),
    SheetForm("Comments", "comments", _COMMENTS),
    SheetForm("Documents", "documents", _DOCUMENTS),
    SheetForm("Analysis Displays", "displays", _DISPLAYS, _LATER),
    SheetForm("Analysis Results", "results", _RESULTS, _LATER),
)


def normal(word: str) -> str:
    """
    Give a heading or sheet name without case, blanks and marks.

    Examples
    --------
    >>> normal("Key, Variables"), normal("Value Level"), normal("WhereClauses")
    ('keyvariables', 'valuelevel', 'whereclauses')
    """
    return re.sub(r"[^a-z0-9]", "", word.casefold())


def find_sheet(name: str) -> SheetForm | None:
    """Give the form of a sheet by its name in any layout, None for a sheet that is not known."""
    word = _SHEET_WORDS.get(normal(name), normal(name))
    return next((form for form in _SHEETS if normal(form.name) == word), None)


def find_field(form: SheetForm, heading: str) -> Field | None:
    """Give the column of a heading in any layout, None for one that is not known."""
    word = normal(heading)
    word = _ALIASES.get((normal(form.name), word), word)
    return next((field for field in form.fields if normal(field.heading) == word), None)


def sheets_of(layout: int) -> tuple[SheetForm, ...]:
    """Give the sheets of a layout, in order."""
    return tuple(form for form in _SHEETS if layout in form.layouts)
