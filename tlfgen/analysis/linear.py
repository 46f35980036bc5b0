"""Linear models with class and continuous terms (analysis of covariance)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy import linalg

from tlfgen.analysis.arguments import (
    Floats,
    Preset,
    choose_default,
    require_level,
    require_same_length,
    require_word,
    to_floats,
)
from tlfgen.analysis.contrasts import JointTest, compare_jointly, compute_limits
from tlfgen.analysis.design import Design, build_design
from tlfgen.analysis.estimability import span_estimable
from tlfgen.analysis.model_estimates import ModelEstimates

__all__ = ["COVARIANCES", "LinearFit", "fit_ancova"]

COVARIANCES: Final = ("model", "hc0", "hc1", "hc2", "hc3")
_LAST_REFERENCE: Final = {"sas": True, "r": False}


@dataclass(frozen=True, slots=True, eq=False)
class LinearFit:
    """
    A fitted linear model.

    ``names`` and the arrays cover all columns; a column left out (a reference level, an empty
    level, a combination of others) is NaN with reason ``'no_variation'``. ``overall`` tests all
    terms but the intercept. ``estimates`` is what least-squares means are made from.
    """

    names: tuple[str, ...]
    coefficients: Floats
    std_errors: Floats
    covariance: Floats
    t: Floats
    p_values: Floats
    lower: Floats
    upper: Floats
    reasons: tuple[str | None, ...]
    sigma: float
    df_residual: int
    residual_sum_of_squares: float
    r_squared: float
    adjusted_r_squared: float
    overall: JointTest
    n: int
    n_missing: int
    covariance_type: str
    level: float
    estimates: ModelEstimates
    response: Floats
    reason: str | None


def fit_ancova(
    response: Any,
    terms: Mapping[str, Any],
    classes: Sequence[str] = (),
    model: Sequence[str] | None = None,
    *,
    levels: Mapping[str, Sequence[Any]] | None = None,
    references: Mapping[str, Any] | None = None,
    weights: Any = None,
    covariance: str = "model",
    level: float = 0.95,
    preset: Preset = None,
) -> LinearFit:
    """
    Fit a linear model by (weighted) least squares.

    Parameters
    ----------
    response : array of numbers, shape (n,)
        Rows with a missing value in the response or the model are left out and counted.
    terms, classes, model, levels, references
        As in ``build_design``. A dose as a number gives a linear trend.
    weights : array, shape (n,), optional
        Rows with weight 0 or less are left out.
    covariance : {'model', 'hc0', 'hc1', 'hc2', 'hc3'}
        Of the coefficients: with one residual variance, or the heteroscedasticity-consistent
        sandwich.
    level : float
    preset : {'sas', 'r'}, optional
        Reference level where none is given: SAS the last, R the first. Only coefficients change.

    Returns
    -------
    LinearFit
        Reasons: ``'too_few'`` without a residual degree of freedom (estimates stand, errors are
        missing) or without rows; ``'no_variation'`` where the residual variance is 0.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-term``, ``analysis.unknown-level``, ``analysis.unknown-covariance``,
        ``analysis.unknown-preset``, ``analysis.length-mismatch``.

    Notes
    -----
    Source: SAS PROC GLM; R ``stats::lm``; MacKinnon and White, J Econometrics 1985 (HC0 to HC3; R
    ``sandwich::vcovHC``, SAS PROC REG ``HCCMETHOD=``).

    Examples
    --------
    >>> fit = fit_ancova([1, 2, 3, 5], {"ARM": ["A", "A", "B", "B"]}, ["ARM"], preset="r")
    >>> fit.names[:2], fit.coefficients[:2].round(6).tolist()
    (('Intercept', 'ARM=B'), [1.5, 2.5])
    """
    require_word("covariance", covariance, COVARIANCES)
    require_level(level)
    has_last = choose_default(preset, None, _LAST_REFERENCE)
    size = require_same_length(
        response=response, weights=weights, **{str(name): term for name, term in terms.items()}
    )
    values = to_floats(response)
    weight = np.ones(size) if weights is None else to_floats(weights)
    design = build_design(
        terms,
        classes,
        model,
        levels=levels,
        references=references,
        has_last_reference=has_last,
        keep=np.isfinite(values) & (np.nan_to_num(weight) > 0),
    )
    values, weight = values[design.kept], weight[design.kept]
    solved = _solve(design, values, weight, covariance)
    return _assemble(design, values, weight, solved, covariance, level)


@dataclass(frozen=True, slots=True, eq=False)
class _Solved:
    estimates: ModelEstimates
    rss: float
    df: int
    total: float


def _solve(design: Design, values: Floats, weight: Floats, covariance: str) -> _Solved:
    """Give coefficients with their covariance."""
    matrix = design.matrix() * np.sqrt(weight)[:, None]
    target = values * np.sqrt(weight)
    free, basis = span_estimable(matrix)
    own = matrix[:, free]
    coefficients, spread = np.zeros(design.width), np.zeros((design.width, design.width))
    df = values.size - int(free.sum())
    rss = 0.0
    if free.any():
        left, upper = linalg.qr(own, mode="economic")
        found = linalg.solve_triangular(upper, left.T @ target)
        residuals = target - own @ found
        rss = float(residuals @ residuals)
        inverse = linalg.solve_triangular(upper, np.eye(upper.shape[0]))
        coefficients[free] = found
        factor = _weigh_residuals(left, residuals, rss, df, covariance)
        if covariance == "model":
            inner = inverse @ inverse.T * factor[0]
        else:
            meat = inverse @ (left.T * factor)
            inner = meat @ meat.T
        spread[np.ix_(free, free)] = inner
    mean = float(weight @ values / weight.sum()) if values.size else float("nan")
    total = float(weight @ (values - mean) ** 2)
    is_exact = rss <= 1e-24 * max(float(target @ target), 1e-300)
    reason = "too_few" if df < 1 or not values.size else "no_variation" if is_exact else None
    estimates = ModelEstimates(
        design=design,
        coefficients=coefficients,
        covariance=spread,
        free=free,
        basis=basis,
        df=float(df),
        link="identity",
        weights=weight,
        reason=reason,
    )
    return _Solved(estimates, rss, df, total)


def _weigh_residuals(
    left: Floats, residuals: Floats, rss: float, df: int, covariance: str
) -> Floats:
    """Give the residual variance, or the residuals a sandwich is made from."""
    if df < 1:
        return np.full(residuals.size, np.nan)
    if covariance == "model":
        return np.asarray([rss / df])
    if covariance in {"hc0", "hc1"}:
        factor = 1.0 if covariance == "hc0" else np.sqrt(residuals.size / df)
        return np.asarray(residuals * factor)
    reach = np.clip(1 - (left**2).sum(axis=1), 0.0, None)
    power = 0.5 if covariance == "hc2" else 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(reach > 1e-12, residuals / reach**power, 0.0)  # noqa: PLR2004 - saturated


def _assemble(
    design: Design,
    values: Floats,
    weight: Floats,
    solved: _Solved,
    covariance: str,
    level: float,
) -> LinearFit:
    model = solved.estimates
    df, width = solved.df, design.width
    shown = np.where(model.free, model.coefficients, np.nan)
    if not values.size:
        shown = np.full(width, np.nan)
    spread = np.where(np.outer(model.free, model.free), model.covariance, np.nan)
    errors = np.sqrt(np.clip(np.diag(spread), 0.0, None))
    freedom = np.full(width, float(df) if df > 0 else np.nan)
    t, p_values, lower, upper = compute_limits(shown, errors, freedom, level)
    is_tested = model.reason is None
    share = 1 - solved.rss / solved.total if solved.total > 0 else float("nan")
    used = np.flatnonzero(model.free)[1:]
    overall = compare_jointly(
        model.coefficients,
        solved.rss / df * _invert(design, weight, model) if is_tested else model.covariance,
        np.eye(width)[used] if is_tested else np.empty((0, width)),
        denominator_df=float(df),
    )
    return LinearFit(
        names=design.names,
        coefficients=shown,
        std_errors=errors,
        covariance=spread,
        t=t,
        p_values=p_values,
        lower=lower,
        upper=upper,
        reasons=tuple(None if flag else "no_variation" for flag in model.free.tolist()),
        sigma=float(np.sqrt(solved.rss / df)) if df > 0 else float("nan"),
        df_residual=df,
        residual_sum_of_squares=solved.rss,
        r_squared=share,
        adjusted_r_squared=1 - (1 - share) * (values.size - 1) / df if df > 0 else float("nan"),
        overall=overall,
        n=values.size,
        n_missing=design.n_missing,
        covariance_type=covariance,
        level=level,
        estimates=model,
        response=values,
        reason=model.reason,
    )


def _invert(design: Design, weight: Floats, model: ModelEstimates) -> Floats:
    """Give the inverse cross product, 0 in the columns left out."""
    full = np.zeros((design.width, design.width))
    own = (design.matrix() * np.sqrt(weight)[:, None])[:, model.free]
    upper = linalg.qr(own, mode="r")[0][: own.shape[1]]
    inverse = linalg.solve_triangular(upper, np.eye(own.shape[1]))
    full[np.ix_(model.free, model.free)] = inverse @ inverse.T
    return full
