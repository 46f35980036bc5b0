"""Datasets to and from Parquet, and the one reader for every ending."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from tlfgen.core.errors import DataError, OutputError
from tlfgen.core.source import Source
from tlfgen.io.parquet import META, DatasetFile, FrameWriter, dataset_meta, frame_of
from tlfgen.io.xpt import is_large, read_xpt, read_xpt_parts
from tlfgen.model.dataset import Dataset, Stage

__all__ = [
    "frame_bytes",
    "read_dataset",
    "read_frame",
    "read_parquet",
    "read_parts",
    "write_parquet",
]


def frame_bytes(frame: pd.DataFrame, meta: dict[str, Any] | None = None) -> bytes:
    """Give a frame as Parquet bytes, the same for the same values."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    known = {b"pandas": (table.schema.metadata or {})[b"pandas"]}
    schema_meta = {**known, META: json.dumps(meta or {}, sort_keys=True).encode()}
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
    with FrameWriter(path, dataset_meta(dataset)) as writer:
        writer.add(dataset.frame)


def read_frame(path: Path, columns: list[str] | None = None) -> pd.DataFrame:
    """
    Give the frame of a Parquet file, text as ``string[pyarrow]``.

    Raises
    ------
    OutputError
        ``output.no-file``.
    DataError
        ``data.unreadable``.
    """
    if not path.is_file():
        hint = "check the name and the folder"
        what = "There is no such data file."
        raise OutputError.of("output.no-file", what, Source(path.as_posix()), hint=hint)
    try:
        return frame_of(parquet.read_table(path, columns=columns))
    except (pa.ArrowInvalid, OSError) as error:
        what = f"The Parquet file cannot be read: {str(error).splitlines()[0]}."
        raise DataError.of("data.unreadable", what, Source(path.as_posix())) from None


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
    return DatasetFile(path).take()


def read_parts(path: Path, *, stage: Stage) -> Iterator[Dataset]:
    """
    Give the dataset of a file part by part; at least one part, which may have no record.

    Errors are those of ``read_dataset``.
    """
    if "".join(path.suffixes[-1:]) == ".parquet":
        file = DatasetFile(path)
        yield from (file.take(part) for part in file.parts())
    elif is_large(path):
        yield from read_xpt_parts(path, stage=stage)
    else:
        yield read_dataset(path, stage=stage)


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
