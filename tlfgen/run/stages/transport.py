"""Writes transport files with lengths that are the same in the whole study."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from tlfgen.core.errors import Finding, OutputError
from tlfgen.io.files import write_atomically
from tlfgen.io.tabular import read_parquet
from tlfgen.io.xpt import read_xpt, write_xpt
from tlfgen.io.xpt.limits import check_limits, fold_text, study_lengths
from tlfgen.model.dataset import Dataset
from tlfgen.run.payloads import LENGTHS, Transport

__all__ = ["find_lengths", "write_transport"]


def find_lengths(
    payload: Mapping[str, str], inputs: Mapping[str, Path], folder: Path
) -> list[Finding]:
    """
    Keep the length of every text variable over all datasets of a stage.

    ``payload`` gives for each role the file of the dataset inside its artifact.
    """
    files = (folder_ / payload[role] for role, folder_ in sorted(inputs.items()))
    lengths = study_lengths(read_parquet(file) for file in files if file.is_file())
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
    dataset = read_parquet(source)
    lengths = json.loads((inputs["lengths"] / LENGTHS).read_text(encoding="utf-8"))
    path = folder / payload.file
    write_xpt(dataset, path, lengths=lengths, made=payload.made)
    _prove(dataset, path)
    return [one for one in check_limits(dataset, lengths) if one.severity != "error"]


def _prove(dataset: Dataset, path: Path) -> None:
    back = read_xpt(path, stage=dataset.stage)
    wrong = [v.name for v in dataset.variables if not _equal(dataset, back, v.name)]
    if wrong or back.names != dataset.names:
        what = f"{dataset.name} does not read back equal from its transport file."
        details = (f"variables {', '.join(wrong[:3]) or 'in another order'}",)
        raise OutputError.of("output.xpt-read-back", what, details=details)


def _equal(dataset: Dataset, back: Dataset, name: str) -> bool:
    left, right = dataset.frame[name], back.frame[name]
    if dataset.variable(name).kind == "text":
        folded = {value: fold_text(str(value)).rstrip(" ") for value in left.dropna().unique()}
        written = left.map(folded).astype("string[pyarrow]")
        return written.mask(written == "", pd.NA).equals(right)
    if dataset.variable(name).kind in {"integer", "float"}:
        return left.astype("float64").equals(right.astype("float64"))
    return left.equals(right)
