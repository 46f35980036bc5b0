"""The strata of records by the variables a shell names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tlfgen.analysis.bench import Ints
from tlfgen.analysis.cells import Cells
from tlfgen.analysis.levels import level_texts

__all__ = ["code_strata"]


def code_strata(cells: Cells, names: Sequence[str]) -> tuple[Ints, int]:
    """
    Give the stratum of each record, -1 where a variable is missing, and how many there are.

    A variable that the dataset lacks is taken from the subject.
    """
    columns = [_texts(cells, name) for name in names]
    joined = np.array(["\x1f".join(one) for one in zip(*columns, strict=True)], dtype=object)
    is_absent = np.logical_or.reduce([column == "" for column in columns])
    levels, codes = np.unique(joined.astype(str), return_inverse=True)
    return np.where(is_absent, -1, codes).astype(np.int64), len(levels)


def _texts(cells: Cells, name: str) -> npt.NDArray[np.object_]:
    own = name in cells.records.frame.columns or "." in name
    variable = name if own else f"{cells.bench.subjects.name}.{name}"
    column = cells.bench.column(cells.records, variable, cells.place)
    return level_texts(column).to_numpy(object)
