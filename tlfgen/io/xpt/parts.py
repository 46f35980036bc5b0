"""A reader of large version 5 transport files that holds a part at a time."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tlfgen.io.xpt.ibm import ibm_numbers
from tlfgen.io.xpt.read import as_column, kind_of, refuse_damage, unpacked
from tlfgen.model.dataset import ROW, Dataset, Stage, Variable

__all__ = ["is_large", "read_xpt_parts"]

Bytes: TypeAlias = npt.NDArray[np.uint8]

_LARGE = 8 << 20
_PACKED = 8
_RECORD, _NAMESTR = 80, 140
_FIRST = b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!"
_PART_ROWS = 100_000
_ENCODINGS = ("utf-8", "cp1252")


def is_large(path: Path) -> bool:
    """Say whether a file is a version 5 transport file that is better read in parts."""
    packed = path.suffix == ".gz"
    plain = path.with_suffix("") if packed else path
    size = path.stat().st_size if path.is_file() else 0
    return plain.suffix.lower() == ".xpt" and size * (_PACKED if packed else 1) > _LARGE


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the variables of a transport file stand."""

    name: str
    label: str
    variables: tuple[Variable, ...]
    places: tuple[slice, ...]
    start: int
    rows: int
    width: int

    @classmethod
    def of(cls, path: Path) -> Self | None:
        """Give the layout; None where it is not that of a version 5 file with one member."""
        with path.open("rb") as stream:
            head = stream.read(_RECORD * 8)
            if (
                not head.startswith(_FIRST)
                or not head[_RECORD * 7 + 54 : _RECORD * 7 + 58].isdigit()
            ):
                return None
            count = int(head[_RECORD * 7 + 54 : _RECORD * 7 + 58])
            size = -(-_NAMESTR * count // _RECORD) * _RECORD
            namestrs = stream.read(size + _RECORD)
        fields = [
            _field(namestrs[at : at + _NAMESTR]) for at in range(0, _NAMESTR * count, _NAMESTR)
        ]
        start = _RECORD * 8 + size + _RECORD
        width = sum(place.stop - place.start for _, place in fields)
        if not width:
            return None
        total = path.stat().st_size - start
        member = head[_RECORD * 5 : _RECORD * 6], head[_RECORD * 6 : _RECORD * 7]
        rows = _rows(path, start, total, width)
        return cls(
            member[0][8:16].decode("ascii").strip().upper(),
            member[1][32:72].decode("ascii").strip(),
            tuple(variable for variable, _ in fields),
            tuple(place for _, place in fields),
            start,
            rows,
            width,
        )


def _field(namestr: bytes) -> tuple[Variable, slice]:
    kind, width, name, label, shown, size, decimals = struct.unpack(
        ">h2xh2x8s40s8shh", namestr[:68]
    )
    position = struct.unpack(">l", namestr[84:88])[0]
    word = shown.decode("ascii").strip(" \0")
    if size or decimals:
        word += f"{size}.{decimals}" if decimals else str(size)
    is_text = kind == 2  # noqa: PLR2004 - the code of text in a transport file
    word = "" if is_text or word in {"F", "$"} else word
    variable = Variable(
        name.decode("ascii").strip(" \0"),
        label.decode("utf-8", "replace").strip(" \0"),
        "text" if is_text else kind_of(word),
        width if is_text else None,
        display_format=None if not word else word if "." in word else f"{word}.",
    )
    return variable, slice(position, position + width)


def _rows(path: Path, start: int, total: int, width: int) -> int:
    """Give the number of observations: the padding of the last record is none."""
    rows = total // width
    with path.open("rb") as stream:
        while rows:
            stream.seek(start + (rows - 1) * width)
            blank = not stream.read(width).strip(b" ")
            if not blank or total - (rows - 1) * width > _RECORD + width:
                break
            rows -= 1
    return rows


def read_xpt_parts(path: Path, *, stage: Stage) -> Iterator[Dataset]:
    """
    Give a large transport file part by part, equal to what ``read_xpt`` gives as a whole.

    Raises
    ------
    OutputError, DataError
        As ``read_xpt``.

    Notes
    -----
    Source: SAS technical support note TS-140.
    """
    with unpacked(path) as plain:
        refuse_damage(plain, path)
        layout = _Layout.of(plain)
        if layout is None:
            from tlfgen.io.xpt.read import read_xpt

            yield read_xpt(path, stage=stage)
            return
        encoding = _encoding(plain, layout)
        for first in range(0, max(layout.rows, 1), _PART_ROWS):
            table = _observations(plain, layout, first)
            columns: dict[str, Any] = {
                variable.name: _column(table[:, place], variable, encoding)
                for variable, place in zip(layout.variables, layout.places, strict=True)
            }
            columns[ROW] = np.arange(first, first + len(table), dtype=np.int64)
            frame = pd.DataFrame(columns, index=pd.RangeIndex(len(table)), copy=False)
            yield Dataset(layout.name, layout.label, stage, frame, layout.variables)


def _observations(path: Path, layout: _Layout, first: int) -> Bytes:
    count = min(_PART_ROWS, layout.rows - first)
    data = np.fromfile(
        path, np.uint8, count * layout.width, offset=layout.start + first * layout.width
    )
    return data.reshape(count, layout.width)


def _encoding(path: Path, layout: _Layout) -> str:
    """Give the encoding of all text: UTF-8, and Windows-1252 where some bytes are not UTF-8."""
    places = [
        place
        for variable, place in zip(layout.variables, layout.places, strict=True)
        if variable.kind == "text"
    ]
    for first in range(0, layout.rows, _PART_ROWS):
        table = _observations(path, layout, first)
        for place in places:
            text = table[:, place]
            strange = text[(text > 127).any(axis=1)]  # noqa: PLR2004 - beyond ASCII
            try:
                for value in strange:
                    value.tobytes().decode("utf-8")
            except UnicodeDecodeError:
                return _ENCODINGS[1]
    return _ENCODINGS[0]


def _column(data: Bytes, variable: Variable, encoding: str) -> pd.Series:
    if variable.kind != "text":
        return as_column(pd.Series(ibm_numbers(data)), variable.kind)
    size, width = data.shape
    packed = np.ascontiguousarray(data)
    fixed = pa.Array.from_buffers(pa.binary(width), size, [None, pa.py_buffer(packed)])
    plain = fixed.cast(pa.binary())
    if encoding == _ENCODINGS[0]:
        text = plain.cast(pa.string())
    else:
        coded = plain.dictionary_encode()
        words = [word.decode(encoding, "replace") for word in coded.dictionary.to_pylist()]
        text = pa.array(words, pa.string()).take(coded.indices)
    trimmed = pc.utf8_rtrim(text, characters=" \0")
    known = pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)
    return pd.Series(known, dtype=pd.StringDtype("pyarrow"))
