"""Deviance, chi-square, log likelihood, covariance of a generalized linear model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tlfgen.analysis.arguments import Floats
from tlfgen.analysis.families import Family, Link
from tlfgen.analysis.glm_likelihood import (
    GlmMaximum,
    GlmRows,
    climb_glm,
    invert_information,
    weigh_information,
)

__all__ = ["GlmMeasures", "measure_fit"]


@dataclass(frozen=True, slots=True, eq=False)
class GlmMeasures:
    """How well a model fits; ``covariance`` includes the dispersion unless it is a sandwich."""

    df: int
    deviance: float
    null_deviance: float
    pearson: float
    dispersion: float
    log_likelihood: float
    covariance: Floats


def measure_fit(
    rows: GlmRows,
    fit: GlmMaximum | None,
    family: Family,
    link: Link,
    *,
    dispersion: str,
    covariance: str,
    is_observed: bool,
) -> GlmMeasures:
    """Measure a fit; everything is missing without one."""
    df = rows.y.size - int(rows.free.sum())
    nan = float("nan")
    if fit is None:
        blank = np.full((rows.free.size,) * 2, np.nan)
        return GlmMeasures(df, nan, nan, nan, nan, nan, blank)
    deviance = sum_deviance(rows, family, fit.mean)
    pearson = sum_pearson(rows, family, fit.mean)
    scale = 1.0
    if dispersion != "none":
        scale = (pearson if dispersion == "pearson" else deviance) / df if df > 0 else nan
    spread = compute_covariance(rows, fit, family, link, covariance, is_observed=is_observed)
    return GlmMeasures(
        df=df,
        deviance=deviance,
        null_deviance=fit_null(rows, family, link),
        pearson=pearson,
        dispersion=scale,
        log_likelihood=sum_height(rows, family, fit.mean, deviance),
        covariance=spread * (scale if covariance == "model" else 1.0),
    )


def sum_deviance(rows: GlmRows, family: Family, mean: Floats) -> float:
    """Give the deviance."""
    with np.errstate(all="ignore"):
        return float(rows.weight @ family.deviance(rows.y, mean))


def sum_height(rows: GlmRows, family: Family, mean: Floats, deviance: float) -> float:
    """Give the log likelihood, with the mean deviance as dispersion of a continuous family."""
    is_continuous = family.name in {"normal", "gamma"}
    spot = deviance / float(rows.weight.sum()) if is_continuous else 1.0
    if not spot > 0:
        return float("nan")
    with np.errstate(all="ignore"):
        return float(family.log_likelihood(rows.y, mean, rows.weight, spot).sum())


def sum_pearson(rows: GlmRows, family: Family, mean: Floats) -> float:
    """Give Pearson's chi-square."""
    with np.errstate(all="ignore"):
        terms = rows.weight * (rows.y - mean) ** 2 / family.variance(mean)
    return float(np.where(rows.y == mean, 0.0, terms).sum())


def fit_null(rows: GlmRows, family: Family, link: Link) -> float:
    """Give the deviance of the model with an intercept and the offset."""
    ones = np.ones((rows.y.size, 1))
    null = GlmRows.of(ones, rows.y, rows.weight, rows.offset)
    return sum_deviance(null, family, climb_glm(null, family, link).mean)


def compute_covariance(
    rows: GlmRows,
    fit: GlmMaximum,
    family: Family,
    link: Link,
    covariance: str,
    *,
    is_observed: bool,
) -> Floats:
    """Give the covariance of all columns from the information, or as a sandwich."""
    forward = np.linalg.inv(rows.back) if rows.back.size else rows.back
    own = rows.columns @ forward
    with np.errstate(all="ignore"):
        score, weight = weigh_information(
            rows, family, link, fit.predictor, is_observed=is_observed
        )
    information = (own * weight[:, None]).T @ own
    spread = invert_information(rows, fit, information)
    if covariance == "model":
        return spread
    known = rows.free & ~fit.diverging
    columns = own[:, ~fit.diverging[rows.free]]
    pull = (columns * score[:, None]) @ spread[np.ix_(known, known)]
    size, rank = rows.y.size, int(rows.free.sum())
    factor = size / (size - rank) if covariance == "hc1" and size > rank else 1.0
    robust = spread.copy()
    robust[np.ix_(known, known)] = pull.T @ pull * factor
    return robust
