"""Result of a generalized linear model, put together from its maximum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tlfgen.analysis.arguments import Floats
from tlfgen.analysis.contrasts import compute_limits
from tlfgen.analysis.design import Design
from tlfgen.analysis.families import Family, Link
from tlfgen.analysis.glm_fit_measures import GlmMeasures, measure_fit
from tlfgen.analysis.glm_likelihood import GlmMaximum, GlmRows
from tlfgen.analysis.glm_profile import profile_coefficients
from tlfgen.analysis.model_estimates import ModelEstimates

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
    response: Floats
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
    measures = measure_fit(
        rows,
        fit,
        family,
        link,
        dispersion=options.dispersion,
        covariance=options.covariance,
        is_observed=options.is_observed,
    )
    values = np.full(width, np.nan) if fit is None else fit.coefficients
    spread = measures.covariance if covariance is None else covariance
    has_df = options.dispersion != "none" and options.has_t
    freedom = float(measures.df) if has_df else float("inf")
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
    return _show(design, rows, fit, estimates, measures, options, family)


def _show(
    design: Design,
    rows: GlmRows,
    fit: GlmMaximum | None,
    estimates: ModelEstimates,
    measures: GlmMeasures,
    options: GlmOptions,
    family: Family,
) -> GeneralizedFit:
    """Give the numbers a reader sees: NaN in the columns left out."""
    width, used = design.width, options.parameters
    shown = np.where(rows.free, estimates.coefficients, np.nan)
    spread = np.where(np.outer(rows.free, rows.free), estimates.covariance, np.nan)
    errors = np.sqrt(np.clip(np.diag(spread), 0, None))
    statistics, p_values, lower, upper = compute_limits(
        shown, errors, np.full(width, estimates.df), options.level
    )
    ratio_p = np.full(width, np.nan)
    if options.limits == "profile" and fit is not None and fit.reason in {None, "separation"}:
        lower, upper, ratio_p = profile_coefficients(
            rows, fit, options.level, measures.dispersion, estimates.df
        )
    height = measures.log_likelihood
    return GeneralizedFit(
        names=design.names,
        coefficients=shown,
        std_errors=errors,
        covariance=spread,
        statistics=statistics,
        p_values=p_values,
        lower=lower,
        upper=upper,
        likelihood_ratio_p_values=ratio_p,
        reasons=_explain_each(rows, fit),
        deviance=measures.deviance,
        null_deviance=measures.null_deviance,
        pearson=measures.pearson,
        df_residual=measures.df,
        dispersion=measures.dispersion,
        theta=options.theta,
        theta_std_error=options.theta_std_error,
        log_likelihood=height,
        aic=2 * used - 2 * height,
        bic=float(np.log(max(rows.y.size, 1))) * used - 2 * height,
        n=rows.y.size,
        n_missing=design.n_missing,
        family=family.name,
        link=estimates.link,
        limits=options.limits,
        level=options.level,
        fitted=np.empty(0) if fit is None else fit.mean,
        estimates=estimates,
        offset=rows.offset,
        response=rows.y,
        reason=estimates.reason,
    )


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
