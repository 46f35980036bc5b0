"""Standard noise of log time: log density or log survival with derivatives."""

from __future__ import annotations

import numpy as np
from scipy import special, stats

from tlfgen.analysis.arguments import Bools, Floats

__all__ = ["differentiate_noise"]


def differentiate_noise(
    z: Floats, event: Bools, distribution: str
) -> tuple[Floats, Floats, Floats]:
    """Give log density (event) or log survival of standard noise, its two derivatives."""
    if distribution in {"exponential", "weibull"}:
        rise = np.exp(z)
        return event * z - rise, event - rise, -rise
    if distribution == "loglogistic":
        share = special.expit(z)
        times = 1.0 + event
        height = event * z - times * np.logaddexp(0.0, z)
        return height, event - times * share, -times * share * (1 - share)
    log_tail = special.log_ndtr(-z)
    ratio = np.exp(stats.norm.logpdf(z) - log_tail)
    height = np.where(event, stats.norm.logpdf(z), log_tail)
    slope = np.where(event, -z, -ratio)
    curve = np.where(event, -1.0, -ratio * (ratio - z))
    return height, slope, curve
