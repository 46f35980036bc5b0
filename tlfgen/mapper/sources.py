"""Verbs that choose among several sources of a value, carried out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.mapper.candidates import Candidates
from tlfgen.mapper.derivation import is_missing
from tlfgen.mapper.executors import executes
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.scatter import scatter, scatter_numbers
from tlfgen.mapper.take import take, take_numbers
from tlfgen.model.step import StepResult
from tlfgen.spec.verbs.sources import EarliestOf, FirstOf, LatestOf, SourceOfValue

__all__ = ["take_extreme_source", "take_first_source"]


@executes(FirstOf)
def take_first_source(verb: FirstOf, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """
    Give the value of the first source that has one, its name as an extra.

    Raises
    ------
    MappingError
        ``mapping.tie``, ``mapping.missing-order``, ``mapping.many-records``.
    """
    branch = np.full(len(rows), -1, dtype=np.int32)
    results = []
    for number, source in enumerate(verb.sources):
        result = _from_source(source, targets, rows)
        free = (branch < 0) & ~is_missing(result.columns[targets[0]])
        branch[free] = number
        results.append(result)
    return _combined(verb, targets, branch, results, rows)


def _from_source(source: SourceOfValue, targets: tuple[str, ...], rows: Rows) -> StepResult:
    if source.alias is None:
        return rows.derive(source.value, targets)
    found = rows.source(source.alias, source.source).where(source.where)
    if source.order:
        choice = found.pick(source.order, missing=source.missing, source=source.source)
    else:
        choice = found.single(source.source)
    return choice.derive(source.value, targets)


@executes(LatestOf, EarliestOf)
def take_extreme_source(
    verb: LatestOf | EarliestOf, targets: tuple[str, ...], rows: Rows
) -> StepResult:
    """Give the latest or earliest value of all sources, the name of its source as an extra."""
    latest = isinstance(verb, LatestOf)
    results = [_extreme(source, targets, rows, takes_latest=latest) for source in verb.sources]
    branch = np.full(len(rows), -1, dtype=np.int32)
    best: pd.Series | None = None
    for number, result in enumerate(results):
        values = result.columns[targets[0]]
        present = ~is_missing(values)
        if best is None:
            better = present
        else:
            beyond = values > best if latest else values < best
            better = present & ((branch < 0) | beyond.fillna(False).to_numpy(dtype=bool))
        best = values if best is None else best.where(~better, values)
        branch[better] = number
    return _combined(verb, targets, branch, results, rows)


def _extreme(
    source: SourceOfValue, targets: tuple[str, ...], rows: Rows, *, takes_latest: bool
) -> StepResult:
    """Give the extreme value of all records of one source."""
    if source.alias is None or source.order:
        return _from_source(source, targets, rows)
    found = rows.source(source.alias, source.source).where(source.where)
    nested = found.records.derive(source.value, targets)
    at = extreme_positions(found, nested.columns[targets[0]], takes_latest=takes_latest)
    return StepResult(
        {name: take(values, at) for name, values in nested.columns.items()},
        take_numbers(found.records.records, at, -1),
        None,
        found.counts(),
        take_numbers(nested.imputed, at, 0),
    )


def extreme_positions(
    found: Candidates, values: pd.Series, *, takes_latest: bool
) -> npt.NDArray[np.int64]:
    """Give for each asking row the candidate with the extreme value present, -1 none."""
    found_codes, _ = pd.factorize(values, sort=True)
    codes = np.asarray(found_codes, dtype=np.int64)
    known = np.flatnonzero((codes >= 0) & (found.group >= 0))
    rank = -codes[known] if takes_latest else codes[known]
    keys = [found.records.records[known].astype(np.int64), rank, found.group[known]]
    by = known[np.lexsort(keys)]
    groups, first = np.unique(found.group[by], return_index=True)
    at = np.full(len(found.wanted), -1, dtype=np.int64)
    if len(groups):
        slot = np.minimum(np.searchsorted(groups, found.wanted), len(groups) - 1)
        met = (groups[slot] == found.wanted) & (found.wanted >= 0)
        at[met] = by[first[slot[met]]]
    return at


def _combined(
    verb: FirstOf | LatestOf | EarliestOf,
    targets: tuple[str, ...],
    branch: npt.NDArray[np.int32],
    results: list[StepResult],
    rows: Rows,
) -> StepResult:
    size = len(rows)
    places = [np.flatnonzero(branch == number) for number in range(len(results))]
    pairs = list(zip(places, results, strict=True))
    columns = {}
    for name in verb.makes(targets):
        given = [(at, one.columns[name].iloc[at]) for at, one in pairs if name in one.columns]
        columns[name] = scatter(given, size, verb.source)
    names = np.array([*(source.name for source in verb.sources), None], dtype=object)
    columns["$source"] = pd.Series(names[branch], dtype="string[pyarrow]")
    return StepResult(
        columns,
        scatter_numbers([(at, _at(one.chosen, at)) for at, one in pairs], size, -1),
        branch,
        scatter_numbers([(at, _at(one.candidates, at)) for at, one in pairs], size, 0),
        scatter_numbers([(at, _at(one.imputed, at)) for at, one in pairs], size, 0),
    )


def _at(
    numbers: npt.NDArray[np.int32] | None, at: npt.NDArray[np.int64]
) -> npt.NDArray[np.int32] | None:
    return None if numbers is None else numbers[at]
