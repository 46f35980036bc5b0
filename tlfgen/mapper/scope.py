"""The finding of names in the surroundings of rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.core.errors import MappingError
from tlfgen.core.source import Source
from tlfgen.mapper.setting import Setting
from tlfgen.mapper.take import take
from tlfgen.model.dataset import ROW
from tlfgen.model.expression import Expression, conditions
from tlfgen.spec.slots import Formula

__all__ = ["gather", "tree_of", "unknown_variable", "used_conditions"]

Positions: TypeAlias = npt.NDArray[np.int64]


def tree_of(what: Formula | Expression, source: Source | None) -> tuple[Expression, Source | None]:
    """Give the tree and the place of an expression."""
    return (what.tree, source or what.source) if isinstance(what, Formula) else (what, source)


def used_conditions(tree: Expression, trees: Mapping[str, Expression]) -> set[str]:
    """Give the named conditions an expression uses, those of conditions included."""
    used: set[str] = set()
    waiting = set(conditions(tree))
    while waiting:
        name = waiting.pop()
        if name not in used:
            used.add(name)
            waiting |= conditions(trees[name]) if name in trees else frozenset()
    return used


def unknown_variable(
    alias: str, name: str, frame: pd.DataFrame, source: Source | None = None
) -> MappingError:
    """Build the error for a variable that a source does not have."""
    known = [f"{alias}.{column}" for column in frame.columns if column != ROW]
    return MappingError.unknown("variable", f"{alias}.{name}", known, source)


def gather(setting: Setting, parts: list[tuple[str, Positions]], name: str) -> pd.Series:
    """Give the values of the record each row was made from, missing where none."""
    values: pd.Series | None = None
    for alias, positions in parts:
        given = setting.sources[alias].frame[name]
        here = take(given, positions)
        values = here if values is None else values.where(positions < 0, here)
    if values is None:
        raise ValueError(name)
    return values
