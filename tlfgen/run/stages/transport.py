"""Writes transport files with lengths that are the same in the whole study."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from tlfgen.core.errors import Finding, OutputError
from tlfgen.io.files import write_atomically
from tlfgen.io.parquet import DatasetFile
from tlfgen.io.xpt import read_xpt, read_xpt_parts, write_xpt_parts
from tlfgen.io.xpt.limits import fold_text, study_lengths
from tlfgen.model.dataset import Dataset
from tlfgen.run.payloads import LENGTHS, Transport

__all__ = ["find_lengths", "write_transport"]

_SMALL = 200_000


def find_lengths(
    payload: Mapping[str, str], inputs: Mapping[str, Path], folder: Path
) -> list[Finding]:
    """
    Keep the length of every text variable over all datasets of a stage.

    ``payload`` gives for each role the file of the dataset inside its artifact.
    """
    files = (folder_ / payload[role] for role, folder_ in sorted(inputs.items()))
    datasets = (DatasetFile(file) for file in files if file.is_file())
    lengths = study_lengths((one.head, one.words) for one in datasets)
    data = json.dumps(lengths, sort_keys=True, indent=1).encode()
    write_atomically(folder / LENGTHS, data)
    return []


def write_transport(payload: Transport, inputs: Mapping[str, Path], folder: Path) -> list[Finding]:
    """
    Write one dataset as a version 5 transport file, and prove that it reads back equal.

    Raises
    ------
    OutputError
        The codes of ``write_xpt``, or ``output.xpt-read-back``.
    """
    source = inputs["dataset"] / payload.source_file
    if not source.is_file():
        return []
    dataset = DatasetFile(source)
    lengths = json.loads((inputs["lengths"] / LENGTHS).read_text(encoding="utf-8"))
    path = folder / payload.file
    frames = (dataset.take(part).frame for part in dataset.parts())
    findings = write_xpt_parts(
        dataset.head, frames, dataset.words, path, lengths=lengths, made=payload.made
    )
    _prove(dataset, path)
    return findings


def _prove(dataset: DatasetFile, path: Path) -> None:
    """Read the file back, a small one by another program's reader, and compare every value."""
    stage = dataset.head.stage
    count = 0
    is_small = len(dataset) <= _SMALL
    for back in [read_xpt(path, stage=stage)] if is_small else read_xpt_parts(path, stage=stage):
        size = len(back.frame)
        part = dataset.take(np.arange(count, count + size, dtype=np.int64))
        wrong = [v.name for v in part.variables if not _equal(part, back, v.name)]
        if wrong or back.names != part.names:
            raise _unequal(part.name, f"variables {', '.join(wrong[:3]) or 'in another order'}")
        count += size
    if count != len(dataset):
        raise _unequal(dataset.head.name, f"{count} of {len(dataset)} records")


def _unequal(name: str, detail: str) -> OutputError:
    what = f"{name} does not read back equal from its transport file."
    return OutputError.of("output.xpt-read-back", what, details=(detail,))


def _equal(dataset: Dataset, back: Dataset, name: str) -> bool:
    left, right = dataset.frame[name], back.frame[name]
    if dataset.variable(name).kind == "text":
        folded = {value: fold_text(str(value)).rstrip(" ") for value in left.dropna().unique()}
        written = left.map(folded).astype("string[pyarrow]")
        return written.mask(written == "", pd.NA).equals(right)
    if dataset.variable(name).kind in {"integer", "float"}:
        return left.astype("float64").equals(right.astype("float64"))
    return left.equals(right)
