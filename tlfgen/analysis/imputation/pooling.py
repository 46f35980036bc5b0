"""Estimates of several imputed or resampled data sets as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from tlfgen.analysis.arguments import require_level, require_word, to_floats
from tlfgen.core.errors import AnalysisError

__all__ = ["PooledEstimate", "blank_estimate", "pool_imputed", "pool_jackknifed", "pool_resampled"]

_NUMBERS = (
    "estimate", "std_error", "df", "statistic", "p_value", "lower", "upper", "within", "between",
    "missing_information",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PooledEstimate:
    """
    One estimate of many: numbers are None where there is a ``reason``.

    ``within`` and ``between`` are the variances of Rubin's rules, ``missing_information`` the
    fraction lost; they are None for a jackknife or a bootstrap.
    """

    estimate: float | None
    std_error: float | None
    df: float | None
    statistic: float | None
    p_value: float | None
    lower: float | None
    upper: float | None
    within: float | None
    between: float | None
    missing_information: float | None
    count: int
    method: str
    level: float
    reason: str | None


def pool_imputed(
    estimates: Any, std_errors: Any, *, df: float = float("inf"), level: float = 0.95
) -> PooledEstimate:
    """
    Pool the estimates of imputed data sets by Rubin's rules.

    Parameters
    ----------
    estimates, std_errors : arrays, shape (m,)
    df : float
        Degrees of freedom of the analysis of complete data, with which those of the pooled
        estimate are adjusted; infinite for Rubin's own.
    level : float

    Returns
    -------
    PooledEstimate
        Reasons: ``'too_few'`` without an estimate, ``'not_estimable'`` where one is missing,
        ``'no_variation'`` where the error is zero.

    Raises
    ------
    AnalysisError
        ``analysis.length-mismatch``, ``analysis.level-out-of-range``.

    Notes
    -----
    Source: Rubin, Multiple Imputation for Nonresponse in Surveys, 1987; Barnard and Rubin,
    Biometrika 1999, for the degrees of freedom. Equals SAS PROC MIANALYZE (``EDF=``) and R
    ``mice::pool.scalar``, ``rbmi``. Estimates that do not differ at all keep ``df``.

    Examples
    --------
    >>> found = pool_imputed([1.0, 2.0, 3.0], [1.0, 1.0, 1.0])
    >>> found.estimate, round(found.std_error, 6), round(found.df, 6)
    (2.0, 1.527525, 6.125)
    """
    level = require_level(level)
    values, errors = to_floats(estimates), to_floats(std_errors)
    if values.size != errors.size:
        message = f"{values.size} estimates have {errors.size} errors."
        raise AnalysisError.of("analysis.length-mismatch", message)
    if not np.isfinite(values).all() or not np.isfinite(errors).all():
        return blank_estimate("not_estimable", values.size, "rubin", level)
    if not values.size:
        return blank_estimate("too_few", 0, "rubin", level)
    m = values.size
    within = float((errors**2).mean())
    between = float(values.var(ddof=1)) if m > 1 else 0.0
    total = within + (1 + 1 / m) * between
    lost = (1 + 1 / m) * between / total if total > 0 else 0.0
    freedom = _adjust_df(m, lost, df)
    information = lost
    if 0 < lost < 1:
        ratio = lost / (1 - lost)
        information = (ratio + 2 / ((m - 1) / lost**2 + 3)) / (ratio + 1)
    return _finish(
        float(values.mean()), total**0.5, freedom, "rubin", m, level,
        parts=(within, between, float(information)),
    )  # fmt: skip


def _adjust_df(m: int, lost: float, df: float) -> float:
    """Give the degrees of freedom of Barnard and Rubin."""
    if lost <= 0 or m < 2:  # noqa: PLR2004 - no variance between
        return df
    old = (m - 1) / lost**2
    if np.isinf(df):
        return old
    seen = (df + 1) / (df + 3) * df * (1 - lost)
    return old * seen / (old + seen)


def pool_jackknifed(estimate: float, leave_one_out: Any, *, level: float = 0.95) -> PooledEstimate:
    """
    Give an estimate with its jackknife error.

    Parameters
    ----------
    estimate : float
        Of all subjects.
    leave_one_out : array, shape (n,)
        Of all subjects but one.
    level : float

    Returns
    -------
    PooledEstimate
        Tests and limits are normal. Reasons as ``pool_imputed``.

    Raises
    ------
    AnalysisError
        ``analysis.level-out-of-range``.

    Notes
    -----
    Source: Efron and Tibshirani, An Introduction to the Bootstrap, chapter 11; R ``rbmi``
    (``method_condmean(type = "jackknife")``).

    Examples
    --------
    >>> round(pool_jackknifed(2.0, [2.5, 2.0, 1.5]).std_error, 6)
    0.57735
    """
    level = require_level(level)
    values = to_floats(leave_one_out)
    n = values.size
    if n < 2 or not np.isfinite(values).all() or not np.isfinite(estimate):  # noqa: PLR2004
        return blank_estimate("too_few" if n < 2 else "not_estimable", n, "jackknife", level)  # noqa: PLR2004
    error = float(np.sqrt((n - 1) / n * ((values - values.mean()) ** 2).sum()))
    return _finish(float(estimate), error, float("inf"), "jackknife", n, level)


def pool_resampled(
    estimate: float, samples: Any, *, limits: str = "percentile", level: float = 0.95
) -> PooledEstimate:
    """
    Give an estimate with its bootstrap error and limits.

    Parameters
    ----------
    estimate : float
        Of all subjects.
    samples : array, shape (b,)
        Of bootstrap samples.
    limits : {'percentile', 'normal'}
        Percentile limits are quantiles of the samples (R type 6), and the p-value is twice the
        smaller share beyond 0.
    level : float

    Returns
    -------
    PooledEstimate
        Reasons as ``pool_imputed``.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-limits``, ``analysis.level-out-of-range``.

    Notes
    -----
    Source: Efron and Tibshirani, An Introduction to the Bootstrap, chapters 12 and 13; R ``rbmi``
    (``method_condmean(type = "bootstrap")``).
    """
    require_word("limits", limits, ("percentile", "normal"))
    level = require_level(level)
    values = to_floats(samples)
    b = values.size
    if b < 2 or not np.isfinite(values).all() or not np.isfinite(estimate):  # noqa: PLR2004
        return blank_estimate("too_few" if b < 2 else "not_estimable", b, "bootstrap", level)  # noqa: PLR2004
    error = float(values.std(ddof=1))
    made = _finish(float(estimate), error, float("inf"), "bootstrap", b, level)
    if limits == "normal" or made.reason is not None:
        return made
    tail = (1 - level) / 2
    low, high = np.quantile(values, [tail, 1 - tail], method="weibull")
    share = min((1 + (values <= 0).sum()) / (b + 1), (1 + (values >= 0).sum()) / (b + 1))
    return PooledEstimate(
        made.estimate, error, None, None, float(min(1.0, 2 * share)), float(low), float(high),
        None, None, None, b, "bootstrap", level, None,
    )  # fmt: skip


def _finish(
    estimate: float,
    error: float,
    df: float,
    method: str,
    count: int,
    level: float,
    *,
    parts: tuple[float | None, float | None, float | None] = (None, None, None),
) -> PooledEstimate:
    if not error > 0:
        return blank_estimate("no_variation", count, method, level)
    law: Any = stats.norm() if np.isinf(df) else stats.t(df)
    width = float(law.ppf((1 + level) / 2)) * error
    statistic = estimate / error
    return PooledEstimate(
        estimate, error, None if np.isinf(df) else df, statistic,
        float(2 * law.sf(abs(statistic))), estimate - width, estimate + width, *parts, count,
        method, level, None,
    )  # fmt: skip


def blank_estimate(reason: str, count: int, method: str, level: float) -> PooledEstimate:
    """Give an estimate without numbers."""
    numbers: dict[str, Any] = dict.fromkeys(_NUMBERS)
    return PooledEstimate(**numbers, count=count, method=method, level=level, reason=reason)
