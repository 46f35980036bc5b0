"""Takes one input dataset in: a raw form, a data file or a packaged dataset."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tlfgen.core.errors import DataError, Finding
from tlfgen.core.source import Source
from tlfgen.io.package import read_package
from tlfgen.io.parquet import FrameWriter, dataset_meta
from tlfgen.io.raw import read_raw, read_raw_parts
from tlfgen.io.tabular import read_parts
from tlfgen.model.dataset import ROW, Dataset, Variable
from tlfgen.run.payloads import DATASET, FileInput, PackageInput, RawInput, TableInput

__all__ = ["read_input"]


def read_input(
    payload: RawInput | FileInput | PackageInput | TableInput,
    inputs: Mapping[str, Path],
    folder: Path,
) -> list[Finding]:
    """Read the input, a large one in parts, and keep it as Parquet."""
    del inputs
    count = 0
    with ExitStack() as stack:
        writer: FrameWriter | None = None
        for part in _parts(payload):
            writer = writer or stack.enter_context(
                FrameWriter(folder / DATASET, dataset_meta(part))
            )
            writer.add(part.frame)
            count += len(part.frame)
    if count:
        return []
    what = f"{payload.name} holds no record."
    return [Finding("data.empty-dataset", what, _place(payload), severity="warning")]


def _parts(payload: RawInput | FileInput | PackageInput | TableInput) -> Iterator[Dataset]:
    match payload:
        case RawInput():
            yield from read_raw_parts(
                payload.path,
                payload.form,
                name=payload.name,
                encoding=payload.encoding,
                missing=payload.missing,
            )
        case FileInput():
            yield from read_parts(payload.path, stage=payload.stage)
        case PackageInput():
            yield read_package(payload.package, payload.stage, payload.name)
        case TableInput():
            yield _table(payload)


def _place(payload: Any) -> Source | None:
    path = getattr(payload, "path", None)
    return Source(path.name) if path is not None else None


def _table(payload: TableInput) -> Dataset:
    """Give a reference table: a column is numeric where every value is a number."""
    if payload.path is not None:
        raw = read_raw(payload.path, {}, name=payload.name)
        columns = {name: raw.frame[name] for name in raw.names}
    else:
        names = list(dict.fromkeys(key for row in payload.rows for key in row))
        columns = {
            name: pd.Series([_text(row.get(name)) for row in payload.rows], dtype="string[pyarrow]")
            for name in names
        }
    if not columns:
        what = f"The reference table '{payload.name}' has no column."
        raise DataError.of("data.empty-table", what, _place(payload))
    variables = []
    frame = {}
    for name, values in columns.items():
        numbers = pd.to_numeric(values, errors="coerce")
        is_number = bool(values.notna().any()) and bool((numbers.notna() == values.notna()).all())
        leading_zero = values.str.fullmatch(r"0\d+").fillna(False).any()
        frame[name] = numbers.astype("float64") if is_number and not leading_zero else values
        variables.append(Variable(name, name, "float" if frame[name] is not values else "text"))
    count = len(next(iter(frame.values())))
    frame[ROW] = pd.Series(np.arange(count, dtype=np.int64))
    table = pd.DataFrame(frame, index=pd.RangeIndex(count))
    return Dataset(payload.name, payload.name, "reference", table, tuple(variables))


def _text(value: Any) -> Any:
    return pd.NA if value is None or value == "" else str(value)
