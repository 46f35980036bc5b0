"""Clusters of repeated responses with their working correlation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy import optimize

from tlfgen.analysis.arguments import Floats, Ints, code_levels

__all__ = ["STRUCTURES", "Pattern", "estimate_correlation_parameters", "group_clusters"]

STRUCTURES: Final = ("independence", "exchangeable", "ar1", "unstructured")


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """Clusters observed at the same positions: ``rows`` is clusters by positions."""

    positions: Ints
    rows: Ints
    numbers: Ints


def group_clusters(cluster: Ints, position: Any) -> tuple[list[Pattern], int]:
    """
    Group clusters by the positions they are observed at.

    Parameters
    ----------
    cluster : array of ints, shape (n,)
    position : array, shape (n,), or None
        Order of appearance within the cluster where not given.

    Returns
    -------
    tuple of patterns and the number of positions
    """
    if position is None:
        order = np.argsort(cluster, kind="stable")
        first = np.searchsorted(cluster[order], cluster[order], side="left")
        place = np.empty(cluster.size, dtype=np.intp)
        place[order] = np.arange(cluster.size) - first
    else:
        place, _ = code_levels(position)
    order = np.lexsort((place, cluster))
    found: dict[tuple[int, ...], tuple[list[Ints], list[int]]] = {}
    starts = np.flatnonzero(np.diff(cluster[order], prepend=-1))
    for rows in np.split(order, starts[1:]):
        if not rows.size:
            continue
        members, numbers = found.setdefault(tuple(place[rows].tolist()), ([], []))
        members.append(rows)
        numbers.append(int(cluster[rows[0]]))
    patterns = [
        Pattern(np.asarray(key, dtype=np.intp), np.stack(members), np.asarray(numbers))
        for key, (members, numbers) in sorted(found.items())
    ]
    return patterns, int(place.max(initial=-1)) + 1


def estimate_correlation_parameters(
    patterns: list[Pattern],
    residuals: Floats,
    structure: str,
    size: int,
    *,
    dispersion: float,
    correction: int,
    has_all_lags: bool,
) -> Floats:
    """
    Give the working correlation from standardized residuals.

    Parameters
    ----------
    patterns : list of Pattern
    residuals : array of floats, shape (n,)
        Pearson residuals.
    structure : one of ``STRUCTURES``
    size : int
        Number of positions.
    dispersion : float
    correction : int
        Taken off the number of products in each mean.
    has_all_lags : bool
        First-order autoregression from products of all lags (``geepack``), or of neighbours (SAS).

    Returns
    -------
    array of floats, shape (size, size)
        Ones on the diagonal.

    Notes
    -----
    Source: Liang and Zeger, Biometrika 1986; SAS PROC GENMOD, details of ``TYPE=``; R
    ``geepack::geeglm``.
    """
    identity = np.eye(size)
    if structure == "independence" or size < 2:  # noqa: PLR2004 - no pair
        return identity
    sums, counts = np.zeros((2, size, size))
    for pattern in patterns:
        own = residuals[pattern.rows]
        place = np.ix_(pattern.positions, pattern.positions)
        sums[place] += own.T @ own
        counts[place] += pattern.rows.shape[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        sums = sums / dispersion
    high, low = np.triu_indices(size, 1)
    if structure == "exchangeable":
        total = counts[high, low].sum() - correction
        value = sums[high, low].sum() / total if total > 0 else 0.0
        return identity + value * (1 - identity)
    if structure == "unstructured":
        divisor = counts[high, low] - correction
        values = np.where(divisor > 0, sums[high, low] / np.maximum(divisor, 1), 0.0)
        found = identity.copy()
        found[high, low] = found[low, high] = values
        return found
    value = _estimate_lag(
        sums[high, low], counts[high, low], low - high, correction, has_all_lags=has_all_lags
    )
    return np.asarray(value ** np.abs(np.subtract.outer(np.arange(size), np.arange(size))))


def _estimate_lag(
    sums: Floats, counts: Floats, lag: Ints, correction: int, *, has_all_lags: bool
) -> float:
    near = lag == 1
    total = counts[near].sum() - correction
    first = float(sums[near].sum() / total) if total > 0 else 0.0
    if not has_all_lags:
        return first

    def miss(value: float) -> float:
        slope = lag * value ** (lag - 1.0)
        return float((slope * (sums - counts * value**lag)).sum())

    low, high = -0.999999, 0.999999
    guess = min(max(first, low), high)
    for width in (0.05, 0.1, 0.2, 0.4, 0.8, 2.0):
        begin, end = max(low, guess - width), min(high, guess + width)
        if miss(begin) > 0 > miss(end):
            return float(optimize.brentq(miss, begin, end, xtol=1e-15, rtol=1e-14))
    return guess
