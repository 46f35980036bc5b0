"""A strict writer of version 5 transport files."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.core.errors import Finding, OutputError
from tlfgen.io.files import keep, unwritable
from tlfgen.io.xpt.ibm import ibm_bytes
from tlfgen.io.xpt.limits import Words, check_limits, fold_text, study_lengths, words_of
from tlfgen.model.dataset import Dataset, Variable

__all__ = ["write_xpt", "write_xpt_parts"]

_RECORD = 80
_EPOCH = np.datetime64("1960-01-01")
_FORMAT = re.compile(r"(\$?[A-Z_]*?)(\d*)\.(\d*)")
_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_DEFAULT_FORMATS = {"date": "DATE9.", "datetime": "DATETIME20.", "time": "TIME8."}


def write_xpt(
    dataset: Dataset, path: Path, *, lengths: Mapping[str, int] | None = None, made: datetime
) -> list[Finding]:
    """
    Write a dataset as a SAS version 5 transport file.

    Parameters
    ----------
    dataset : Dataset
    path : Path
        Replaced only when every byte stands.
    lengths : mapping of variable name to bytes, optional
        The study-wide lengths; without them the longest value of this dataset decides.
    made : datetime
        Written as the creation time, so that the same data give the same bytes.

    Returns
    -------
    list of Finding
        Warnings and notes.

    Raises
    ------
    OutputError
        ``output.xpt-name``, ``output.xpt-label``, ``output.xpt-text``,
        ``output.xpt-not-ascii``, ``output.xpt-number``, ``output.xpt-blank-rows``; all problems
        of the dataset at once.

    Notes
    -----
    Source: SAS technical support note TS-140.
    """
    words = words_of(dataset)
    known = study_lengths([(dataset, words)]) if lengths is None else lengths
    return write_xpt_parts(dataset, [dataset.frame], words, path, lengths=known, made=made)


def write_xpt_parts(
    head: Dataset,
    frames: Iterable[pd.DataFrame],
    words: Words,
    path: Path,
    *,
    lengths: Mapping[str, int],
    made: datetime,
) -> list[Finding]:
    """
    Write a dataset as a transport file, some records after the other.

    Parameters
    ----------
    head : Dataset
        Its records are not needed.
    frames : iterable of pd.DataFrame
        The records, in order.
    words : callable
        Gives the distinct texts of a variable.
    path, lengths, made
        As in ``write_xpt``; so are the errors.
    """
    findings = check_limits(head, lengths, words)
    errors = [one for one in findings if one.severity == "error"]
    if errors:
        raise OutputError(*errors)
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as stream:
            _write(stream, head, frames, lengths, made)
        keep(part, path)
    except OSError as error:
        raise unwritable(path, error) from None
    finally:
        part.unlink(missing_ok=True)
    return [one for one in findings if one.severity != "error"]


def _write(
    stream: IO[bytes],
    head: Dataset,
    frames: Iterable[pd.DataFrame],
    lengths: Mapping[str, int],
    made: datetime,
) -> None:
    widths = [lengths.get(v.name, 1) if v.kind == "text" else 8 for v in head.variables]
    stamp = f"{made.day:02d}{_MONTHS[made.month - 1]}{made:%y:%H:%M:%S}".encode()
    stream.write(_headers(head, stamp) + _namestrs(head.variables, widths))
    stream.write(b"HEADER RECORD*******OBS     HEADER RECORD!!!!!!!" + b"0" * 30 + b"  ")
    size, is_blank = 0, False
    for frame in frames:
        table = _observations(head.variables, frame, widths)
        stream.write(table.data)
        size += table.size
        if len(table):
            is_blank = bool((table[-1] == ord(" ")).all())
    if is_blank:
        what = f"The last record of {head.name} is blank in every variable."
        hint = "a transport file cannot tell blank records at its end from padding"
        raise OutputError.of("output.xpt-blank-rows", what, hint=hint)
    stream.write(b" " * (-size % _RECORD))


def _padded(data: bytes) -> bytes:
    return data + b" " * (-len(data) % _RECORD)


def _headers(dataset: Dataset, stamp: bytes) -> bytes:
    zeros = b"0" * 30 + b"  "
    system = b"9.4".ljust(8) + b"TLFGEN".ljust(8)
    library = b"SAS".ljust(8) + b"SAS".ljust(8) + b"SASLIB".ljust(8) + system
    member = b"SAS".ljust(8) + dataset.name.encode().ljust(8) + b"SASDATA".ljust(8) + system
    count = f"{len(dataset.variables):04d}".encode()
    return b"".join(
        (
            b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!" + zeros,
            library + b" " * 24 + stamp,
            stamp.ljust(_RECORD),
            b"HEADER RECORD*******MEMBER  HEADER RECORD!!!!!!!000000000000000001600000000140  ",
            b"HEADER RECORD*******DSCRPTR HEADER RECORD!!!!!!!" + zeros,
            member + b" " * 24 + stamp,
            stamp + b" " * 16 + dataset.label.encode().ljust(40) + b" " * 8,
            b"HEADER RECORD*******NAMESTR HEADER RECORD!!!!!!!000000" + count + b"0" * 20 + b"  ",
        )
    )


def _namestrs(variables: tuple[Variable, ...], widths: list[int]) -> bytes:
    out = []
    position = 0
    for number, (variable, width) in enumerate(zip(variables, widths, strict=True), start=1):
        name, length, decimals = _format_parts(variable)
        kind = 2 if variable.kind == "text" else 1
        out.append(
            struct.pack(
                ">hhhh8s40s8shhh2s8shhl52s",
                *(kind, 0, width, number),
                *(variable.name.encode().ljust(8), variable.label.encode().ljust(40)),
                *(name.encode().ljust(8), length, decimals, 0, b"\0\0"),
                *(b" " * 8, 0, 0, position, b"\0" * 52),
            )
        )
        position += width
    return _padded(b"".join(out))


def _format_parts(variable: Variable) -> tuple[str, int, int]:
    text = variable.display_format or _DEFAULT_FORMATS.get(variable.kind, "")
    found = _FORMAT.fullmatch(text.upper())
    if not found:
        return "", 0, 0
    return found[1], int(found[2] or 0), int(found[3] or 0)


def _observations(
    variables: tuple[Variable, ...], frame: pd.DataFrame, widths: list[int]
) -> npt.NDArray[np.uint8]:
    table = np.full((len(frame), sum(widths)), ord(" "), dtype=np.uint8)
    start = 0
    for variable, width in zip(variables, widths, strict=True):
        column = frame[variable.name]
        if variable.kind == "text":
            table[:, start : start + width] = _text_bytes(column, width)
        else:
            numbers = _sas_numbers(column, variable.kind)
            table[:, start : start + width] = ibm_bytes(numbers, name=variable.name)
        start += width
    return table


def _text_bytes(column: pd.Series, width: int) -> npt.NDArray[np.uint8]:
    codes, values = pd.factorize(column, use_na_sentinel=True)
    words = [fold_text(str(value)).rstrip(" ").encode().ljust(width) for value in values]
    words.append(b" " * width)  # code -1, the missing value
    known = np.frombuffer(b"".join(words), dtype=np.uint8).reshape(-1, width)
    return known[codes]


def _sas_numbers(column: pd.Series, kind: str) -> npt.NDArray[np.float64]:
    """Give a column as SAS numbers: days, or seconds, since 1960."""
    if kind == "date":
        moments = column.to_numpy(dtype="datetime64[s]")
        return _since(moments.astype("datetime64[D]"), np.timedelta64(1, "D"))
    if kind == "datetime":
        return _since(column.to_numpy(dtype="datetime64[s]"), np.timedelta64(1, "s"))
    if kind == "time":
        spans = column.to_numpy(dtype="timedelta64[s]")
        return np.where(np.isnat(spans), np.nan, spans.astype(np.float64))
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def _since(moments: npt.NDArray[np.datetime64], unit: np.timedelta64) -> npt.NDArray[np.float64]:
    return np.where(np.isnat(moments), np.nan, (moments - _EPOCH) / unit)
