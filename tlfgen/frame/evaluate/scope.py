"""What the names of an expression stand for, row by row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tlfgen.core.errors import Finding
from tlfgen.core.source import Source
from tlfgen.model.expression import Expression, Reference

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Bools", "Scope"]

Bools = npt.NDArray[np.bool_]
_QUOTED = 3


@dataclass(frozen=True, slots=True)
class Scope:
    """
    The rows an expression is applied to, with the meaning of its names.

    Parameters
    ----------
    resolve : callable
        Gives the column of a variable, one value a row of ``index``, in that order; raises
        SpecError for a variable that is not there.
    index : pd.Index
        Index of every series resolved, hence of the result.
    conditions : mapping of str to Expression
        Named conditions, evaluated in this scope where they are used.
    condition_values : mapping of str to pd.Series
        Named conditions already known, plain booleans; they win over ``conditions``.
    lists : mapping of str to tuple
        The lists of the study, by name without the dollar sign.
    warn : callable, optional
        Takes each warning, such as ``findings.append``.
    source : Source, optional
        The spec line, for errors.
    describe_row : callable, optional
        Names the row at a position, such as ``USUBJID 01-701-1015, AESEQ 2``.
    """

    resolve: Callable[[Reference], pd.Series]
    index: pd.Index
    conditions: Mapping[str, Expression] = field(default_factory=dict)
    condition_values: Mapping[str, pd.Series] = field(default_factory=dict)
    lists: Mapping[str, tuple[str | float, ...]] = field(default_factory=dict)
    warn: Callable[[Finding], object] | None = None
    source: Source | None = None
    describe_row: Callable[[int], str] | None = None

    @property
    def length(self) -> int:
        """The count of rows."""
        return len(self.index)

    def row_text(self, position: int) -> str:
        """Give the words by which an error quotes a row."""
        if self.describe_row is not None:
            return self.describe_row(position)
        return f"row {self.index[position]}"

    def data_finding(self, code: str, what: str, wrong: Bools, hint: str | None = None) -> Finding:
        """Describe wrong rows: how many, three of them at most."""
        positions = np.flatnonzero(wrong)
        quoted = tuple(self.row_text(int(position)) for position in positions[:_QUOTED])
        rows = "1 row" if len(positions) == 1 else f"{len(positions)} rows"
        return Finding(code, f"{what} in {rows}.", self.source, (), hint, "error", quoted)
