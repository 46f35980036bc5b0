"""Description of one sample of numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from tlfgen.analysis.arguments import Floats, Preset, require_level
from tlfgen.analysis.quantiles import estimate_quantiles
from tlfgen.analysis.samples import (
    Alternative,
    drop_missing,
    mean_of,
    require_alternative,
    tail_probability,
)

__all__ = ["GeometricSummary", "Summary", "summarize_geometric", "summarize_values"]


@dataclass(frozen=True, slots=True)
class Summary:
    """
    Description of one sample.

    Parameters
    ----------
    n, n_missing : int
    total, mean, sd, variance, se, cv : float or None
        ``cv`` in percent of the mean's size.
    minimum, q1, median, q3, maximum, range, iqr : float or None
    skewness, kurtosis : float or None
        As SAS (VARDEF=DF).
    mean_lower, mean_upper : float or None
        Limits of the mean by the t distribution.
    t, df, p : float or None
        One-sample t test of the mean against ``null``.
    reason : str or None
        ``no_records``; ``too_few`` where one value leaves no deviation; ``no_variation`` where t
        cannot be given.
    """

    n: int
    n_missing: int
    total: float | None = None
    mean: float | None = None
    sd: float | None = None
    variance: float | None = None
    se: float | None = None
    cv: float | None = None
    minimum: float | None = None
    q1: float | None = None
    median: float | None = None
    q3: float | None = None
    maximum: float | None = None
    range: float | None = None
    iqr: float | None = None
    skewness: float | None = None
    kurtosis: float | None = None
    mean_lower: float | None = None
    mean_upper: float | None = None
    t: float | None = None
    df: float | None = None
    p: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class GeometricSummary:
    """
    Description of one sample on the log scale.

    Parameters
    ----------
    n, n_missing : int
    mean : float or None
        Geometric mean.
    sd : float or None
        Geometric standard deviation, the exponential of the deviation of the logs.
    cv : float or None
        Geometric coefficient of variation, in percent.
    lower, upper : float or None
        Limits of the geometric mean.
    reason : str or None
        ``no_records``, ``not_positive`` or ``too_few``.
    """

    n: int
    n_missing: int
    mean: float | None = None
    sd: float | None = None
    cv: float | None = None
    lower: float | None = None
    upper: float | None = None
    reason: str | None = None


def _moments(kept: Floats) -> dict[str, float]:
    """Give the numbers of deviation, where there are two values or more."""
    n = len(kept)
    rest = kept - kept.mean()
    variance = float(rest @ rest) / (n - 1)
    if np.all(kept == kept[0]):
        variance = 0.0
    found = {"variance": variance, "sd": math.sqrt(variance), "se": math.sqrt(variance / n)}
    if kept.mean() != 0:
        found["cv"] = 100 * found["sd"] / abs(float(kept.mean()))
    if variance == 0:
        return found
    scaled = rest / found["sd"]
    if n > 2:  # noqa: PLR2004 - skewness needs three values
        found["skewness"] = n / ((n - 1) * (n - 2)) * float((scaled**3).sum())
    if n > 3:  # noqa: PLR2004 - kurtosis needs four values
        fourth = n * (n + 1) / ((n - 1) * (n - 2) * (n - 3)) * float((scaled**4).sum())
        found["kurtosis"] = fourth - 3 * (n - 1) ** 2 / ((n - 2) * (n - 3))
    return found


def summarize_values(
    values: npt.ArrayLike,
    *,
    level: float = 0.95,
    definition: int | str | None = None,
    null: float = 0.0,
    alternative: Alternative = "two_sided",
    preset: Preset = None,
) -> Summary:
    """
    Describe one sample: counts, moments, order statistics, limits of the mean, one-sample t.

    Parameters
    ----------
    values : array-like, shape (n,)
        Missing values are dropped and counted.
    level : float
        Confidence level of the limits of the mean, which are two-sided.
    definition : int or str
        Of the quartiles, as ``estimate_quantiles``.
    null : float
        The mean under the hypothesis of the t test.
    alternative : {'two_sided', 'less', 'greater'}
    preset : {'sas', 'r'}
        Percentile definition SAS 5, or R type 7.

    Returns
    -------
    Summary

    Raises
    ------
    AnalysisError
        ``analysis.unknown-percentile-definition``, ``analysis.unknown-alternative``,
        ``analysis.level-out-of-range``.

    Notes
    -----
    Source: SAS 9.4 MEANS and UNIVARIATE with VARDEF=DF; R ``mean``, ``sd``, ``t.test``.

    Examples
    --------
    >>> found = summarize_values([1, 2, 3, 4, None])
    >>> found.n, found.n_missing, found.mean, round(found.sd, 6), found.q1
    (4, 1, 2.5, 1.290994, 1.5)
    """
    require_level(level)
    require_alternative(alternative)
    (kept,), n_missing = drop_missing(values)
    quartiles = estimate_quantiles(kept, definition=definition, preset=preset)
    n = len(kept)
    if not n:
        return Summary(n, n_missing, reason="no_records")
    q1, median, q3 = (float(value or 0.0) for value in quartiles.values)
    found: dict[str, Any] = {
        "total": math.fsum(kept),
        "mean": mean_of(kept),
        "minimum": float(kept.min()),
        "maximum": float(kept.max()),
        "range": float(kept.max() - kept.min()),
        "q1": q1,
        "median": median,
        "q3": q3,
        "iqr": q3 - q1,
    }
    if n == 1:
        return Summary(n, n_missing, reason="too_few", **found)
    found |= _moments(kept)
    half = float(stats.t.isf((1 - level) / 2, n - 1)) * found["se"]
    found |= {"mean_lower": found["mean"] - half, "mean_upper": found["mean"] + half}
    found["df"] = float(n - 1)
    if found["se"] == 0:
        return Summary(n, n_missing, reason="no_variation", **found)
    found["t"] = (found["mean"] - null) / found["se"]
    found["p"] = tail_probability(stats.t(n - 1), found["t"], alternative)
    return Summary(n, n_missing, **found)


def summarize_geometric(values: npt.ArrayLike, *, level: float = 0.95) -> GeometricSummary:
    """
    Describe one sample of positive numbers on the log scale.

    Returns
    -------
    GeometricSummary
        Without numbers, and ``reason`` ``not_positive``, where any value is 0 or less.

    Raises
    ------
    AnalysisError
        ``analysis.level-out-of-range``.

    Notes
    -----
    Source: geometric CV is 100 sqrt(exp(s^2) - 1), s the deviation of the natural logs; SAS 9.4
    TTEST DIST=LOGNORMAL; tern ``s_summary`` (``geom_mean``, ``geom_cv``).

    Examples
    --------
    >>> found = summarize_geometric([1, 2, 3, 4])
    >>> round(found.mean, 6), round(found.cv, 6)
    (2.213364, 65.980381)
    """
    require_level(level)
    (kept,), n_missing = drop_missing(values)
    n = len(kept)
    if not n:
        return GeometricSummary(n, n_missing, reason="no_records")
    if kept.min() <= 0:
        return GeometricSummary(n, n_missing, reason="not_positive")
    logs = np.log(kept)
    centre = mean_of(logs)
    if n == 1:
        return GeometricSummary(n, n_missing, math.exp(centre), reason="too_few")
    spread = _moments(logs)
    half = float(stats.t.isf((1 - level) / 2, n - 1)) * spread["se"]
    return GeometricSummary(
        n,
        n_missing,
        mean=math.exp(centre),
        sd=math.exp(spread["sd"]),
        cv=100 * math.sqrt(math.expm1(spread["variance"])),
        lower=math.exp(centre - half),
        upper=math.exp(centre + half),
    )
