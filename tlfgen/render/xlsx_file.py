"""Workbook files with fixed dates, so that equal content gives equal bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.writer.excel import ExcelWriter

__all__ = ["Styles", "plain_rows", "save_workbook", "set_up_print"]

_OLDEST = (1980, 1, 1, 0, 0, 0)
_LONGEST = 32767
_END_OF_ROWS = b"</sheetData>"
_UNPRINTABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])


class _FixedZip(ZipFile):
    """A zip file whose entries all carry the same date; sheets may get further rows."""

    further: Mapping[str, bytes]

    def writestr(self, zinfo_or_arcname: Any, data: Any, *args: Any, **kwargs: Any) -> None:
        """Write one entry from memory."""
        del args, kwargs
        given = zinfo_or_arcname
        info = ZipInfo(given if isinstance(given, str) else given.filename, _OLDEST)
        info.compress_type = ZIP_DEFLATED
        super().writestr(info, data, compresslevel=6)

    def write(self, filename: Any, arcname: Any = None, *args: Any, **kwargs: Any) -> None:
        """Write one entry from a sheet that openpyxl keeps in a file of its own."""
        del args, kwargs
        info = ZipInfo(str(arcname or filename), _OLDEST)
        info.compress_type = ZIP_DEFLATED
        rows = self.further.get(info.filename)
        with ZipFile.open(self, info, "w") as target, Path(filename).open("rb") as source:
            if rows is not None:
                head, end, tail = source.read().partition(_END_OF_ROWS)
                target.write(head)
                target.write(rows)
                target.write(end + tail)
            while block := source.read(1 << 20):
                target.write(block)


def save_workbook(
    book: Workbook, produced_at: str, further: Mapping[str, bytes] | None = None
) -> bytes:
    """
    Give the bytes of a workbook, dated by the run.

    Parameters
    ----------
    book : Workbook
    produced_at : str
    further : mapping of sheet name to bytes, optional
        Rows that stand below those of a sheet, as ``plain_rows`` gives them.
    """
    moment = datetime.fromisoformat(produced_at)
    book.properties.created = moment
    book.properties.modified = moment
    book.properties.creator = "tlfgen"
    target = BytesIO()
    places = {name: f"xl/worksheets/sheet{at}.xml" for at, name in enumerate(book.sheetnames, 1)}
    with _FixedZip(target, "w", ZIP_DEFLATED, allowZip64=True) as archive:
        archive.further = {places[name]: rows for name, rows in (further or {}).items()}
        ExcelWriter(book, archive).write_data()
    return target.getvalue()


def plain_rows(first: int, rows: Iterable[Sequence[Any]], style: int) -> bytes:
    """
    Give rows of values in one style as a sheet holds them, ten times as fast as cell by cell.

    Parameters
    ----------
    first : int
        Number of the first row.
    rows : iterable of sequences
        Texts, finite numbers, truth values, or None for an empty cell.
    style : int
        Number of the style in the workbook.

    Notes
    -----
    Source: ECMA-376, part 1, section 18.3.1 (SpreadsheetML worksheets); texts are inline.

    Examples
    --------
    >>> plain_rows(2, [["a<b", None, 1.5]], 3).decode()[:36]
    '<row r="2"><c r="A2" s="3" t="inline'
    """
    out: list[str] = []
    letters: list[str] = []
    known: dict[str, str] = {}
    for number, row in enumerate(rows, first):
        while len(letters) < len(row):
            letters.append(get_column_letter(len(letters) + 1))
        out.append(f'<row r="{number}">')
        for letter, value in zip(letters, row, strict=False):
            if value is None or value == "":
                continue
            place = f'<c r="{letter}{number}" s="{style}"'
            if isinstance(value, str):
                text = known.get(value)
                if text is None:
                    text = known[value] = escape(value[:_LONGEST].translate(_UNPRINTABLE))
                out.append(f'{place} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>')
            elif isinstance(value, bool):
                out.append(f'{place} t="b"><v>{int(value)}</v></c>')
            else:
                shown = float.__repr__(value) if isinstance(value, float) else int(value)
                out.append(f"{place}><v>{shown}</v></c>")
        out.append("</row>")
    return "".join(out).encode()


class Styles:
    """Cells made from one prototype a style, which is much faster than styling each cell."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._font = settings["font"]
        self._styles = settings["styles"]
        self._prototypes: dict[tuple[int, str, str, int], Any] = {}

    def cell(self, sheet: Any, value: Any, style: str, *, align: str = "", indent: int = 0) -> Any:
        """Give a styled cell; texts are never taken for formulas."""
        key = (id(sheet), style, align, indent)
        prototype = self._prototypes.get(key)
        if prototype is None:
            prototype = self._prototypes[key] = self._prototype(sheet, style, align, indent)
        cell = WriteOnlyCell(sheet)
        cell._style = prototype._style  # noqa: SLF001 - the documented copy costs ten times more
        if isinstance(value, str):
            cell._value = value[:_LONGEST]  # noqa: SLF001 - a text such as "=x" stays text
            cell.data_type = "s"
        else:
            cell.value = value
        return cell

    def number(self, sheet: Any, style: str) -> int:
        """Give the number of a style in the workbook."""
        return int(self.cell(sheet, None, style).style_id)

    def _prototype(self, sheet: Any, style: str, align: str, indent: int) -> Any:
        wanted = self._styles[style]
        cell = WriteOnlyCell(sheet)
        cell.font = Font(
            name=self._font["name"],
            size=self._font["size"],
            bold=wanted.get("bold"),
            color=wanted.get("colour"),
            underline=wanted.get("underline"),
        )
        cell.alignment = Alignment(
            horizontal=align or wanted.get("align"),
            vertical=wanted.get("valign"),
            wrap_text=wanted.get("wrap"),
            indent=indent,
        )
        cell.border = Border(
            top=Side(style=wanted.get("top")), bottom=Side(style=wanted.get("bottom"))
        )
        return cell


def set_up_print(sheet: Any, settings: Any, paper: str = "letter") -> None:
    """Print on one landscape page in width, with page numbers."""
    wanted = settings["print"]
    sheet.page_setup.orientation = wanted["orientation"]
    sheet.page_setup.paperSize = 9 if paper == "a4" else 1
    sheet.page_setup.fitToWidth = wanted["fit_width"]
    sheet.page_setup.fitToHeight = wanted["fit_height"]
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.oddFooter.center.text = wanted["footer"]
