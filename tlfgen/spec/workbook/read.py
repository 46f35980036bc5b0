"""A specification workbook read into the metadata of a study."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, TypeVar

from tlfgen.core.errors import Finding, SpecError
from tlfgen.core.source import Source
from tlfgen.model.expression import Expression
from tlfgen.model.metadata import (
    AnalysisDisplay,
    AnalysisResult,
    CodelistMetadata,
    CommentMetadata,
    DatasetMetadata,
    DictionaryMetadata,
    DocumentMetadata,
    ItemMetadata,
    MethodMetadata,
    StudyMetadata,
    TermMetadata,
)
from tlfgen.spec.metadata_check import check_metadata_ids
from tlfgen.spec.workbook.cells import Cells, modern_class
from tlfgen.spec.workbook.headings import normal
from tlfgen.spec.workbook.sheets import Row, Sheet, load_sheets
from tlfgen.spec.workbook.where import clause_of, clauses_by_id, parse_where

__all__ = ["read_workbook"]

_ATTRIBUTES = (
    "StudyName",
    "StudyDescription",
    "ProtocolName",
    "StandardName",
    "StandardVersion",
    "Language",
)
_PLAIN: Mapping[str, type[Any]] = {
    "dictionaries": DictionaryMetadata,
    "methods": MethodMetadata,
    "comments": CommentMetadata,
    "documents": DocumentMetadata,
    "displays": AnalysisDisplay,
    "results": AnalysisResult,
}
_NEEDED = ("Datasets", "Variables")
Made = TypeVar("Made")


def read_workbook(path: Path, file: str | None = None) -> tuple[StudyMetadata, list[Finding]]:
    """
    Give what a specification workbook says, and everything that is wrong or unread in it.

    Parameters
    ----------
    path : Path
    file : str, optional
        How findings name it; default the path.

    Returns
    -------
    StudyMetadata
        As far as the workbook can be read.
    list of Finding
        Each with file, row and cell: errors, warnings and notes.

    Raises
    ------
    SpecError
        ``workbook.not-found``, ``workbook.not-a-workbook``.

    Notes
    -----
    The three layouts of headings in use differ in names and columns of sheets; neither their
    order nor case, blanks and marks of a heading matter. Origins of Define-XML 2.0 become those of
    2.1: CRF is Collected by the Investigator, eDT Collected by a Vendor.
    """
    name = file or path.as_posix()
    sheets, findings = load_sheets(path, name)
    reader = _Reader(name, sheets)
    made = reader.read()
    findings += [*reader.cells.findings, *check_metadata_ids(made)]
    return made, findings


class _Reader:
    """The sheets of one workbook, turned into metadata."""

    def __init__(self, file: str, sheets: Mapping[str, Sheet]) -> None:
        self.file = file
        self.sheets = sheets
        self.cells = Cells()
        self._types: dict[tuple[str, str], str] = {}

    def rows(self, name: str) -> tuple[Row, ...]:
        sheet = self.sheets.get(name)
        if sheet is None and name in _NEEDED:
            what = f"The workbook has no sheet '{name}'."
            allowed = tuple(self.sheets)
            place = Source(self.file)
            self.cells.findings.append(Finding("workbook.no-sheet", what, place, allowed))
        return sheet.rows if sheet is not None else ()

    def read(self) -> StudyMetadata:
        items = tuple(self._items("Variables", self._variable))
        self._types = {(one.dataset, one.variable): one.type for one in items}
        clauses = clauses_by_id(self.rows("WhereClauses"))
        plain = {
            sheet.form.holds: self._records(sheet, _PLAIN[sheet.form.holds])
            for sheet in self.sheets.values()
            if sheet.form.holds in _PLAIN
        }
        return StudyMetadata(
            study=self._study(),
            datasets=tuple(self._named(self.rows("Datasets"), "name", self._dataset)),
            items=items,
            values=tuple(self._items("ValueLevel", lambda row: self._value(row, clauses))),
            codelists=self._codelists(),
            **plain,
        )

    def _study(self) -> tuple[tuple[str, str], ...]:
        known = {normal(word): word for word in _ATTRIBUTES}
        found = {}
        for row in self.rows("Define"):
            word = known.get(normal(row.get("attribute")))
            if word is not None and row.get("value"):
                found[word] = row.get("value")
        return tuple((word, found[word]) for word in _ATTRIBUTES if word in found)

    def _named(self, rows: Iterable[Row], key: str, make: Callable[[Row], Made]) -> Iterable[Made]:
        seen: dict[str, Row] = {}
        for row in rows:
            name = row.get(key)
            if not name:
                what = f"The row of {row.sheet} names nothing in column {key}."
                self.cells.add("workbook.no-name", what, row, key)
            elif name in seen:
                what = f"'{name}' stands twice in {row.sheet}; first in row {seen[name].number}."
                self.cells.add("workbook.duplicate", what, row, key, hint="keep one of the two")
            else:
                seen[name] = row
                yield make(row)

    def _dataset(self, row: Row) -> DatasetMetadata:
        texts = (
            "name",
            "label",
            "subclass",
            "structure",
            "standard",
            "comment",
            "notes",
        )
        truths = ("has_no_data", "repeating", "reference_data")
        values: dict[str, Any] = {name: row.get(name) for name in texts}
        values |= {name: self.cells.truth(row, name) for name in truths}
        return DatasetMetadata(
            class_name=modern_class(row.get("class_name")),
            keys=self.cells.names(row, "keys"),
            source=row.place(),
            **values,
        )

    def _items(
        self, sheet: str, make: Callable[[Row], ItemMetadata | None]
    ) -> Iterable[ItemMetadata]:
        seen: dict[tuple[str, str, Expression | None], Row] = {}
        found = []
        for row in self.rows(sheet):
            if not (row.get("dataset") and row.get("variable")):
                what = f"The row of {sheet} does not name a dataset and a variable."
                self.cells.add("workbook.no-name", what, row, "variable")
                continue
            item = make(row)
            if item is None:
                continue
            key = (item.dataset, item.variable, item.where)
            if key in seen:
                what = f"{item.dataset}.{item.variable} stands twice in {sheet}; "
                what += f"first in row {seen[key].number}."
                hint = "keep one of the two"
                self.cells.add("workbook.duplicate", what, row, "variable", hint=hint)
                continue
            seen[key] = row
            found.append((row, item))
        return [item for _, item in self._ordered(found)]

    def _ordered(self, found: list[tuple[Row, ItemMetadata]]) -> list[tuple[Row, ItemMetadata]]:
        """Give items by dataset and by their order where every one of a dataset states it."""
        datasets = list(dict.fromkeys(item.dataset for _, item in found))
        result = []
        for dataset in datasets:
            mine = [pair for pair in found if pair[1].dataset == dataset]
            orders = [row.get("order") for row, _ in mine]
            if all(text.replace(".", "", 1).isdigit() for text in orders):
                mine.sort(key=lambda pair: float(pair[0].get("order")))
            result += mine
        return result

    def _variable(self, row: Row) -> ItemMetadata:
        texts = (
            *("dataset", "variable", "label", "display_format", "assigned", "codelist"),
            *("pages", "method", "predecessor", "role", "comment", "notes"),
        )
        values: dict[str, Any] = {name: row.get(name) for name in texts}
        origin, source = self.cells.origin(row)
        return ItemMetadata(
            type=self.cells.type(row, row.get("display_format")),
            length=self.cells.whole(row, "length"),
            digits=self.cells.whole(row, "digits"),
            mandatory=self.cells.truth(row, "mandatory"),
            common=self.cells.truth(row, "common"),
            has_no_data=self.cells.truth(row, "has_no_data"),
            origin=origin,
            origin_source=source,
            source=row.place("variable"),
            **values,
        )

    def _value(self, row: Row, clauses: Mapping[str, list[Row]]) -> ItemMetadata | None:
        text, dataset = row.get("where"), row.get("dataset")
        if not text:
            what = "The value-level row has no where clause."
            self.cells.add("workbook.no-where-clause", what, row, "where")
            return None
        try:
            if text in clauses:
                where = clause_of(clauses[text], dataset, self._is_number)
            else:
                where = parse_where(text, dataset, self._is_number, row.place("where"))
        except SpecError as error:
            hint = "no clause has this id, and it is not VARIABLE EQ value" if clauses else None
            self.cells.findings += [
                replace(one, hint=hint or one.hint, severity="warning") for one in error.findings
            ]
            return None
        return replace(self._variable(row), where=where)

    def _is_number(self, dataset: str, name: str) -> bool:
        return self._types.get((dataset, name)) in {"integer", "float"}

    def _codelists(self) -> tuple[CodelistMetadata, ...]:
        lists: dict[str, list[Row]] = {}
        for row in self.rows("Codelists"):
            if not row.get("id"):
                self.cells.add("workbook.no-name", "The term belongs to no codelist.", row, "id")
                continue
            lists.setdefault(row.get("id"), []).append(row)
        return tuple(self._codelist(name, rows) for name, rows in lists.items())

    def _codelist(self, name: str, rows: list[Row]) -> CodelistMetadata:
        first = rows[0]
        known = [row for row in rows if row.get("value")]
        terms = tuple(
            TermMetadata(
                row.get("value"), row.get("term_nci"), row.get("decode"), row.place("value")
            )
            for row in known
        )
        seen: set[str] = set()
        for row in known:
            if row.get("value") in seen:
                what = f"The codelist {name} holds '{row.get('value')}' twice."
                self.cells.add("workbook.duplicate-term", what, row, "value", (), "warning")
            seen.add(row.get("value"))
        texts = {one: first.get(one) for one in ("name", "nci", "terminology", "comment")}
        kind = self.cells.type(first, "")
        return CodelistMetadata(name, type=kind, terms=terms, source=first.place("id"), **texts)

    def _records(self, sheet: Sheet, kind: type[Any]) -> tuple[Any, ...]:
        names = [one.name for one in fields(kind) if one.name != "source"]
        unset = {one.name: one.default for one in fields(kind)}

        def make(row: Row) -> Any:
            texts = {name: row.get(name) for name in names}
            given = {name: text for name, text in texts.items() if text or not unset[name]}
            return kind(**given, source=row.place("id"))

        if kind is AnalysisResult:
            return tuple(make(row) for row in sheet.rows if row.get("id"))
        return tuple(self._named(sheet.rows, "id", make))
