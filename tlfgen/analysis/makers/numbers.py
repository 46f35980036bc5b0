"""The numbers of a unit: values of a variable, their decimals, the rows of each cell."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.analysis.bench import Bools
from tlfgen.analysis.cells import Cells
from tlfgen.core.errors import SpecError
from tlfgen.model.expression import Expression, Missing, Reference

__all__ = ["Numbers", "compute_decimals", "read_numbers", "split_by_place"]

Floats = npt.NDArray[np.float64]
_MOST_DECIMALS = 3
_TOLERANCE = 1e-7


@dataclass(frozen=True, slots=True)
class Numbers:
    """The values of a variable, not-a-number where missing, and the records that have one."""

    floats: Floats
    present: Bools
    has_value: Expression


def read_numbers(cells: Cells, variable: str) -> Numbers:
    """
    Give a variable of the unit's records as floats.

    Raises
    ------
    SpecError
        ``spec.text-variable`` where it holds text.
    """
    column = cells.bench.column(cells.records, variable, cells.place)
    if not pd.api.types.is_numeric_dtype(column.dtype):
        what = f"{cells.records.name}.{variable} is text; its mean cannot be taken."
        hint = "write stats: n_pct to count its levels"
        raise SpecError.of("spec.text-variable", what, cells.place, hint=hint)
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    source, _, name = variable.rpartition(".")
    present = Missing(Reference(source or None, name), negated=True)
    return Numbers(values, ~np.isnan(values), present)


def compute_decimals(values: Floats) -> int:
    """
    Count the decimals that the values have, three at most.

    Examples
    --------
    >>> compute_decimals(np.array([1.0, 2.25])), compute_decimals(np.array([0.1 + 0.2, 4]))
    (2, 1)
    """
    kept = values[np.isfinite(values)]
    for digits in range(_MOST_DECIMALS):
        scaled = kept * 10**digits
        if np.all(np.abs(scaled - np.round(scaled)) <= _TOLERANCE * np.maximum(1, np.abs(scaled))):
            return digits
    return _MOST_DECIMALS


def split_by_place(cells: Cells, inside: Bools) -> list[npt.NDArray[np.intp]]:
    """Give the rows of each combination among the records of ``inside``, in record order."""
    rows = np.flatnonzero(inside)
    place = cells.place_of[rows]
    order = np.argsort(place, kind="stable")
    bounds = np.searchsorted(place[order], np.arange(len(cells.combinations) + 1))
    ordered = rows[order]
    return [ordered[first:last] for first, last in pairwise(bounds.tolist())]
