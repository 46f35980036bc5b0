"""A part of a dataset with only what its end needs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.mapper.draft import Draft
from tlfgen.mapper.needs import Needs
from tlfgen.mapper.rows import Rows
from tlfgen.model.dataset import ROW
from tlfgen.spec.dataset import DatasetSpec

__all__ = ["Whole", "lightened", "own_steps", "whole_of"]

Numbers: TypeAlias = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """
    Every row of a part, before it is sorted.

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


def lightened(spec: DatasetSpec, draft: Draft) -> Draft:
    """
    Give a part with only what the finished dataset needs, so that its sources can be let go.

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
    light = replace(rows, own=own, origins={}, setting=rows.setting.without_sources())
    return draft.with_rows(light.with_columns(hidden) if hidden else light)


def whole_of(draft: Draft, needs: Needs) -> Whole:
    """Give the rows of a part with their trace and their parents."""
    pairs = [pd.DataFrame({"row": one.row, "parent_row": one.parent}) for one in draft.parents]
    parents = pd.concat(pairs, ignore_index=True) if pairs else None
    return Whole(draft.rows, dict(draft.trace), own_steps(needs), parents)


def own_steps(needs: Needs) -> frozenset[str]:
    """Give the steps whose chosen record is a row of the dataset itself."""
    return frozenset(
        step.name
        for step in needs.steps.values()
        if not any(reading.kind == "source" for reading in step.derivation.reads())
    )
