"""A dataset in the making: its rows with the trace of every step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.core.errors import MappingError
from tlfgen.mapper.counts import Count
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.take import take, take_numbers
from tlfgen.model.dataset import ROW
from tlfgen.model.step import StepResult

__all__ = ["Draft", "Parents", "joined"]

Positions: TypeAlias = npt.NDArray[np.int64]
Numbers: TypeAlias = npt.NDArray[np.int32]
_NOTHING = {"row": -1, "branch": -1, "n": 0, "imputed": 0}


@dataclass(frozen=True, slots=True, eq=False)
class Parents:
    """Which rows were made from which: positions in the dataset itself."""

    row: Positions
    parent: Positions


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """
    Rows in the making.

    Parameters
    ----------
    rows : Rows
    trace : mapping of ``STEP.part`` to int32 array
        ``record.row``, ``record.branch``, and for selecting steps ``.row``, ``.branch``, ``.n``,
        ``.imputed``, one value a row.
    made_by : mapping of block id to bool array
        Which rows a block of derived records added.
    parents : tuple of Parents
    counts : tuple of Count
    """

    rows: Rows
    trace: Mapping[str, Numbers] = field(default_factory=dict)
    made_by: Mapping[str, npt.NDArray[np.bool_]] = field(default_factory=dict)
    parents: tuple[Parents, ...] = ()
    counts: tuple[Count, ...] = ()

    def with_rows(self, rows: Rows) -> Draft:
        """Give the draft with other columns on the same rows."""
        return replace(self, rows=rows)

    def with_result(self, step: str, result: StepResult) -> Draft:
        """Give the draft with the columns of a step and its trace."""
        parts = {
            "row": result.chosen,
            "branch": result.branch,
            "n": result.candidates,
            "imputed": result.imputed,
        }
        trace = dict(self.trace)
        trace.update({f"{step}.{k}": v for k, v in parts.items() if v is not None})
        return replace(self, rows=self.rows.with_columns(result.columns), trace=trace)

    def below(self, more: Draft) -> Draft:
        """Give the draft with the records of another one at its end."""
        trace = {}
        for name in dict.fromkeys((*self.trace, *more.trace)):
            nothing = _NOTHING[name.rpartition(".")[2]]
            parts = [
                part.trace.get(name, np.full(len(part.rows), nothing, dtype=np.int32))
                for part in (self, more)
            ]
            trace[name] = np.concatenate(parts)
        size = len(more.rows)
        made_by = {
            name: np.concatenate([values, np.zeros(size, dtype=bool)])
            for name, values in self.made_by.items()
        }
        counts = (*self.counts, *more.counts)
        return Draft(joined([self.rows, more.rows]), trace, made_by, self.parents, counts)

    def keep(self, mask: npt.NDArray[np.bool_]) -> Draft:
        """Give the rows where ``mask`` is true; their parents must not have been dropped."""
        at = np.flatnonzero(mask)
        new = np.full(len(mask), -1, dtype=np.int64)
        new[at] = np.arange(len(at))
        parents = []
        for one in self.parents:
            alive = new[one.row] >= 0
            parents.append(Parents(new[one.row][alive], new[one.parent][alive]))
        return Draft(
            numbered(self.rows.at(at)),
            {name: values[at] for name, values in self.trace.items()},
            {name: values[at] for name, values in self.made_by.items()},
            tuple(parents),
            self.counts,
        )

    def appended(self, added: Rows, block: str, parents: Parents, copied: Positions) -> Draft:
        """
        Give the draft with derived rows at its end.

        Parameters
        ----------
        added : Rows
        block : str
            Id of the block that made them.
        parents : Parents
            ``row`` counted among the added rows.
        copied : int64 array, shape (len(added),)
            Position of the row whose trace they inherit, -1 none.
        """
        size = len(self.rows)
        trace = {}
        for name, values in self.trace.items():
            nothing = _NOTHING[name.rpartition(".")[2]]
            more = take_numbers(values, copied, nothing)
            trace[name] = np.concatenate([values, values[:0] if more is None else more])
        made_by = {
            name: np.concatenate([values, np.zeros(len(added), dtype=bool)])
            for name, values in self.made_by.items()
        }
        made_by[block] = np.concatenate([np.zeros(size, dtype=bool), np.ones(len(added), bool)])
        moved = Parents(parents.row + size, parents.parent)
        whole = joined([self.rows, added])
        return Draft(whole, trace, made_by, (*self.parents, moved), self.counts)


def numbered(rows: Rows) -> Rows:
    """Give the rows with ``_row`` counting their positions."""
    return rows.with_columns({ROW: pd.Series(np.arange(len(rows), dtype=np.int64))})


def joined(parts: list[Rows]) -> Rows:
    """Give several rows of one setting one below the other; a column absent is missing."""
    first = parts[0]
    sizes = [len(part) for part in parts]
    names = dict.fromkeys(name for part in parts for name in part.own.columns)
    columns = {name: _stacked([p.own.get(name) for p in parts], sizes) for name in names}
    aliases = dict.fromkeys(alias for part in parts for alias in part.origins)
    origins = {
        alias: np.concatenate(
            [part.origins.get(alias, np.full(len(part), -1, dtype=np.int64)) for part in parts]
        )
        for alias in aliases
    }
    columns[ROW] = pd.Series(np.arange(sum(sizes), dtype=np.int64))
    own = pd.DataFrame(columns, index=pd.RangeIndex(sum(sizes)), copy=False)
    subjects = np.concatenate([part.subjects for part in parts])
    return Rows(own, first.setting, subjects, first.name, origins)


def _stacked(parts: list[pd.Series | None], sizes: list[int]) -> pd.Series:
    known = [part for part in parts if part is not None and not _is_empty(part)]
    if not known:
        known = [part for part in parts if part is not None]
    kinds = {pd.api.types.is_string_dtype(part.dtype) for part in known}
    if len(kinds) > 1:
        name = known[0].name
        what = f"{name} is text in some records and a number or date in others."
        hint = f"give {name} a type under variables:, or derive it alike everywhere"
        raise MappingError.of("mapping.mixed-kinds", what, hint=hint)
    whole = pd.concat(known, ignore_index=True)
    if len(known) == len(parts):
        return whole
    starts: list[Positions] = []
    start = 0
    kept = {id(part) for part in known}
    for part, size in zip(parts, sizes, strict=True):
        if part is None or id(part) not in kept:
            starts.append(np.full(size, -1, dtype=np.int64))
        else:
            starts.append(np.arange(start, start + size, dtype=np.int64))
            start += size
    return take(whole, np.concatenate(starts))


def _is_empty(values: pd.Series) -> bool:
    """Say whether a column has no value, so that its dtype does not count."""
    return bool(values.isna().all())
