"""Quantiles of a survival curve with their limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from tlfgen.analysis.arguments import Floats, Preset, choose_default, require_word
from tlfgen.analysis.survival.curve import SurvivalCurve
from tlfgen.core.errors import AnalysisError

__all__ = ["SurvivalQuantiles", "estimate_survival_quantiles"]

_TOLERANCE: Final = float(np.sqrt(np.finfo(np.float64).eps))
_DEFAULT_FLAT_END: Final = {"sas": "not_reached", "r": "midpoint"}


@dataclass(frozen=True, slots=True, eq=False)
class SurvivalQuantiles:
    """
    Times by which a given share has had the event.

    NaN and reason ``'not_reached'`` where the curve does not come down so far; a limit has its own
    reason.
    """

    probabilities: Floats
    values: Floats
    lower: Floats
    upper: Floats
    reasons: tuple[str | None, ...]
    lower_reasons: tuple[str | None, ...]
    upper_reasons: tuple[str | None, ...]


def estimate_survival_quantiles(
    curve: SurvivalCurve,
    probabilities: Sequence[float],
    *,
    flat_end: str | None = None,
    preset: Preset = None,
) -> SurvivalQuantiles:
    """
    Give the times by which the curve has come down by each probability.

    The quantile is the first time with a survival probability below ``1 - p``. Where the curve is
    flat at exactly ``1 - p`` it is the midpoint of the flat stretch. The limits are found in the
    same way on the lower and upper limit of the curve (Brookmeyer and Crowley).

    Parameters
    ----------
    curve : KaplanMeier, or another survival curve
    probabilities : sequence of floats
        Each at least 0 and below 1, 0.5 for the median.
    flat_end : {'midpoint', 'not_reached'}
        What a stretch flat at ``1 - p`` up to the last time gives: the midpoint between its start
        and the last time (R), or no quantile (SAS).
    preset : {'sas', 'r'}, optional

    Returns
    -------
    SurvivalQuantiles

    Raises
    ------
    AnalysisError
        ``analysis.unknown-flat-end``, ``analysis.unknown-preset``,
        ``analysis.probability-out-of-range``.

    Notes
    -----
    Source: Brookmeyer and Crowley, Biometrics 1982; R ``survival::quantile.survfit``; SAS PROC
    LIFETEST. Two survival probabilities are equal when they differ by less than 1.5e-8.

    Examples
    --------
    >>> from tlfgen.analysis.survival.kaplan_meier import estimate_kaplan_meier
    >>> curve = estimate_kaplan_meier([1, 2, 3, 4], [1, 1, 1, 1])
    >>> found = estimate_survival_quantiles(curve, [0.5, 0.6])
    >>> found.values.tolist(), found.upper_reasons
    ([2.5, 3.0], ('not_reached', 'not_reached'))
    """
    rule = choose_default(preset, flat_end, _DEFAULT_FLAT_END)
    require_word("flat end", rule, ("midpoint", "not_reached"))
    wanted = np.asarray(probabilities, dtype=np.float64).ravel()
    if ((wanted < 0) | (wanted >= 1)).any():
        raise AnalysisError.of(
            "analysis.probability-out-of-range",
            "a quantile is asked for outside 0 to 1.",
            hint="write 0.5 for the median",
        )
    has_midpoint = rule == "midpoint"
    values, low, high = (
        _cross(curve.times, height, wanted, has_midpoint=has_midpoint)
        for height in (curve.survival, curve.lower, curve.upper)
    )
    return SurvivalQuantiles(
        wanted, values, low, high, _reasons(values), _reasons(low), _reasons(high)
    )


def _reasons(values: Floats) -> tuple[str | None, ...]:
    return tuple("not_reached" if np.isnan(value) else None for value in values)


def _cross(times: Floats, curve: Floats, wanted: Floats, *, has_midpoint: bool) -> Floats:
    """Give the times at which a falling step curve comes to ``1 - wanted``."""
    known = ~np.isnan(curve)
    if not known.any():
        return np.full(wanted.size, np.nan)
    fallen = np.concatenate(([0.0], 1 - curve[known]))
    start = min(0.0, float(times[0]))
    moment = np.concatenate(([start], times[known]))
    # a limit need not fall throughout: one value per height, heights in order
    heights, first = np.unique(fallen, return_index=True)
    moments = moment[first]
    reached = np.searchsorted(heights, wanted - _TOLERANCE, side="left")
    passed = np.searchsorted(heights, wanted + _TOLERANCE, side="left")
    size = heights.size
    begin = np.where(reached < size, moments[np.minimum(reached, size - 1)], np.nan)
    end = np.where(passed < size, moments[np.minimum(passed, size - 1)], np.nan)
    found = np.where(wanted == 0, moments[0], (begin + end) / 2)
    if has_midpoint and known[-1]:
        at_end = np.abs(wanted - (1 - curve[-1])) < _TOLERANCE
        found = np.where(at_end & np.isnan(end), (begin + times[-1]) / 2, found)
    return found
