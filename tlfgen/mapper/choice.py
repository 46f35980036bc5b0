"""The record chosen for each row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.mapper.pairs import derivation_reads_outside
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.take import take, take_numbers
from tlfgen.model.step import StepResult
from tlfgen.spec.verbs.derivation import Derivation, Fixed

__all__ = ["Choice"]

Positions: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """
    One candidate, or none, for each asking row.

    Parameters
    ----------
    asking, records : Rows
        As in ``Candidates``.
    positions : int64 array, shape (len(asking),)
        Position of the record chosen, -1 none.
    counts : int32 array, shape (len(asking),)
        How many candidates there were.
    """

    asking: Rows
    records: Rows
    positions: Positions
    counts: npt.NDArray[np.int32]

    @property
    def found(self) -> npt.NDArray[np.bool_]:
        """Say which rows have a record."""
        return self.positions >= 0

    @property
    def chosen(self) -> npt.NDArray[np.int32]:
        """The ``_row`` of the record chosen in its dataset, -1 none."""
        numbers = take_numbers(self.records.records, self.positions, -1)
        return numbers if numbers is not None else np.empty(0, dtype=np.int32)

    def take(self, values: pd.Series) -> pd.Series:
        """Give a value of each candidate (``values``) as that of the asking rows."""
        return take(values, self.positions)

    def derive(
        self, derivation: Derivation | Fixed, targets: tuple[str, ...] = ("VALUE",)
    ) -> StepResult:
        """
        Carry out a nested derivation on the records chosen.

        Returns
        -------
        StepResult
            Aligned with the asking rows, missing where none was chosen; ``chosen`` and
            ``candidates`` are those of this choice, ``branch`` and ``imputed`` of the derivation.
        """
        rows, at = self._served(derivation)
        nested = rows.derive(derivation, targets)
        return StepResult(
            {name: take(column, at) for name, column in nested.columns.items()},
            self.chosen,
            take_numbers(nested.branch, at, -1),
            self.counts,
            take_numbers(nested.imputed, at, 0),
        )

    def _served(self, derivation: Derivation | Fixed) -> tuple[Rows, Positions]:
        """Give the rows to derive on, and for each asking row its position among them."""
        asked = np.flatnonzero(self.found)
        at = np.full(len(self.positions), -1, dtype=np.int64)
        if self.records.owners is None and not (
            isinstance(derivation, Derivation)
            and derivation_reads_outside(derivation, self.records)
        ):
            once, back = np.unique(self.positions[asked], return_inverse=True)
            at[asked] = back
            return self.records.at(once), at
        at[asked] = np.arange(len(asked))
        rows = self.records.at(self.positions[asked])
        return replace(rows, outer=self.asking, owners=asked), at
