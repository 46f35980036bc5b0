"""One proportion over strata with stratified Wilson limits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from tlfgen.analysis.arguments import Floats, require_word
from tlfgen.analysis.proportions.limits import wilson
from tlfgen.analysis.samples import drop_missing, limit_tail
from tlfgen.core.errors import AnalysisError

__all__ = [
    "StratifiedProportion",
    "estimate_stratified_proportion",
    "given_weights",
    "optimal_weights",
    "stratified_wilson",
]

_RULES = ("equal", "optimal", "size")
_STEPS, _SETTLED = 50, 1e-3


@dataclass(frozen=True, slots=True)
class StratifiedProportion:
    """
    A weighted mean of the proportions of strata.

    Parameters
    ----------
    strata : int
    n, events : float
    estimate, lower, upper : float or None
    weights : tuple of float
        Of the strata; their sum is 1.
    reason : str or None
        ``no_records``.
    """

    strata: int
    n: float
    events: float
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    weights: tuple[float, ...] = ()
    reason: str | None = None


def given_weights(given: Sequence[float], strata: int) -> Floats:
    """
    Give weights that add to 1.

    Returns
    -------
    Floats, shape (strata,)

    Raises
    ------
    AnalysisError
        ``analysis.bad-weights`` where they are not one a stratum, or do not add to more than 0.

    Examples
    --------
    >>> given_weights([1, 3], 2).tolist()
    [0.25, 0.75]
    """
    weights = np.asarray(given, dtype=np.float64)
    is_usable = weights.shape == (strata,) and (weights >= 0).all() and float(weights.sum()) > 0
    if not is_usable:
        raise AnalysisError.of("analysis.bad-weights", f"{strata} strata need a weight each.")
    return np.asarray(weights / weights.sum())


def _quantile(x: Floats, n: Floats, weights: Floats, z: float) -> float:
    """Give the normal quantile at which the limits of the strata are taken."""
    share = x / n
    variance = share * (1 - share) / n
    if not variance.any():
        variance = 1 / n
    parts = weights * np.sqrt(variance)
    return z * math.sqrt(float(parts @ parts)) / float(parts.sum())


def stratified_wilson(
    x: Floats, n: Floats, weights: Floats, z: float, *, is_corrected: bool = False
) -> tuple[float, float]:
    """
    Give the weighted mean of the Wilson limits of strata at the quantile of Yan & Su.

    Returns
    -------
    tuple of float

    Notes
    -----
    Source: Yan & Su (2010), Statistics in Biopharmaceutical Research 2, 329-335. Where no stratum
    has any variation the quantile takes variances of 1 / n.
    """
    quantile = _quantile(x, n, weights, z)
    pairs = zip(x.tolist(), n.tolist(), strict=True)
    sides = np.array([wilson(a, b, quantile, is_corrected=is_corrected) for a, b in pairs])
    lower, upper = weights @ sides
    return float(lower), float(upper)


def optimal_weights(x: Floats, n: Floats, z: float) -> Floats:
    """
    Give the weights that make the limits narrow, by the iteration of Yan & Su.

    Returns
    -------
    Floats, shape (strata,)

    Examples
    --------
    >>> optimal_weights(np.array([16.0, 20.0]), np.array([40.0, 45.0]), 1.96).round(3).tolist()
    [0.479, 0.521]
    """
    share = x / n
    variance = share * (1 - share) / n
    weights = np.full(len(n), 1 / len(n))
    for _ in range(_STEPS):
        square = _quantile(x, n, weights, z) ** 2
        fresh = (1 + square / n) ** 2 / (variance + square / (4 * n * n))
        fresh = fresh / fresh.sum()
        change = float(abs(fresh - weights).sum())
        weights = fresh
        if change < _SETTLED:
            break
    return weights


def estimate_stratified_proportion(
    events: npt.ArrayLike,
    totals: npt.ArrayLike,
    *,
    weights: str | Sequence[float] = "optimal",
    is_corrected: bool = False,
    level: float = 0.95,
) -> StratifiedProportion:
    """
    Estimate a proportion over strata with stratified Wilson limits.

    Parameters
    ----------
    events, totals : array-like, shape (strata,)
        A stratum without records is left out.
    weights : {'optimal', 'size', 'equal'} or sequence
        Iterated to narrow limits (until they change by less than 0.001 in all); by the size of the
        strata; equal; or as given.
    is_corrected : bool
        Whether the limits of the strata take the continuity correction.
    level : float

    Returns
    -------
    StratifiedProportion

    Raises
    ------
    AnalysisError
        ``analysis.unknown-weights``, ``analysis.bad-weights``, ``analysis.bad-count``,
        ``analysis.level-out-of-range``, ``analysis.length-mismatch``.

    Notes
    -----
    Source: Yan & Su (2010). Equals tern ``prop_strat_wilson``; SAS has no option for it.

    Examples
    --------
    >>> found = estimate_stratified_proportion([16, 20, 10], [40, 45, 20], weights="size")
    >>> round(found.estimate, 4), round(found.lower, 4), round(found.upper, 4)
    (0.4381, 0.3471, 0.5328)
    """
    beyond = limit_tail(level)
    (x, n), _ = drop_missing(events, totals)
    if (x < 0).any() or (x > n).any():
        raise AnalysisError.of("analysis.bad-count", "a stratum has more events than records.")
    held = n > 0
    shares: Floats | None = None
    if not isinstance(weights, str):
        shares = given_weights(weights, len(n))[held]
    else:
        require_word("weights", weights, _RULES)
    x, n = x[held], n[held]
    if not len(n):
        return StratifiedProportion(0, 0.0, 0.0, reason="no_records")
    z = float(stats.norm.isf(beyond))
    if shares is None:
        rules = {"size": n / n.sum(), "equal": np.full(len(n), 1 / len(n))}
        shares = optimal_weights(x, n, z) if weights == "optimal" else rules[str(weights)]
    else:
        shares = shares / shares.sum()
    lower, upper = stratified_wilson(x, n, shares, z, is_corrected=is_corrected)
    estimate = float(shares @ (x / n))
    return StratifiedProportion(
        len(n), float(n.sum()), float(x.sum()), estimate, lower, upper, tuple(shares.tolist())
    )
