"""The blocks of a dataset put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.mapper.draft import Draft, joined
from tlfgen.mapper.needs import Needs
from tlfgen.mapper.rows import Rows

__all__ = ["Whole", "whole_of"]

Positions: TypeAlias = npt.NDArray[np.int64]
Numbers: TypeAlias = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """
    Every row of a dataset, before it is sorted.

    Parameters
    ----------
    rows : Rows
    trace : mapping of ``STEP.part`` to int32 array
        Rows of the dataset itself are named by their position here.
    own_steps : frozenset of str
        The steps whose chosen record is a row of the dataset itself.
    parents : pd.DataFrame or None
        ``row, parent_row``: positions here.
    """

    rows: Rows
    trace: dict[str, Numbers]
    own_steps: frozenset[str]
    parents: pd.DataFrame | None


def whole_of(drafts: Sequence[Draft], needs: Needs) -> Whole:
    """Give the rows of all blocks one below the other, with their trace."""
    own_steps = frozenset(
        step.name
        for step in needs.steps.values()
        if not any(reading.kind == "source" for reading in step.derivation.reads())
    )
    starts = np.cumsum([0, *(len(draft.rows) for draft in drafts)])[:-1].tolist()
    trace: dict[str, Numbers] = {}
    for name in dict.fromkeys(name for draft in drafts for name in draft.trace):
        step, _, part = name.rpartition(".")
        moves = part == "row" and step in own_steps
        trace[name] = np.concatenate(
            [
                _moved(draft.trace[name], start if moves else 0)
                for draft, start in zip(drafts, starts, strict=True)
            ]
        )
    pairs = [
        pd.DataFrame({"row": one.row + start, "parent_row": one.parent + start})
        for draft, start in zip(drafts, starts, strict=True)
        for one in draft.parents
    ]
    parents = pd.concat(pairs, ignore_index=True) if pairs else None
    rows = drafts[0].rows if len(drafts) == 1 else joined([draft.rows for draft in drafts])
    return Whole(rows, trace, own_steps, parents)


def _moved(numbers: Numbers, start: int) -> Numbers:
    return np.where(numbers < 0, numbers, numbers + start).astype(np.int32) if start else numbers
