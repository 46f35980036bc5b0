"""Derives one dataset from its sources, with its lineage."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from tlfgen.core.errors import DataError, Finding
from tlfgen.core.source import Source
from tlfgen.io.files import write_atomically
from tlfgen.io.parquet import DatasetFile, FrameWriter, dataset_meta, read_frames
from tlfgen.mapper.engine import derive_into
from tlfgen.mapper.joint import Part
from tlfgen.mapper.recipe import Derived
from tlfgen.model.lineage import ColumnLineage
from tlfgen.run.payloads import DATASET, LINEAGE, PARENTS, SUPPLEMENT, TRACE, Derive
from tlfgen.run.plugins import load_plugins
from tlfgen.run.portable import portable

__all__ = ["derive_dataset"]

_TRACES = "lineage.all.parquet"


def derive_dataset(payload: Derive, inputs: Mapping[str, Path], folder: Path) -> list[Finding]:
    """
    Derive the dataset and keep it with its supplement and its lineage.

    Every part is written as it is finished.

    Raises
    ------
    DataError
        What the mapper raises; only warnings and notes are given back.
    """
    functions = load_plugins(payload.plugins)
    with _Files(folder, is_whole=payload.only is None) as files:
        done = derive_into(
            files,
            payload.spec,
            _tables(inputs),
            payload.study,
            only=payload.only,
            plugins=functions,
            rows=payload.part_rows,
        )
        errors = [one for one in done.findings if one.severity == "error"]
        if errors:
            raise DataError(*errors)
    if payload.only is None:
        _select(folder, done.telling)
        _write_columns(payload.spec.dataset, done, folder, portable(payload.places or {}))
    return list(done.findings)


def _tables(inputs: Mapping[str, Path]) -> dict[str, DatasetFile]:
    found = {}
    for ref, place in sorted(inputs.items()):
        found[ref] = DatasetFile(place / DATASET)
        if (place / SUPPLEMENT).is_file():
            stage, _, name = ref.partition(".")
            found[f"{stage}.SUPP{name}"] = DatasetFile(place / SUPPLEMENT)
    return found


class _Files(ExitStack):
    """Writes the parts of a dataset below each other."""

    def __init__(self, folder: Path, *, is_whole: bool) -> None:
        super().__init__()
        self._folder = folder
        self._is_whole = is_whole
        self._writers: dict[str, FrameWriter] = {}

    def begin(self) -> None:
        """Forget every part."""
        for writer in self._writers.values():
            writer.drop()
        self._writers = {}

    def add(self, part: Part) -> None:
        """Write the next part."""
        self._write(DATASET, part.dataset.frame, dataset_meta(part.dataset))
        if part.supplement is not None:
            self._write(SUPPLEMENT, part.supplement.frame, dataset_meta(part.supplement))
        if self._is_whole:
            self._write(_TRACES, part.trace, {})
            if part.parents is not None and len(part.parents):
                self._write(PARENTS, part.parents, {})

    def _write(self, file: str, frame: pd.DataFrame, meta: dict[str, Any]) -> None:
        if file not in self._writers:
            self._writers[file] = self.enter_context(FrameWriter(self._folder / file, meta))
        self._writers[file].add(frame)


def _select(folder: Path, telling: Collection[str]) -> None:
    """Keep the columns of the trace that say something."""
    whole = folder / _TRACES
    with FrameWriter(folder / TRACE) as writer:
        for frame in read_frames(whole):
            writer.add(frame[[name for name in frame.columns if name in telling]])
    whole.unlink()


def _write_columns(
    dataset: str, done: Derived, folder: Path, word: Callable[[Source | None], str | None]
) -> None:
    content: dict[str, Any] = {
        "dataset": dataset,
        "record_sources": [list(pair) for pair in done.record_source],
        "columns": [_column(one, word) for one in done.columns],
    }
    text = json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    write_atomically(folder / LINEAGE, text.encode())


def _column(column: ColumnLineage, word: Callable[[Source | None], str | None]) -> dict[str, Any]:
    entry = asdict(column)
    entry["source"] = word(column.source)
    entry["reads"] = list(column.reads)
    return entry
