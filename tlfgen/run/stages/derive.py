"""Derives one dataset from its sources, with its lineage."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tlfgen.core.errors import DataError, Finding
from tlfgen.core.source import Source
from tlfgen.io.files import write_atomically
from tlfgen.io.tabular import frame_bytes, read_parquet, write_parquet
from tlfgen.mapper.engine import build_dataset
from tlfgen.model.dataset import Dataset
from tlfgen.model.lineage import ColumnLineage, Lineage
from tlfgen.run.payloads import DATASET, LINEAGE, PARENTS, SUPPLEMENT, TRACE, Derive
from tlfgen.run.plugins import load_plugins
from tlfgen.run.portable import portable

__all__ = ["derive_dataset"]


def derive_dataset(payload: Derive, inputs: Mapping[str, Path], folder: Path) -> list[Finding]:
    """
    Derive the dataset and keep it with its supplement and its lineage.

    Raises
    ------
    DataError
        What the mapper raises; only warnings and notes are given back.
    """
    sources = _sources(inputs)
    functions = load_plugins(payload.plugins)
    mapped = build_dataset(
        payload.spec, sources, payload.study, only=payload.only, plugins=functions
    )
    errors = [one for one in mapped.findings if one.severity == "error"]
    if errors:
        raise DataError(*errors)
    write_parquet(mapped.dataset, folder / DATASET)
    if mapped.supplement is not None:
        write_parquet(mapped.supplement, folder / SUPPLEMENT)
    if payload.only is None:
        _write_lineage(mapped.lineage, folder, portable(payload.places or {}))
    return list(mapped.findings)


def _sources(inputs: Mapping[str, Path]) -> dict[str, Dataset]:
    found = {}
    for ref, place in sorted(inputs.items()):
        found[ref] = read_parquet(place / DATASET)
        if (place / SUPPLEMENT).is_file():
            stage, _, name = ref.partition(".")
            found[f"{stage}.SUPP{name}"] = read_parquet(place / SUPPLEMENT)
    return found


def _write_lineage(
    lineage: Lineage, folder: Path, word: Callable[[Source | None], str | None]
) -> None:
    content: dict[str, Any] = {
        "dataset": lineage.dataset,
        "record_sources": [list(pair) for pair in lineage.record_source],
        "columns": [_column(one, word) for one in lineage.columns],
    }
    text = json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    write_atomically(folder / LINEAGE, text.encode())
    write_atomically(folder / TRACE, frame_bytes(lineage.frame))
    if lineage.parents is not None and len(lineage.parents):
        write_atomically(folder / PARENTS, frame_bytes(lineage.parents))


def _column(column: ColumnLineage, word: Callable[[Source | None], str | None]) -> dict[str, Any]:
    entry = asdict(column)
    entry["source"] = word(column.source)
    entry["reads"] = list(column.reads)
    return entry
