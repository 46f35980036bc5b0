"""What one verb made of the rows it was given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Rows: TypeAlias = npt.NDArray[np.int32]

__all__ = ["StepResult"]


@dataclass(frozen=True, slots=True)
class StepResult:
    """
    The columns a verb made, with what it chose on the way.

    Every series and array has one value for each row the verb was given, in their order.

    Parameters
    ----------
    columns : mapping of str to pd.Series
        By variable name, RangeIndex. A value offered to ``also:`` stands under ``$name``
        (``$code``, ``$source``).
    chosen : int32 array or None
        ``_row`` of the record chosen in the dataset read, -1 where none; None where the verb
        selects nothing.
    branch : int32 array or None
        Which source, case or fallback gave the value, counted from 0; -1 none.
    candidates : int32 array or None
        How many records could have been chosen.
    imputed : int32 array or None
        Highest part of a date that was imputed: 0 nothing, then Y=1, M=2, D=3, H=4, M=5, S=6.
    """

    columns: Mapping[str, pd.Series]
    chosen: Rows | None = None
    branch: Rows | None = None
    candidates: Rows | None = None
    imputed: Rows | None = None
