"""The metadata of a study written as a specification workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any, TypeVar

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from tlfgen.core.errors import RenderError
from tlfgen.model.metadata import CodelistMetadata, DatasetMetadata, ItemMetadata, StudyMetadata
from tlfgen.render.xlsx_file import Styles, save_workbook
from tlfgen.spec.workbook.cells import CLASSES
from tlfgen.spec.workbook.headings import SheetForm, sheets_of
from tlfgen.spec.workbook.where import where_parts, where_text

__all__ = ["render_spec_workbook"]

_SETTINGS: dict[str, Any] = {
    "font": {"name": "Arial", "size": 9},
    "styles": {
        "heading": {"bold": True, "wrap": True, "valign": "top", "bottom": "thin"},
        "cell": {"wrap": True, "valign": "top"},
    },
}
_WIDTHS = {"Label": 34, "Description": 60, "Where Clause": 30, "Name": 30, "Structure": 34}
_WIDTHS |= {"Key Variables": 34, "Expression Code": 60, "Decoded Value": 34, "Predecessor": 20}
_OLD_ORIGINS = {"Vendor": "eDT", "Investigator": "CRF", "": "CRF"}
_OLDER = (1, 2)
_ANALYSIS = frozenset(CLASSES.values())
_UNTOLD = frozenset({"source", "terms", "where"})
Line = dict[str, str]
Written = TypeVar("Written")


def render_spec_workbook(made: StudyMetadata, layout: int, produced_at: str) -> bytes:
    """
    Give the bytes of a specification workbook.

    Parameters
    ----------
    made : StudyMetadata
    layout : {1, 2, 3}
        1 and 2 hold less: what they have no column for is left out.
    produced_at : str
        ISO 8601; the date the workbook bears.

    Raises
    ------
    RenderError
        ``render.where-clause`` for a condition the workbook cannot say.
    """
    written = [(form, list(_lines(form, made, layout))) for form in sheets_of(layout)]
    book = Workbook(write_only=True)
    styles = Styles(_SETTINGS)
    for form, lines in written:
        sheet = book.create_sheet(form.named(layout))
        columns = form.columns(layout)
        sheet.freeze_panes = "A2"
        for place, column in enumerate(columns, 1):
            width = _WIDTHS.get(column.heading, max(12, len(column.heading) + 2))
            sheet.column_dimensions[get_column_letter(place)].width = width
        headings = [column.named(layout) for column in columns]
        sheet.append([styles.cell(sheet, heading, "heading") for heading in headings])
        for line in lines:
            texts = [line.get(c.fills or c.heading.lower(), "") for c in columns]
            cells = [styles.cell(sheet, text, "cell") if text else None for text in texts]
            sheet.append(cells)
    return save_workbook(book, produced_at)


def _lines(form: SheetForm, made: StudyMetadata, layout: int) -> Iterator[Line]:
    if form.holds == "study":
        yield from ({"attribute": word, "value": text} for word, text in made.study)
    elif not form.holds:
        yield from _clauses(made.values)
    elif form.holds == "codelists":
        for codelist in made.codelists:
            yield from _terms(codelist)
    elif form.holds in {"items", "values"}:
        yield from _items(getattr(made, form.holds), layout)
    else:
        for record in getattr(made, form.holds):
            yield _line(record) | _purpose(record)


def _line(record: Any) -> Line:
    """Give the attributes of a record as texts."""
    names = [one.name for one in fields(record) if one.name not in _UNTOLD]
    return {name: _text(getattr(record, name)) for name in names}


def _purpose(record: Any) -> Line:
    """Give what layout 1 asks of a dataset; its class says it."""
    if not isinstance(record, DatasetMetadata):
        return {}
    return {"purpose": "Analysis" if record.class_name in _ANALYSIS else "Tabulation"}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, tuple):
        return ", ".join(value)
    return "" if value is None else str(value)


def _terms(codelist: CodelistMetadata) -> Iterator[Line]:
    about = _line(codelist)
    for number, term in enumerate(codelist.terms, 1):
        own = {"value": term.value, "term_nci": term.nci, "decode": term.decode}
        yield {**about, **own, "order": str(number)}
    if not codelist.terms:
        yield about


def _items(items: Iterable[ItemMetadata], layout: int) -> Iterator[Line]:
    order: dict[str, int] = {}
    write = _clause_id if layout == 1 else _inline
    for item in items:
        order[item.dataset] = order.get(item.dataset, 0) + 1
        line = _line(item)
        line["order"] = str(order[item.dataset])
        line["common"] = "Yes" if item.common else ""
        line["has_no_data"] = "Yes" if item.has_no_data else "No"
        if layout in _OLDER and item.origin == "Collected":
            line["origin"] = _OLD_ORIGINS.get(item.origin_source, "CRF")
        if item.where is not None:
            line["where"] = write(item)
        yield line


def _inline(item: ItemMetadata) -> str:
    return _required(item, where_text(item.where) if item.where is not None else None)


def _clause_id(item: ItemMetadata) -> str:
    """Give the id of a clause: the dataset, with the clause in words without blanks."""
    kept = "".join(one if one.isalnum() or one in "._-" else "." for one in _inline(item))
    return f"{item.dataset}.{kept}"


def _clauses(values: Iterable[ItemMetadata]) -> Iterator[Line]:
    columns = ("dataset", "variable", "comparator", "value")
    seen = set()
    for item in values:
        name = _clause_id(item)
        if name in seen:
            continue
        seen.add(name)
        parts = where_parts(item.where, item.dataset) if item.where is not None else None
        for part in _required(item, parts):
            yield {"id": name, **dict(zip(columns, part, strict=True))}


def _required(item: ItemMetadata, said: Written | None) -> Written:
    if said is None:
        name = f"{item.dataset}.{item.variable}"
        what = f"The condition of {name} cannot be written as a where clause."
        hint = "a workbook knows comparisons of a variable with values, joined by and"
        raise RenderError.of("render.where-clause", what, item.source, hint=hint)
    return said
