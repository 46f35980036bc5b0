"""A careful reader of transport and sas7bdat files."""

from __future__ import annotations

import gzip
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat

from tlfgen.core.errors import DataError, OutputError
from tlfgen.core.source import Source
from tlfgen.model.dataset import ROW, Dataset, Kind, Stage, Variable

__all__ = ["as_column", "kind_of", "read_xpt", "refuse_damage", "unpacked"]

_SEGMENT = 80
_DATE_FORMATS = ("DATE", "DDMMYY", "MMDDYY", "YYMMDD", "E8601DA", "IS8601DA", "JULIAN")
_DATETIME_FORMATS = ("DATETIME", "E8601DT", "IS8601DT", "DATEAMPM")
_TIME_FORMATS = ("TIME", "HHMM", "E8601TM", "IS8601TM", "TOD")
_EPOCH = np.datetime64("1960-01-01", "s")


def read_xpt(path: Path, *, stage: Stage = "sdtm", encoding: str | None = None) -> Dataset:
    """
    Give a transport or sas7bdat file as a dataset, labels, lengths and formats kept.

    Parameters
    ----------
    path : Path
        ``.xpt``, ``.sas7bdat``, or either with ``.gz`` behind it.
    stage : {'sdtm', 'adam'}
    encoding : str, optional
        Of the text; UTF-8, and Windows-1252 where the bytes are not UTF-8.

    Returns
    -------
    Dataset
        Text trimmed on the right, blank text missing; numbers with a SAS date, datetime or
        time format as such; other numbers as float64. Rows as in the file, numbered from 0.

    Raises
    ------
    OutputError
        ``output.no-file`` if there is none.
    DataError
        ``data.unreadable`` if it is not such a file, ``data.truncated`` if it ends too early.
    """
    if not path.is_file():
        hint = "check the folder given with --data"
        raise OutputError.of("output.no-file", "There is no such data file.", _at(path), hint=hint)
    with unpacked(path) as plain:
        return _read(plain, path, stage, encoding)


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """
    Give a file, for a while unpacked where it is packed.

    Raises
    ------
    DataError
        ``data.truncated``.
    """
    if path.suffix != ".gz":
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / path.stem
        try:
            with gzip.open(path) as packed, plain.open("wb") as out:
                shutil.copyfileobj(packed, out)
        except (OSError, EOFError):
            what = "The gzip file is damaged or cut short."
            raise DataError.of("data.truncated", what, _at(path)) from None
        yield plain


def _at(path: Path) -> Source:
    return Source(path.as_posix())


def _read(plain: Path, path: Path, stage: Stage, encoding: str | None) -> Dataset:
    is_xpt = plain.suffix == ".xpt"
    if is_xpt:
        refuse_damage(plain, path)
    reader = pyreadstat.read_xport if is_xpt else pyreadstat.read_sas7bdat
    frame, meta = _decoded(reader, plain, path, encoding)
    variables = tuple(_variable(meta, name) for name in meta.column_names)
    columns: dict[str, Any] = {v.name: as_column(frame[v.name], v.kind) for v in variables}
    columns[ROW] = np.arange(len(frame), dtype=np.int64)
    table = pd.DataFrame(columns, index=pd.RangeIndex(len(frame)))
    name = (meta.table_name or plain.stem).upper()
    return Dataset(name, meta.file_label or "", stage, table, variables)


def refuse_damage(plain: Path, path: Path) -> None:
    """Refuse a file that is no transport file, or cut short."""
    size = plain.stat().st_size
    with plain.open("rb") as stream:
        head = stream.read(20)
    if head != b"HEADER RECORD*******":
        what = "The file is not a SAS transport file."
        hint = "a transport file starts with the words HEADER RECORD"
        raise DataError.of("data.unreadable", what, _at(path), hint=hint)
    if size % _SEGMENT:
        what = f"The transport file is cut short: {size} bytes are not whole records of 80."
        hint = "copy the file again, in binary mode"
        raise DataError.of("data.truncated", what, _at(path), hint=hint)


def _decoded(reader: Any, plain: Path, path: Path, encoding: str | None) -> tuple[Any, Any]:
    tries = (encoding,) if encoding else ("UTF-8", "WINDOWS-1252")
    for number, name in enumerate(tries, start=1):
        try:
            frame, meta = reader(str(plain), encoding=name, disable_datetime_conversion=True)
        except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError) as error:
            if number == len(tries):
                what = f"The file cannot be read: {error}."
                raise DataError.of("data.unreadable", what, _at(path)) from None
        else:
            return frame, meta
    raise AssertionError


def _variable(meta: Any, name: str) -> Variable:
    text = meta.readstat_variable_types[name] == "string"
    shown = meta.original_variable_types.get(name) or None
    shown = None if shown in {"NULL", "$", "F"} else shown
    kind: Kind = "text" if text else kind_of(shown)
    length = meta.variable_storage_width.get(name) if text else None
    label = meta.column_names_to_labels.get(name) or ""
    display = None if shown is None or text else (shown if "." in shown else f"{shown}.")
    return Variable(name, label, kind, length, display_format=display)


def kind_of(shown: str | None) -> Kind:
    """Give the kind of a number, from its SAS format."""
    word = (shown or "").rstrip("0123456789.")
    if word.startswith(_DATETIME_FORMATS):
        return "datetime"
    if word.startswith(_DATE_FORMATS):
        return "date"
    return "time" if word.startswith(_TIME_FORMATS) else "float"


def as_column(values: pd.Series, kind: Kind) -> pd.Series:
    """Give values as they are read as a column of its kind."""
    if kind == "text":
        trimmed = values.astype("string[pyarrow]").str.rstrip(" ")
        return trimmed.mask(trimmed == "", pd.NA).reset_index(drop=True)
    numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
    if kind == "float":
        return pd.Series(numbers)
    known = ~np.isnan(numbers)
    unit = 86_400 if kind == "date" else 1
    seconds = np.round(np.where(known, numbers, 0) * unit).astype("timedelta64[s]")
    spans = np.where(known, seconds, np.timedelta64("NaT", "s"))
    return pd.Series(spans if kind == "time" else _EPOCH + spans)
