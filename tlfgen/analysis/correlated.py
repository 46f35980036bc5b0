"""P-values of correlated statistics adjusted by the law of their largest."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
from scipy import stats

from tlfgen.analysis.arguments import Floats, require_word, to_floats
from tlfgen.analysis.max_t import loadings_of, max_t_tail
from tlfgen.analysis.multiplicity import AdjustedP
from tlfgen.analysis.samples import Alternative, require_alternative
from tlfgen.core.errors import AnalysisError

__all__ = ["Steps", "adjust_max_t", "single_step", "step_down"]

Ints = npt.NDArray[np.intp]
Steps = Literal["single_step", "step_down"]
Tail = Callable[[float, Ints], float]

_SEED = 20_010_131


def single_step(statistics: Floats, tail: Tail) -> list[float]:
    """
    Give the tail probability of each statistic among all hypotheses.

    Returns
    -------
    list of float
    """
    every = np.arange(len(statistics))
    return [tail(float(one), every) for one in statistics]


def step_down(statistics: Floats, tail: Tail, alternative: str) -> list[float]:
    """
    Give tail probabilities among the hypotheses not yet rejected, none less than before.

    Returns
    -------
    list of float
    """
    weight = {"less": -statistics, "greater": statistics}.get(alternative, abs(statistics))
    order = np.argsort(-weight, kind="stable")
    found = np.empty(len(statistics))
    least = 0.0
    for step, place in enumerate(order):
        least = max(least, tail(float(statistics[place]), order[step:]))
        found[place] = least
    return [float(one) for one in found]


def _genz_tail(statistic: float, correlation: Floats, df: float, alternative: str) -> float:
    """Give the tail probability for any correlation by Genz' integration with a fixed seed."""
    k = len(correlation)
    size = abs(statistic) if alternative == "two_sided" else statistic
    low: Floats = np.full(k, -size if alternative == "two_sided" else -np.inf)
    high: Floats = np.full(k, size if alternative != "less" else -size)
    if math.isinf(df):
        inside: Any = stats.multivariate_normal.cdf(
            high,
            cov=correlation,
            lower_limit=low,
            allow_singular=True,
            maxpts=200_000 * k,
            abseps=1e-7,
            releps=1e-7,
            rng=np.random.default_rng(_SEED),
        )
    else:
        law: Any = stats.multivariate_t
        inside = law.cdf(
            high,
            shape=correlation,
            df=df,
            lower_limit=low,
            allow_singular=True,
            maxpts=50_000 * k,
            random_state=np.random.default_rng(_SEED),
        )
    return float(min(1.0, max(0.0, 1 - float(inside))))


def _tail_of(correlation: Floats, df: float, alternative: str) -> Tail:
    """Give the tail probability as a function of a statistic and the hypotheses that count."""

    def tail(statistic: float, chosen: Ints) -> float:
        part = correlation[np.ix_(chosen, chosen)]
        loadings = loadings_of(part)
        if loadings is None:
            return _genz_tail(statistic, part, df, alternative)
        value = abs(statistic) if alternative == "two_sided" else statistic
        return max_t_tail(value, loadings, df, alternative=alternative)

    return tail


def adjust_max_t(
    statistics: npt.ArrayLike,
    correlation: npt.ArrayLike,
    *,
    df: float = math.inf,
    alternative: Alternative = "two_sided",
    steps: Steps = "single_step",
) -> AdjustedP:
    """
    Adjust the p-values of correlated t statistics by the law of their largest.

    Parameters
    ----------
    statistics : array-like, shape (k,)
        t statistics of one model, z statistics where ``df`` is infinite.
    correlation : array-like, shape (k, k)
        Of the estimates. Dunnett's, whose entries are products of loadings, is integrated exactly;
        any other by Genz' method with a fixed seed, to about 1e-5.
    df : float
    alternative : {'two_sided', 'less', 'greater'}
    steps : {'single_step', 'step_down'}

    Returns
    -------
    AdjustedP

    Raises
    ------
    AnalysisError
        ``analysis.unknown-alternative``, ``analysis.unknown-steps``, ``analysis.length-mismatch``.

    Notes
    -----
    Source: Dunnett (1955); Marcus, Peritz & Gabriel (1976) for the steps; Genz & Bretz (2009).
    Equals SAS 9.4 LSMEANS ADJUST=DUNNETT and R ``multcomp::glht`` (``single-step``, ``free``).

    Examples
    --------
    >>> found = adjust_max_t([2.5, 1.0], [[1, 0.5], [0.5, 1]], df=20)
    >>> [round(p, 4) for p in found.p]
    [0.0389, 0.5138]
    """
    require_alternative(alternative)
    require_word("steps", steps, get_args(Steps))
    given = to_floats(statistics).ravel()
    matrix = np.asarray(correlation, dtype=np.float64)
    if matrix.shape != (len(given), len(given)):
        what = f"{len(given)} statistics have a correlation of shape {matrix.shape}."
        raise AnalysisError.of("analysis.length-mismatch", what)
    if not len(given):
        return AdjustedP((), 0, 0, steps, "no_records")
    tail = _tail_of(matrix, df, alternative)
    found = (
        single_step(given, tail) if steps == "single_step" else step_down(given, tail, alternative)
    )
    return AdjustedP(tuple(found), len(found), 0, steps)
