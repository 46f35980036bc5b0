"""Cox proportional hazards model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from tlfgen.analysis.arguments import (
    Floats,
    Preset,
    choose_default,
    code_strata,
    require_level,
    require_same_length,
    require_word,
    to_floats,
)
from tlfgen.analysis.columns import read_columns
from tlfgen.analysis.survival.cox_fit import climb
from tlfgen.analysis.survival.cox_result import CoxFit, CoxPrepared, assemble_cox
from tlfgen.analysis.survival.cox_rows import arrange_cox_rows
from tlfgen.analysis.survival.risk_table import read_survival_rows
from tlfgen.core.errors import AnalysisError

__all__ = ["TIES", "fit_cox"]

TIES: Final = ("efron", "breslow", "discrete", "exact")
_DEFAULT_TIES: Final = {"sas": "breslow", "r": "efron"}


def fit_cox(
    time: Any,
    event: Any,
    covariates: Mapping[str, Any] | Any,
    *,
    entry: Any = None,
    strata: Any = None,
    weights: Any = None,
    offset: Any = None,
    cluster: Any = None,
    is_robust: bool = False,
    names: Sequence[str] | None = None,
    ties: str | None = None,
    limits: str = "wald",
    level: float = 0.95,
    preset: Preset = None,
) -> CoxFit:
    """
    Fit a Cox proportional hazards model to columns of numbers.

    Class variables and interactions come as columns; ``build_design`` makes them.

    Parameters
    ----------
    time, event : arrays, shape (n,)
        Event is 1, censored 0. Rows with a missing value anywhere are left out and counted.
    covariates : mapping of names to arrays, or array of shape (n,) or (n, p)
    entry : array, shape (n,), optional
        Start of the interval, for time-dependent covariates, recurrent events or late entry.
    strata : array, shape (n,) or (n, s), optional
    weights, offset : arrays, shape (n,), optional
        Case weights, 0 leaves a row out; a term with coefficient 1.
    cluster : array, shape (n,), optional
        Rows of one cluster count together in the sandwich covariance.
    is_robust : bool
        Sandwich covariance with every row its own cluster.
    names : sequence of str, optional
    ties : {'efron', 'breslow', 'discrete', 'exact'}
        ``'exact'`` is R's word for SAS's ``TIES=DISCRETE``. SAS's ``TIES=EXACT`` (the marginal
        likelihood) is not offered.
    limits : {'wald', 'profile'}
        Profile limits are those of the likelihood; never robust.
    level : float
    preset : {'sas', 'r'}, optional
        Default ties: SAS Breslow, R Efron.

    Returns
    -------
    CoxFit
        Reasons: ``'too_few'`` without rows, ``'no_events'``, ``'no_variation'`` where no column
        can be estimated, ``'separation'``, ``'not_converged'``. Under separation the other
        coefficients, the score and likelihood ratio tests keep their numbers.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-ties``, ``analysis.unknown-limits``, ``analysis.unknown-preset``,
        ``analysis.event-code``, ``analysis.length-mismatch``, ``analysis.discrete-ties`` for
        discrete ties with weights or a sandwich.

    Notes
    -----
    Source: Therneau and Grambsch, Modeling Survival Data; SAS PROC PHREG; R ``survival::coxph``
    (``weights``, ``cluster``, ``ties``). Estimates agree with R at tight convergence.

    Examples
    --------
    >>> fit = fit_cox([1, 2, 3, 4], [1, 1, 1, 1], {"arm": [0, 1, 0, 1]}, ties="efron")
    >>> round(float(fit.coefficients[0]), 6)
    -0.940614
    """
    kind = require_word("ties", choose_default(preset, ties, _DEFAULT_TIES), TIES)
    kind = "discrete" if kind == "exact" else kind
    require_word("limits", limits, ("wald", "profile"))
    require_level(level)
    if kind == "discrete" and (weights is not None or cluster is not None or is_robust):
        raise AnalysisError.of(
            "analysis.discrete-ties",
            "discrete ties take neither weights nor robust errors.",
            hint="choose efron or breslow",
        )
    columns, labels = read_columns(covariates, names)
    prepared = _prepare(time, event, columns, entry, strata, weights, offset, cluster)
    rows, fit, reason = prepared.rows, None, prepared.reason
    if reason is None:
        fit = climb(rows, kind)
        reason = fit.reason if fit.free.any() else "no_variation"
    return assemble_cox(prepared, labels, fit, kind, limits, level, reason, is_robust=is_robust)


def _prepare(
    time: Any,
    event: Any,
    columns: Floats,
    entry: Any,
    strata: Any,
    weights: Any,
    offset: Any,
    cluster: Any,
) -> CoxPrepared:
    """Keep the complete rows and sort them."""
    require_same_length(
        time=time,
        event=event,
        covariates=columns,
        entry=entry,
        strata=strata,
        weights=weights,
        offset=offset,
        cluster=cluster,
    )
    size = columns.shape[0]
    stratum, _, absent = code_strata(strata, size)
    groups, _, no_group = code_strata(cluster, size)
    weight = np.ones(size) if weights is None else to_floats(weights)
    shift = np.zeros(size) if offset is None else to_floats(offset)
    keep = ~absent & ~no_group & np.isfinite(weight) & np.isfinite(shift)
    keep &= np.isfinite(columns).all(axis=1)
    used = read_survival_rows(time, event, entry, keep=keep & (np.nan_to_num(weight) > 0))
    rows = arrange_cox_rows(
        used.time,
        used.event,
        columns[used.kept],
        entry=used.entry,
        stratum=stratum[used.kept],
        weights=weight[used.kept],
        offset=shift[used.kept],
    )
    happened = int(used.event.sum())
    reason = "too_few" if not used.time.size else "no_events" if not happened else None
    return CoxPrepared(
        rows=rows,
        cluster=None if cluster is None else groups[used.kept],
        n=used.time.size,
        n_events=happened,
        n_missing=used.n_missing,
        reason=reason,
    )
