"""Restricted mean survival time of one group with the comparison of two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy import stats

from tlfgen.analysis.arguments import (
    code_levels,
    is_absent,
    require_level,
    require_same_length,
    require_word,
)
from tlfgen.analysis.survival.kaplan_meier import KaplanMeier, estimate_kaplan_meier
from tlfgen.core.errors import AnalysisError

__all__ = ["Rmst", "RmstComparison", "compare_rmst", "estimate_rmst"]

_TAU_RULES: Final = ("min_last_event", "min_last_time")


@dataclass(frozen=True, slots=True, eq=False)
class Rmst:
    """Mean time lived up to ``tau``, in the unit of time, with its complement of time lost."""

    estimate: float
    std_error: float
    lower: float
    upper: float
    lost: float
    tau: float
    level: float
    reason: str | None


@dataclass(frozen=True, slots=True, eq=False)
class RmstComparison:
    """Two restricted means: second level against the first, as a difference or as a ratio."""

    groups: tuple[Any, ...]
    means: tuple[Rmst, ...]
    difference: float
    difference_std_error: float
    difference_lower: float
    difference_upper: float
    difference_p_value: float
    ratio: float
    ratio_lower: float
    ratio_upper: float
    ratio_p_value: float
    tau: float
    level: float
    n_missing: int
    reason: str | None


def estimate_rmst(
    curve: KaplanMeier,
    *,
    tau: float | None = None,
    level: float = 0.95,
    has_correction: bool = False,
) -> Rmst:
    """
    Give the area under a survival curve up to ``tau``.

    Parameters
    ----------
    curve : KaplanMeier
    tau : float, optional
        The last time of the curve where not given. Beyond it the curve is carried on at its last
        value.
    level : float
        Confidence level of the limits, which are plain and start at 0.
    has_correction : bool
        Multiply the variance by ``m / (m - 1)`` for ``m`` events up to ``tau``, as the mean of SAS
        PROC LIFETEST does.

    Returns
    -------
    Rmst
        Reason ``'too_few'`` for a curve without rows.

    Raises
    ------
    AnalysisError
        ``analysis.tau-out-of-range`` for a ``tau`` that is not above 0;
        ``analysis.level-out-of-range``.

    Notes
    -----
    Source: Klein and Moeschberger, Survival Analysis, section 4.5; R ``survival::print.survfit``
    (``rmean``) and ``survRM2::rmst2``; SAS PROC LIFETEST ``RMST(TAU=)``.

    Examples
    --------
    >>> estimate_rmst(estimate_kaplan_meier([1, 3], [1, 1]), tau=2).estimate
    1.5
    """
    if tau is not None and not tau > 0:
        raise AnalysisError.of("analysis.tau-out-of-range", f"tau is {tau}, not above 0.")
    quantile = float(stats.norm.ppf(0.5 + require_level(level) / 2))
    nan = float("nan")
    if not curve.times.size:
        return Rmst(nan, nan, nan, nan, nan, nan if tau is None else tau, level, "too_few")
    end = float(curve.times[-1]) if tau is None else float(tau)
    within = curve.times <= end
    times = curve.times[within]
    steps = np.diff(np.concatenate(([0.0], times, [end])))
    pieces = steps * np.concatenate(([1.0], curve.survival[within]))
    area = float(pieces.sum())
    beyond = np.cumsum(pieces[::-1])[::-1][1:]
    left = curve.at_risk[within] - curve.events[within]
    usable = (left > 0) & (curve.events[within] > 0)
    weight = np.zeros(times.size)
    weight[usable] = curve.events[within][usable] / (
        curve.at_risk[within][usable] * left[usable].astype(np.float64)
    )
    variance = float((beyond**2 * weight).sum())
    happened = int(curve.events[within].sum())
    if has_correction:
        variance *= happened / (happened - 1) if happened > 1 else nan
    error = float(np.sqrt(variance))
    low = max(0.0, area - quantile * error) if np.isfinite(error) else nan
    return Rmst(area, error, low, area + quantile * error, end - area, end, level, None)


def compare_rmst(
    time: Any,
    event: Any,
    group: Any,
    *,
    levels: tuple[Any, Any] | None = None,
    tau: float | str = "min_last_time",
    level: float = 0.95,
) -> RmstComparison:
    """
    Compare the restricted mean survival times of two groups: second level against the first.

    Parameters
    ----------
    time, event, group : arrays, shape (n,)
        Rows with a missing value or negative time are left out and counted.
    levels : pair, optional
        Reference group, then the other; sorted where not given.
    tau : float or {'min_last_time', 'min_last_event'}
        A time, or the smaller of the two groups' last times (``survRM2``) or last event times
        (SAS PROC LIFETEST).
    level : float

    Returns
    -------
    RmstComparison
        Difference with normal limits, ratio with limits on the log scale. Reasons: ``'one_group'``,
        ``'no_events'`` (no group has an event: a difference of 0 without error),
        ``'not_estimable'`` where ``tau`` lies beyond a group's last time and its curve is not at 0.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-tau``, ``analysis.unknown-level``, ``analysis.tau-out-of-range``,
        ``analysis.two-groups`` for more than two groups.

    Notes
    -----
    Source: Uno et al., J Clin Oncol 2014 (R ``survRM2::rmst2``); SAS PROC LIFETEST ``RMST``.
    """
    require_same_length(time=time, event=event, group=group)
    codes, groups = code_levels(group, levels)
    require_level(level)
    if len(groups) > 2:  # noqa: PLR2004 - a comparison has two sides
        raise AnalysisError.of(
            "analysis.two-groups",
            f"{len(groups)} groups are given, two are compared.",
            hint="give levels, or call once per pair",
        )
    if isinstance(tau, str):
        require_word("tau", tau, _TAU_RULES)
    keep = ~is_absent(group)
    curves = [
        estimate_kaplan_meier(time_of, event_of, quantiles=())
        for time_of, event_of in (
            (np.asarray(time)[codes == code], np.asarray(event)[codes == code])
            for code in range(len(groups))
        )
    ]
    missing = int((~keep).sum()) + sum(curve.n_missing for curve in curves)
    if len(curves) < 2 or any(not curve.n for curve in curves):  # noqa: PLR2004 - two sides
        return _blank_comparison(groups, level, missing, "one_group")
    end = _choose_tau(curves, tau)
    if not end > 0:
        return _blank_comparison(groups, level, missing, "no_events")
    means = tuple(estimate_rmst(curve, tau=end, level=level) for curve in curves)
    if any(end > curve.times[-1] and curve.survival[-1] > 0 for curve in curves):
        return _blank_comparison(groups, level, missing, "not_estimable", means, end)
    return _contrast(groups, means, end, level, missing)


def _choose_tau(curves: list[KaplanMeier], tau: float | str) -> float:
    if not isinstance(tau, str):
        return float(tau)
    last = [
        curve.times[-1] if tau == "min_last_time" else max([0.0, *curve.times[curve.events > 0]])
        for curve in curves
    ]
    return float(min(last))


def _blank_comparison(
    groups: tuple[Any, ...],
    level: float,
    missing: int,
    reason: str,
    means: tuple[Rmst, ...] = (),
    tau: float = float("nan"),
) -> RmstComparison:
    blank = (float("nan"),) * 9
    return RmstComparison(groups, means, *blank, tau, level, missing, reason)


def _contrast(
    groups: tuple[Any, ...], means: tuple[Rmst, ...], tau: float, level: float, missing: int
) -> RmstComparison:
    quantile = float(stats.norm.ppf(0.5 + level / 2))
    first, second = means
    difference = second.estimate - first.estimate
    error = float(np.hypot(first.std_error, second.std_error))
    log_ratio = float(np.log(second.estimate / first.estimate))
    log_error = float(
        np.hypot(first.std_error / first.estimate, second.std_error / second.estimate)
    )
    return RmstComparison(
        groups=groups,
        means=means,
        difference=difference,
        difference_std_error=error,
        difference_lower=difference - quantile * error,
        difference_upper=difference + quantile * error,
        difference_p_value=_two_sided(difference, error),
        ratio=float(np.exp(log_ratio)),
        ratio_lower=float(np.exp(log_ratio - quantile * log_error)),
        ratio_upper=float(np.exp(log_ratio + quantile * log_error)),
        ratio_p_value=_two_sided(log_ratio, log_error),
        tau=tau,
        level=level,
        n_missing=missing,
        reason=None if error > 0 else "no_events",
    )


def _two_sided(value: float, error: float) -> float:
    return float(2 * stats.norm.sf(abs(value) / error)) if error > 0 else float("nan")
