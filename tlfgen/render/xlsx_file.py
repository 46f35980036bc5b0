"""Workbook files with fixed dates, so that equal content gives equal bytes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.writer.excel import ExcelWriter

__all__ = ["Styles", "save_workbook"]

_OLDEST = (1980, 1, 1, 0, 0, 0)


class _FixedZip(ZipFile):
    """A zip file whose entries all carry the same date."""

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
        with ZipFile.open(self, info, "w") as target, Path(filename).open("rb") as source:
            while block := source.read(1 << 20):
                target.write(block)


def save_workbook(book: Workbook, produced_at: str) -> bytes:
    """Give the bytes of a workbook, dated by the run."""
    moment = datetime.fromisoformat(produced_at)
    book.properties.created = moment
    book.properties.modified = moment
    book.properties.creator = "tlfgen"
    target = BytesIO()
    with _FixedZip(target, "w", ZIP_DEFLATED, allowZip64=True) as archive:
        ExcelWriter(book, archive).write_data()
    return target.getvalue()


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
            cell._value = value[:32767]  # noqa: SLF001 - a text such as "=x" stays text
            cell.data_type = "s"
        else:
            cell.value = value
        return cell

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
