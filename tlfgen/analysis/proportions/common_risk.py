"""The ratio of risks that strata have in common."""

from __future__ import annotations

import math
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
from scipy import stats

from tlfgen.analysis.arguments import Floats, require_word
from tlfgen.analysis.categorical.common_odds import CommonRatio, to_pairs
from tlfgen.analysis.samples import Alternative, limit_tail, require_alternative, tail_probability

__all__ = ["estimate_common_risk_ratio"]

Method = Literal["mantel_haenszel", "logit"]


def estimate_common_risk_ratio(
    tables: npt.ArrayLike,
    *,
    method: Method = "mantel_haenszel",
    level: float = 0.95,
    alternative: Alternative = "two_sided",
) -> CommonRatio:
    """
    Estimate the ratio of risks that strata have in common.

    Parameters
    ----------
    tables : array-like of counts, shape (strata, 2, 2)
        As ``estimate_common_difference``.
    method : {'mantel_haenszel', 'logit'}
        Mantel & Haenszel with the error of Greenland & Robins; or the mean of the logs weighted by
        their inverse variance, one half added to every cell of a stratum that has an empty one.
    level : float
    alternative : {'two_sided', 'less', 'greater'}

    Returns
    -------
    CommonRatio

    Raises
    ------
    AnalysisError
        ``analysis.unknown-method``, ``analysis.unknown-alternative``,
        ``analysis.level-out-of-range``, ``analysis.table-shape``, ``analysis.bad-count``.

    Notes
    -----
    Source: Greenland & Robins (1985). Equals SAS 9.4 FREQ CMH (common relative risk, column
    1, Mantel-Haenszel or logit) and R ``metafor::rma.mh(measure = "RR")``.

    Examples
    --------
    >>> tables = [[[16, 24], [10, 28]], [[20, 25], [22, 28]], [[10, 10], [4, 20]]]
    >>> round(estimate_common_risk_ratio(tables).estimate, 4)
    1.369
    """
    require_word("method", method, get_args(Method))
    require_alternative(alternative)
    beyond = limit_tail(level, alternative)
    counts = to_pairs(tables)
    totals = counts.sum(axis=2)
    kept = (totals > 0).all(axis=1)
    strata = int(kept.sum())
    if not strata:
        return CommonRatio(strata, reason="no_records")
    mean = _logit if method == "logit" else _mantel_haenszel
    estimate, se = mean(counts[kept])
    if se is None or not estimate:
        return CommonRatio(strata, estimate, method=method, reason="not_estimable")
    centre, half = math.log(estimate), float(stats.norm.isf(beyond)) * se
    lower = 0.0 if alternative == "less" else math.exp(centre - half)
    upper = math.inf if alternative == "greater" else math.exp(centre + half)
    if se == 0:
        return CommonRatio(strata, estimate, lower, upper, se, method=method)
    p = tail_probability(stats.norm, centre / se, alternative)
    return CommonRatio(strata, estimate, lower, upper, se, p, method)


def _mantel_haenszel(counts: Floats) -> tuple[float | None, float | None]:
    """Give Mantel & Haenszel's ratio with the standard error of its log."""
    (x1, x2), (n1, n2) = counts[:, :, 0].T, counts.sum(axis=2).T
    n = n1 + n2
    top, bottom = float((x1 * n2 / n).sum()), float((x2 * n1 / n).sum())
    if not (top and bottom):
        return None if top == bottom else (math.inf if top else 0.0), None
    spread = float((((x1 + x2) * n1 * n2 - x1 * x2 * n) / n**2).sum())
    return top / bottom, math.sqrt(spread / (top * bottom))


def _logit(counts: Floats) -> tuple[float | None, float | None]:
    """Give the weighted mean of log ratios; a stratum with an empty cell takes one half in each."""
    filled = counts + 0.5 * (counts == 0).any(axis=(1, 2))[:, None, None]
    (x1, x2), (n1, n2) = filled[:, :, 0].T, filled.sum(axis=2).T
    weights = 1 / ((1 / x1 - 1 / n1) + (1 / x2 - 1 / n2))
    centre = float(weights @ np.log(x1 / n1 / (x2 / n2))) / float(weights.sum())
    return math.exp(centre), 1 / math.sqrt(float(weights.sum()))
