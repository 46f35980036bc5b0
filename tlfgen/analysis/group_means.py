"""Comparison of the means of several groups."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
from scipy import stats

from tlfgen.analysis.arguments import Floats, require_word
from tlfgen.analysis.samples import split_groups, variance_of

__all__ = ["GroupComparison", "compare_group_means", "one_way", "try_groups"]

GroupVariances = Literal["equal", "welch"]

_FEWEST = 2


@dataclass(frozen=True, slots=True)
class GroupComparison:
    """
    A test of several groups.

    Parameters
    ----------
    levels : tuple
        Groups that have a value, in their order.
    n : tuple of int
        Values of each.
    n_missing : int
    statistic, df, df_error, p : float or None
        ``df_error`` is None for a chi-square.
    ss, ss_error, ms, ms_error : float or None
        Sums of squares and mean squares between and within groups.
    method : str
    reason : str or None
        ``no_records``, ``one_group``, ``too_few`` or ``no_variation``.
    """

    levels: tuple[Hashable, ...]
    n: tuple[int, ...]
    n_missing: int
    statistic: float | None = None
    df: float | None = None
    df_error: float | None = None
    p: float | None = None
    ss: float | None = None
    ss_error: float | None = None
    ms: float | None = None
    ms_error: float | None = None
    method: str = ""
    reason: str | None = None


def one_way(parts: list[Floats]) -> dict[str, Any]:
    """Give the one-way analysis of variance."""
    sizes = np.array([len(part) for part in parts], dtype=np.float64)
    df, df_error = float(len(parts) - 1), float(sizes.sum() - len(parts))
    pooled = np.concatenate(parts)
    means = np.array([part.mean() for part in parts])
    ss = float(sizes @ (means - pooled.mean()) ** 2)
    within = sum((len(part) - 1) * variance_of(part) for part in parts if len(part) > 1)
    ss = 0.0 if np.all(pooled == pooled[0]) else ss
    found: dict[str, Any] = {"df": df, "df_error": df_error, "ss": ss, "ms": ss / df}
    if df_error < 1:
        return found | {"reason": "too_few"}
    found |= {"ss_error": within, "ms_error": within / df_error}
    if within == 0:
        return found | {"reason": "no_variation"}
    ratio = found["ms"] / found["ms_error"]
    return found | {"statistic": ratio, "p": float(stats.f.sf(ratio, df, df_error))}


def _welch(parts: list[Floats]) -> dict[str, Any]:
    """Give Welch's one-way test of means with a variance each."""
    if min(map(len, parts)) < _FEWEST:
        return {"reason": "too_few"}
    sizes = np.array([len(part) for part in parts], dtype=np.float64)
    spread = np.array([variance_of(part) for part in parts])
    if (spread == 0).any():
        return {"reason": "no_variation"}
    k = len(parts)
    weights = sizes / spread
    means = np.array([part.mean() for part in parts])
    centre = (weights @ means) / weights.sum()
    lack = float(((1 - weights / weights.sum()) ** 2 / (sizes - 1)).sum()) / (k * k - 1)
    ratio = float(weights @ (means - centre) ** 2) / ((k - 1) * (1 + 2 * (k - 2) * lack))
    df_error = 1 / (3 * lack)
    p = float(stats.f.sf(ratio, k - 1, df_error))
    return {"statistic": ratio, "df": float(k - 1), "df_error": df_error, "p": p}


def compare_group_means(
    values: npt.ArrayLike,
    groups: Any,
    *,
    levels: Sequence[Hashable] | None = None,
    variances: GroupVariances = "equal",
) -> GroupComparison:
    """
    Compare the means of several groups by one-way analysis of variance.

    Parameters
    ----------
    values : array-like, shape (n,)
    groups : array-like of labels, shape (n,)
        A row without a value or a label is dropped and counted. Groups without values are left out.
    levels : sequence or None
        The order of the groups.
    variances : {'equal', 'welch'}
        One common variance, or a variance each by Welch's test.

    Returns
    -------
    GroupComparison

    Raises
    ------
    AnalysisError
        ``analysis.unknown-variances``, ``analysis.length-mismatch``, ``analysis.unknown-level``.

    Notes
    -----
    Source: Welch (1951) for a variance each. Equals SAS 9.4 GLM with one CLASS effect (MEANS /
    WELCH) and R ``aov`` and ``oneway.test(var.equal=)``.

    Examples
    --------
    >>> found = compare_group_means([1, 2, 3, 4, 5, 9], ["a", "a", "b", "b", "c", "c"])
    >>> round(found.statistic, 6), found.df, found.df_error
    (5.166667, 2.0, 3.0)
    """
    require_word("variances", variances, get_args(GroupVariances))
    parts, names, n_missing = split_groups(values, groups, levels)
    found = try_groups(parts, one_way if variances == "equal" else _welch)
    sizes = tuple(map(len, parts))
    return GroupComparison(names, sizes, n_missing, method=variances, **found)


def try_groups(
    parts: list[Floats], method: Callable[[list[Floats]], dict[str, Any]]
) -> dict[str, Any]:
    """Apply a method where there are two groups or more."""
    if len(parts) < _FEWEST:
        return {"reason": "one_group" if parts else "no_records"}
    return method(parts)
