"""Agreement of two readings beyond chance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
from scipy import stats

from tlfgen.analysis.arguments import Floats, require_word
from tlfgen.analysis.categorical.tables import to_table
from tlfgen.analysis.samples import Alternative, limit_tail, require_alternative, tail_probability
from tlfgen.core.errors import AnalysisError

__all__ = ["Agreement", "estimate_agreement"]

Weights = Literal["none", "linear", "quadratic"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """
    Kappa of two readings of the same subjects.

    Parameters
    ----------
    n : float
    observed, expected : float or None
        Weighted share of agreement, and that by chance.
    estimate, lower, upper, se : float or None
        Kappa with Wald's limits.
    se_null, z, p : float or None
        Test of no agreement beyond chance, with its own standard error.
    weights : str
    reason : str or None
        ``no_records``; ``no_variation`` where both readings give one answer only.
    """

    n: float
    observed: float | None = None
    expected: float | None = None
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    se: float | None = None
    se_null: float | None = None
    z: float | None = None
    p: float | None = None
    weights: str = "none"
    reason: str | None = None


def _weight_table(size: int, weights: str, scores: Sequence[float] | None) -> Floats:
    """Give the agreement of every pair of answers, 1 where they are the same."""
    if weights == "none":
        return np.eye(size)
    places = np.arange(float(size)) if scores is None else np.asarray(scores, dtype=np.float64)
    if len(places) != size:
        what = f"{len(places)} scores stand for {size} answers."
        raise AnalysisError.of("analysis.length-mismatch", what)
    away = abs(places[:, None] - places[None]) / (np.ptp(places) or 1.0)
    return np.asarray(1 - (away if weights == "linear" else away**2))


def estimate_agreement(
    table: npt.ArrayLike,
    *,
    weights: Weights = "none",
    scores: Sequence[float] | None = None,
    level: float = 0.95,
    alternative: Alternative = "two_sided",
) -> Agreement:
    """
    Estimate the agreement of two readings beyond chance (Cohen's kappa, plain or weighted).

    Parameters
    ----------
    table : array-like of counts, shape (answers, answers)
        Rows are the first reading, columns the second, in the same order.
    weights : {'none', 'linear', 'quadratic'}
        Cohen's kappa; Cicchetti & Allison's weights; Fleiss & Cohen's weights.
    scores : sequence or None
        Of the answers, for the weights; 1, 2, 3 and so on where None.
    level : float
    alternative : {'two_sided', 'less', 'greater'}

    Returns
    -------
    Agreement

    Raises
    ------
    AnalysisError
        ``analysis.unknown-weights``, ``analysis.unknown-alternative``, ``analysis.table-shape``,
        ``analysis.bad-count``, ``analysis.level-out-of-range``, ``analysis.length-mismatch``.

    Notes
    -----
    Source: Cohen (1960); Fleiss, Cohen & Everitt (1969). Equals SAS 9.4 FREQ AGREE (simple and
    weighted kappa, WT=FC for quadratic; TEST KAPPA WTKAP) and R ``vcd::Kappa``.

    Examples
    --------
    >>> found = estimate_agreement([[20, 5], [10, 15]])
    >>> round(found.estimate, 6), round(found.se, 6), round(found.z, 6)
    (0.4, 0.126996, 2.886751)
    """
    require_word("weights", weights, get_args(Weights))
    require_alternative(alternative)
    half = float(stats.norm.isf(limit_tail(level, alternative)))
    counts = to_table(table)
    if counts.shape[0] != counts.shape[1]:
        raise AnalysisError.of("analysis.table-shape", "the table is not square.")
    weight = _weight_table(len(counts), weights, scores)
    n = float(counts.sum())
    if not n:
        return Agreement(n, weights=weights, reason="no_records")
    share = counts / n
    rows, columns = share.sum(axis=1), share.sum(axis=0)
    chance = rows[:, None] * columns[None]
    observed, expected = float((weight * share).sum()), float((weight * chance).sum())
    if 1 - expected <= 1e-12:  # noqa: PLR2004 - rounding of a sum of shares
        return Agreement(n, observed, expected, weights=weights, reason="no_variation")
    kappa = (observed - expected) / (1 - expected)
    means = (weight @ columns)[:, None] + (weight @ rows)[None]
    own = float((share * (weight - means * (1 - kappa)) ** 2).sum())
    spread = own - (kappa - expected * (1 - kappa)) ** 2
    under_null = float((chance * (weight - means) ** 2).sum()) - expected**2
    se = math.sqrt(max(spread, 0.0) / n) / (1 - expected)
    se_null = math.sqrt(max(under_null, 0.0) / n) / (1 - expected)
    z = kappa / se_null if se_null > 0 else None
    return Agreement(
        n,
        observed,
        expected,
        kappa,
        lower=-1.0 if alternative == "less" else kappa - half * se,
        upper=1.0 if alternative == "greater" else kappa + half * se,
        se=se,
        se_null=se_null,
        z=z,
        p=None if z is None else tail_probability(stats.norm, z, alternative),
        weights=weights,
    )
