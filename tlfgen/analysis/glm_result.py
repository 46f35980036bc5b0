"""Result of a generalized linear model, put together from its maximum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from tlfgen.analysis.arguments import Floats
from tlfgen.analysis.contrasts import compute_limits
from tlfgen.analysis.design import Design
from tlfgen.analysis.families import Family, Link
from tlfgen.analysis.glm_likelihood import (
    GlmMaximum,
    GlmRows,
    climb_glm,
    invert_information,
    weigh_information,
)
from tlfgen.analysis.model_estimates import ModelEstimates
from tlfgen.analysis.newton import maximize
from tlfgen.analysis.profile import find_profile_limit

__all__ = ["GeneralizedFit", "GlmOptions", "assemble_fit"]


@dataclass(frozen=True, slots=True, eq=False)
class GeneralizedFit:
    """
    A fitted generalized linear model.

    ``names`` and the arrays cover all columns; a column left out is NaN with reason
    ``'no_variation'``, an infinite estimate NaN with reason ``'separation'``. ``lower`` and
    ``upper`` are on the scale of the linear predictor. ``theta`` is the shape of a negative
    binomial (variance ``mean + mean**2 / theta``), with ``dispersion`` then 1.
    """

    names: tuple[str, ...]
    coefficients: Floats
    std_errors: Floats
    covariance: Floats
    statistics: Floats
    p_values: Floats
    lower: Floats
    upper: Floats
    likelihood_ratio_p_values: Floats
    reasons: tuple[str | None, ...]
    deviance: float
    null_deviance: float
    pearson: float
    df_residual: int
    dispersion: float
    theta: float
    theta_std_error: float
    log_likelihood: float
    aic: float
    bic: float
    n: int
    n_missing: int
    family: str
    link: str
    limits: str
    level: float
    fitted: Floats
    estimates: ModelEstimates
    offset: Floats
    reason: str | None


@dataclass(frozen=True, slots=True)
class GlmOptions:
    """How the covariance, tests, limits are made; ``parameters`` counts for AIC."""

    dispersion: str
    covariance: str
    is_observed: bool
    has_t: bool
    limits: str
    level: float
    parameters: int
    theta: float = float("nan")
    theta_std_error: float = float("nan")


def assemble_fit(
    design: Design,
    rows: GlmRows,
    fit: GlmMaximum | None,
    family: Family,
    link: Link,
    options: GlmOptions,
    *,
    covariance: Floats | None = None,
) -> GeneralizedFit:
    """Give the result; ``covariance`` replaces the one from the information."""
    width = design.width
    nan = float("nan")
    df = rows.y.size - int(rows.free.sum())
    if fit is None:
        deviance = null_deviance = pearson = height = scale = nan
        values, spread = np.full(width, np.nan), np.full((width, width), np.nan)
    else:
        deviance = _sum_deviance(rows, family, fit.mean)
        null_deviance = _fit_null(rows, family, link)
        pearson = _sum_pearson(rows, family, fit.mean)
        scale = {"none": 1.0, "pearson": pearson, "deviance": deviance}[options.dispersion]
        if options.dispersion != "none":
            scale = scale / df if df > 0 else nan
        values = fit.coefficients
        spread = covariance
        if spread is None:
            spread = _compute_covariance(rows, fit, family, link, options)
            spread = spread * (scale if options.covariance == "model" else 1.0)
        height = _sum_height(rows, family, fit.mean, deviance)
    freedom = float(df) if options.dispersion != "none" and options.has_t else float("inf")
    reason = _explain(rows, fit, family)
    estimates = ModelEstimates(
        design=design,
        coefficients=values,
        covariance=spread,
        free=rows.free,
        basis=rows.basis,
        df=freedom,
        link=link.name,
        weights=rows.weight,
        reason=reason,
    )
    shown = np.where(rows.free, values, np.nan)
    errors = np.sqrt(
        np.clip(np.diag(np.where(np.outer(rows.free, rows.free), spread, np.nan)), 0, None)
    )
    tests = compute_limits(shown, errors, np.full(width, freedom), options.level)
    statistics, p_values, lower, upper = tests
    ratio_p = np.full(width, np.nan)
    if options.limits == "profile" and fit is not None and fit.reason in {None, "separation"}:
        lower, upper, ratio_p = _profile(rows, fit, options.level, scale, freedom)
    used = options.parameters
    return GeneralizedFit(
        names=design.names,
        coefficients=shown,
        std_errors=errors,
        covariance=np.where(np.outer(rows.free, rows.free), spread, np.nan),
        statistics=statistics,
        p_values=p_values,
        lower=lower,
        upper=upper,
        likelihood_ratio_p_values=ratio_p,
        reasons=_explain_each(rows, fit),
        deviance=deviance,
        null_deviance=null_deviance,
        pearson=pearson,
        df_residual=df,
        dispersion=scale,
        theta=options.theta,
        theta_std_error=options.theta_std_error,
        log_likelihood=height,
        aic=2 * used - 2 * height,
        bic=float(np.log(max(rows.y.size, 1))) * used - 2 * height,
        n=rows.y.size,
        n_missing=design.n_missing,
        family=family.name,
        link=link.name,
        limits=options.limits,
        level=options.level,
        fitted=np.empty(0) if fit is None else fit.mean,
        estimates=estimates,
        offset=rows.offset,
        reason=reason,
    )


def _sum_deviance(rows: GlmRows, family: Family, mean: Floats) -> float:
    with np.errstate(all="ignore"):
        return float(rows.weight @ family.deviance(rows.y, mean))


def _sum_height(rows: GlmRows, family: Family, mean: Floats, deviance: float) -> float:
    """Give the log likelihood, with the mean deviance as dispersion of a continuous family."""
    is_continuous = family.name in {"normal", "gamma"}
    spot = deviance / float(rows.weight.sum()) if is_continuous else 1.0
    with np.errstate(all="ignore"):
        return float(family.log_likelihood(rows.y, mean, rows.weight, spot).sum())


def _sum_pearson(rows: GlmRows, family: Family, mean: Floats) -> float:
    with np.errstate(all="ignore"):
        terms = rows.weight * (rows.y - mean) ** 2 / family.variance(mean)
    return float(np.where(rows.y == mean, 0.0, terms).sum())


def _fit_null(rows: GlmRows, family: Family, link: Link) -> float:
    """Give the deviance of the model with an intercept and the offset."""
    ones = np.ones((rows.y.size, 1))
    null = GlmRows.of(ones, rows.y, rows.weight, rows.offset)
    return _sum_deviance(null, family, climb_glm(null, family, link).mean)


def _explain(rows: GlmRows, fit: GlmMaximum | None, family: Family) -> str | None:
    if fit is None:
        return "too_few"
    is_count = family.name in {"poisson", "negative-binomial"}
    return "no_events" if is_count and not rows.y.any() else fit.reason


def _explain_each(rows: GlmRows, fit: GlmMaximum | None) -> tuple[str | None, ...]:
    if fit is None:
        return ("too_few",) * rows.free.size
    whole = fit.reason if fit.reason == "not_converged" else None
    return tuple(
        "no_variation" if not free else "separation" if infinite else whole
        for free, infinite in zip(rows.free.tolist(), fit.diverging.tolist(), strict=True)
    )


def _compute_covariance(
    rows: GlmRows, fit: GlmMaximum, family: Family, link: Link, options: GlmOptions
) -> Floats:
    """Give the covariance of all columns from the information, or as a sandwich."""
    forward = np.linalg.inv(rows.back) if rows.back.size else rows.back
    own = rows.columns @ forward
    with np.errstate(all="ignore"):
        score, weight = weigh_information(
            rows, family, link, fit.predictor, is_observed=options.is_observed
        )
    information = (own * weight[:, None]).T @ own
    spread = invert_information(rows, fit, information)
    if options.covariance == "model":
        return spread
    known = rows.free & ~fit.diverging
    columns = own[:, ~fit.diverging[rows.free]]
    pull = (columns * score[:, None]) @ spread[np.ix_(known, known)]
    size, rank = rows.y.size, int(rows.free.sum())
    factor = size / (size - rank) if options.covariance == "hc1" and size > rank else 1.0
    robust = spread.copy()
    robust[np.ix_(known, known)] = pull.T @ pull * factor
    return robust


def _profile(
    rows: GlmRows, fit: GlmMaximum, level: float, scale: float, df: float
) -> tuple[Floats, Floats, Floats]:
    """Give profile limits of each column with the p-value of leaving it out."""
    lower, upper, p_values = np.full((3, rows.free.size), np.nan)
    tail = 0.5 + level / 2
    quantile = float(stats.norm.ppf(tail) if np.isinf(df) else stats.t.ppf(tail, df))
    forward = np.linalg.inv(rows.back)
    start = forward @ np.where(fit.diverging[rows.free], 0.0, fit.coefficients[rows.free])
    if fit.reason == "separation":
        start = fit.scaled.values

    def likelihood(values: Floats) -> tuple[float, Floats, Floats]:
        height, gradient, information = fit.likelihood(forward @ values)
        return height, forward.T @ gradient, forward.T @ information @ forward

    top = rows.back @ start
    spread = np.linalg.pinv(forward.T @ fit.scaled.information @ forward, hermitian=True)
    floor = fit.log_likelihood - scale * quantile**2 / 2
    for place, column in enumerate(np.flatnonzero(rows.free)):
        others = np.arange(top.size) != place
        step = float(np.sqrt(spread[place, place] * scale)) or 1.0
        if fit.diverging[column]:
            step = 1.0
        ends = [find_profile_limit(likelihood, top, place, floor, side * step) for side in (-1, 1)]
        lower[column], upper[column] = ends

        def without(values: Floats, others: Floats = others) -> tuple[float, Floats, Floats]:
            full = np.zeros(top.size)
            full[others] = values
            height, gradient, information = likelihood(full)
            return height, gradient[others], information[np.ix_(others, others)]

        drop = 2 * (fit.log_likelihood - maximize(without, top[others]).log_likelihood) / scale
        p_values[column] = float(stats.chi2.sf(max(drop, 0.0), 1))
    return lower, upper, p_values
