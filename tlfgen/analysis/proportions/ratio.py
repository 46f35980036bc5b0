"""The ratio of two risks or two odds with its limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from tlfgen.analysis.arguments import Preset, choose_default, require_word
from tlfgen.analysis.categorical.odds import conditional_odds
from tlfgen.analysis.proportions.ratio_limits import (
    are_whole,
    divide_shares,
    log_limits,
    ratio_score_limits,
    require_ratio,
    shares_of,
    sided_limits,
)
from tlfgen.analysis.proportions.score import (
    odds_likelihood,
    odds_score,
    risk_likelihood,
    risk_score,
)
from tlfgen.analysis.proportions.unconditional import exact_ratio_limits
from tlfgen.analysis.samples import Alternative, limit_tail, require_alternative

__all__ = ["ProportionRatio", "estimate_odds_ratio", "estimate_risk_ratio"]

RiskMethod = Literal["log_wald", "miettinen_nurminen", "koopman", "likelihood_ratio", "exact_score"]
OddsMethod = Literal[
    "log_wald", "miettinen_nurminen", "score", "likelihood_ratio", "exact", "mid_p"
]


@dataclass(frozen=True, slots=True)
class ProportionRatio:
    """
    A ratio of two risks or two odds, first over second.

    Parameters
    ----------
    n1, n2 : float
    p1, p2 : float or None
    estimate, lower, upper : float or None
        Infinite where the second has no event.
    se_log : float or None
        Standard error of the log of the estimate, for ``log_wald``.
    z, p : float or None
        Test of the ratio ``null`` by the same method; that of ``exact_score`` by ``koopman``.
    method : str
    reason : str or None
        ``no_records``; ``not_estimable`` where the method has no limits or the ratio is 0 / 0.
    """

    n1: float
    n2: float
    p1: float | None = None
    p2: float | None = None
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    se_log: float | None = None
    z: float | None = None
    p: float | None = None
    method: str = "log_wald"
    reason: str | None = None


def estimate_risk_ratio(
    events1: float,
    n1: float,
    events2: float,
    n2: float,
    *,
    method: RiskMethod = "log_wald",
    is_half_added: bool = False,
    null: float = 1.0,
    level: float = 0.95,
    alternative: Alternative = "two_sided",
) -> ProportionRatio:
    """
    Estimate the ratio of two risks, first over second, with limits by a named method.

    Parameters
    ----------
    events1, n1, events2, n2 : int
    method : str
        ``log_wald``, Katz' limits on the log scale; ``miettinen_nurminen``, score limits with the
        factor N / (N - 1); ``koopman``, without it; ``likelihood_ratio``, those that invert the
        likelihood ratio test; ``exact_score``, exact unconditional ones ordered by the score.
    is_half_added : bool
        Whether ``log_wald`` adds one half to every cell where one is empty.
    null : float
        The ratio under the hypothesis, above 0.
    level : float
    alternative : {'two_sided', 'less', 'greater'}

    Returns
    -------
    ProportionRatio

    Raises
    ------
    AnalysisError
        ``analysis.unknown-method``, ``analysis.unknown-alternative``,
        ``analysis.level-out-of-range``, ``analysis.bad-count``,
        ``analysis.ratio-not-positive``.

    Notes
    -----
    Source: Katz et al. (1978); Miettinen & Nurminen (1985); Koopman (1984). Equals SAS 9.4 FREQ
    RELRISK(CL=WALD), CL=SCORE, CL=LR, for ``koopman`` CL=SCORE(CORRECT=NO), and EXACT
    RELRISK(METHOD=SCORE).

    Examples
    --------
    >>> found = estimate_risk_ratio(56, 70, 48, 80)
    >>> round(found.estimate, 6), round(found.lower, 6), round(found.upper, 6)
    (1.333333, 1.076626, 1.651249)
    """
    require_word("method", method, get_args(RiskMethod))
    require_alternative(alternative)
    require_ratio(null)
    beyond = limit_tail(level, alternative)
    (x1, t1, x2, t2), p1, p2 = shares_of(events1, n1, events2, n2)
    if p1 is None or p2 is None:
        return ProportionRatio(t1, t2, p1, p2, method=method, reason="no_records")
    estimate = divide_shares(p1, p2)
    if method == "log_wald":
        if is_half_added and 0 in {x1, x2, t1 - x1, t2 - x2}:
            x1, t1, x2, t2 = x1 + 0.5, t1 + 1, x2 + 0.5, t2 + 1
            estimate = (x1 / t1) / (x2 / t2)
        variance = (1 / x1 - 1 / t1) + (1 / x2 - 1 / t2) if x1 and x2 else None
        found = log_limits(estimate, variance, beyond, alternative, null)
    elif estimate is None:
        found = {"reason": "not_estimable"}
    else:
        inflation = (t1 + t2) / (t1 + t2 - 1) if method == "miettinen_nurminen" else 1.0
        root = risk_likelihood if method == "likelihood_ratio" else risk_score
        found = ratio_score_limits(
            lambda ratio: root(x1, t1, x2, t2, ratio), inflation, beyond, alternative, null
        )
        if method == "exact_score":
            limits = (
                exact_ratio_limits(x1, t1, x2, t2, beyond) if are_whole(x1, t1, x2, t2) else None
            )
            found |= {"reason": "too_large", "lower": None, "upper": None}
            found |= {"reason": None} | sided_limits(*limits, alternative) if limits else {}
    return ProportionRatio(float(n1), float(n2), p1, p2, estimate, method=method, **found)


def estimate_odds_ratio(
    events1: float,
    n1: float,
    events2: float,
    n2: float,
    *,
    method: OddsMethod = "log_wald",
    is_half_added: bool = False,
    null: float = 1.0,
    level: float = 0.95,
    alternative: Alternative = "two_sided",
    preset: Preset = None,
) -> ProportionRatio:
    """
    Estimate the ratio of two odds, first over second, with limits by a named method.

    Parameters
    ----------
    events1, n1, events2, n2 : int
    method : str
        ``log_wald``, Woolf's limits on the log scale; ``miettinen_nurminen``, score limits with the
        factor N / (N - 1); ``score``, without it (Cornfield); ``likelihood_ratio``, those that
        invert the likelihood ratio test; ``exact`` or ``mid_p``, conditional limits, the observed
        table counted whole or half. The estimate is ad / bc, for the last two that of conditional
        maximum likelihood.
    is_half_added : bool
        Whether ``log_wald`` adds one half to every cell where one is empty.
    null : float
        The ratio under the hypothesis, above 0.
    level : float
    alternative : {'two_sided', 'less', 'greater'}
    preset : {'sas', 'r'}
        ``r`` repeats the loose root finder of R for the exact limits.

    Returns
    -------
    ProportionRatio

    Raises
    ------
    AnalysisError
        ``analysis.unknown-method``, ``analysis.unknown-alternative``,
        ``analysis.unknown-preset``, ``analysis.level-out-of-range``, ``analysis.bad-count``,
        ``analysis.ratio-not-positive``.

    Notes
    -----
    Source: Woolf (1955); Miettinen & Nurminen (1985); Cornfield (1956). Equals SAS 9.4 FREQ
    OR(CL=WALD, SCORE, LR, EXACT, MIDP), ``score`` being SCORE(CORRECT=NO), and R ``fisher.test``.

    Examples
    --------
    >>> found = estimate_odds_ratio(56, 70, 48, 80)
    >>> round(found.estimate, 6), round(found.lower, 6), round(found.upper, 6)
    (2.666667, 1.276218, 5.57202)
    """
    require_word("method", method, get_args(OddsMethod))
    require_alternative(alternative)
    require_ratio(null)
    is_as_r = choose_default(preset, None, {"sas": False, "r": True})
    beyond = limit_tail(level, alternative)
    is_whole = method in ("exact", "mid_p")
    (x1, t1, x2, t2), p1, p2 = shares_of(events1, n1, events2, n2, is_whole=is_whole)
    if p1 is None or p2 is None:
        return ProportionRatio(t1, t2, p1, p2, method=method, reason="no_records")
    cells = np.array([[x1, t1 - x1], [x2, t2 - x2]])
    estimate = divide_shares(float(cells[0, 0] * cells[1, 1]), float(cells[0, 1] * cells[1, 0]))
    if method in {"exact", "mid_p"}:
        law, share = conditional_odds(cells[None]), 0.5 if method == "mid_p" else 1.0
        estimate = law.estimate(is_as_r=is_as_r)
        lower = law.lower(beyond, share=share, is_as_r=is_as_r)
        upper = law.upper(beyond, share=share, is_as_r=is_as_r)
        found = sided_limits(lower, upper, alternative)
        found["p"] = law.p(alternative, is_mid=method == "mid_p", null=null)
        found |= {"reason": "not_estimable"} if estimate is None else {}
    elif method == "log_wald":
        if is_half_added and (cells == 0).any():
            cells = cells + 0.5
            estimate = float(cells[0, 0] * cells[1, 1] / (cells[0, 1] * cells[1, 0]))
        variance = float((1 / cells).sum()) if cells.all() else None
        found = log_limits(estimate, variance, beyond, alternative, null)
    elif estimate is None:
        found = {"reason": "not_estimable"}
    else:
        inflation = (t1 + t2) / (t1 + t2 - 1) if method == "miettinen_nurminen" else 1.0
        root = odds_likelihood if method == "likelihood_ratio" else odds_score
        found = ratio_score_limits(
            lambda ratio: root(x1, t1, x2, t2, ratio), inflation, beyond, alternative, null
        )
    return ProportionRatio(t1, t2, p1, p2, estimate, method=method, **found)
