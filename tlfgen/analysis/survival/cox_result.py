"""Result of a Cox model, put together from its maximum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from tlfgen.analysis.arguments import Floats, Ints
from tlfgen.analysis.contrasts import JointTest, compare_jointly, compute_limits, exponentiate
from tlfgen.analysis.survival.cox_fit import (
    CoxMaximum,
    compute_robust_covariance,
    find_profile_limits,
)
from tlfgen.analysis.survival.cox_rows import CoxRows

__all__ = ["CoxFit", "CoxPrepared", "assemble_cox"]


@dataclass(frozen=True, slots=True, eq=False)
class CoxFit:
    """
    A fitted Cox model.

    ``covariance`` and what follows from it are robust where clusters were given;
    ``naive_std_errors`` are always those of the information. ``reasons`` holds per coefficient
    ``'no_variation'`` (constant, or a combination of columns before it), ``'separation'`` (the
    estimate is infinite), or None.
    """

    names: tuple[str, ...]
    coefficients: Floats
    std_errors: Floats
    naive_std_errors: Floats
    covariance: Floats
    z: Floats
    p_values: Floats
    lower: Floats
    upper: Floats
    hazard_ratios: Floats
    hazard_ratio_lower: Floats
    hazard_ratio_upper: Floats
    reasons: tuple[str | None, ...]
    log_likelihood: float
    null_log_likelihood: float
    aic: float
    likelihood_ratio: JointTest
    wald: JointTest
    score: JointTest
    robust_score: JointTest
    n: int
    n_events: int
    n_missing: int
    n_steps: int
    ties: str
    limits: str
    level: float
    reason: str | None


@dataclass(frozen=True, slots=True, eq=False)
class CoxPrepared:
    """Complete rows, sorted, with why there is no fit."""

    rows: CoxRows
    cluster: Ints | None
    n: int
    n_events: int
    n_missing: int
    reason: str | None


def assemble_cox(
    prepared: CoxPrepared,
    names: tuple[str, ...],
    fit: CoxMaximum | None,
    ties: str,
    limits: str,
    level: float,
    reason: str | None,
    *,
    is_robust: bool,
) -> CoxFit:
    """
    Give the result with its tests and limits.

    Without a maximum every number is missing for ``reason``.
    """
    width = len(names)
    blank, nan = np.full(width, np.nan), float("nan")
    coefficients = blank if fit is None else fit.coefficients
    covariance = np.full((width, width), np.nan) if fit is None else fit.covariance
    naive = _take_errors(covariance)
    robust_score = nan
    if fit is not None and fit.free.any() and (is_robust or prepared.cluster is not None):
        covariance, robust_score = _make_robust(prepared, fit, ties)
    errors = _take_errors(covariance)
    z, p_values, lower, upper = compute_limits(coefficients, errors, np.full(width, np.inf), level)
    if limits == "profile" and fit is not None and fit.reason in {None, "separation"}:
        lower, upper = find_profile_limits(fit, prepared.rows, float(stats.chi2.ppf(level, 1)) / 2)
    df, height, null, score = 0, nan, nan, nan
    if fit is not None:
        df, score = int(fit.free.sum()), fit.score
        height, null = fit.log_likelihood, fit.null_log_likelihood
    return CoxFit(
        names=names,
        coefficients=coefficients,
        std_errors=errors,
        naive_std_errors=naive,
        covariance=covariance,
        z=z,
        p_values=p_values,
        lower=lower,
        upper=upper,
        hazard_ratios=exponentiate(coefficients),
        hazard_ratio_lower=exponentiate(lower),
        hazard_ratio_upper=exponentiate(upper),
        reasons=_explain_each(fit, width, reason),
        log_likelihood=height,
        null_log_likelihood=null,
        aic=2 * df - 2 * height,
        likelihood_ratio=_test(2 * (height - null), df, reason),
        wald=compare_jointly(coefficients, covariance, np.eye(width)[np.isfinite(coefficients)]),
        score=_test(score, df, reason),
        robust_score=_test(robust_score, df, reason),
        n=prepared.n,
        n_events=prepared.n_events,
        n_missing=prepared.n_missing,
        n_steps=0 if fit is None else fit.n_steps,
        ties=ties,
        limits=limits,
        level=level,
        reason=reason,
    )


def _take_errors(covariance: Floats) -> Floats:
    """Give standard errors; a variance below 0 is rounding of one that is not estimable."""
    variances = np.diag(covariance)
    return np.sqrt(np.where(variances >= 0, variances, np.nan))


def _make_robust(prepared: CoxPrepared, fit: CoxMaximum, ties: str) -> tuple[Floats, float]:
    own = np.arange(prepared.n) if prepared.cluster is None else prepared.cluster
    return compute_robust_covariance(prepared.rows, fit, own, is_efron=ties == "efron")


def _test(statistic: float, df: int, reason: str | None) -> JointTest:
    p_value = float(stats.chi2.sf(statistic, df)) if df else float("nan")
    missing = reason or "not_estimable"
    return JointTest(
        statistic, df, float("inf"), p_value, None if np.isfinite(p_value) else missing
    )


def _explain_each(fit: CoxMaximum | None, width: int, reason: str | None) -> tuple[str | None, ...]:
    if fit is None:
        return (reason,) * width
    marks: list[str | None] = []
    for free, diverging in zip(fit.free.tolist(), fit.diverging.tolist(), strict=True):
        own = fit.reason if fit.reason == "not_converged" else None
        marks.append("no_variation" if not free else "separation" if diverging else own)
    return tuple(marks)
