"""The sheet of typed results of a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from tlfgen.model.result import Result
from tlfgen.render.xlsx_file import Styles, plain_rows, set_up_print

__all__ = ["add_results_sheet"]


def add_results_sheet(
    book: Workbook,
    results: Sequence[Result],
    settings: Any,
    styles: Styles,
    name: str,
    notice: str = "",
) -> bytes:
    """
    Add a sheet of typed results: numbers as numbers, unrounded; a notice stands above them.

    Returns
    -------
    bytes
        The rows of the results, which ``save_workbook`` puts below the names of the columns.
    """
    sheet = book.create_sheet(name)
    widths = settings["results"]
    set_up_print(sheet, settings)
    sheet.freeze_panes = "A3" if notice else "A2"
    for place, width in enumerate(widths.values(), 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    if notice:
        sheet.append([styles.cell(sheet, notice, "notice")])
    sheet.append([styles.cell(sheet, column, "column_name") for column in widths])
    rows = ([_value(result, column) for column in widths] for result in results)
    return plain_rows(3 if notice else 2, rows, styles.number(sheet, "number"))


def _value(result: Result, column: str) -> Any:
    value = getattr(result, column)
    if column == "groups":
        return "; ".join(f"{variable}={level}" for variable, level, _ in value)
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    return value
