"""Profile likelihood limits of a generalized linear model."""

from __future__ import annotations

import numpy as np
from scipy import stats

from tlfgen.analysis.arguments import Floats
from tlfgen.analysis.glm_likelihood import GlmMaximum, GlmRows
from tlfgen.analysis.newton import maximize
from tlfgen.analysis.profile import find_profile_limit

__all__ = ["profile_coefficients"]


def profile_coefficients(
    rows: GlmRows, fit: GlmMaximum, level: float, scale: float, df: float
) -> tuple[Floats, Floats, Floats]:
    """Give profile limits of each column with the p-value of leaving it out."""
    lower, upper, p_values = np.full((3, rows.free.size), np.nan)
    if not scale > 0:
        return lower, upper, p_values
    tail = 0.5 + level / 2
    quantile = float(stats.norm.ppf(tail) if np.isinf(df) else stats.t.ppf(tail, df))
    forward = np.linalg.inv(rows.back)
    start = forward @ np.where(fit.diverging[rows.free], 0.0, fit.coefficients[rows.free])
    if fit.reason == "separation":
        start = fit.scaled.values

    def likelihood(values: Floats) -> tuple[float, Floats, Floats]:
        with np.errstate(all="ignore"):
            height, gradient, information = fit.likelihood(forward @ values)
            return height, forward.T @ gradient, forward.T @ information @ forward

    top, drift = rows.back @ start, rows.back @ fit.scaled.step
    spread = np.linalg.pinv(forward.T @ fit.scaled.information @ forward, hermitian=True)
    floor = fit.log_likelihood - scale * quantile**2 / 2
    for place, column in enumerate(np.flatnonzero(rows.free)):
        others = np.arange(top.size) != place
        step = float(np.sqrt(max(spread[place, place] * scale, 0.0))) or 1.0
        infinite = float(np.sign(drift[place])) if fit.diverging[column] else 0.0
        ends = [
            side * np.inf
            if side == infinite
            else find_profile_limit(
                likelihood, top, place, floor, side * (1.0 if infinite else step)
            )
            for side in (-1.0, 1.0)
        ]
        lower[column], upper[column] = ends

        def without(values: Floats, others: Floats = others) -> tuple[float, Floats, Floats]:
            full = np.zeros(top.size)
            full[others] = values
            height, gradient, information = likelihood(full)
            return height, gradient[others], information[np.ix_(others, others)]

        drop = 2 * (fit.log_likelihood - maximize(without, top[others]).log_likelihood) / scale
        p_values[column] = float(stats.chi2.sf(max(drop, 0.0), 1))
    return lower, upper, p_values
