"""The blocks of a dataset put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.mapper.counts import Count
from tlfgen.mapper.draft import Draft, joined
from tlfgen.mapper.needs import Needs
from tlfgen.mapper.rows import Rows
from tlfgen.model.dataset import ROW
from tlfgen.spec.dataset import DatasetSpec

__all__ = ["Whole", "lightened", "whole_of"]

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
    counts : tuple of Count
    """

    rows: Rows
    trace: dict[str, Numbers]
    own_steps: frozenset[str]
    parents: pd.DataFrame | None
    counts: tuple[Count, ...] = ()


def lightened(spec: DatasetSpec, draft: Draft) -> Draft:
    """
    Give a block with only what the finished dataset needs, so that its sources can be let go.

    Without described variables every column stays.
    """
    rows = draft.rows
    wanted = {*spec.variables, *spec.supplemental, *spec.keys, *rows.study.subjects.key, ROW}
    wanted |= {name for check in spec.checks for name in check.unique}
    if not spec.variables:
        wanted |= set(rows.own.columns)
    wanted |= {str(name) for name in rows.own.columns if str(name).startswith("check.")}
    found = {name: rows.find(name) for name in sorted(wanted - set(rows.own.columns))}
    extra = {name: values for name, values in found.items() if values is not None}
    hidden = {
        name: values
        for name, values in extra.items()
        if spec.variables and name not in spec.variables
    }
    own = rows.own[[name for name in rows.own.columns if name in wanted]]
    light = replace(rows, own=own, origins={}, setting=replace(rows.setting, sources={}, tables={}))
    return draft.with_rows(light.with_columns(hidden) if hidden else light)


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
    counts = tuple(count for draft in drafts for count in draft.counts)
    return Whole(rows, trace, own_steps, parents, counts)


def _moved(numbers: Numbers, start: int) -> Numbers:
    return np.where(numbers < 0, numbers, numbers + start).astype(np.int32) if start else numbers
