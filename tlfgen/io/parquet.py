"""Parquet files written and read part by part."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from tlfgen.core.errors import DataError, OutputError
from tlfgen.core.source import Source
from tlfgen.io.files import keep, unwritable
from tlfgen.model.dataset import Dataset, Variable

__all__ = ["META", "DatasetFile", "FrameWriter", "dataset_meta", "frame_of", "read_frames"]

GROUP_ROWS = 100_000
"""Rows of a row group: the same however the frames were cut, so that the bytes are too."""

META = b"tlfgen"
"""Where a file keeps what is known of its dataset."""

Positions: TypeAlias = npt.NDArray[np.int64]


def dataset_meta(dataset: Dataset) -> dict[str, Any]:
    """Give what is kept of a dataset beside its records."""
    variables = []
    for variable in dataset.variables:
        entry = asdict(variable)
        entry["source"] = asdict(variable.source) if variable.source else None
        variables.append(entry)
    return {
        "name": dataset.name,
        "label": dataset.label,
        "stage": dataset.stage,
        "variables": variables,
        "keys": list(dataset.keys),
        "parents": list(dataset.parents),
    }


@dataclass(slots=True)
class FrameWriter:
    """
    Writes frames one below the other as one Parquet file, there whole or not at all.

    The same rows give the same bytes, however many frames they come in.

    Parameters
    ----------
    path : Path
    meta : dict, optional
        Kept in the file.

    Raises
    ------
    OutputError
        ``output.cannot-write`` with the system's reason.
    """

    path: Path
    meta: dict[str, Any] = field(default_factory=dict)
    _writer: parquet.ParquetWriter | None = None
    _waiting: pa.Table | None = None

    @property
    def part(self) -> Path:
        """Where the unfinished file lies."""
        return self.path.with_name(f".{self.path.name}.part")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _at: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.drop()

    def add(self, frame: pd.DataFrame) -> None:
        """Write the rows that fill row groups, and keep the rest for the next frame."""
        table = pa.Table.from_pandas(frame, preserve_index=False)
        if self._writer is None:
            self._writer = self._begun(table)
        table = table.cast(self._writer.schema)
        if self._waiting is not None:
            table = pa.concat_tables([self._waiting, table])
        full = table.num_rows - table.num_rows % GROUP_ROWS
        for start in range(0, full, GROUP_ROWS):
            self._write(table.slice(start, GROUP_ROWS))
        self._waiting = table.slice(full).combine_chunks()

    def close(self) -> None:
        """Write what is left, and give the file its name."""
        if self._writer is None:
            return
        if self._waiting is not None and self._waiting.num_rows:
            self._write(self._waiting)
        try:
            self._writer.close()
            keep(self.part, self.path)
        except OSError as error:
            raise unwritable(self.path, error) from None

    def drop(self) -> None:
        """Forget what was written."""
        if self._writer is not None:
            self._writer.close()
            self.part.unlink(missing_ok=True)
        self._writer = self._waiting = None

    def _begun(self, table: pa.Table) -> parquet.ParquetWriter:
        known = {b"pandas": (table.schema.metadata or {})[b"pandas"]}
        meta = {**known, META: json.dumps(self.meta, sort_keys=True).encode()}
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            return parquet.ParquetWriter(
                self.part, table.schema.with_metadata(meta), compression="zstd"
            )
        except OSError as error:
            raise unwritable(self.path, error) from None

    def _write(self, table: pa.Table) -> None:
        try:
            if self._writer is not None:
                self._writer.write_table(table.combine_chunks(), row_group_size=GROUP_ROWS)
        except OSError as error:
            raise unwritable(self.path, error) from None


def read_frames(path: Path) -> Iterator[pd.DataFrame]:
    """Give the rows of a Parquet file, some at a time; at least one frame, which may be empty."""
    file = parquet.ParquetFile(path)
    if not file.num_row_groups:
        yield frame_of(file.schema_arrow.empty_table())
    for number in range(file.num_row_groups):
        yield frame_of(file.read_row_group(number))


def frame_of(table: pa.Table) -> pd.DataFrame:
    """Give a table as a frame, text as ``string[pyarrow]``."""
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


class DatasetFile:
    """
    A dataset in a Parquet file, its records read when they are asked for.

    Parameters
    ----------
    path : Path

    Raises
    ------
    OutputError
        ``output.no-file``.
    DataError
        ``data.unreadable``.
    """

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            hint = "check the name and the folder"
            what = "There is no such data file."
            raise OutputError.of("output.no-file", what, Source(path.as_posix()), hint=hint)
        try:
            self._file = parquet.ParquetFile(path)
        except (pa.ArrowInvalid, OSError) as error:
            what = f"The Parquet file cannot be read: {str(error).splitlines()[0]}."
            raise DataError.of("data.unreadable", what, Source(path.as_posix())) from None
        meta = json.loads((self._file.schema_arrow.metadata or {}).get(META, b"{}"))
        if "variables" not in meta:
            what = "The Parquet file holds no dataset: it has no variables with labels."
            hint = "give the data as transport files, or as Parquet files that tlfgen wrote"
            raise DataError.of("data.unreadable", what, Source(path.as_posix()), hint=hint)
        self._name, self._label, self._stage = meta["name"], meta["label"], meta["stage"]
        self._variables = tuple(_known_variable(entry) for entry in meta["variables"])
        self._keys, self._parents = tuple(meta["keys"]), tuple(meta["parents"])

    @property
    def head(self) -> Dataset:
        """The dataset without records."""
        return self._with(self._file.schema_arrow.empty_table())

    def __len__(self) -> int:
        """Give the number of records."""
        return int(self._file.metadata.num_rows)

    def codes(self, name: str) -> tuple[npt.NDArray[np.int32], list[str]]:
        """Give a text variable as numbers, -1 missing, with the text of each number."""
        places: dict[Any, int] = {None: -1}
        parts = [np.empty(0, dtype=np.int32)]
        for batch in self._file.iter_batches(batch_size=GROUP_ROWS, columns=[name]):
            coded = batch.column(0).dictionary_encode()
            words = coded.dictionary.to_pylist()
            known = [places.setdefault(word, len(places) - 1) for word in words]
            numbers = coded.indices.fill_null(len(words)).to_numpy(zero_copy_only=False)
            parts.append(np.array([*known, -1], dtype=np.int32)[numbers])
        return np.concatenate(parts), [str(word) for word in places if word is not None]

    def take(self, positions: Positions | None = None) -> Dataset:
        """Give the records at ascending positions, or all of them."""
        if positions is None:
            return self._with(self._file.read())
        if not len(positions):
            return self.head
        counts = [
            self._file.metadata.row_group(n).num_rows for n in range(self._file.num_row_groups)
        ]
        starts = np.cumsum([0, *counts])
        group_of = np.searchsorted(starts, positions, side="right") - 1
        groups = np.unique(group_of)
        table = self._file.read_row_groups(groups.tolist())
        read_starts = np.cumsum([0, *np.array(counts)[groups]])[:-1]
        local = positions - starts[group_of] + read_starts[np.searchsorted(groups, group_of)]
        if local[-1] - local[0] + 1 == len(local):
            return self._with(table.slice(int(local[0]), len(local)))
        return self._with(table.take(pa.array(local)))

    def parts(self) -> list[Positions]:
        """Give the positions of runs of about 100,000 records, for whoever takes all in turn."""
        return [
            np.arange(start, min(start + GROUP_ROWS, len(self)), dtype=np.int64)
            for start in range(0, max(len(self), 1), GROUP_ROWS)
        ]

    def words(self, name: str) -> list[str]:
        """Give the distinct texts of a variable."""
        found: dict[str, None] = {}
        for batch in self._file.iter_batches(batch_size=GROUP_ROWS, columns=[name]):
            found |= dict.fromkeys(batch.column(0).unique().drop_null().to_pylist())
        return list(found)

    def _with(self, table: pa.Table) -> Dataset:
        return Dataset(
            self._name,
            self._label,
            self._stage,
            frame_of(table),
            self._variables,
            self._keys,
            self._parents,
        )


def _known_variable(entry: dict[str, Any]) -> Variable:
    place = entry.pop("source")
    return Variable(**entry, source=Source(**place) if place else None)
