"""Cumulative incidence of competing events (Aalen-Johansen)."""

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
    require_event_codes,
    require_level,
    require_same_length,
    require_word,
    to_floats,
)
from tlfgen.analysis.survival.risk_table import tie_times

__all__ = ["CumulativeIncidence", "IncidenceAtTimes", "estimate_cumulative_incidence"]

_LIMITS: Final = ("plain", "log", "log-log")
_VARIANCES: Final = ("jackknife", "aalen", "delta")
_DEFAULT_LIMITS: Final = {"sas": "log-log", "r": "log"}
_DEFAULT_VARIANCE: Final = {"sas": "aalen", "r": "jackknife"}


@dataclass(frozen=True, slots=True, eq=False)
class IncidenceAtTimes:
    """Cumulative incidence at chosen times; NaN and ``'not_estimable'`` after the last time."""

    times: Floats
    incidence: Floats
    std_error: Floats
    lower: Floats
    upper: Floats
    event_free: Floats
    at_risk: Ints
    reasons: tuple[str | None, ...]


@dataclass(frozen=True, slots=True, eq=False)
class CumulativeIncidence:
    """The cumulative incidence of one cause at each distinct time, with that of no event."""

    times: Floats
    at_risk: Ints
    events: Ints
    incidence: Floats
    std_error: Floats
    lower: Floats
    upper: Floats
    event_free: Floats
    cause: int
    n: int
    n_events: int
    n_competing: int
    n_missing: int
    limits: str
    variance: str
    level: float
    at: IncidenceAtTimes
    reason: str | None


def estimate_cumulative_incidence(
    time: Any,
    event: Any,
    *,
    cause: int = 1,
    at: Sequence[float] = (),
    limits: str | None = None,
    variance: str | None = None,
    level: float = 0.95,
    after_last: str | None = None,
    preset: Preset = None,
) -> CumulativeIncidence:
    """
    Give the probability of an event of one cause by each time, other causes competing.

    Parameters
    ----------
    time : array of numbers, shape (n,)
        Rows with a missing or negative time, or a missing event, are left out and counted.
    event : array of whole numbers, shape (n,)
        0 censored, any other number the cause.
    cause : int
        The cause of interest.
    at : sequence of floats
        Times at which the curve is wanted.
    limits : {'plain', 'log', 'log-log'}
        Scale of the limits; log and log-log are those of the incidence itself.
    variance : {'jackknife', 'aalen', 'delta'}
        Infinitesimal jackknife (R ``survfit``), Aalen's counting process form, or the delta method
        (SAS ``ERROR=``).
    level : float
    after_last : {'carry', 'not_estimable'}
        After the last time: the last value (R), or none unless nobody is left (SAS).
    preset : {'sas', 'r'}, optional
        SAS: log-log, Aalen, not estimable; R: log, jackknife, carry.

    Returns
    -------
    CumulativeIncidence
        Reason ``'too_few'`` without rows, ``'no_events'`` without an event of the cause: the
        incidence is then 0 without limits.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-limits``, ``analysis.unknown-variance``, ``analysis.unknown-after-last``,
        ``analysis.event-code`` for an event that is not a whole number from 0,
        ``analysis.length-mismatch``.

    Notes
    -----
    Source: Aalen and Johansen, Scand J Stat 1978; Marubini and Valsecchi, Analysing Survival Data,
    section 10.2 (delta); SAS PROC LIFETEST ``EVENTCODE=``; R ``survival::survfit``.

    Examples
    --------
    >>> found = estimate_cumulative_incidence([1, 2, 3, 4], [1, 2, 1, 0])
    >>> found.incidence.tolist()
    [0.25, 0.25, 0.5, 0.5]
    """
    kind = require_word("limits", choose_default(preset, limits, _DEFAULT_LIMITS), _LIMITS)
    form = require_word("variance", choose_default(preset, variance, _DEFAULT_VARIANCE), _VARIANCES)
    level = require_level(level)
    require_same_length(time=time, event=event)
    moments, codes = to_floats(time), to_floats(event)
    kept = np.isfinite(moments) & ~np.isnan(codes) & (np.nan_to_num(moments) >= 0)
    _require_causes(codes[kept])
    (moments,) = tie_times(moments[kept])
    causes = codes[kept].astype(np.intp)
    counts = _count_causes(moments, causes, cause)
    curve, free, squared = _sum_incidence(counts, form)
    error = np.sqrt(np.clip(squared, 0.0, None))
    quantile = float(stats.norm.ppf(0.5 + level / 2))
    lower, upper = _limit(curve, error, kind, quantile)
    happened = int((causes == cause).sum())
    return CumulativeIncidence(
        times=counts.times,
        at_risk=counts.at_risk.astype(np.intp),
        events=counts.own.astype(np.intp),
        incidence=curve,
        std_error=error,
        lower=lower,
        upper=upper,
        event_free=free,
        cause=cause,
        n=moments.size,
        n_events=happened,
        n_competing=int((causes > 0).sum()) - happened,
        n_missing=int((~kept).sum()),
        limits=kind,
        variance=form,
        level=level,
        at=_read_at(counts, [curve, error, lower, upper, free], at, preset, after_last),
        reason="too_few" if not moments.size else None if happened else "no_events",
    )


def _require_causes(codes: Floats) -> None:
    known = [int(code) for code in np.unique(codes) if code >= 0 and code == int(code)]
    require_event_codes(codes, known or [0])


@dataclass(frozen=True, slots=True, eq=False)
class _Counts:
    times: Floats
    at_risk: Floats
    own: Floats
    any_cause: Floats
    leaving: Floats


def _count_causes(time: Floats, codes: Ints, cause: int) -> _Counts:
    times, place = np.unique(time, return_inverse=True)
    leaving = np.bincount(place, minlength=times.size).astype(np.float64)
    own = np.bincount(place[codes == cause], minlength=times.size).astype(np.float64)
    any_cause = np.bincount(place[codes > 0], minlength=times.size).astype(np.float64)
    at_risk = np.cumsum(leaving[::-1])[::-1]
    return _Counts(times, at_risk, own, any_cause, leaving)


def _sum_incidence(counts: _Counts, form: str) -> tuple[Floats, Floats, Floats]:
    """Give incidence, event-free probability, variance of the incidence at each time."""
    free = np.cumprod(1 - counts.any_cause / counts.at_risk)
    before = np.concatenate(([1.0], free))[: free.size]
    curve = np.cumsum(before * counts.own / counts.at_risk)
    if form == "jackknife":
        return curve, free, _square_influence(counts, curve, before)
    left = counts.at_risk - counts.any_cause
    with np.errstate(divide="ignore", invalid="ignore"):
        if form == "aalen":
            spread = counts.any_cause / ((counts.at_risk - 1) * left)
            own = before**2 * counts.own * (counts.at_risk - counts.own)
            own = own / (counts.at_risk**2 * (counts.at_risk - 1))
            cross = before * counts.own * left / (counts.at_risk * left * (counts.at_risk - 1))
        else:
            spread = counts.any_cause / (counts.at_risk * left)
            own = before**2 * (counts.at_risk - counts.own) * counts.own / counts.at_risk**3
            cross = before * counts.own / counts.at_risk**2
    spread, own, cross = (np.where(np.isfinite(part), part, 0.0) for part in (spread, own, cross))
    total = curve**2 * np.cumsum(spread) - 2 * curve * np.cumsum(curve * spread)
    total += np.cumsum(curve**2 * spread) + np.cumsum(own)
    return curve, free, total - 2 * (curve * np.cumsum(cross) - np.cumsum(curve * cross))


def _square_influence(counts: _Counts, curve: Floats, before: Floats) -> Floats:
    """
    Give the sum over subjects of the squared influence on the incidence at each time.

    A subject whose time is past has the influence ``a + g * incidence``, one still at risk has the
    influence ``ahead``; all subjects with one time and one cause share theirs.
    """
    left = counts.at_risk - counts.any_cause
    with np.errstate(divide="ignore", invalid="ignore"):
        hazard = np.where(left > 0, counts.any_cause / (counts.at_risk * left), 0.0)
        gone = np.where(left > 0, 1 / left, 0.0)
    spent = np.cumsum(hazard)
    spent_before = np.concatenate(([0.0], spent))[: spent.size]
    steps = before * counts.own / counts.at_risk
    ahead = np.cumsum(spent_before * steps) - np.cumsum(steps / counts.at_risk)
    other = counts.any_cause - counts.own
    squares = np.zeros((3, curve.size))
    for number, share, slope in (
        (counts.own, before / counts.at_risk, spent - gone),
        (other, np.zeros_like(curve), spent - gone),
        (counts.leaving - counts.any_cause, np.zeros_like(curve), spent),
    ):
        base = ahead + share - slope * curve
        squares += number * np.stack([base**2, base * slope, slope**2])
    past = np.cumsum(squares, axis=1)
    still = counts.at_risk - counts.leaving
    total: Floats = past[0] + 2 * curve * past[1] + curve**2 * past[2] + still * ahead**2
    return total


def _limit(curve: Floats, error: Floats, kind: str, quantile: float) -> tuple[Floats, Floats]:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        half = quantile * error
        if kind == "plain":
            lower, upper = curve - half, curve + half
        elif kind == "log":
            lower, upper = curve * np.exp(-half / curve), curve * np.exp(half / curve)
        else:
            spread = half / (curve * np.log(curve))
            lower, upper = curve ** np.exp(-spread), curve ** np.exp(spread)
        undefined = (curve <= 0) | ((curve >= 1) if kind == "log-log" else False)
    lower, upper = np.clip(lower, 0.0, 1.0), np.clip(upper, 0.0, 1.0)
    return np.where(undefined, np.nan, lower), np.where(undefined, np.nan, upper)


def _read_at(
    counts: _Counts,
    curves: list[Floats],
    at: Sequence[float],
    preset: Preset,
    after_last: str | None,
) -> IncidenceAtTimes:
    rule = choose_default(preset, after_last, {"sas": "not_estimable", "r": "carry"})
    require_word("after last", rule, ("carry", "not_estimable"))
    wanted = np.asarray(at, dtype=np.float64).ravel()
    place = np.searchsorted(counts.times, wanted, side="right")
    free = curves[-1]
    is_past = wanted > (counts.times[-1] if counts.times.size else -np.inf)
    hidden = is_past & (rule == "not_estimable") & (not free.size or free[-1] > 0)
    if not counts.times.size:
        hidden = np.ones(wanted.size, dtype=np.bool_)
    starts = (0.0, 0.0, np.nan, np.nan, 1.0)
    values = [
        np.where(hidden, np.nan, np.concatenate(([start], curve))[place])
        for start, curve in zip(starts, curves, strict=True)
    ]
    later = np.searchsorted(counts.times, wanted, side="left")
    return IncidenceAtTimes(
        times=wanted,
        incidence=values[0],
        std_error=values[1],
        lower=values[2],
        upper=values[3],
        event_free=values[4],
        at_risk=np.append(counts.at_risk, 0)[later].astype(np.intp),
        reasons=tuple("not_estimable" if flag else None for flag in hidden.tolist()),
    )
