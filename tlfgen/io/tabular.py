"""Datasets to and from Parquet, and the one reader for every ending."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from tlfgen.core.errors import DataError, OutputError
from tlfgen.core.source import Source
from tlfgen.io.files import write_atomically
from tlfgen.io.xpt import read_xpt
from tlfgen.model.dataset import Dataset, Stage, Variable

__all__ = [
    "frame_bytes",
    "read_dataset",
    "read_frame",
    "read_parquet",
    "write_parquet",
]

_META = b"tlfgen"


def frame_bytes(frame: pd.DataFrame, meta: dict[str, Any] | None = None) -> bytes:
    """Give a frame as Parquet bytes, the same for the same values."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    known = {b"pandas": (table.schema.metadata or {})[b"pandas"]}
    schema_meta = {**known, _META: json.dumps(meta or {}, sort_keys=True).encode()}
    out = pa.BufferOutputStream()
    parquet.write_table(table.replace_schema_metadata(schema_meta), out, compression="zstd")
    return bytes(out.getvalue().to_pybytes())


def write_parquet(dataset: Dataset, path: Path) -> None:
    """
    Write a dataset with its metadata as Parquet, the format between steps.

    Raises
    ------
    OutputError
        ``output.cannot-write``.
    """
    variables = []
    for variable in dataset.variables:
        entry = asdict(variable)
        entry["source"] = asdict(variable.source) if variable.source else None
        variables.append(entry)
    meta = {
        "name": dataset.name,
        "label": dataset.label,
        "stage": dataset.stage,
        "variables": variables,
        "keys": list(dataset.keys),
        "parents": list(dataset.parents),
    }
    write_atomically(path, frame_bytes(dataset.frame, meta))


def read_frame(path: Path, columns: list[str] | None = None) -> pd.DataFrame:
    """
    Give the frame of a Parquet file, text as ``string[pyarrow]``.

    Raises
    ------
    DataError
        ``data.unreadable``.
    """
    return _frame(_table(path, columns))


def _table(path: Path, columns: list[str] | None = None) -> pa.Table:
    if not path.is_file():
        hint = "check the name and the folder"
        what = "There is no such data file."
        raise OutputError.of("output.no-file", what, Source(path.as_posix()), hint=hint)
    try:
        return parquet.read_table(path, columns=columns)
    except (pa.ArrowInvalid, OSError) as error:
        what = f"The Parquet file cannot be read: {str(error).splitlines()[0]}."
        raise DataError.of("data.unreadable", what, Source(path.as_posix())) from None


def _frame(table: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas(types_mapper=_dtype)
    for name, dtype in frame.dtypes.items():
        if dtype.kind in "mM":  # Parquet has no whole seconds
            frame[name] = frame[name].astype(
                "datetime64[s]" if dtype.kind == "M" else "timedelta64[s]"
            )
    return frame


def _dtype(kind: pa.DataType) -> Any:
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return pd.StringDtype("pyarrow")
    return None


def read_parquet(path: Path) -> Dataset:
    """
    Give a dataset written by ``write_parquet``, equal in every value and attribute.

    Raises
    ------
    OutputError
        ``output.no-file``.
    DataError
        ``data.unreadable``.
    """
    table = _table(path)
    meta = json.loads((table.schema.metadata or {}).get(_META, b"{}"))
    variables = tuple(_known_variable(entry) for entry in meta["variables"])
    frame = _frame(table)
    keys, parents = tuple(meta["keys"]), tuple(meta["parents"])
    return Dataset(meta["name"], meta["label"], meta["stage"], frame, variables, keys, parents)


def _known_variable(entry: dict[str, Any]) -> Variable:
    place = entry.pop("source")
    return Variable(**entry, source=Source(**place) if place else None)


def read_dataset(path: Path | str, *, stage: Stage = "adam") -> Dataset:
    """
    Give the dataset of a file: transport, sas7bdat (also gzipped) or Parquet.

    Raises
    ------
    OutputError
        ``output.no-file``, or ``output.unknown-ending``.
    DataError
        ``data.unreadable``, ``data.truncated``.
    """
    place = Path(path)
    endings = "".join(place.suffixes[-2:]).removesuffix(".gz")
    if endings.endswith((".xpt", ".sas7bdat")):
        return read_xpt(place, stage=stage)
    if endings.endswith(".parquet"):
        return read_parquet(place)
    allowed = (".xpt", ".xpt.gz", ".sas7bdat", ".parquet")
    what = f"'{place.name}' has no ending of a data file."
    raise OutputError.of("output.unknown-ending", what, Source(place.as_posix()), allowed=allowed)
