"""A fitted mixed model from the end of its search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtr, stdtr

from .blocks import Block
from .covariance import Floats
from .freedom import Core, estimate_df
from .kenward import adjust_covariance
from .prepare import Prepared
from .result import Attempt, Coefficient, MmrmFit
from .sandwich import estimate_empirical
from .search import Search

__all__ = ["Choice", "compute_two_sided", "fail_fit", "name_problem", "report_fit"]


@dataclass(frozen=True, slots=True)
class Choice:
    """How a model is estimated: likelihood, degrees of freedom, errors, parametrisation."""

    method: str
    df: str
    errors: str
    parametrisation: str


def compute_two_sided(statistic: float, df: float) -> float:
    """Give the two-sided p-value of a t statistic; normal where df is infinite."""
    tail = ndtr(-abs(statistic)) if np.isinf(df) else stdtr(df, -abs(statistic))
    return float(2 * tail)


def name_problem(variance: float, df: float) -> str | None:
    """Say why an estimate with such a variance and degrees of freedom cannot be tested."""
    if not variance > 0:
        return "its variance is not positive"
    return None if df > 0 else "no degrees of freedom"


def report_fit(
    prepared: Prepared,
    blocks: Sequence[Block],
    found: Search,
    choice: Choice,
    tried: tuple[Attempt, ...],
) -> MmrmFit:
    """Give the fit at the optimum of the search."""
    point = found.point
    if point is None or found.tangent is None:
        return fail_fit(choice, str(found.reason), n_missing=prepared.n_missing, prepared=prepared)
    core = _build_core(prepared, blocks, found, choice)
    size, width = prepared.response.size, prepared.kept.size
    is_restricted = choice.method == "reml"
    freed = size - width if is_restricted else size
    deviance = point.deviance + freed * float(np.log(2 * np.pi))
    deviance += 2 * freed * float(np.log(prepared.scale)) - prepared.log_weights
    deviance += 2 * prepared.log_root if is_restricted else 0.0
    count, used = point.theta.size, max(size - width, point.theta.size + 2)
    turn = prepared.basis * prepared.scale
    warnings = []
    if len(tried) > 1:
        warnings.append(f"covariance '{tried[0].structure}' did not converge: {tried[0].reason}")
    if prepared.aliased:
        warnings.append(f"columns left out as aliased: {', '.join(prepared.aliased[:3])}")
    return MmrmFit(
        coefficients=_list_coefficients(prepared, core),
        vcov=turn @ core.vcov @ turn.T,
        model_vcov=turn @ core.phi @ turn.T,
        covariance=_list_covariances(prepared, blocks, point.theta),
        visits=prepared.visits,
        log_likelihood=-deviance / 2,
        deviance=deviance,
        aic=deviance + 2 * count,
        aicc=deviance + 2 * count * used / (used - count - 1),
        bic=deviance + count * float(np.log(prepared.n_subjects)),
        n_observations=size,
        n_missing=prepared.n_missing,
        n_subjects=prepared.n_subjects,
        n_parameters=count,
        converged=True,
        structure_used=tried[-1].structure,
        method=choice.method,
        df_method=choice.df,
        errors=choice.errors,
        tried=tried,
        aliased=prepared.aliased,
        reason=None,
        warnings=tuple(warnings),
        design=prepared.design,
        kept=tuple(prepared.kept.tolist()),
        null_space=prepared.null_space,
        codes=prepared.codes,
        covariate_means=prepared.covariate_means,
        core=core,
    )


def _build_core(prepared: Prepared, blocks: Sequence[Block], found: Search, choice: Choice) -> Core:
    point, tangent = found.point, found.tangent
    if point is None or tangent is None:
        raise AssertionError
    spread: Floats = np.asarray(2 * np.linalg.inv(tangent.observed), dtype=np.float64)
    vcov, empirical = point.phi, None
    if choice.df.startswith("kenward_roger"):
        form = None if choice.df.endswith("linear") else choice.parametrisation
        vcov = adjust_covariance(
            blocks, point, slopes=tangent.slopes, spread=spread, curvature=form
        )
    if choice.errors != "model":
        empirical = estimate_empirical(blocks, point, choice.errors)
        vcov = empirical.vcov
    return Core(
        method=choice.df,
        basis=prepared.basis,
        scale=prepared.scale,
        beta=point.beta,
        phi=point.phi,
        vcov=vcov,
        slopes=tangent.slopes,
        spread=spread,
        columns_df=_count_columns_df(prepared, choice.df),
        empirical=empirical,
    )


def _count_columns_df(prepared: Prepared, method: str) -> Floats:
    """
    Give the degrees of freedom of each column for methods that count.

    Residual: records less columns. Between-within: a column constant within every subject has
    subjects less such columns (the intercept among them), others have records less subjects less
    such columns; the intercept itself counts as within.
    """
    size, width = prepared.matrix.shape
    if method != "between_within":
        return np.full(width, float(size - width))
    order = np.argsort(prepared.subject, kind="stable")
    rows, subject = prepared.matrix[order], prepared.subject[order]
    same = subject[1:] == subject[:-1]
    varies = (np.diff(rows, axis=0)[same] != 0).any(axis=0)
    is_intercept = np.array([prepared.design.names[n] == "(Intercept)" for n in prepared.kept])
    between = prepared.n_subjects - int((~varies).sum())
    within = size - prepared.n_subjects - int(varies.sum())
    return np.where(varies | is_intercept, float(within), float(between))


def _list_coefficients(prepared: Prepared, core: Core) -> tuple[Coefficient, ...]:
    result = []
    place = {column: number for number, column in enumerate(prepared.kept.tolist())}
    for column, name in enumerate(prepared.design.names):
        if column not in place:
            result.append(Coefficient(name, None, None, None, None, None, "aliased"))
            continue
        contrast = np.zeros(prepared.kept.size)
        contrast[place[column]] = 1.0
        own = core.basis.T @ contrast
        estimate = core.scale * float(own @ core.beta)
        variance = float(own @ core.vcov @ own)
        df = estimate_df(core, contrast)
        problem = name_problem(variance, df)
        if problem is not None:
            result.append(Coefficient(name, None, None, None, None, None, problem))
            continue
        se = core.scale * float(np.sqrt(variance))
        result.append(
            Coefficient(name, estimate, se, df, estimate / se, compute_two_sided(estimate / se, df))
        )
    return tuple(result)


def _list_covariances(
    prepared: Prepared, blocks: Sequence[Block], theta: Floats
) -> dict[Any, Floats]:
    result = {}
    for group, block in zip(prepared.groups, blocks, strict=True):
        value = block.derive(theta).value
        if block.is_own:
            near = np.array([[0.0, 1.0], [1.0, 0.0]])
            canonical = theta[block.place]
            sigma = float(np.exp(canonical[0]))
            rho = 1 / (1 + float(np.exp(-canonical[1])))
            value = block.structure.derive(np.array([sigma, rho]), near).value
        result[group] = value * prepared.scale**2
    return result


def fail_fit(
    choice: Choice,
    reason: str,
    *,
    n_missing: int,
    prepared: Prepared | None = None,
    tried: tuple[Attempt, ...] = (),
) -> MmrmFit:
    """Give a fit that has a reason and no numbers."""
    names = () if prepared is None else prepared.design.names
    codes: Mapping[str, Any] = {} if prepared is None else prepared.codes
    means: Mapping[str, float] = {} if prepared is None else prepared.covariate_means
    blank = tuple(Coefficient(name, None, None, None, None, None, reason) for name in names)
    return MmrmFit(
        coefficients=blank,
        vcov=None,
        model_vcov=None,
        covariance={},
        visits=() if prepared is None else prepared.visits,
        log_likelihood=None,
        deviance=None,
        aic=None,
        aicc=None,
        bic=None,
        n_observations=0 if prepared is None else prepared.response.size,
        n_missing=n_missing,
        n_subjects=0 if prepared is None else prepared.n_subjects,
        n_parameters=0,
        converged=False,
        structure_used=None,
        method=choice.method,
        df_method=choice.df,
        errors=choice.errors,
        tried=tried,
        aliased=() if prepared is None else prepared.aliased,
        reason=reason,
        warnings=(),
        design=None if prepared is None else prepared.design,
        kept=(),
        null_space=None,
        codes=codes,
        covariate_means=means,
        core=None,
    )
