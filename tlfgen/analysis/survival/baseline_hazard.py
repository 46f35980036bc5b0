"""Baseline cumulative hazard of a fitted Cox model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tlfgen.analysis.arguments import Floats, code_strata, require_word, to_floats
from tlfgen.analysis.columns import read_columns
from tlfgen.analysis.survival.cox_likelihood import compute_tie_steps
from tlfgen.analysis.survival.cox_rows import arrange_cox_rows
from tlfgen.analysis.survival.risk_table import read_survival_rows

__all__ = ["BaselineHazard", "estimate_baseline_hazard"]


@dataclass(frozen=True, slots=True, eq=False)
class BaselineHazard:
    """Cumulative hazard at each distinct time of each stratum, for all covariates at ``at``."""

    strata: tuple[Any, ...]
    times: tuple[Floats, ...]
    cumulative_hazard: tuple[Floats, ...]
    n_missing: int
    reason: str | None


def estimate_baseline_hazard(
    time: Any,
    event: Any,
    covariates: Mapping[str, Any] | Any,
    coefficients: Any,
    *,
    entry: Any = None,
    strata: Any = None,
    weights: Any = None,
    ties: str = "efron",
    at: Any = None,
) -> BaselineHazard:
    """
    Give the cumulative baseline hazard of a Cox model at its coefficients.

    Parameters
    ----------
    time, event, covariates, entry, strata, weights
        As given to ``fit_cox``.
    coefficients : array of floats, shape (p,)
        A NaN (left out of the model) counts as 0.
    ties : {'efron', 'breslow'}
        With the same word as the fit.
    at : array of floats, shape (p,), optional
        Covariate values; 0 where not given.

    Returns
    -------
    BaselineHazard
        Reason ``'too_few'`` without rows, ``'no_events'`` (the hazard is then 0).

    Raises
    ------
    AnalysisError
        ``analysis.unknown-ties``; those of ``fit_cox`` for its arrays.

    Notes
    -----
    Source: Therneau and Grambsch, Modeling Survival Data, section 10.2; R ``survival::basehaz``
    (``centered = FALSE``); SAS PROC PHREG ``BASELINE CUMHAZ=`` for Breslow ties.
    """
    require_word("ties", ties, ("efron", "breslow"))
    columns, _ = read_columns(covariates)
    size = columns.shape[0]
    stratum, levels, absent = code_strata(strata, size)
    weight = np.ones(size) if weights is None else to_floats(weights)
    keep = ~absent & np.isfinite(columns).all(axis=1) & np.isfinite(weight)
    used = read_survival_rows(time, event, entry, keep=keep & (np.nan_to_num(weight) > 0))
    own = stratum[used.kept]
    values = np.nan_to_num(np.asarray(coefficients, dtype=np.float64))
    center = np.zeros(columns.shape[1]) if at is None else np.asarray(at, dtype=np.float64)
    predictor = (columns[used.kept] - center) @ values
    rows = arrange_cox_rows(
        used.time,
        used.event,
        np.empty((used.time.size, 0)),
        entry=used.entry,
        stratum=own,
        weights=weight[used.kept],
        offset=predictor,
    )
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        steps = compute_tie_steps(rows, rows.offset, is_efron=ties == "efron")
    times, hazards = [], []
    present = np.unique(own)
    for number in present:
        moments = np.unique(used.time[own == number])
        mine = rows.slot_strata == number
        total = np.concatenate(([0.0], np.cumsum(steps.hazard[mine])))
        place = np.searchsorted(rows.slot_times[mine], moments, side="right")
        times.append(moments)
        hazards.append(total[place])
    reason = "too_few" if not used.time.size else None if used.event.any() else "no_events"
    return BaselineHazard(
        strata=tuple(levels[number] for number in present) if strata is not None else (),
        times=tuple(times),
        cumulative_hazard=tuple(hazards),
        n_missing=used.n_missing,
        reason=reason,
    )
