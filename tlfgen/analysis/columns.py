"""Named columns of numbers from a mapping or an array."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tlfgen.analysis.arguments import Floats, require_same_length, to_floats, to_matrix
from tlfgen.core.errors import AnalysisError

__all__ = ["read_columns"]


def read_columns(
    covariates: Mapping[str, Any] | Any, names: Sequence[str] | None = None
) -> tuple[Floats, tuple[str, ...]]:
    """
    Give an array with one column per covariate, and the names.

    Columns of an array without names are called ``x1``, ``x2`` and so on. A number of names that
    does not fit raises ``analysis.names-mismatch``.
    """
    if isinstance(covariates, Mapping):
        require_same_length(**{str(name): values for name, values in covariates.items()})
        table = [to_floats(values) for values in covariates.values()]
        columns = np.column_stack(table) if table else np.empty((0, 0))
        given: tuple[str, ...] = tuple(str(name) for name in covariates)
    else:
        columns = to_matrix(covariates)
        given = tuple(f"x{place + 1}" for place in range(columns.shape[1]))
    if names is None:
        return columns, given
    if len(names) != len(given):
        raise AnalysisError.of(
            "analysis.names-mismatch",
            f"{len(names)} names are given for {len(given)} columns.",
            hint="give one name per column",
        )
    return columns, tuple(names)
