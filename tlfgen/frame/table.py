"""A dataset whose records are taken in parts, wherever they lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.model.dataset import Dataset

__all__ = ["HeldTable", "Table"]

Codes: TypeAlias = npt.NDArray[np.int32]
Positions: TypeAlias = npt.NDArray[np.int64]


class Table(Protocol):
    """A dataset whose records are taken in parts."""

    @property
    def head(self) -> Dataset:
        """The dataset without records."""

    def __len__(self) -> int:
        """Give the number of records."""

    def codes(self, name: str) -> tuple[Codes, list[str]]:
        """Give a text variable as numbers, -1 missing, with the text of each number."""

    def take(self, positions: Positions | None = None) -> Dataset:
        """Give the records at ascending positions, or all of them."""


@dataclass(frozen=True, slots=True)
class HeldTable:
    """A table in memory."""

    dataset: Dataset

    @property
    def head(self) -> Dataset:
        """The dataset without records."""
        return self.dataset.with_frame(self.dataset.frame.iloc[:0].reset_index(drop=True))

    def __len__(self) -> int:
        """Give the number of records."""
        return len(self.dataset.frame)

    def codes(self, name: str) -> tuple[Codes, list[str]]:
        """
        Give a text variable as numbers, -1 missing, with the text of each number.

        Examples
        --------
        >>> frame = pd.DataFrame({"SEX": pd.Series(["M", None, "F", "M"], dtype="string")})
        >>> codes, words = HeldTable(Dataset("DM", "", "sdtm", frame, ())).codes("SEX")
        >>> codes.tolist(), words
        ([0, -1, 1, 0], ['M', 'F'])
        """
        texts = self.dataset.frame[name].astype("string[pyarrow]")
        codes, words = pd.factorize(texts)
        return codes.astype(np.int32), [str(word) for word in words]

    def take(self, positions: Positions | None = None) -> Dataset:
        """Give the records at ascending positions, or all of them."""
        if positions is None:
            return self.dataset
        frame = self.dataset.frame.take(positions)
        frame.index = pd.RangeIndex(len(frame))
        return self.dataset.with_frame(frame)
