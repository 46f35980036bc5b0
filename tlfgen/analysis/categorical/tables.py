"""Tables of counts made from labels or checked as given."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tlfgen.analysis.arguments import Floats, code_levels, require_same_length, to_floats
from tlfgen.core.errors import AnalysisError

__all__ = ["CountTable", "count_table", "reason_of", "to_strata", "to_table", "without_empty"]

_PLANE, _SOLID = 2, 3


@dataclass(frozen=True, slots=True)
class CountTable:
    """
    Counts of labels.

    Parameters
    ----------
    counts : Floats, shape (rows, columns) or (strata, rows, columns)
    rows, columns, strata : tuple
        The levels; ``strata`` is empty where there are none.
    n : float
        Sum of the counts.
    n_missing : int
        Records dropped.
    """

    counts: Floats
    rows: tuple[Hashable, ...]
    columns: tuple[Hashable, ...]
    strata: tuple[Hashable, ...]
    n: float
    n_missing: int


def count_table(
    rows: Any,
    columns: Any,
    *,
    strata: Any = None,
    weights: npt.ArrayLike | None = None,
    row_levels: Sequence[Hashable] | None = None,
    column_levels: Sequence[Hashable] | None = None,
    stratum_levels: Sequence[Hashable] | None = None,
) -> CountTable:
    """
    Count pairs of labels, within strata where they are given.

    Parameters
    ----------
    rows, columns, strata : array-like of labels, shape (n,)
        A record that lacks one of them is dropped and counted.
    weights : array-like, shape (n,), or None
        How many records each stands for.
    row_levels, column_levels, stratum_levels : sequence or None
        Levels in order, empty ones too; sorted labels where None.

    Returns
    -------
    CountTable

    Raises
    ------
    AnalysisError
        ``analysis.length-mismatch``; ``analysis.unknown-level`` for a label not among the levels.

    Examples
    --------
    >>> found = count_table(["a", "a", "b", None], ["y", "n", "y", "y"], column_levels=["y", "n"])
    >>> found.counts.tolist(), found.rows, found.n_missing
    ([[1.0, 1.0], [1.0, 0.0]], ('a', 'b'), 1)
    """
    across, row_names = code_levels(rows, row_levels)
    down, column_names = code_levels(columns, column_levels)
    require_same_length(rows=across, columns=down, strata=strata, weights=weights)
    places, stratum_names = np.zeros(len(across), dtype=np.intp), ()
    if strata is not None:
        places, stratum_names = code_levels(strata, stratum_levels)
    share = np.ones(len(across)) if weights is None else to_floats(weights)
    kept = (across >= 0) & (down >= 0) & (places >= 0) & ~np.isnan(share)
    shape = (max(len(stratum_names), 1), len(row_names), len(column_names))
    counts = np.zeros(shape)
    np.add.at(counts, (places[kept], across[kept], down[kept]), share[kept])
    n, n_missing = float(counts.sum()), int((~kept).sum())
    flat = counts if strata is not None else counts[0]
    return CountTable(flat, row_names, column_names, stratum_names, n, n_missing)


def _as_floats(table: npt.ArrayLike) -> Floats:
    """Give nested counts as an array, or raise where they are text or of unequal lengths."""
    try:
        return np.asarray(table, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise AnalysisError.of(
            "analysis.table-shape",
            "the table holds text, or rows or strata of unequal lengths.",
            hint="count_table makes tables of labels",
        ) from error


def _checked(table: npt.ArrayLike, dimensions: int, *, is_whole: bool) -> Floats:
    """Give counts as an array, or raise where they are none."""
    counts = _as_floats(table)
    if counts.ndim != dimensions:
        what = f"the table has {counts.ndim} dimensions, not {dimensions}."
        raise AnalysisError.of("analysis.table-shape", what)
    if np.isnan(counts).any() or (counts < 0).any():
        raise AnalysisError.of("analysis.bad-count", "a count is missing or under 0.")
    if is_whole and not (counts == np.floor(counts)).all():
        raise AnalysisError.of("analysis.bad-count", "an exact method needs whole counts.")
    return counts


def to_table(table: npt.ArrayLike, *, is_whole: bool = False) -> Floats:
    """
    Give a table of counts as an array of two dimensions.

    Returns
    -------
    Floats, shape (rows, columns)

    Raises
    ------
    AnalysisError
        ``analysis.table-shape``, ``analysis.bad-count``.
    """
    return _checked(table, _PLANE, is_whole=is_whole)


def to_strata(tables: npt.ArrayLike, *, is_whole: bool = False) -> Floats:
    """
    Give tables of counts as an array of three dimensions; one table is one stratum.

    Returns
    -------
    Floats, shape (strata, rows, columns)

    Raises
    ------
    AnalysisError
        ``analysis.table-shape``, ``analysis.bad-count``.
    """
    counts = _as_floats(tables)
    if counts.ndim == _PLANE:
        counts = counts[None]
    return _checked(counts, _SOLID, is_whole=is_whole)


def without_empty(counts: Floats) -> Floats:
    """Drop the rows and columns that hold nothing."""
    rows, columns = counts.sum(axis=1) > 0, counts.sum(axis=0) > 0
    return np.asarray(counts[np.ix_(rows, columns)])


def reason_of(counts: Floats) -> str | None:
    """Give why a table without empty margins cannot be tested: records, groups or variation."""
    if not counts.size:
        return "no_records"
    if len(counts) == 1:
        return "one_group"
    return "no_variation" if counts.shape[1] == 1 else None
