"""The columns a model is fitted to: response, offset, strata and the like."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.analysis.cells import Cells
from tlfgen.analysis.levels import level_texts
from tlfgen.core.errors import DataError, SpecError
from tlfgen.spec.methods.models import MODELS
from tlfgen.spec.node import source_of
from tlfgen.spec.shell.modelrows import ModelSpec

__all__ = ["name_variable", "read_column", "read_extras", "read_response"]

Rows = npt.NDArray[np.intp]
_CENSORED_EVENT = ("0",)


def name_variable(cells: Cells, name: str) -> str:
    """Give a variable of the records, or of the subject where the dataset lacks it."""
    subjects = cells.bench.subjects
    own = name in cells.records.frame.columns or "." in name
    return name if own or name not in subjects.frame.columns else f"{subjects.name}.{name}"


def read_column(cells: Cells, name: str, rows: Rows, *, is_class: bool) -> npt.NDArray[Any]:
    """
    Give the levels of a class as text, a blank for a missing one, or the numbers of a variable.

    Raises
    ------
    SpecError
        ``spec.unknown-variable``, ``spec.text-variable`` for a text that is no class.
    """
    column = cells.bench.column(cells.records, name_variable(cells, name), source_of(name))
    if is_class:
        return level_texts(column).to_numpy(object)[rows]
    if not pd.api.types.is_numeric_dtype(column.dtype):
        what = f"{cells.records.name}.{name} is text; a model takes it as a class or not at all."
        place = source_of(name) or cells.place
        raise SpecError.of("spec.text-variable", what, place, hint=f"write class: [{name}]")
    return column.to_numpy(dtype=np.float64, na_value=np.nan)[rows]


def read_response(cells: Cells, spec: ModelSpec, rows: Rows) -> npt.NDArray[np.float64]:
    """
    Give the response as numbers.

    An ordered response is the place of its level, from 1; an event coded by text is 1.

    Raises
    ------
    SpecError
        As ``read_column``.
    DataError
        ``data.unlisted-level`` for a level that is not among those of the model.
    """
    name = str(spec.response)
    if spec.levels:
        texts = read_column(cells, name, rows, is_class=True)
        places = {str(level): number + 1.0 for number, level in enumerate(spec.levels)}
        for text in sorted(set(texts.tolist()) - {"", *places}):
            what = f"{cells.records.name}.{name} has the level '{text}'."
            place = source_of(name) or cells.place
            raise DataError.of("data.unlisted-level", what, place, allowed=list(places))
        return np.array([places.get(text, np.nan) for text in texts.tolist()], dtype=np.float64)
    if spec.event and spec.censor is None:
        texts = read_column(cells, name, rows, is_class=True)
        is_event = np.isin(texts.astype(str), [str(code) for code in spec.event])
        return np.where(texts == "", np.nan, is_event.astype(np.float64))
    return np.asarray(read_column(cells, name, rows, is_class=False), dtype=np.float64)


def read_extras(cells: Cells, spec: ModelSpec, rows: Rows) -> dict[str, npt.NDArray[Any]]:
    """
    Give what stands under keys of their own; the offset of an exposure is its logarithm.

    Raises
    ------
    SpecError
        As ``read_column``.
    """
    found: dict[str, npt.NDArray[Any]] = {}
    for key, name in (("offset", spec.offset), ("exposure", spec.exposure)):
        if name is not None:
            values = read_column(cells, name, rows, is_class=False)
            if key == "exposure":
                with np.errstate(all="ignore"):
                    values = np.where(values > 0, np.log(values), np.nan)
            found["offset"] = values
    if spec.weights is not None:
        values = read_column(cells, spec.weights, rows, is_class=False)
        found["weights"] = np.where(values > 0, values, np.nan)
    for key, name in (
        ("cluster", spec.cluster),
        ("group", spec.group),
        ("onset", spec.onset),
    ):
        if name is not None:
            found[key] = read_column(cells, name, rows, is_class=True)
    if spec.strata:
        found["strata"] = _join([read_column(cells, one, rows, is_class=True)
                                 for one in spec.strata])  # fmt: skip
    for place, name in enumerate(spec.coordinates):
        found[f"coordinates{place}"] = read_column(cells, name, rows, is_class=False)
    if "censor" in MODELS[spec.fit].slots and spec.censor is not None:
        codes = read_column(cells, spec.censor, rows, is_class=True)
        events = [str(code) for code in spec.event or _CENSORED_EVENT]
        is_event = np.isin(codes.astype(str), events).astype(np.float64)
        found["event"] = np.where(codes == "", np.nan, is_event)
    return found


def _join(columns: list[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """Give one text for each combination of strata, blank where one of them is."""
    joined = ["" if "" in one else "\x1f".join(one) for one in zip(*columns, strict=True)]
    return np.array(joined, dtype=object)
