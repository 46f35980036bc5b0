"""The difference of risks that strata have in common."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
from scipy import stats

from tlfgen.analysis.arguments import Floats, require_word
from tlfgen.analysis.categorical.common_odds import to_pairs
from tlfgen.analysis.proportions.difference import ProportionDifference
from tlfgen.analysis.proportions.score import difference_variance, score_limits
from tlfgen.analysis.proportions.stratified import given_weights, optimal_weights, stratified_wilson
from tlfgen.analysis.samples import Alternative, limit_tail, require_alternative, tail_probability

__all__ = ["estimate_common_difference"]

DifferenceMethod = Literal[
    "cmh", "sato", "inverse_variance", "miettinen_nurminen", "newcombe", "newcombe_cc"
]
_SAME = 1e-15
_RULES = ("cmh", "equal", "size", "wilson_h")

_Numbers = tuple[float, float, float | None, float | None]


def _weights(
    cells: tuple[Floats, Floats, Floats, Floats],
    rule: str | Sequence[float],
    kept: Floats,
    z: float,
) -> Floats:
    """Give the weights of the strata, adding to 1."""
    x1, n1, x2, n2 = cells
    if not isinstance(rule, str):
        chosen = given_weights(rule, len(kept))[kept.astype(bool)]
        return np.asarray(chosen / chosen.sum())
    if rule == "wilson_h":
        return optimal_weights(x1 + x2, n1 + n2, z)
    raw = {"cmh": n1 * n2 / (n1 + n2), "equal": np.ones(len(n1)), "size": n1 + n2}[rule]
    return np.asarray(raw / raw.sum())


def _wald(estimate: float, variance: float, beyond: float, null: float) -> _Numbers:
    """Give limits and z from a variance."""
    se = math.sqrt(max(variance, 0.0))
    half = float(stats.norm.isf(beyond)) * se
    return estimate - half, estimate + half, se, (estimate - null) / se if se else None


def _sato(x1: Floats, n1: Floats, x2: Floats, n2: Floats, estimate: float) -> float:
    """Give Sato's variance of Mantel & Haenszel's difference."""
    n = n1 + n2
    p = (n1**2 * x2 - n2**2 * x1 + n1 * n2 * (n2 - n1) / 2) / n**2
    q = (x1 * (n2 - x2) + x2 * (n1 - x1)) / (2 * n)
    total = float((n1 * n2 / n).sum())
    return (estimate * float(p.sum()) + float(q.sum())) / total**2


def _score(
    cells: tuple[Floats, Floats, Floats, Floats],
    weights: Floats,
    estimate: float,
    beyond: float,
    null: float,
) -> _Numbers:
    """Give the limits that invert the weighted score test."""
    _, n1, _, n2 = cells
    inflation = (n1 + n2) / (n1 + n2 - 1)

    def score(difference: float) -> float:
        parts = difference_variance(*cells, difference) * inflation
        variance = float(weights**2 @ parts)
        distance = estimate - difference
        if variance <= 0:
            return 0.0 if abs(distance) < _SAME else math.copysign(math.inf, distance)
        return distance / math.sqrt(variance)

    quantile = float(stats.norm.isf(beyond))
    lower, upper = score_limits(score, quantile, low=-1.0, high=1.0, estimate=estimate)
    z = score(null)
    return lower, upper, None, z if math.isfinite(z) else None


def _newcombe(
    cells: tuple[Floats, Floats, Floats, Floats],
    weights: Floats,
    estimate: float,
    beyond: float,
    *,
    is_corrected: bool,
) -> _Numbers:
    """Give Yan & Su's hybrid of stratified Wilson limits."""
    x1, n1, x2, n2 = cells
    z = float(stats.norm.isf(beyond))
    low1, high1 = stratified_wilson(x1, n1, weights, z, is_corrected=is_corrected)
    low2, high2 = stratified_wilson(x2, n2, weights, z, is_corrected=is_corrected)
    if is_corrected:
        p1, p2 = float(weights @ (x1 / n1)), float(weights @ (x2 / n2))
        lower = estimate - math.hypot(p1 - low1, high2 - p2)
        return lower, estimate + math.hypot(high1 - p1, p2 - low2), None, None
    part1, part2 = float((weights**2 / n1).sum()), float((weights**2 / n2).sum())
    below = part1 * low1 * (1 - low1) + part2 * high2 * (1 - high2)
    above = part1 * high1 * (1 - high1) + part2 * low2 * (1 - low2)
    return estimate - z * math.sqrt(below), estimate + z * math.sqrt(above), None, None


def _difference(
    method: str,
    cells: tuple[Floats, Floats, Floats, Floats],
    weights: Floats,
    beyond: float,
    null: float,
) -> tuple[float, _Numbers]:
    """Give the estimate with its numbers."""
    x1, n1, x2, n2 = cells
    p1, p2 = x1 / n1, x2 / n2
    variance = p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2
    if method == "inverse_variance":
        weights = (1 / variance) / (1 / variance).sum()
        estimate = float(weights @ (p1 - p2))
        return estimate, _wald(estimate, 1 / float((1 / variance).sum()), beyond, null)
    estimate = float(weights @ (p1 - p2))
    if method == "sato":
        return estimate, _wald(estimate, _sato(*cells, estimate), beyond, null)
    if method == "cmh":
        return estimate, _wald(estimate, float(weights**2 @ variance), beyond, null)
    if method == "miettinen_nurminen":
        return estimate, _score(cells, weights, estimate, beyond, null)
    corrected = method == "newcombe_cc"
    return estimate, _newcombe(cells, weights, estimate, beyond, is_corrected=corrected)


def estimate_common_difference(
    tables: npt.ArrayLike,
    *,
    method: DifferenceMethod = "sato",
    weights: str | Sequence[float] = "cmh",
    null: float = 0.0,
    level: float = 0.95,
    alternative: Alternative = "two_sided",
    is_truncated: bool = True,
) -> ProportionDifference:
    """
    Estimate the difference of risks that strata have in common, first row less second.

    Parameters
    ----------
    tables : array-like of counts, shape (strata, 2, 2)
        Rows are groups; the first column counts the event. A stratum without one of the groups is
        left out.
    method : str
        ``sato``: Mantel & Haenszel with Sato's variance. ``cmh``: weighted mean with the variances
        of the strata. ``inverse_variance``. ``miettinen_nurminen``: weighted mean with limits that
        invert the score test. ``newcombe``, ``newcombe_cc``: weighted mean with Yan & Su's hybrid
        of stratified Wilson limits.
    weights : {'cmh', 'size', 'equal', 'wilson_h'} or sequence
        Of the strata: n1 n2 / (n1 + n2), their size, the same, those of
        ``estimate_stratified_proportion`` of both groups together, or as given. ``sato`` has the
        first and ``inverse_variance`` its own whatever is asked.
    null, level, alternative, is_truncated
        As ``estimate_proportion_difference``.

    Returns
    -------
    ProportionDifference
        ``p1`` and ``p2`` are weighted means.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-method``, ``analysis.unknown-weights``, ``analysis.bad-weights``,
        ``analysis.unknown-alternative``, ``analysis.level-out-of-range``,
        ``analysis.table-shape``, ``analysis.bad-count``.

    Notes
    -----
    Source: Mantel & Haenszel (1959); Sato (1989); Miettinen & Nurminen (1985); Yan & Su (2010).
    Equals SAS 9.4 FREQ COMMONRISKDIFF(CL=MH, NEWCOMBE) and R ``metafor::rma.mh(measure = "RD")``;
    ``cmh`` is that of tern ``prop_diff_cmh``, ``newcombe`` with ``cmh`` or ``wilson_h`` weights
    that of ``prop_diff_strat_nc``. Corrected stratified Newcombe limits have no
    published form: ours take the distances of the corrected stratified Wilson limits, and are
    Newcombe's own for one stratum; tern's are narrower than its plain ones.

    Examples
    --------
    >>> tables = [[[16, 24], [10, 28]], [[20, 25], [22, 28]], [[10, 10], [4, 20]]]
    >>> found = estimate_common_difference(tables)
    >>> round(found.estimate, 4), round(found.lower, 4), round(found.upper, 4)
    (0.1185, -0.0102, 0.2472)
    """
    require_word("method", method, get_args(DifferenceMethod))
    if isinstance(weights, str):
        require_word("weights", weights, _RULES)
    require_alternative(alternative)
    beyond = limit_tail(level, alternative)
    counts = to_pairs(tables)
    totals = counts.sum(axis=2)
    kept = (totals > 0).all(axis=1)
    strata = int(kept.sum())
    sizes = float(totals[:, 0].sum()), float(totals[:, 1].sum())
    if not strata:
        return ProportionDifference(*sizes, method=method, strata=0, reason="no_records")
    (x1, x2), (n1, n2) = counts[kept][:, :, 0].T, totals[kept].T
    rule = "cmh" if method == "sato" else weights
    shares = _weights((x1, n1, x2, n2), rule, kept, float(stats.norm.isf(beyond)))
    p1, p2 = float(shares @ (x1 / n1)), float(shares @ (x2 / n2))
    spread = x1 * (n1 - x1) + x2 * (n2 - x2)
    if method == "inverse_variance" and not spread.all():
        return ProportionDifference(
            *sizes, p1, p2, method=method, strata=strata, reason="not_estimable"
        )
    estimate, numbers = _difference(method, (x1, n1, x2, n2), shares, beyond, null)
    lower, upper, se, z = numbers
    least, most = (-1.0, 1.0) if is_truncated else (-math.inf, math.inf)
    lower = least if alternative == "less" else max(lower, least)
    upper = most if alternative == "greater" else min(upper, most)
    p = None if z is None else tail_probability(stats.norm, z, alternative)
    return ProportionDifference(*sizes, p1, p2, estimate, lower, upper, se, z, p, method, strata)
