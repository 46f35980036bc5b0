"""Survival probabilities at chosen times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from tlfgen.analysis.arguments import Floats, Ints, Preset, choose_default, require_word
from tlfgen.analysis.survival.curve import SurvivalCurve

__all__ = ["SurvivalAtTimes", "estimate_survival_at"]

_DEFAULT_AFTER_LAST: Final = {"sas": "not_estimable", "r": "carry"}


@dataclass(frozen=True, slots=True, eq=False)
class SurvivalAtTimes:
    """
    The curve at chosen times.

    ``at_risk`` counts subjects at risk just before the time, ``events`` those with the event up to
    it. NaN and reason ``'not_estimable'`` after the last time, where the curve is not at 0 and is
    not carried on. ``limit_reasons`` says the same of the limits, which the log-log and other
    scales do not have where the curve is at 0 or 1.
    """

    times: Floats
    survival: Floats
    std_error: Floats
    lower: Floats
    upper: Floats
    at_risk: Ints
    events: Ints
    reasons: tuple[str | None, ...]
    limit_reasons: tuple[str | None, ...]


def estimate_survival_at(
    curve: SurvivalCurve,
    at: Sequence[float],
    *,
    after_last: str | None = None,
    preset: Preset = None,
) -> SurvivalAtTimes:
    """
    Give the value of a survival curve at each chosen time.

    Before the first time the curve is 1 with limits 1 and 1.

    Parameters
    ----------
    curve : KaplanMeier, or another survival curve
    at : sequence of floats, shape (m,)
        Chosen times in any order, in the unit of ``times``.
    after_last : {'carry', 'not_estimable'}
        After the last time: the last value (R ``extend=TRUE``), or none unless the curve is at 0
        (SAS ``TIMELIST=``).
    preset : {'sas', 'r'}, optional

    Returns
    -------
    SurvivalAtTimes

    Raises
    ------
    AnalysisError
        ``analysis.unknown-after-last``, ``analysis.unknown-preset``.

    Notes
    -----
    Source: SAS PROC LIFETEST, option ``TIMELIST=``; R ``survival::summary.survfit``.

    Examples
    --------
    >>> from tlfgen.analysis.survival.kaplan_meier import estimate_kaplan_meier
    >>> curve = estimate_kaplan_meier([1, 2, 3, 4], [1, 1, 1, 0])
    >>> found = estimate_survival_at(curve, [2.5, 5])
    >>> found.survival.tolist(), found.reasons
    ([0.5, nan], (None, 'not_estimable'))
    """
    rule = choose_default(preset, after_last, _DEFAULT_AFTER_LAST)
    require_word("after last", rule, ("carry", "not_estimable"))
    times, survival, entries = curve.times, curve.survival, curve.entries
    wanted = np.asarray(at, dtype=np.float64).ravel()
    if not times.size:
        blank = np.full(wanted.size, np.nan)
        nobody = np.zeros(wanted.size, dtype=np.intp)
        reasons = ("not_estimable",) * wanted.size
        return SurvivalAtTimes(wanted, blank, blank, blank, blank, nobody, nobody, reasons, reasons)
    place = np.searchsorted(times, wanted, side="right")
    after = np.searchsorted(times, wanted, side="left")
    left = np.append(curve.at_risk, 0)[after]
    if entries is not None and entries.size:
        until = np.searchsorted(entries, np.append(times, times[-1])[after], side="left")
        came = until - np.searchsorted(entries, wanted, side="left")
        left = left - np.where(after < times.size, came, 0)
    beyond = (wanted > times[-1]) & (survival[-1] > 0)
    hidden = beyond if rule == "not_estimable" else np.zeros(wanted.size, dtype=np.bool_)
    columns = [
        np.where(hidden, np.nan, np.concatenate(([start], height))[place])
        for start, height in (
            (1.0, survival),
            (0.0, curve.std_error),
            (1.0, curve.lower),
            (1.0, curve.upper),
        )
    ]
    return SurvivalAtTimes(
        times=wanted,
        survival=columns[0],
        std_error=columns[1],
        lower=columns[2],
        upper=columns[3],
        at_risk=left,
        events=np.concatenate(([0], np.cumsum(curve.events)))[place].astype(np.intp),
        reasons=tuple("not_estimable" if flag else None for flag in hidden),
        limit_reasons=tuple("not_estimable" if flag else None for flag in np.isnan(columns[2])),
    )
