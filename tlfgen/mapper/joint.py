"""Parts of a dataset, numbered as one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd

from tlfgen.frame.keys import column_codes
from tlfgen.model.dataset import ROW, Dataset, Variable

if TYPE_CHECKING:
    from tlfgen.mapper.counts import Count
    from tlfgen.mapper.tally import Tally

__all__ = ["Joint", "Part", "PartsDifferError", "Sink"]


class PartsDifferError(Exception):
    """Parts that cannot stand one below the other; the dataset is to be derived in one."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """
    Some whole subjects of a finished dataset.

    Parameters
    ----------
    dataset : Dataset
    trace : pd.DataFrame
        As ``Lineage.frame``, with all columns.
    parents : pd.DataFrame or None
    supplement : Dataset or None
    tallies, counts
        What was counted in it.
    """

    dataset: Dataset
    trace: pd.DataFrame
    parents: pd.DataFrame | None
    supplement: Dataset | None
    tallies: tuple[Tally, ...] = ()
    counts: tuple[Count, ...] = ()


class Sink(Protocol):
    """Takes the parts of a dataset, in order."""

    def begin(self) -> None:
        """Forget every part: the first one follows."""

    def add(self, part: Part) -> None:
        """Take the next part."""


@dataclass(slots=True)
class Joint:
    """
    Numbers parts as one dataset.

    Parameters
    ----------
    own_steps : frozenset of str
        The steps whose chosen record is a row of the dataset itself.
    telling : set of str
        Columns of the trace that say something: more than one could be chosen, or not the first.
    """

    own_steps: frozenset[str]
    telling: set[str] = field(default_factory=set)
    _rows: int = 0
    _supplemental: int = 0
    _variables: tuple[Variable, ...] | None = None
    _columns: tuple[str, ...] = ()
    _last: pd.DataFrame | None = None

    def placed(self, part: Part) -> Part:
        """
        Give a part with its records counted after those of the parts before.

        Raises
        ------
        PartsDifferError
            If it does not follow them in key order, or has other columns.
        """
        self._require_following(part)
        start, size = self._rows, len(part.dataset.frame)
        trace = {str(name): self._moved(str(name), part.trace[name]) for name in part.trace.columns}
        parents = part.parents
        if parents is not None:
            both = ("row", "parent_row")
            parents = parents.assign(**{one: _raised(parents[one], start) for one in both})
        placed = replace(
            part,
            dataset=_counted(part.dataset, start),
            trace=pd.DataFrame(trace, index=part.trace.index),
            parents=parents,
        )
        self._rows += size
        if part.supplement is not None:
            placed = replace(placed, supplement=_counted(part.supplement, self._supplemental))
            self._supplemental += len(part.supplement.frame)
        return placed

    def _require_following(self, part: Part) -> None:
        dataset = part.dataset
        columns = tuple(map(str, part.trace.columns))
        if self._variables is None:
            self._variables, self._columns = dataset.variables, columns
        if (self._variables, self._columns) != (dataset.variables, columns):
            raise PartsDifferError
        if not len(dataset.frame):
            return
        ends = dataset.frame[list(dataset.keys)].iloc[[0, -1]]
        if self._last is not None:
            pair = pd.concat([self._last, ends.iloc[:1]], ignore_index=True)
            codes = [column_codes(pair[key]).tolist() for key in dataset.keys]
            if not [code[0] for code in codes] < [code[1] for code in codes]:
                raise PartsDifferError
        self._last = ends.iloc[1:]

    def _moved(self, name: str, values: pd.Series) -> pd.Series:
        step, _, part = name.rpartition(".")
        most = values.max() if len(values) else 0
        if part not in {"n", "branch"} or most > (1 if part == "n" else 0):
            self.telling.add(name)
        if part == "row" and step in self.own_steps and self._rows:
            return values.where(values < 0, _raised(values, self._rows)).astype(np.int32)
        return values


def _raised(numbers: pd.Series, start: int) -> pd.Series:
    return pd.Series(numbers.to_numpy() + np.int32(start), index=numbers.index)


def _counted(dataset: Dataset, start: int) -> Dataset:
    if not start:
        return dataset
    return dataset.with_frame(dataset.frame.assign(**{ROW: dataset.frame[ROW] + start}))
