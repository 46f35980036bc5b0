"""Kaplan-Meier curve with its standard errors, limits, quantiles, values at times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy import stats

from tlfgen.analysis.arguments import (
    Floats,
    Ints,
    Preset,
    choose_default,
    require_level,
    require_word,
)
from tlfgen.analysis.survival.at_times import SurvivalAtTimes, estimate_survival_at
from tlfgen.analysis.survival.curve import SurvivalSteps
from tlfgen.analysis.survival.limits import LIMIT_TYPES, compute_survival_limits
from tlfgen.analysis.survival.quantiles import SurvivalQuantiles, estimate_survival_quantiles
from tlfgen.analysis.survival.risk_table import RiskTable, count_at_risk, read_survival_rows

__all__ = ["ESTIMATORS", "KaplanMeier", "estimate_kaplan_meier"]

ESTIMATORS: Final = ("kaplan-meier", "nelson-aalen", "fleming-harrington")
_DEFAULT_LIMITS: Final = {"sas": "log-log", "r": "log"}


@dataclass(frozen=True, slots=True, eq=False)
class KaplanMeier:
    """
    A survival curve: one value per distinct time, censored times included.

    ``std_error`` is that of the survival probability, ``log_std_error`` that of its logarithm.
    ``first_is_censored`` and ``last_is_censored`` say that no event happened at that time.
    ``reason`` is ``'too_few'`` without any row; a curve without events is 1 throughout.
    """

    times: Floats
    at_risk: Ints
    events: Ints
    censored: Ints
    survival: Floats
    std_error: Floats
    log_std_error: Floats
    lower: Floats
    upper: Floats
    cumulative_hazard: Floats
    cumulative_hazard_std_error: Floats
    entries: Floats | None
    n: int
    n_missing: int
    n_events: int
    first_is_censored: bool
    last_is_censored: bool
    estimator: str
    limits: str
    level: float
    quantiles: SurvivalQuantiles
    at: SurvivalAtTimes
    reason: str | None


def estimate_kaplan_meier(
    time: Any,
    event: Any,
    *,
    entry: Any = None,
    estimator: str = "kaplan-meier",
    limits: str | None = None,
    level: float = 0.95,
    quantiles: Sequence[float] = (0.25, 0.5, 0.75),
    flat_end: str | None = None,
    at: Sequence[float] = (),
    after_last: str | None = None,
    preset: Preset = None,
) -> KaplanMeier:
    """
    Give the survival curve of one group.

    Rows with a missing or negative time, or a missing event, are left out and counted.

    Parameters
    ----------
    time : array of numbers, shape (n,)
        Time from the origin, in any unit; results are in the same unit.
    event : array of 0 and 1, shape (n,)
        1 for an event, 0 for a censored time.
    entry : array of numbers, shape (n,), optional
        Time at which a subject comes under observation (left truncation).
    estimator : {'kaplan-meier', 'nelson-aalen', 'fleming-harrington'}
        The last two give ``exp(-cumulative hazard)``; they differ at tied events.
    limits : {'plain', 'log', 'log-log', 'arcsin', 'logit'}
        Scale of the confidence limits. SAS ``CONFTYPE=``: LINEAR, LOG, LOGLOG, ASINSQRT, LOGIT.
    level : float
        Confidence level.
    quantiles : sequence of floats
        Event probabilities whose times are wanted.
    flat_end : {'midpoint', 'not_reached'}
        See ``estimate_survival_quantiles``.
    at : sequence of floats
        Times at which the curve is wanted.
    after_last : {'carry', 'not_estimable'}
        See ``estimate_survival_at``.
    preset : {'sas', 'r'}, optional
        Defaults: SAS has log-log limits, ``'not_reached'`` and ``'not_estimable'``; R has log
        limits, ``'midpoint'`` and ``'carry'``.

    Returns
    -------
    KaplanMeier

    Raises
    ------
    AnalysisError
        ``analysis.unknown-...`` for an unknown word, ``analysis.event-code`` for an event that is
        neither 0 nor 1, ``analysis.length-mismatch``, ``analysis.level-out-of-range``.

    Notes
    -----
    Source: Kaplan and Meier, JASA 1958; Greenwood's variance; Klein and Moeschberger, Survival
    Analysis, 2nd edition, sections 4.2-4.3. Equals SAS PROC LIFETEST and R ``survival::survfit``
    (``stype``, ``ctype``). Case weights are not offered.

    Examples
    --------
    >>> curve = estimate_kaplan_meier([1, 2, 2, 4], [1, 1, 0, 1])
    >>> curve.survival.tolist()
    [0.75, 0.5, 0.0]
    """
    require_word("estimator", estimator, ESTIMATORS)
    kind = require_word("limits", choose_default(preset, limits, _DEFAULT_LIMITS), LIMIT_TYPES)
    reach = float(stats.norm.ppf(0.5 + require_level(level) / 2))
    rows = read_survival_rows(time, event, entry)
    table = count_at_risk(rows.time, rows.event, rows.entry)
    hazard, hazard_variance = _sum_hazard(table, has_tie_steps=estimator == "fleming-harrington")
    survival, log_variance = np.exp(-hazard), hazard_variance
    if estimator == "kaplan-meier":
        survival, log_variance = _multiply_out(table)
    log_error = np.sqrt(log_variance)
    entries = None if rows.entry is None else np.sort(rows.entry)
    steps = _draw(table, survival, log_error, entries, limits=kind, reach=reach)
    size = table.times.size
    return KaplanMeier(
        times=steps.times,
        at_risk=steps.at_risk,
        events=steps.events,
        censored=table.censored,
        survival=survival,
        std_error=steps.std_error,
        log_std_error=log_error,
        lower=steps.lower,
        upper=steps.upper,
        cumulative_hazard=hazard,
        cumulative_hazard_std_error=np.sqrt(hazard_variance),
        entries=entries,
        n=rows.time.size,
        n_missing=rows.n_missing,
        n_events=int(rows.event.sum()),
        first_is_censored=bool(size) and int(table.events[0]) == 0,
        last_is_censored=bool(size) and int(table.events[-1]) == 0,
        estimator=estimator,
        limits=kind,
        level=level,
        quantiles=estimate_survival_quantiles(steps, quantiles, flat_end=flat_end, preset=preset),
        at=estimate_survival_at(steps, at, after_last=after_last, preset=preset),
        reason=None if size else "too_few",
    )


def _draw(
    table: RiskTable,
    survival: Floats,
    log_error: Floats,
    entries: Floats | None,
    *,
    limits: str,
    reach: float,
) -> SurvivalSteps:
    """Give the curve with its error and limits."""
    lower, upper = compute_survival_limits(survival, log_error, limits=limits, quantile=reach)
    with np.errstate(invalid="ignore"):
        std_error = survival * log_error
    return SurvivalSteps(
        table.times, table.at_risk, table.events, survival, std_error, lower, upper, entries
    )


def _multiply_out(table: RiskTable) -> tuple[Floats, Floats]:
    """Give the product-limit estimate with Greenwood's variance of its logarithm."""
    left = (table.at_risk - table.events).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        survival = np.cumprod(left / table.at_risk)
        terms = table.events / (table.at_risk * left)
    return survival, np.cumsum(terms)


def _sum_hazard(table: RiskTable, *, has_tie_steps: bool) -> tuple[Floats, Floats]:
    """Give the cumulative hazard with its variance; tied events one after another if asked."""
    at_risk = table.at_risk.astype(np.float64)
    if not has_tie_steps:
        return np.cumsum(table.events / at_risk), np.cumsum(table.events / at_risk**2)
    place = np.repeat(np.arange(table.times.size), table.events)
    first = np.cumsum(table.events) - table.events
    left = at_risk[place] - (np.arange(place.size) - first[place])
    steps = np.bincount(place, 1 / left, minlength=table.times.size)
    squares = np.bincount(place, 1 / left**2, minlength=table.times.size)
    return np.cumsum(steps), np.cumsum(squares)
