"""Conditional logistic regression of matched or stratified sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from tlfgen.analysis.arguments import Preset, choose_default, require_word
from tlfgen.analysis.columns import read_columns
from tlfgen.analysis.survival.cox import fit_cox
from tlfgen.analysis.survival.cox_result import CoxFit

__all__ = ["fit_conditional_logistic"]

_METHODS: Final = ("exact", "efron", "breslow")
_DEFAULT_METHOD: Final = {"sas": "exact", "r": "exact"}


def fit_conditional_logistic(
    case: Any,
    covariates: Mapping[str, Any] | Any,
    strata: Any,
    *,
    method: str | None = None,
    names: Sequence[str] | None = None,
    limits: str = "wald",
    level: float = 0.95,
    preset: Preset = None,
) -> CoxFit:
    """
    Fit a logistic model given the number of cases in each stratum.

    Parameters
    ----------
    case : array of 0 and 1, shape (n,)
        Rows with a missing value are left out and counted.
    covariates : mapping of names to arrays, or array of shape (n,) or (n, p)
        A column constant within every stratum cannot be estimated.
    strata : array, shape (n,) or (n, s)
    method : {'exact', 'efron', 'breslow'}
        The conditional likelihood, or its approximations for many cases in a stratum.
    names, limits, level
        As in ``fit_cox``.
    preset : {'sas', 'r'}, optional
        Both exact.

    Returns
    -------
    CoxFit
        ``hazard_ratios`` are odds ratios. Strata without a case, or with cases only, say nothing.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-method``; those of ``fit_cox``.

    Notes
    -----
    Source: Breslow and Day, Statistical Methods in Cancer Research I, chapter 7; R
    ``survival::clogit``; SAS PROC LOGISTIC with ``STRATA``.

    Examples
    --------
    >>> fit = fit_conditional_logistic([1, 0, 1, 0, 0, 1], [3, 1, 2, 2.5, 1, 4], [1, 1, 2, 2, 3, 3])
    >>> round(float(fit.coefficients[0]), 4)
    1.0853
    """
    kind = require_word("method", choose_default(preset, method, _DEFAULT_METHOD), _METHODS)
    columns, labels = read_columns(covariates, names)
    return fit_cox(
        np.ones(columns.shape[0]),
        case,
        columns,
        strata=strata,
        names=labels,
        ties="discrete" if kind == "exact" else kind,
        limits=limits,
        level=level,
    )
