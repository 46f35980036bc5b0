"""A strict writer of version 5 transport files."""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.core.errors import OutputError
from tlfgen.io.files import write_atomically
from tlfgen.io.xpt.ibm import ibm_bytes
from tlfgen.io.xpt.limits import check_limits, fold_text, study_lengths
from tlfgen.model.dataset import Dataset, Variable

__all__ = ["write_xpt", "xpt_bytes"]

_RECORD = 80
_EPOCH = np.datetime64("1960-01-01")
_FORMAT = re.compile(r"(\$?[A-Z_]*?)(\d*)\.(\d*)")
_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_DEFAULT_FORMATS = {"date": "DATE9.", "datetime": "DATETIME20.", "time": "TIME8."}


def write_xpt(
    dataset: Dataset, path: Path, *, lengths: Mapping[str, int] | None = None, made: datetime
) -> None:
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
    write_atomically(path, xpt_bytes(dataset, lengths=lengths, made=made))


def xpt_bytes(
    dataset: Dataset, *, lengths: Mapping[str, int] | None = None, made: datetime
) -> bytes:
    """Give the bytes of the transport file; arguments and errors as in ``write_xpt``."""
    known = study_lengths([dataset]) if lengths is None else lengths
    errors = [one for one in check_limits(dataset, known) if one.severity == "error"]
    if errors:
        raise OutputError(*errors)
    widths = [known.get(v.name, 1) if v.kind == "text" else 8 for v in dataset.variables]
    stamp = f"{made.day:02d}{_MONTHS[made.month - 1]}{made:%y:%H:%M:%S}".encode()
    head = _headers(dataset, stamp) + _namestrs(dataset.variables, widths)
    body = _observations(dataset, widths)
    header = b"HEADER RECORD*******OBS     HEADER RECORD!!!!!!!" + b"0" * 30 + b"  "
    return head + header + _padded(body)


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


def _observations(dataset: Dataset, widths: list[int]) -> bytes:
    frame = dataset.frame
    table = np.full((len(frame), sum(widths)), ord(" "), dtype=np.uint8)
    start = 0
    for variable, width in zip(dataset.variables, widths, strict=True):
        column = frame[variable.name]
        if variable.kind == "text":
            table[:, start : start + width] = _text_bytes(column, width)
        else:
            numbers = _sas_numbers(column, variable.kind)
            table[:, start : start + width] = ibm_bytes(numbers, name=variable.name)
        start += width
    if len(table) and (table[-1] == ord(" ")).all():
        what = f"The last record of {dataset.name} is blank in every variable."
        hint = "a transport file cannot tell blank records at its end from padding"
        raise OutputError.of("output.xpt-blank-rows", what, hint=hint)
    return table.tobytes()


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
