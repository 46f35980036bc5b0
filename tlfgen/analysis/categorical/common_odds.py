"""The odds ratio that strata have in common."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
from scipy import stats

from tlfgen.analysis.arguments import Floats, Preset, choose_default, require_word
from tlfgen.analysis.categorical.odds import conditional_odds
from tlfgen.analysis.categorical.tables import to_strata
from tlfgen.analysis.samples import Alternative, limit_tail, require_alternative, tail_probability
from tlfgen.core.errors import AnalysisError

__all__ = [
    "CommonRatio",
    "Homogeneity",
    "compare_odds_homogeneity",
    "estimate_common_odds_ratio",
    "mantel_haenszel_odds",
    "to_pairs",
]

Method = Literal["mantel_haenszel", "logit", "conditional"]

_PAIR = (2, 2)


@dataclass(frozen=True, slots=True)
class CommonRatio:
    """
    A ratio that strata have in common.

    Parameters
    ----------
    strata : int
        Strata that tell something of the ratio.
    estimate, lower, upper : float or None
    se_log : float or None
        Standard error of the log of the estimate.
    p : float or None
        Of a ratio of 1: Wald's on the log scale, exact for ``conditional``.
    method : str
    reason : str or None
        ``no_records``; ``not_estimable`` where the ratio is 0 / 0 or has no error.
    """

    strata: int
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    se_log: float | None = None
    p: float | None = None
    method: str = "mantel_haenszel"
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Homogeneity:
    """
    A test that the odds ratio is the same in all strata.

    Parameters
    ----------
    strata : int
        Strata with no empty margin.
    common : float or None
        Mantel & Haenszel's odds ratio.
    breslow_day, tarone, df, p_breslow_day, p_tarone : float or None
        Without and with Tarone's adjustment.
    reason : str or None
        ``no_records``, ``one_group`` (one stratum), ``not_estimable``.
    """

    strata: int
    common: float | None = None
    breslow_day: float | None = None
    tarone: float | None = None
    df: float | None = None
    p_breslow_day: float | None = None
    p_tarone: float | None = None
    reason: str | None = None


def to_pairs(tables: npt.ArrayLike, *, is_whole: bool = False) -> Floats:
    """
    Give 2 x 2 tables as an array; the first column counts the event.

    Returns
    -------
    Floats, shape (strata, 2, 2)

    Raises
    ------
    AnalysisError
        ``analysis.table-shape``, ``analysis.bad-count``.
    """
    counts = to_strata(tables, is_whole=is_whole)
    if counts.shape[1:] != _PAIR:
        raise AnalysisError.of("analysis.table-shape", "the tables are not 2 x 2.")
    return counts


def mantel_haenszel_odds(counts: Floats) -> tuple[float | None, float | None]:
    """
    Give Mantel & Haenszel's odds ratio with the error of its log by Robins, Breslow & Greenland.

    Returns
    -------
    tuple of float or None
        The ratio may be 0 or infinite; the error is then None.
    """
    (a, b), (c, d) = counts.transpose(1, 2, 0)
    n = counts.sum(axis=(1, 2))
    r, s, p, q = a * d / n, b * c / n, (a + d) / n, (b + c) / n
    top, bottom = float(r.sum()), float(s.sum())
    if bottom == 0:
        return (math.inf, None) if top else (None, None)
    if top == 0:
        return 0.0, None
    variance = (
        float(p @ r) / (2 * top**2)
        + float((p * s + q * r).sum()) / (2 * top * bottom)
        + float(q @ s) / (2 * bottom**2)
    )
    return top / bottom, math.sqrt(variance)


def _logit(counts: Floats) -> tuple[float | None, float | None]:
    """Give Woolf's odds ratio; a stratum with an empty cell takes one half in each cell."""
    filled = counts + 0.5 * (counts == 0).any(axis=(1, 2))[:, None, None]
    (a, b), (c, d) = filled.transpose(1, 2, 0)
    weights = 1 / (1 / a + 1 / b + 1 / c + 1 / d)
    centre = float(weights @ np.log(a * d / (b * c))) / float(weights.sum())
    return math.exp(centre), 1 / math.sqrt(float(weights.sum()))


def _informative(counts: Floats) -> Floats:
    """Keep the strata without an empty margin."""
    full = (counts.sum(axis=1) > 0).all(axis=1) & (counts.sum(axis=2) > 0).all(axis=1)
    return np.asarray(counts[full])


def estimate_common_odds_ratio(
    tables: npt.ArrayLike,
    *,
    method: Method = "mantel_haenszel",
    level: float = 0.95,
    alternative: Alternative = "two_sided",
    preset: Preset = None,
) -> CommonRatio:
    """
    Estimate the odds ratio that 2 x 2 tables have in common, first row against second.

    Parameters
    ----------
    tables : array-like of counts, shape (strata, 2, 2)
        Rows are groups; the first column counts the event. A stratum with an empty margin tells
        nothing and is left out.
    method : {'mantel_haenszel', 'logit', 'conditional'}
        Mantel & Haenszel with the error of Robins, Breslow & Greenland; Woolf's weighted logits;
        exact conditional maximum likelihood.
    level : float
    alternative : {'two_sided', 'less', 'greater'}
    preset : {'sas', 'r'}
        ``r`` repeats the loose root finder of R for ``conditional``.

    Returns
    -------
    CommonRatio

    Raises
    ------
    AnalysisError
        ``analysis.unknown-method``, ``analysis.unknown-alternative``,
        ``analysis.unknown-preset``, ``analysis.level-out-of-range``, ``analysis.table-shape``,
        ``analysis.bad-count``.

    Notes
    -----
    Source: Mantel & Haenszel (1959); Robins, Breslow & Greenland (1986); Woolf (1955). Equals SAS
    9.4 FREQ CMH (common odds ratio; EXACT COMOR) and R ``mantelhaen.test(exact =)``.

    Examples
    --------
    >>> found = estimate_common_odds_ratio([[[2, 15], [10, 3]], [[4, 6], [5, 5]]])
    >>> round(found.estimate, 6), round(found.se_log, 6)
    (0.184615, 0.607886)
    """
    require_word("method", method, get_args(Method))
    require_alternative(alternative)
    beyond = limit_tail(level, alternative)
    counts = _informative(to_pairs(tables, is_whole=method == "conditional"))
    strata = len(counts)
    if not strata:
        return CommonRatio(strata, method=method, reason="no_records")
    if method == "conditional":
        law, is_as_r = (
            conditional_odds(counts),
            choose_default(preset, None, {"sas": False, "r": True}),
        )
        lower = 0.0 if alternative == "less" else law.lower(beyond, is_as_r=is_as_r)
        upper = math.inf if alternative == "greater" else law.upper(beyond, is_as_r=is_as_r)
        estimate = law.estimate(is_as_r=is_as_r)
        return CommonRatio(strata, estimate, lower, upper, p=law.p(alternative), method=method)
    estimate, se = (_logit if method == "logit" else mantel_haenszel_odds)(counts)
    if se is None or not estimate:
        return CommonRatio(strata, estimate, method=method, reason="not_estimable")
    centre, half = math.log(estimate), float(stats.norm.isf(beyond)) * se
    lower = 0.0 if alternative == "less" else math.exp(centre - half)
    upper = math.inf if alternative == "greater" else math.exp(centre + half)
    p = tail_probability(stats.norm, centre / se, alternative)
    return CommonRatio(strata, estimate, lower, upper, se, p, method)


def _expected_cells(counts: Floats, common: float) -> Floats:
    """Give the first cell of each stratum that has the common odds ratio with its margins."""
    n1, n2 = counts.sum(axis=2).T
    t = counts[:, :, 0].sum(axis=1)
    if common == 1:
        return np.asarray(n1 * t / (n1 + n2))
    a, b, c = 1 - common, n2 - t + common * (n1 + t), -common * n1 * t
    root = np.sqrt(b * b - 4 * a * c)
    return np.asarray(2 * -c / (b + root))


def compare_odds_homogeneity(tables: npt.ArrayLike) -> Homogeneity:
    """
    Compare the odds ratios of strata by Breslow & Day's test, with Tarone's adjustment beside it.

    Parameters
    ----------
    tables : array-like of counts, shape (strata, 2, 2)
        A stratum with an empty margin is left out and has no degree of freedom.

    Returns
    -------
    Homogeneity

    Raises
    ------
    AnalysisError
        ``analysis.table-shape``, ``analysis.bad-count``.

    Notes
    -----
    Source: Breslow & Day (1980), 4.30, at Mantel & Haenszel's odds ratio; Tarone (1985). Equals SAS
    9.4 FREQ CMH (CMH(BDT) for Tarone) and R ``metafor::rma.mh``.

    Examples
    --------
    >>> found = compare_odds_homogeneity([[[2, 15], [10, 3]], [[4, 6], [5, 5]]])
    >>> round(found.breslow_day, 4), found.df
    (4.5596, 1.0)
    """
    counts = _informative(to_pairs(tables))
    strata = len(counts)
    if strata <= 1:
        return Homogeneity(strata, reason="one_group" if strata else "no_records")
    common, _ = mantel_haenszel_odds(counts)
    if common is None or common == 0 or math.isinf(common):
        return Homogeneity(strata, common, reason="not_estimable")
    n1, n2 = counts.sum(axis=2).T
    t = counts[:, :, 0].sum(axis=1)
    cells = _expected_cells(counts, common)
    variance = 1 / (1 / cells + 1 / (n1 - cells) + 1 / (t - cells) + 1 / (n2 - t + cells))
    away = counts[:, 0, 0] - cells
    plain = float((away**2 / variance).sum())
    tarone = plain - float(away.sum()) ** 2 / float(variance.sum())
    df = float(strata - 1)
    law = stats.chi2(df)
    return Homogeneity(
        strata, common, plain, tarone, df, float(law.sf(plain)), float(law.sf(tarone))
    )
