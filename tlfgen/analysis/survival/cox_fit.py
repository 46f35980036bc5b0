"""The maximum of a partial likelihood in the units of the given columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tlfgen.analysis.arguments import Bools, Floats, Ints
from tlfgen.analysis.newton import Likelihood, Maximum, find_aliased, maximize, solve_symmetric
from tlfgen.analysis.survival.cox_discrete import make_discrete_likelihood
from tlfgen.analysis.survival.cox_likelihood import compute_tie_steps, make_partial_likelihood
from tlfgen.analysis.survival.cox_rows import CoxRows

__all__ = ["CoxMaximum", "climb", "compute_score_residuals", "find_profile_limits"]


@dataclass(frozen=True, slots=True, eq=False)
class CoxMaximum:
    """
    Estimates of all columns: NaN where a column is aliased or its estimate infinite.

    ``scaled`` are the coefficients of the scaled free columns, as the likelihood wants them.
    """

    coefficients: Floats
    covariance: Floats
    log_likelihood: float
    null_log_likelihood: float
    score: float
    free: Bools
    diverging: Bools
    scaled: Floats
    likelihood: Likelihood
    n_steps: int
    reason: str | None


def make_likelihood(rows: CoxRows, ties: str) -> Likelihood:
    """Give the log likelihood of the scaled columns for a way of treating ties."""
    if ties == "discrete":
        return make_discrete_likelihood(rows)
    return make_partial_likelihood(rows, is_efron=ties == "efron")


def restrict(likelihood: Likelihood, free: Bools, base: Floats) -> Likelihood:
    """Give the likelihood of the free coefficients, the others held at ``base``."""

    def evaluate(values: Floats) -> tuple[float, Floats, Floats]:
        full = base.copy()
        full[free] = values
        height, gradient, information = likelihood(full)
        return height, gradient[free], information[np.ix_(free, free)]

    return evaluate


def climb(rows: CoxRows, ties: str) -> CoxMaximum:
    """
    Find the estimates, from zero.

    A column that is a combination of columns before it is left out, as in R and SAS.
    """
    width = rows.columns.shape[1]
    likelihood = make_likelihood(rows, ties)
    null_height, gradient, information = likelihood(np.zeros(width))
    free = ~find_aliased(information)
    own = restrict(likelihood, free, np.zeros(width))
    score = gradient[free] @ solve_symmetric(information[np.ix_(free, free)], gradient[free])
    top = maximize(own, np.zeros(int(free.sum())))
    return CoxMaximum(
        coefficients=_spread(top.values, free, rows.scale, top),
        covariance=_spread_covariance(top, free, rows.scale),
        log_likelihood=top.log_likelihood,
        null_log_likelihood=null_height,
        score=float(score),
        free=free,
        diverging=_fill(top.diverging, free),
        scaled=top.values,
        likelihood=own,
        n_steps=top.n_steps,
        reason=top.reason,
    )


def _fill(marks: Bools, free: Bools) -> Bools:
    full = np.zeros(free.size, dtype=np.bool_)
    full[free] = marks
    return full


def _spread(values: Floats, free: Bools, scale: Floats, top: Maximum) -> Floats:
    full = np.full(free.size, np.nan)
    full[free] = np.where(top.diverging, np.nan, values) / scale[free]
    return full


def _spread_covariance(top: Maximum, free: Bools, scale: Floats) -> Floats:
    full = np.full((free.size, free.size), np.nan)
    still = ~top.diverging
    inner = np.full(top.information.shape, np.nan)
    if still.any() and np.isfinite(top.information).all():
        own = top.information[np.ix_(still, still)]
        inner[np.ix_(still, still)] = solve_symmetric(own, np.eye(int(still.sum())))
    full[np.ix_(free, free)] = inner / np.outer(scale[free], scale[free])
    return full


def compute_score_residuals(rows: CoxRows, values: Floats, *, is_efron: bool) -> Floats:
    """
    Give each row's share of the score at scaled coefficients, without its case weight.

    Notes
    -----
    Source: Therneau and Grambsch, Modeling Survival Data, section 4.6; Lin and Wei, JASA 1989.
    """
    columns, event = rows.columns, rows.event
    predictor = columns @ values + rows.offset
    predictor = predictor - predictor.mean()
    steps = compute_tie_steps(rows, predictor, is_efron=is_efron)
    weighted = steps.relative_risk[:, None] * columns
    at_risk, dying = rows.sum_at_risk(weighted), rows.sum_deaths(weighted)
    mean = at_risk * steps.hazard[:, None] - dying * steps.tied[:, None]
    mean /= rows.sum_deaths(rows.weights)[:, None]
    pull = rows.over_slots(at_risk * steps.square_0[:, None] - dying * steps.square_1[:, None])
    exposure = rows.over_slots(steps.hazard)
    own = rows.slot[event]
    exposure[event] -= steps.tied[own]
    pull[event] -= (at_risk * steps.square_1[:, None] - dying * steps.square_2[:, None])[own]
    residuals = -np.exp(predictor)[:, None] * (columns * exposure[:, None] - pull)
    residuals[event] += columns[event] - mean[own]
    return np.asarray(residuals)


def compute_robust_covariance(
    rows: CoxRows, fit: CoxMaximum, cluster: Ints, *, is_efron: bool
) -> tuple[Floats, float]:
    """
    Give the sandwich covariance over clusters, and the robust score statistic.

    Notes
    -----
    Source: Lin and Wei, JASA 1989; SAS PROC PHREG ``COVS(AGGREGATE)``; R ``coxph(cluster=)``.
    """
    free = fit.free & ~fit.diverging
    full = np.zeros(fit.free.size)
    full[fit.free] = fit.scaled
    members = cluster[rows.order]
    size = int(members.max(initial=-1)) + 1
    residuals = compute_score_residuals(rows, full, is_efron=is_efron) * rows.weights[:, None]
    sums = np.column_stack([np.bincount(members, column, minlength=size) for column in residuals.T])
    scaled = fit.covariance * np.outer(rows.scale, rows.scale)
    influence = sums[:, free] @ scaled[np.ix_(free, free)]
    covariance = np.full(fit.covariance.shape, np.nan)
    meat = influence.T @ influence
    covariance[np.ix_(free, free)] = meat / np.outer(rows.scale[free], rows.scale[free])
    start = compute_score_residuals(rows, np.zeros(full.size), is_efron=is_efron)
    start = start[:, fit.free] * rows.weights[:, None]
    score = start.sum(axis=0)
    groups = np.column_stack([np.bincount(members, column, minlength=size) for column in start.T])
    spread = np.asarray(groups.T @ groups, dtype=np.float64)
    return covariance, float(score @ solve_symmetric(spread, score))


def find_profile_limits(fit: CoxMaximum, rows: CoxRows, drop: float) -> tuple[Floats, Floats]:
    """
    Give the limits at which the profile log likelihood has dropped by ``drop``.

    Notes
    -----
    Source: Venzon and Moolgavkar, Appl Stat 1988; SAS PROC PHREG ``RISKLIMITS=PL``.
    """
    from tlfgen.analysis.profile import find_profile_limit

    lower, upper = np.full((2, fit.free.size), np.nan)
    for place, column in enumerate(np.flatnonzero(fit.free)):
        error = float(np.sqrt(fit.covariance[column, column])) * rows.scale[column]
        error = 1.0 if fit.diverging[column] else error
        ends = [
            find_profile_limit(
                fit.likelihood, fit.scaled, place, fit.log_likelihood - drop, side * error
            )
            for side in (-1.0, 1.0)
            if not (fit.diverging[column] and side * fit.scaled[place] > 0)
        ]
        if fit.diverging[column]:
            ends = [*ends, np.inf] if fit.scaled[place] > 0 else [-np.inf, *ends]
        lower[column], upper[column] = np.asarray(ends) / rows.scale[column]
    return lower, upper
