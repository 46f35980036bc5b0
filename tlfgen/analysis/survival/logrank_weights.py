"""Weights of the log-rank tests at each event time."""

from __future__ import annotations

from typing import Final

import numpy as np

from tlfgen.analysis.arguments import Floats

__all__ = ["WEIGHTS", "compute_weights"]

WEIGHTS: Final = (
    "log-rank",
    "wilcoxon",
    "tarone-ware",
    "peto",
    "modified-peto",
    "g-rho",
    "fleming-harrington",
    "modest",
)


def compute_weights(
    kind: str,
    times: Floats,
    at_risk: Floats,
    events: Floats,
    *,
    rho: float,
    gamma: float,
    until: float | None,
) -> Floats:
    """
    Give the weight at each event time from the pooled numbers at risk.

    Parameters
    ----------
    kind : one of ``WEIGHTS``
    times, at_risk, events : arrays of floats, shape (m,)
        Pooled over groups, times rising.
    rho, gamma : float
    until : float or None

    Returns
    -------
    array of floats, shape (m,)

    Notes
    -----
    Source: SAS PROC LIFETEST, details of ``TEST=``; Magirr and Burman, Stat Med 2019.
    """
    if kind == "log-rank":
        return np.ones(times.size)
    if kind == "wilcoxon":
        return at_risk
    if kind == "tarone-ware":
        return np.sqrt(at_risk)
    if kind in {"peto", "modified-peto"}:
        smooth = np.cumprod(1 - events / (at_risk + 1))
        return smooth if kind == "peto" else smooth * at_risk / (at_risk + 1)
    survival = np.cumprod(1 - events / at_risk)
    before = np.concatenate(([1.0], survival))[: times.size]
    if kind == "g-rho":
        return before**rho
    if kind == "fleming-harrington":
        return before**rho * (1 - before) ** gamma
    return 1 / np.maximum(before, _hold(times, survival, until))


def _hold(times: Floats, survival: Floats, until: float | None) -> float:
    """Give the survival probability below which the modest weight no longer grows."""
    if until is None:
        return 0.5
    place = int(np.searchsorted(times, until, side="right"))
    return float(np.concatenate(([1.0], survival))[place])
