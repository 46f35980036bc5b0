"""Confidence limits of a survival probability on a transformed scale."""

from __future__ import annotations

from typing import Final

import numpy as np

from tlfgen.analysis.arguments import Floats

__all__ = ["LIMIT_TYPES", "compute_survival_limits"]

LIMIT_TYPES: Final = ("plain", "log", "log-log", "arcsin", "logit")


def compute_survival_limits(
    survival: Floats, log_std_error: Floats, *, limits: str, quantile: float
) -> tuple[Floats, Floats]:
    """
    Give the lower and upper limit of each survival probability.

    Parameters
    ----------
    survival : array of floats, shape (n,)
    log_std_error : array of floats, shape (n,)
        Standard error of the log of the survival probability.
    limits : one of ``LIMIT_TYPES``
        The scale on which the estimate is taken as normal.
    quantile : float
        Normal quantile, 1.96 for 95%.

    Returns
    -------
    tuple of two arrays of floats, shape (n,)
        Within 0 and 1. NaN where the scale is not defined: at 0, and for ``log-log``, ``arcsin``
        and ``logit`` at 1.

    Notes
    -----
    Source: Klein and Moeschberger, Survival Analysis, 2nd edition, section 4.3; logit as in
    R ``survival::survfit``.
    """
    with np.errstate(all="ignore"):
        half = quantile * log_std_error
        if limits == "plain":
            half = half * survival
            lower, upper = survival - half, survival + half
        elif limits == "log":
            lower, upper = survival * np.exp(-half), survival * np.exp(half)
        elif limits == "log-log":
            half = half / np.log(survival)
            scale = np.log(-np.log(survival))
            lower, upper = np.exp(-np.exp(scale - half)), np.exp(-np.exp(scale + half))
        elif limits == "logit":
            half = half / (1 - survival)
            scale = np.log(survival / (1 - survival))
            lower, upper = 1 / (1 + np.exp(half - scale)), 1 / (1 + np.exp(-scale - half))
        else:
            half = 0.5 * half * np.sqrt(survival / (1 - survival))
            scale = np.arcsin(np.sqrt(survival))
            lower = np.sin(np.maximum(0.0, scale - half)) ** 2
            upper = np.sin(np.minimum(np.pi / 2, scale + half)) ** 2
        undefined = ~np.isfinite(log_std_error) | (survival <= 0)
        if limits not in {"plain", "log"}:
            undefined |= survival >= 1
        lower = np.where(undefined, np.nan, np.clip(lower, 0.0, 1.0))
        upper = np.where(undefined, np.nan, np.clip(upper, 0.0, 1.0))
    return lower, upper
