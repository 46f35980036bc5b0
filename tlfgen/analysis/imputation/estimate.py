"""Analysis of covariance of imputed data sets, pooled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tlfgen.analysis.arguments import Floats, require_level, require_word
from tlfgen.analysis.estimability import is_estimable
from tlfgen.analysis.imputation.cohort import ARM
from tlfgen.analysis.imputation.impute import Imputations
from tlfgen.analysis.imputation.pooling import (
    PooledEstimate,
    blank_estimate,
    pool_imputed,
    pool_jackknifed,
    pool_resampled,
)

__all__ = ["ImputedEstimates", "arm_rows", "estimate_imputed", "pool_rows"]

_WEIGHTS = ("equal", "proportional", "counterfactual")


@dataclass(frozen=True, slots=True, eq=False)
class ImputedEstimates:
    """
    Least-squares means of the arms at a visit, and their differences from the reference.

    ``means`` has one estimate an arm, ``differences`` one a pair of ``pairs`` (arm, reference).
    """

    arms: tuple[Any, ...]
    means: tuple[PooledEstimate, ...]
    pairs: tuple[tuple[Any, Any], ...]
    differences: tuple[PooledEstimate, ...]
    visit: Any
    n: int
    n_imputed: int
    method: str
    level: float
    reason: str | None


def estimate_imputed(
    imputations: Imputations,
    *,
    visit: Any = None,
    delta: Mapping[Any, Any] | None = None,
    weights: str = "equal",
    limits: str = "percentile",
    level: float = 0.95,
) -> ImputedEstimates:
    """
    Estimate means and differences of arms at one visit from imputed data sets.

    Each data set has its analysis of covariance, with the terms of the imputation. Estimates are
    pooled by Rubin's rules with the degrees of freedom of Barnard and Rubin, or have the error of
    the jackknife or the bootstrap, as the imputation was made.

    Parameters
    ----------
    imputations : Imputations
    visit : optional
        The last where not given.
    delta : mapping of arms to numbers, optional
        Added to the values that were imputed: one number, or one for each visit.
    weights : {'equal', 'proportional', 'counterfactual'}
        How means weigh the levels of classes: each the same, by the margins, or over the subjects.
    limits : {'percentile', 'normal'}
        Of a bootstrap.
    level : float

    Returns
    -------
    ImputedEstimates
        Reasons: those of the imputation.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-level`` for a visit or an arm, ``analysis.unknown-weights``.

    Notes
    -----
    Source: Rubin, Multiple Imputation for Nonresponse in Surveys, 1987; Barnard and Rubin,
    Biometrika 1999; Wolbers et al., Pharm Stat 2022; R ``rbmi::analyse`` with ``ancova``, ``pool``,
    ``delta_template``; SAS PROC MIANALYZE.

    Examples
    --------
    >>> from tlfgen.analysis.imputation.impute import impute_responses
    >>> found = impute_responses([1, 2, 2, 4, 3, None, 5, 7, 6, 6.5, 2, 5, 4, 4, 3, 4],
    ...     [s for s in "abcdefgh" for _ in "12"], [1, 2] * 8, list("xxxxyyyyxxxxyyyy"),
    ...     method="jackknife", reference="x")
    >>> estimate_imputed(found).pairs
    (('y', 'x'),)
    """
    require_word("weights", weights, _WEIGHTS)
    require_level(level)
    cohort = imputations.cohort
    arms = cohort.arms
    pairs = tuple((arm, arms[cohort.reference]) for n, arm in enumerate(arms)
                  if n != cohort.reference)  # fmt: skip
    rows = arm_rows(imputations, weights)
    table = [*rows, *(rows[arms.index(high)] - rows[arms.index(low)] for high, low in pairs)]
    pooled = pool_rows(
        imputations, np.asarray(table), visit=visit, delta=delta, limits=limits, level=level
    )
    chosen = _place(imputations, visit)
    return ImputedEstimates(
        arms=arms,
        means=pooled[: len(arms)],
        pairs=pairs,
        differences=pooled[len(arms) :],
        visit=imputations.visits[chosen] if imputations.visits else None,
        n=len(imputations.subjects),
        n_imputed=int(imputations.imputed[:, chosen].sum()) if imputations.visits else 0,
        method=imputations.method,
        level=level,
        reason=imputations.reason,
    )


def arm_rows(imputations: Imputations, weights: str) -> list[Floats]:
    """Give the combination of design columns that is the mean of each arm."""
    design = imputations.cohort.design
    size = len(design.codes[ARM])
    numbers = {name: float(own.mean()) if size else 0.0 for name, own in design.values.items()}
    found = []
    for code in range(len(imputations.arms)):
        if weights == "counterfactual":
            codes = {**design.codes, ARM: np.full(size, code)}
            found.append(design.rows(codes, design.values, size).mean(axis=0))
            continue
        margins = {}
        for name in design.classes:
            count = len(design.levels[name])
            margins[name] = np.full(count, 1 / count)
            if weights == "proportional":
                margins[name] = np.bincount(design.codes[name], minlength=count) / size
        margins[ARM] = np.eye(len(imputations.arms))[code]
        found.append(design.mean_row(margins, numbers))
    return found


def pool_rows(
    imputations: Imputations,
    rows: Floats,
    *,
    visit: Any = None,
    delta: Mapping[Any, Any] | None = None,
    limits: str = "percentile",
    level: float = 0.95,
) -> tuple[PooledEstimate, ...]:
    """Give the pooled estimate of each combination of design columns at a visit."""
    cohort = imputations.cohort
    if imputations.reason is not None:
        one = blank_estimate(imputations.reason, 0, imputations.method, level)
        return (one,) * len(rows)
    place = _place(imputations, visit)
    values = imputations.values[:, :, place] + _shift(imputations, delta)[:, place]
    table = rows[:, cohort.free]
    found = _solve(values, imputations.weights, cohort.columns, table)
    estimates, errors, df = found
    is_rubin = imputations.method in {"bayes", "approximate_bayes"}
    allowed = is_estimable(rows, cohort.free, cohort.basis)
    made: list[PooledEstimate] = []
    for number in range(len(rows)):
        own = np.where(allowed[number], estimates[:, number], np.nan)
        if is_rubin:
            made.append(pool_imputed(own, errors[:, number], df=df, level=level))
        elif imputations.method == "jackknife":
            made.append(pool_jackknifed(float(own[0]), own[1:], level=level))
        else:
            made.append(pool_resampled(float(own[0]), own[1:], limits=limits, level=level))
    return tuple(made)


def _solve(
    values: Floats, weights: Floats, columns: Floats, table: Floats
) -> tuple[Floats, Floats, float]:
    """Give estimates and errors of combinations in each data set by least squares."""
    n, width = columns.shape
    df = n - width
    if (weights == 1).all():
        inverse = np.linalg.inv(columns.T @ columns)
        slopes = inverse @ columns.T @ values.T
        rest = ((values.T - columns @ slopes) ** 2).sum(axis=0) / df
        spread = np.einsum("ri,ij,rj->r", table, inverse, table)
        return (table @ slopes).T, np.sqrt(np.outer(rest, spread)), float(df)
    estimates = np.empty((len(values), len(table)))
    for number, (own, weight) in enumerate(zip(values, weights, strict=True)):
        cross = (columns * weight[:, None]).T
        slopes = np.linalg.lstsq(cross @ columns, cross @ own, rcond=None)[0]
        estimates[number] = table @ slopes
    return estimates, np.full_like(estimates, np.nan), float(df)


def _place(imputations: Imputations, visit: Any) -> int:
    if visit is None:
        return len(imputations.visits) - 1
    words = [str(one) for one in imputations.visits]
    require_word("level", str(visit), words)
    return words.index(str(visit))


def _shift(imputations: Imputations, delta: Mapping[Any, Any] | None) -> Floats:
    """Give what is added to each value: nothing to those observed."""
    count = len(imputations.visits)
    shift = np.zeros((len(imputations.arms), count))
    words = [str(arm) for arm in imputations.arms]
    for arm, given in (delta or {}).items():
        require_word("level", str(arm), words)
        shift[words.index(str(arm))] = np.broadcast_to(np.asarray(given, dtype=float), (count,))
    return np.where(imputations.imputed, shift[imputations.cohort.arm], 0.0)
