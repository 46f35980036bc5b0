"""The variables of the data that are given, known before they are read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from tlfgen.io.xpt.names import xpt_names
from tlfgen.run.payloads import FileInput, PackageInput, RawInput
from tlfgen.run.sources import Inputs
from tlfgen.spec.dataset import DatasetSpec

__all__ = ["given_columns"]


def given_columns(specs: Iterable[DatasetSpec], inputs: Inputs) -> dict[str, frozenset[str]]:
    """
    Give the variable names of every given source of some recipes, by ``stage.NAME``.

    Raises
    ------
    OutputError
        ``output.no-data-folder``, ``output.no-file``.
    """
    recipes = list(specs)
    derived = {spec.id for spec in recipes if spec.has_recipe}
    found: dict[str, frozenset[str]] = {}
    for spec in recipes:
        for source in spec.sources.values():
            ref = source.ref
            if ref in derived or ref in found or source.stage in {"study", "ref"}:
                continue
            payload = inputs.task(ref, source.source).payload
            names = _names(payload)
            if names is not None:
                found[ref] = names
    return found


def _names(payload: object) -> frozenset[str] | None:
    match payload:
        case RawInput():
            return frozenset(map(str, payload.form.get("fields") or ()))
        case FileInput():
            return _file_names(payload.path)
        case PackageInput():
            return None
    return None


def _file_names(path: Path) -> frozenset[str] | None:
    if path.suffix == ".parquet":
        try:
            return frozenset(parquet.read_schema(path).names)
        except pa.ArrowInvalid:
            return None  # the reading task says what is wrong with the file
    return xpt_names(path)
