"""The calls of methods for times and matched sets: Cox, parametric, conditional logistic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from tlfgen.analysis.arguments import Floats
from tlfgen.analysis.design import Design, build_design
from tlfgen.analysis.estimability import span_estimable
from tlfgen.analysis.makers.model_calls import Asked
from tlfgen.analysis.makers.predictor import Parts
from tlfgen.analysis.model_estimates import (
    ModelEstimates,
    compare_terms_jointly,
    estimate_combinations,
)
from tlfgen.analysis.survival.conditional import fit_conditional_logistic
from tlfgen.analysis.survival.cox import fit_cox
from tlfgen.analysis.survival.parametric import fit_parametric_survival

__all__ = ["HAZARD_CALLS"]


def _design(asked: Asked, references: Any) -> Design:
    is_last = asked.options.get("preset") != "r"
    return build_design(
        asked.terms, asked.classes, asked.model, levels=asked.levels, references=references,
        has_last_reference=is_last,
    )  # fmt: skip


def _parts(asked: Asked, design: Design, fit: Any, *, has_intercept: bool, **more: Any) -> Parts:
    """Give the parts of a fit to the columns of a design, its intercept left out or own."""
    level = asked.spec.level
    width, skip = design.width, int(not has_intercept)
    own = slice(0, width - skip)
    matrix = design.matrix() if has_intercept else _centre(design.matrix(), asked)
    free, basis = span_estimable(matrix)
    known = np.array([reason is None for reason in fit.reasons[own]])
    values, spread = np.zeros(width), np.zeros((width, width))
    values[skip:] = np.where(known, fit.coefficients[own], np.where(free[skip:], np.nan, 0.0))
    inner = np.where(np.outer(known, known), fit.covariance[own, own], 0.0)
    spread[skip:, skip:] = inner
    estimates = ModelEstimates(
        design=design,
        coefficients=values,
        covariance=spread,
        free=free,
        basis=basis,
        df=float("inf"),
        link="log",
        weights=np.ones(int(design.kept.sum())),
        reason=fit.reason,
    )
    return Parts(
        estimates=estimates,
        combine=lambda rows: estimate_combinations(estimates, rows, level=level),
        terms=lambda: compare_terms_jointly(estimates),
        names=design.names[skip:],
        coefficients=fit.coefficients[own],
        std_errors=fit.std_errors[own],
        lower=fit.lower[own],
        upper=fit.upper[own],
        reason=fit.reason,
        **more,
    )


def _centre(matrix: Floats, asked: Asked) -> Floats:
    """Take the mean of its stratum off each column: what is constant there cannot be estimated."""
    strata = asked.data.column("strata")
    codes = np.zeros(len(matrix), dtype=np.intp)
    if strata is not None:
        codes = np.unique(strata.astype(str), return_inverse=True)[1].ravel()
    counts = np.bincount(codes)
    sums = np.stack([np.bincount(codes, column) for column in matrix.T], axis=1)
    return np.asarray(matrix - (sums / counts[:, None])[codes])


def _partial(asked: Asked, run: Callable[[Design], Any]) -> Parts:
    """Give the parts of a fit by partial likelihood, with profile limits where asked for."""
    design = _design(asked, asked.references)
    fit = run(design)
    profile = None
    if asked.options.get("limits") == "profile" and asked.arm in asked.classes:

        def profile(reference: str) -> Any:
            other = _design(asked, {asked.arm: reference})
            made = run(other)
            return other.names[1:], made.lower, made.upper, np.full(other.width - 1, np.nan)

    whole = {"likelihood_ratio": fit.likelihood_ratio, "score": fit.score, "wald": fit.wald}
    return _parts(asked, design, fit, has_intercept=False, whole=whole, profile=profile)


def _cox(asked: Asked) -> Parts:
    def run(design: Design) -> Any:
        return fit_cox(
            asked.response,
            asked.data.column("event"),
            design.matrix()[:, 1:],
            names=design.names[1:],
            level=asked.spec.level,
            **asked.options,
            **asked.extras("strata", "cluster", "offset", "weights"),
        )

    return _partial(asked, run)


def _conditional(asked: Asked) -> Parts:
    def run(design: Design) -> Any:
        return fit_conditional_logistic(
            asked.response,
            design.matrix()[:, 1:],
            asked.data.column("strata"),
            names=design.names[1:],
            level=asked.spec.level,
            **asked.options,
        )

    return _partial(asked, run)


def _survival(asked: Asked) -> Parts:
    design = _design(asked, asked.references)
    fit = fit_parametric_survival(
        asked.response,
        asked.data.column("event"),
        design.matrix()[:, 1:],
        names=design.names[1:],
        level=asked.spec.level,
        **asked.options,
        **asked.extras("weights"),
    )
    return _parts(asked, design, fit, has_intercept=True)


HAZARD_CALLS: Mapping[str, Callable[[Asked], Parts]] = MappingProxyType(
    {"cox": _cox, "conditional_logistic": _conditional, "survival": _survival}
)
"""By the word behind ``fit:``."""
