"""Samples made ready for a method: rows with missing values dropped, groups split."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from tlfgen.analysis.arguments import (
    Floats,
    code_levels,
    require_level,
    require_same_length,
    require_word,
    to_floats,
)

__all__ = [
    "Alternative",
    "drop_missing",
    "limit_tail",
    "mean_of",
    "number",
    "require_alternative",
    "split_groups",
    "tail_probability",
    "variance_of",
]

Alternative = Literal["two_sided", "less", "greater"]

_LARGEST = 1e150


def number(value: Any) -> float | None:
    """
    Give a Python float, or None for what is not a number.

    Returns
    -------
    float or None
        Infinities stay.

    Examples
    --------
    >>> number(np.float64(1.5)), number(float("nan"))
    (1.5, None)
    """
    result = float(value)
    return None if np.isnan(result) else result


def require_alternative(alternative: str) -> str:
    """
    Give an alternative back where it is known.

    Returns
    -------
    str

    Raises
    ------
    AnalysisError
        ``analysis.unknown-alternative``.

    Examples
    --------
    >>> require_alternative("less")
    'less'
    """
    return require_word("alternative", alternative, get_args(Alternative))


def limit_tail(level: float, alternative: str = "two_sided") -> float:
    """
    Give the probability beyond each limit, all of it on one side where the alternative is.

    Returns
    -------
    float

    Raises
    ------
    AnalysisError
        ``analysis.level-out-of-range``.

    Examples
    --------
    >>> round(limit_tail(0.95), 3), round(limit_tail(0.95, "less"), 3)
    (0.025, 0.05)
    """
    return (1 - require_level(level)) / (2 if alternative == "two_sided" else 1)


def tail_probability(law: Any, statistic: float, alternative: str = "two_sided") -> float:
    """
    Give the p-value of a statistic under a continuous law that is symmetric about 0.

    Returns
    -------
    float

    Examples
    --------
    >>> from scipy import stats
    >>> round(tail_probability(stats.norm, 1.959964), 6)
    0.05
    """
    if alternative == "less":
        return float(law.cdf(statistic))
    if alternative == "greater":
        return float(law.sf(statistic))
    return min(1.0, 2 * float(law.sf(abs(statistic))))


def drop_missing(*arrays: npt.ArrayLike) -> tuple[list[Floats], int]:
    """
    Keep the rows in which every array has a number.

    An infinity, or a number beyond 1e150 whose square is none, counts as missing.

    Returns
    -------
    arrays : list of Floats
    n_missing : int
        Rows dropped.

    Raises
    ------
    AnalysisError
        ``analysis.length-mismatch``.

    Examples
    --------
    >>> kept, n_missing = drop_missing([1, 2, None], [4, None, 6])
    >>> [array.tolist() for array in kept], n_missing
    ([[1.0], [4.0]], 2)
    """
    ready = [to_floats(array).ravel() for array in arrays]
    require_same_length(**{f"array {place}": array for place, array in enumerate(ready, 1)})
    complete = (abs(np.vstack(ready)) < _LARGEST).all(axis=0)
    return [array[complete] for array in ready], int((~complete).sum())


def split_groups(
    values: npt.ArrayLike, groups: Any, levels: Sequence[Hashable] | None = None
) -> tuple[list[Floats], tuple[Hashable, ...], int]:
    """
    Give the values of each group that has any, in the order of the levels.

    Returns
    -------
    values : list of Floats
    levels : tuple
        Levels that have a value.
    n_missing : int
        Rows without a value or without a group.

    Raises
    ------
    AnalysisError
        ``analysis.length-mismatch``; ``analysis.unknown-level`` for a label not among ``levels``.

    Examples
    --------
    >>> parts, levels, n_missing = split_groups([1, 2, None, 4], ["a", "b", "a", "a"])
    >>> [part.tolist() for part in parts], levels, n_missing
    ([[1.0, 4.0], [2.0]], ('a', 'b'), 1)
    """
    ready = to_floats(values).ravel()
    codes, names = code_levels(groups, levels)
    require_same_length(values=ready, groups=codes)
    present = (abs(ready) < _LARGEST) & (codes >= 0)
    parts = [ready[present & (codes == code)] for code in range(len(names))]
    kept = [(part, name) for part, name in zip(parts, names, strict=True) if len(part)]
    return [part for part, _ in kept], tuple(name for _, name in kept), int((~present).sum())


def variance_of(sample: Floats) -> float:
    """
    Give the variance of two values or more, exactly 0 where all are equal.

    Returns
    -------
    float

    Examples
    --------
    >>> variance_of(np.array([0.1, 0.1, 0.1])), variance_of(np.array([1.0, 3.0]))
    (0.0, 2.0)
    """
    return 0.0 if np.all(sample == sample[0]) else float(np.var(sample, ddof=1))


def mean_of(sample: Floats) -> float:
    """
    Give the mean of one value or more, exactly summed and never outside them.

    Returns
    -------
    float

    Examples
    --------
    >>> mean_of(np.array([0.1, 0.1, 0.1])), mean_of(np.array([1.0, 2.0]))
    (0.1, 1.5)
    """
    return min(max(math.fsum(sample) / len(sample), float(sample.min())), float(sample.max()))
