"""Raw forms that are no CSV files, every value as the text a CSV export would hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import pandas as pd
import pyarrow as pa

from tlfgen.core.errors import DataError, OutputError
from tlfgen.core.source import Source
from tlfgen.io.tabular import read_dataset
from tlfgen.model.dataset import ROW

__all__ = ["is_text_file", "read_cells"]

_ENDINGS = (".parquet", ".xlsx", ".sas7bdat", ".xpt")


def _ending(path: Path) -> str:
    return Path(path.name.lower().removesuffix(".gz")).suffix


def is_text_file(path: Path) -> bool:
    """
    Say whether a raw form is read line by line, by the ending of its name.

    Examples
    --------
    >>> is_text_file(Path("ae.csv")), is_text_file(Path("ae.xpt.gz"))
    (True, False)
    """
    return _ending(path) not in _ENDINGS


def read_cells(path: Path, sheet: str | None = None) -> pa.Table:
    """
    Give the columns of a Parquet file, workbook, SAS dataset or transport file as text.

    Whole numbers are written without a point, others in their shortest form; dates, times of day
    and datetimes in ISO 8601, a datetime at midnight as a date, seconds only where they are not 0.

    Parameters
    ----------
    path : Path
    sheet : str or None
        Of a workbook; None takes the first. Its first row holds the headings.

    Returns
    -------
    pa.Table
        Missing values are "".

    Raises
    ------
    OutputError
        ``output.unknown-ending``.
    DataError
        ``data.unreadable``, ``data.unknown-sheet``, ``data.empty-file``, ``data.duplicate-column``.
    """
    ending = _ending(path)
    if ending == ".xlsx":
        return _workbook(path, sheet)
    if ending == ".parquet":
        return _texts(_parquet(path))
    if ending in {".sas7bdat", ".xpt"}:
        frame = read_dataset(path, stage="raw").frame
        return _texts(frame.drop(columns=[ROW], errors="ignore"))
    what = f"'{path.name}' has no ending of a raw form."
    place = Source(path.as_posix())
    raise OutputError.of("output.unknown-ending", what, place, allowed=(".csv", *_ENDINGS))


def _parquet(path: Path) -> pd.DataFrame:
    import pyarrow.parquet as pq

    try:
        frame: pd.DataFrame = pq.read_table(path).to_pandas()
    except pa.ArrowInvalid as error:
        what = f"The Parquet file cannot be read: {str(error).splitlines()[0]}."
        raise DataError.of("data.unreadable", what, Source(path.as_posix())) from None
    return frame.drop(columns=[ROW], errors="ignore")


def _texts(frame: pd.DataFrame) -> pa.Table:
    columns = {str(name): _column(frame[name]) for name in frame.columns}
    return pa.table({name: pa.array(texts, type=pa.string()) for name, texts in columns.items()})


def _column(values: pd.Series) -> list[str]:
    """Give the texts of a column, each distinct value written once."""
    codes, distinct = pd.factorize(values)
    shown = [*map(_text, pd.Series(distinct).tolist()), ""]
    return [shown[code] for code in codes]


def _text(value: Any) -> str:
    """
    Write one value.

    Examples
    --------
    >>> _text(63.0), _text(98.6), _text(dt.datetime(2014, 3, 9, 7, 5)), _text(dt.time(7, 5, 30))
    ('63', '98.6', '2014-03-09T07:05', '07:05:30')
    """
    if value is None or value is pd.NaT:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if value != value:  # noqa: PLR0124 - not a number is the one value unlike itself
            return ""
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        value = dt.time(*divmod(minutes, 60), seconds)
    if isinstance(value, (dt.datetime, dt.time)):
        is_day = isinstance(value, dt.datetime) and value.time() == dt.time()
        if is_day:
            return value.strftime("%Y-%m-%d")
        return value.isoformat(timespec="seconds" if value.second else "minutes")
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)


def _workbook(path: Path, sheet: str | None) -> pa.Table:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    place = Source(path.as_posix())
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, OSError, ValueError) as error:
        what = f"The workbook cannot be read: {error}."
        raise DataError.of("data.unreadable", what, place) from None
    try:
        if sheet is not None and sheet not in book.sheetnames:
            what = f"The workbook has no sheet '{sheet}'."
            raise DataError.of("data.unknown-sheet", what, place, allowed=book.sheetnames)
        page = book[sheet] if sheet is not None else book.worksheets[0]
        rows = [row for row in page.iter_rows(values_only=True) if any(c is not None for c in row)]
    finally:
        book.close()
    names = _headings(rows[0] if rows else (), place)
    texts = [[_text(value) for value in row] for row in rows[1:]]
    columns = {
        name: [row[at] if at < len(row) else "" for row in texts] for at, name in names.items()
    }
    return pa.table({name: pa.array(one, type=pa.string()) for name, one in columns.items()})


def _headings(row: Sequence[Any], place: Source) -> dict[int, str]:
    """Give the headings of a sheet by column; a column without one is left out."""
    names = {at: _text(value).strip() for at, value in enumerate(row)}
    names = {at: name for at, name in names.items() if name}
    if not names:
        what = "The sheet has no row of headings."
        raise DataError.of("data.empty-file", what, place, hint="export the form again")
    given = list(names.values())
    twice = sorted({name for name in given if given.count(name) > 1})
    if twice:
        what = f"The column '{twice[0]}' stands twice in the row of headings."
        raise DataError.of("data.duplicate-column", what, place)
    return names
