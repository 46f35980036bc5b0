"""Quantiles of one sample by the definitions of SAS and R."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from tlfgen.analysis.arguments import Floats, Preset, choose_default, require_level, require_word
from tlfgen.analysis.samples import drop_missing
from tlfgen.core.errors import AnalysisError

__all__ = ["MedianLimits", "Quantiles", "estimate_median", "estimate_quantiles"]

_FUZZ = 4 * float(np.finfo(np.float64).eps)
_SAS_TYPES = {1: 4, 2: 3, 3: 1, 4: 6, 5: 2}
_DEFINITIONS = {
    **{str(sas): r for sas, r in _SAS_TYPES.items()},
    **{f"sas{sas}": r for sas, r in _SAS_TYPES.items()},
    **{str(r): r for r in range(6, 10)},
    **{f"r{r}": r for r in range(1, 10)},
}


@dataclass(frozen=True, slots=True)
class Quantiles:
    """
    Quantiles of one sample.

    Parameters
    ----------
    n, n_missing : int
    probabilities : tuple of float
    values : tuple of float or None
        One for each probability.
    definition : str
        ``r1`` to ``r9``.
    reason : str or None
        ``no_records``.
    """

    n: int
    n_missing: int
    probabilities: tuple[float, ...]
    values: tuple[float | None, ...]
    definition: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class MedianLimits:
    """
    The median with limits that are order statistics.

    Parameters
    ----------
    n, n_missing : int
    median, lower, upper : float or None
    coverage : float or None
        The confidence that the limits truly have.
    reason : str or None
        ``no_records``; ``too_few`` where no order statistics reach the level.
    """

    n: int
    n_missing: int
    median: float | None = None
    lower: float | None = None
    upper: float | None = None
    coverage: float | None = None
    reason: str | None = None


def _type_of(definition: int | str | None, preset: Preset) -> int:
    """Give the R type of a percentile definition."""
    word = str(choose_default(preset, definition, {"sas": "sas5", "r": "r7"}))
    return _DEFINITIONS[require_word("percentile definition", word, _DEFINITIONS)]


def _quantile(ordered: Floats, probability: float, kind: int) -> float:
    """Give one quantile of sorted values by one of the nine types of Hyndman & Fan."""
    n = len(ordered)
    if kind <= 3:  # noqa: PLR2004 - types 1 to 3 are the discontinuous ones
        place = n * probability - (0.5 if kind == 3 else 0.0)  # noqa: PLR2004 - type 3
        floor = math.floor(place + _FUZZ * max(1.0, abs(place)))
        is_above = place - floor > _FUZZ * max(1.0, abs(place))
        exact = {1: 0.0, 2: 0.5, 3: float(floor % 2)}[kind]
        share = 1.0 if is_above else exact
    else:
        a, b = {
            4: (0.0, 1.0),
            5: (0.5, 0.5),
            6: (0.0, 0.0),
            7: (1.0, 1.0),
            8: (1 / 3, 1 / 3),
            9: (3 / 8, 3 / 8),
        }[kind]
        place = a + probability * (n + 1 - a - b)
        floor = math.floor(place + _FUZZ * max(1.0, abs(place)))
        share = place - floor
        share = 0.0 if abs(share) < _FUZZ * max(1.0, abs(place)) else share
    low = ordered[min(max(floor - 1, 0), n - 1)]
    high = ordered[min(max(floor, 0), n - 1)]
    if share == 0 or low == high:
        return float(low)
    return float(high) if share == 1 else float((1 - share) * low + share * high)


def estimate_quantiles(
    values: npt.ArrayLike,
    probabilities: Sequence[float] = (0.25, 0.5, 0.75),
    *,
    definition: int | str | None = None,
    preset: Preset = None,
) -> Quantiles:
    """
    Estimate quantiles of one sample by a named definition.

    Parameters
    ----------
    values : array-like, shape (n,)
        Missing values are dropped.
    probabilities : sequence of float
        Between 0 and 1.
    definition : int or str
        1 to 5 or ``sas1`` to ``sas5``: SAS PCTLDEF. 6 to 9 or ``r1`` to ``r9``: R types. SAS 5 is
        R type 2, SAS 1 to 4 are R types 4, 3, 1, 6.
    preset : {'sas', 'r'}
        Definition SAS 5, or R type 7.

    Returns
    -------
    Quantiles

    Raises
    ------
    AnalysisError
        ``analysis.unknown-percentile-definition``, ``analysis.probability-out-of-range``.

    Notes
    -----
    Source: Hyndman & Fan (1996), Sample quantiles in statistical packages; SAS 9.4 UNIVARIATE,
    "Calculating percentiles". Equals R ``quantile(type=)``.

    Examples
    --------
    >>> estimate_quantiles([1, 2, 3, 4]).values
    (1.5, 2.5, 3.5)
    >>> estimate_quantiles([1, 2, 3, 4], [0.25], preset="r").values
    (1.75,)
    """
    kind = _type_of(definition, preset)
    if not all(0 <= probability <= 1 for probability in probabilities):
        what = "a probability lies outside 0 to 1."
        raise AnalysisError.of("analysis.probability-out-of-range", what)
    (kept,), n_missing = drop_missing(values)
    n = len(kept)
    ordered = np.sort(kept) + 0.0
    found = tuple(_quantile(ordered, prob, kind) if n else None for prob in probabilities)
    reason = None if n else "no_records"
    return Quantiles(n, n_missing, tuple(map(float, probabilities)), found, f"r{kind}", reason)


def estimate_median(values: npt.ArrayLike, *, level: float = 0.95) -> MedianLimits:
    """
    Estimate the median with limits that assume no distribution.

    The limits are the k-th value from each end, k the largest number for which the binomial
    coverage is at least ``level``.

    Returns
    -------
    MedianLimits

    Raises
    ------
    AnalysisError
        ``analysis.level-out-of-range``.

    Notes
    -----
    Source: Hahn & Meeker (1991), Statistical Intervals, 5.2; SAS 9.4 UNIVARIATE CIPCTLDF with
    TYPE=SYMMETRIC; tern ``stat_median_ci``. The median is SAS definition 5.

    Examples
    --------
    >>> found = estimate_median(range(1, 11))
    >>> found.median, found.lower, found.upper, round(found.coverage, 4)
    (5.5, 2.0, 9.0, 0.9785)
    """
    require_level(level)
    (kept,), n_missing = drop_missing(values)
    n = len(kept)
    if not n:
        return MedianLimits(n, n_missing, reason="no_records")
    ordered = np.sort(kept)
    median = _quantile(ordered, 0.5, 2)
    place = int(stats.binom.ppf((1 - level) / 2, n, 0.5))
    if place < 1:
        return MedianLimits(n, n_missing, median, reason="too_few")
    coverage = 1 - 2 * float(stats.binom.cdf(place - 1, n, 0.5))
    lower, upper = float(ordered[place - 1]), float(ordered[n - place])
    return MedianLimits(n, n_missing, median, lower, upper, coverage)
