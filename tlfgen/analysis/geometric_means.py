"""Ratios of geometric means with tests of equivalence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from tlfgen.analysis.arguments import Floats, Preset
from tlfgen.analysis.means import (
    MeanComparison,
    Variances,
    compare_paired_means,
    compare_two_means,
)
from tlfgen.analysis.samples import Alternative, drop_missing, mean_of, variance_of
from tlfgen.core.errors import AnalysisError

__all__ = ["GeometricComparison", "compare_geometric_means"]

_FEWEST = 2


@dataclass(frozen=True, slots=True)
class GeometricComparison:
    """
    A ratio of geometric means, first over second.

    Parameters
    ----------
    n1, n2 : int
        Values used; the pairs, for paired samples, in both.
    n_missing : int
    mean1, mean2 : float or None
        Geometric means.
    estimate, lower, upper : float or None
        The ratio with its limits.
    se_log : float or None
        Of the log of the ratio.
    cv : float or None
        Geometric coefficient of variation in percent: of the pooled variance of the logs, or of
        the differences of the logs of pairs.
    t, df, p : float or None
        Test that the ratio is ``null``.
    p_lower, p_upper, p_equivalence : float or None
        One-sided tests against the bounds, and the larger of both.
    method : str
    reason : str or None
        ``no_records``, ``too_few``, ``no_variation``; ``not_positive`` where a value is 0 or less.
    """

    n1: int
    n2: int
    n_missing: int
    mean1: float | None = None
    mean2: float | None = None
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    se_log: float | None = None
    cv: float | None = None
    t: float | None = None
    df: float | None = None
    p: float | None = None
    p_lower: float | None = None
    p_upper: float | None = None
    p_equivalence: float | None = None
    method: str = ""
    reason: str | None = None


def compare_geometric_means(
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    *,
    is_paired: bool = False,
    variances: Variances | None = None,
    null: float = 1.0,
    bounds: Sequence[float] | None = (0.8, 1.25),
    level: float = 0.95,
    alternative: Alternative = "two_sided",
    preset: Preset = None,
) -> GeometricComparison:
    """
    Compare two geometric means by the t test of the logs.

    Parameters
    ----------
    first, second : array-like, shapes (n1,) and (n2,)
        Missing values are dropped and counted.
    is_paired : bool
        Whether the samples are pairs of one subject; a pair with a missing value is dropped.
    variances : {'pooled', 'satterthwaite'}
        One variance of the logs, or one each; not for pairs.
    null : float
        The ratio under the hypothesis.
    bounds : (float, float) or None
        Of equivalence; no test of it where None.
    level : float
        0.9 goes with two one-sided tests at 0.05.
    alternative : {'two_sided', 'less', 'greater'}
    preset : {'sas', 'r'}
        As ``compare_two_means``.

    Returns
    -------
    GeometricComparison

    Raises
    ------
    AnalysisError
        ``analysis.unknown-variances``, ``analysis.unknown-alternative``,
        ``analysis.unknown-preset``, ``analysis.level-out-of-range``, ``analysis.length-mismatch``,
        ``analysis.ratio-not-positive``.

    Notes
    -----
    Source: Schuirmann (1987) for the two one-sided tests. Equals SAS 9.4 TTEST DIST=LOGNORMAL
    TEST=RATIO (H0=, TOST()) and the exponents of R ``t.test`` of the logs.

    Examples
    --------
    >>> found = compare_geometric_means([1, 2, 4], [2, 4, 8])
    >>> found.estimate, round(found.cv, 4), round(found.p_equivalence, 4)
    (0.5, 78.537, 0.7735)
    """
    ratios = (null, *(bounds or ()))
    if not all(0 < ratio < math.inf for ratio in ratios):
        raise AnalysisError.of("analysis.ratio-not-positive", "a ratio is not above 0.")
    (one, two), n_missing = _samples(first, second, is_paired=is_paired)
    if any(len(part) and part.min() <= 0 for part in (one, two)):
        return GeometricComparison(len(one), len(two), n_missing, reason="not_positive")
    logs = np.log(one), np.log(two)
    margin = math.log(null)
    given: dict[str, Any] = {"null": margin, "level": level, "alternative": alternative}
    if is_paired:
        found = compare_paired_means(*logs, **given)
    else:
        found = compare_two_means(*logs, variances=variances, preset=preset, **given)
    named: dict[str, Any] = _named(found)
    if bounds is not None and found.t is not None and found.se and found.df:
        named |= _equivalence(found, tuple(bounds))
    named["mean1"], named["mean2"] = (math.exp(mean_of(p)) if len(p) else None for p in logs)
    named["cv"] = _variation(*logs, is_paired=is_paired)
    return GeometricComparison(len(one), len(two), n_missing, **named)


def _samples(
    first: npt.ArrayLike, second: npt.ArrayLike, *, is_paired: bool
) -> tuple[list[Floats], int]:
    """Give the values used, with the number of those dropped."""
    if is_paired:
        return drop_missing(first, second)
    (one,), missing1 = drop_missing(first)
    (two,), missing2 = drop_missing(second)
    return [one, two], missing1 + missing2


def _named(found: MeanComparison) -> dict[str, Any]:
    """Give a comparison of logs on the scale of ratios."""
    turned = {
        name: None if value is None else math.exp(value)
        for name, value in (
            ("estimate", found.estimate),
            ("lower", found.lower),
            ("upper", found.upper),
        )
    }
    kept = {"se_log": found.se, "t": found.t, "df": found.df, "p": found.p}
    return {**turned, **kept, "method": found.method, "reason": found.reason}


def _equivalence(found: MeanComparison, bounds: tuple[float, ...]) -> dict[str, Any]:
    """Give the two one-sided tests against bounds."""
    low, high = (math.log(one) for one in bounds)
    estimate, se, df = found.estimate or 0.0, found.se or math.nan, found.df or math.nan
    p_lower = float(stats.t.sf((estimate - low) / se, df))
    p_upper = float(stats.t.cdf((estimate - high) / se, df))
    return {"p_lower": p_lower, "p_upper": p_upper, "p_equivalence": max(p_lower, p_upper)}


def _variation(one: Floats, two: Floats, *, is_paired: bool) -> float | None:
    """Give the geometric coefficient of variation in percent."""
    samples = [np.asarray(one - two)] if is_paired else [one, two]
    parts = [part for part in samples if len(part) >= _FEWEST]
    if not parts:
        return None
    free = [len(part) - 1 for part in parts]
    pooled = sum(n * variance_of(part) for n, part in zip(free, parts, strict=True)) / sum(free)
    return 100 * math.sqrt(math.expm1(pooled))
