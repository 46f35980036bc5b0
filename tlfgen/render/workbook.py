"""The compiled workbook of an appendix: an index with links, then one sheet a display."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from tlfgen.model.page import Document, RunStamp
from tlfgen.model.ports import Templates
from tlfgen.render.xlsx import SETTINGS, add_display_sheet, sheet_name
from tlfgen.render.xlsx_file import Styles, save_workbook
from tlfgen.render.xlsx_results import add_results_sheet

__all__ = ["render_workbook"]

_TITLE_WIDTH = 90
_NUMBER_WIDTH = 24


def render_workbook(
    title: str,
    documents: Sequence[Document],
    templates: Templates,
    stamp: RunStamp,
    *,
    notice: str = "",
) -> bytes:
    """
    Give one workbook of many displays.

    The index lists number and title with a link to each sheet; each sheet links back. The typed
    results of all displays stand together on the last sheet.

    Parameters
    ----------
    title : str
    documents : sequence of Document
        One a display, in order; its first page is enough.
    templates : Templates
    stamp : RunStamp
    notice : str
        Printed on the index; displays carry their own.

    Returns
    -------
    bytes
    """
    settings = templates.settings(SETTINGS)
    book = Workbook(write_only=True)
    book.properties.title = title
    styles = Styles(settings)
    index = settings["sheets"]["index"]["name"]
    results_name = settings["sheets"]["results"]["name"]
    names: list[str] = []
    for document in documents:
        wanted = document.display.number or document.display.id
        names.append(sheet_name(wanted, [index, results_name, *names]))
    _add_index(book, index, title, notice, documents, names, styles)
    for document, name in zip(documents, names, strict=True):
        add_display_sheet(book, document, settings, styles, name, back=index)
    results = [result for document in documents for result in document.results]
    further: dict[str, bytes] = {}
    if results:
        further[results_name] = add_results_sheet(
            book, results, settings, styles, results_name, notice
        )
    return save_workbook(book, stamp.produced_at, further)


def _add_index(
    book: Workbook,
    name: str,
    title: str,
    notice: str,
    documents: Sequence[Document],
    names: Sequence[str],
    styles: Styles,
) -> None:
    sheet: Any = book.create_sheet(name)
    sheet.column_dimensions["A"].width = _NUMBER_WIDTH
    sheet.column_dimensions["B"].width = _TITLE_WIDTH
    sheet.append([styles.cell(sheet, title, "title", align="left")])
    sheet.append([styles.cell(sheet, notice, "notice")])
    sheet.append([])
    for document, target in zip(documents, names, strict=True):
        display = document.display
        number = styles.cell(sheet, f"{display.title_prefix} {display.number}".strip(), "link")
        number.hyperlink = f"#'{target}'!A1"
        sheet.append([number, styles.cell(sheet, " ".join(display.titles), "mast")])
