"""Parametric survival models on the log time scale (accelerated failure time)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from tlfgen.analysis.arguments import (
    Bools,
    Floats,
    require_level,
    require_same_length,
    require_word,
    to_floats,
)
from tlfgen.analysis.columns import read_columns
from tlfgen.analysis.contrasts import compute_limits
from tlfgen.analysis.newton import Likelihood, Maximum, find_aliased, maximize, solve_symmetric
from tlfgen.analysis.survival.noise import differentiate_noise
from tlfgen.analysis.survival.risk_table import read_survival_rows

__all__ = ["DISTRIBUTIONS", "ParametricFit", "fit_parametric_survival"]

DISTRIBUTIONS: Final = ("exponential", "weibull", "lognormal", "loglogistic")


@dataclass(frozen=True, slots=True, eq=False)
class ParametricFit:
    """
    A fitted model of log time: intercept first, then the covariates, then ``Log(scale)``.

    ``Log(scale)`` is absent for the exponential. ``covariance`` is from the observed information
    and covers all ``names``. ``log_likelihood`` is that of the times (R); SAS PROC LIFEREG prints
    that of the log times, ``log_time_log_likelihood``.
    """

    names: tuple[str, ...]
    coefficients: Floats
    std_errors: Floats
    covariance: Floats
    z: Floats
    p_values: Floats
    lower: Floats
    upper: Floats
    scale: float
    log_likelihood: float
    log_time_log_likelihood: float
    null_log_likelihood: float
    n: int
    n_events: int
    n_missing: int
    distribution: str
    level: float
    reasons: tuple[str | None, ...]
    reason: str | None


def fit_parametric_survival(
    time: Any,
    event: Any,
    covariates: Mapping[str, Any] | Any = None,
    *,
    distribution: str = "weibull",
    weights: Any = None,
    names: Sequence[str] | None = None,
    level: float = 0.95,
) -> ParametricFit:
    """
    Fit log time as a linear predictor plus scaled noise, right censored.

    Parameters
    ----------
    time, event : arrays, shape (n,)
        Rows with a missing value or a time that is not above 0 are left out and counted.
    covariates : mapping of names to arrays, or array of shape (n,) or (n, p), optional
        Without an intercept, which is always there.
    distribution : {'exponential', 'weibull', 'lognormal', 'loglogistic'}
    weights : array, shape (n,), optional
        Case weights; 0 leaves a row out.
    names : sequence of str, optional
    level : float

    Returns
    -------
    ParametricFit
        Reasons: ``'too_few'``, ``'no_events'``, ``'separation'`` where a covariate pattern has no
        event (its coefficient is infinite), ``'not_converged'``; per coefficient also
        ``'no_variation'``.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-distribution``, ``analysis.event-code``, ``analysis.length-mismatch``.

    Notes
    -----
    Source: Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data, chapter 3; R
    ``survival::survreg``; SAS PROC LIFEREG. A Weibull hazard ratio is
    ``exp(-coefficient / scale)``.

    Examples
    --------
    >>> fit = fit_parametric_survival([1.0, 2.0, 3.0], [1, 1, 0], distribution="exponential")
    >>> round(float(fit.coefficients[0]), 6)
    1.098612
    """
    require_word("distribution", distribution, DISTRIBUTIONS)
    require_level(level)
    if covariates is None:
        covariates = np.empty((len(np.asarray(time)), 0))
    columns, labels = read_columns(covariates, names)
    require_same_length(time=time, event=event, covariates=columns, weights=weights)
    weight = np.ones(columns.shape[0]) if weights is None else to_floats(weights)
    moments = to_floats(time)
    keep = np.isfinite(columns).all(axis=1) & (np.nan_to_num(weight) > 0)
    rows = read_survival_rows(time, event, keep=keep & (np.nan_to_num(moments) > 0))
    has_scale = distribution != "exponential"
    labels = ("(Intercept)", *labels, *(("Log(scale)",) if has_scale else ()))
    happened = int(rows.event.sum())
    reason = "too_few" if not rows.time.size else None if happened else "no_events"
    fit = None
    if reason is None:
        design = _Design(np.log(rows.time), rows.event, columns[rows.kept], weight[rows.kept])
        fit = _climb(design, distribution, has_scale=has_scale)
        reason = fit.reason
    return _assemble(
        labels, fit, rows.time.size, happened, rows.n_missing, distribution, level, reason
    )


class _Design:
    """Log times with centred, scaled columns, the intercept first."""

    def __init__(self, log_time: Floats, event: Bools, columns: Floats, weights: Floats) -> None:
        self.log_time, self.event, self.weights = log_time, event, weights
        self.center = columns.mean(axis=0)
        spread = columns.std(axis=0)
        self.spread = np.where(spread > 1e-12 * (1 + np.abs(self.center)), spread, 1.0)
        scaled = (columns - self.center) / self.spread
        self.columns = np.column_stack([np.ones(log_time.size), scaled])
        self.free = ~find_aliased((self.columns * weights[:, None]).T @ self.columns)


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    coefficients: Floats
    covariance: Floats
    diverging: Bools
    free: Bools
    height: float
    null_height: float
    jacobian: float
    reason: str | None


def _climb(design: _Design, distribution: str, *, has_scale: bool) -> _Fit:
    """Find the maximum, first without covariates, which is the start of the whole."""
    free = design.free.copy()
    columns = design.columns[:, free]
    log_time, event = design.log_time, design.event
    width = columns.shape[1]

    def run(count: int, start: Floats) -> Maximum:
        return maximize(
            _make_likelihood(columns[:, :count], design, distribution, has_scale=has_scale), start
        )

    total = float((design.weights * event).sum())
    mean = float(np.log((design.weights * np.exp(log_time - log_time.max())).sum() / total))
    begin = np.array([mean + log_time.max(), *([0.0] if has_scale else [])])
    null = run(1, begin)
    start = np.concatenate((null.values[:1], np.zeros(width - 1), null.values[1:]))
    top = run(width, start)
    return _unscale(design, top, null, free, has_scale=has_scale)


def _make_likelihood(
    columns: Floats, design: _Design, distribution: str, *, has_scale: bool
) -> Likelihood:
    event, log_time, weights = design.event, design.log_time, design.weights

    def evaluate(values: Floats) -> tuple[float, Floats, Floats]:
        log_scale = values[-1] if has_scale else 0.0
        own = values[:-1] if has_scale else values
        with np.errstate(all="ignore"):
            scale = np.exp(log_scale)
            z = (log_time - columns @ own) / scale
            height, slope, curve = differentiate_noise(z, event, distribution)
            total = float(weights @ (height - event * log_scale))
            first = columns.T @ (weights * -slope) / scale
            second = (columns * (weights * -curve)[:, None]).T @ columns / scale**2
            if has_scale:
                cross = columns.T @ (weights * -(curve * z + slope)) / scale
                end = float(weights @ (-slope * z - event))
                corner = float(weights @ -(curve * z**2 + slope * z))
                first = np.append(first, end)
                second = np.block([[second, cross[:, None]], [cross[None, :], corner]])
        return total, first, second

    return evaluate


def _unscale(design: _Design, top: Maximum, null: Maximum, free: Bools, *, has_scale: bool) -> _Fit:
    """Give estimates in the units of the given columns."""
    width = free.size + int(has_scale)
    used = np.append(free, [True] if has_scale else []).astype(bool)
    change = np.eye(width)
    change[0, 1 : free.size] = -design.center / design.spread
    change[np.arange(1, free.size), np.arange(1, free.size)] = 1 / design.spread
    own = change[np.ix_(used, used)]
    reach = np.abs(own @ top.step) / np.abs(own).max(axis=1)
    infinite = reach > 1e-3 * max(float(reach.max()), 1e-300)
    infinite &= top.reason == "separation"
    values, spread = np.full(width, np.nan), np.full((width, width), np.nan)
    place = np.flatnonzero(used)[~infinite]
    values[place] = (own @ top.values)[~infinite]
    if place.size and np.isfinite(top.information).all():
        back = np.linalg.inv(own)
        information = (back.T @ top.information @ back)[np.ix_(~infinite, ~infinite)]
        spread[np.ix_(place, place)] = solve_symmetric(information, np.eye(place.size))
    diverging = np.zeros(width, dtype=np.bool_)
    diverging[used] = infinite
    jacobian = float((design.weights * design.event) @ design.log_time)
    return _Fit(
        values,
        spread,
        diverging,
        used,
        top.log_likelihood,
        null.log_likelihood,
        jacobian,
        top.reason,
    )


def _assemble(
    names: tuple[str, ...],
    fit: _Fit | None,
    n: int,
    happened: int,
    missing: int,
    distribution: str,
    level: float,
    reason: str | None,
) -> ParametricFit:
    width, nan = len(names), float("nan")
    values = np.full(width, np.nan) if fit is None else fit.coefficients
    spread = np.full((width, width), np.nan) if fit is None else fit.covariance
    errors = np.sqrt(np.clip(np.diag(spread), 0.0, None))
    z, p_values, lower, upper = compute_limits(values, errors, np.full(width, np.inf), level)
    if fit is None:
        reasons: tuple[str | None, ...] = (reason,) * width
    else:
        reasons = tuple(
            "no_variation" if not free else "separation" if infinite else None
            for free, infinite in zip(fit.free.tolist(), fit.diverging.tolist(), strict=True)
        )
    scale = 1.0 if distribution == "exponential" else float(np.exp(values[-1]))
    shift = 0.0 if fit is None else fit.jacobian
    return ParametricFit(
        names=names,
        coefficients=values,
        std_errors=errors,
        covariance=spread,
        z=z,
        p_values=p_values,
        lower=lower,
        upper=upper,
        scale=scale,
        log_likelihood=nan if fit is None else fit.height - shift,
        log_time_log_likelihood=nan if fit is None else fit.height,
        null_log_likelihood=nan if fit is None else fit.null_height - shift,
        n=n,
        n_events=happened,
        n_missing=missing,
        distribution=distribution,
        level=level,
        reasons=reasons,
        reason=reason,
    )
