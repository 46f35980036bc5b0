"""Log likelihood of a generalized linear model on scaled columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tlfgen.analysis.arguments import Bools, Floats
from tlfgen.analysis.estimability import span_estimable
from tlfgen.analysis.families import Family, Link, sum_binomial
from tlfgen.analysis.newton import Likelihood, Maximum, maximize, solve_symmetric

__all__ = ["GlmMaximum", "GlmRows", "climb_glm", "make_likelihood", "weigh_information"]

_CANONICAL = {("binomial", "logit"), ("poisson", "log"), ("normal", "identity")}


@dataclass(frozen=True, slots=True, eq=False)
class GlmRows:
    """
    Rows of a model: response, the columns to estimate scaled, and how to scale back.

    ``back @ scaled coefficients`` are the coefficients of the given columns.
    """

    y: Floats
    weight: Floats
    offset: Floats
    columns: Floats
    back: Floats
    free: Bools
    basis: Floats

    @classmethod
    def of(cls, matrix: Floats, y: Floats, weight: Floats, offset: Floats) -> GlmRows:
        """Leave out the columns that depend on others, centre and scale the rest."""
        free, basis = span_estimable(matrix)
        own = matrix[:, free]
        width = own.shape[1]
        center = own.mean(axis=0) if own.size else np.zeros(width)
        spread = own.std(axis=0) if own.size else np.ones(width)
        spread = np.where(spread > 0, spread, 1.0)
        if width:
            center[0], spread[0] = 0.0, 1.0
        back = np.diag(1 / spread)
        if width:
            back[0] -= center / spread
        return cls(y, weight, offset, (own - center) / spread, back, free, basis)


@dataclass(frozen=True, slots=True, eq=False)
class GlmMaximum:
    """
    Coefficients of all columns, 0 where left out, NaN where infinite.

    ``information`` is in the units of the estimated columns, ``scaled`` the maximum itself.
    """

    coefficients: Floats
    information: Floats
    diverging: Bools
    mean: Floats
    predictor: Floats
    log_likelihood: float
    scaled: Maximum
    likelihood: Likelihood
    reason: str | None


def is_canonical(family: Family, link: Link) -> bool:
    """Say whether the observed information is the expected one."""
    return (family.name, link.name) in _CANONICAL


def weigh_information(
    rows: GlmRows, family: Family, link: Link, predictor: Floats, *, is_observed: bool = False
) -> tuple[Floats, Floats]:
    """Give the score factor and the information weight of each row."""
    mean, slope = link.mean(predictor), link.slope(predictor)
    variance: Floats
    if family.name == "binomial":
        rest = link.complement(predictor)
        residual = rows.weight * (rows.y * rest - (1 - rows.y) * mean)
        variance = mean * rest
    else:
        residual, variance = rows.weight * (rows.y - mean), family.variance(mean)
    if is_canonical(family, link):
        return residual, rows.weight * slope
    weight = rows.weight * slope**2 / variance
    if is_observed:
        change = link.curve(predictor) / variance
        change -= slope**2 * family.variance_slope(mean) / variance**2
        weight = weight - residual * change
    return residual * slope / variance, weight


def make_likelihood(rows: GlmRows, family: Family, link: Link) -> Likelihood:
    """Give log likelihood (dispersion 1), score, expected information."""
    columns = rows.columns

    def evaluate(values: Floats) -> tuple[float, Floats, Floats]:
        with np.errstate(all="ignore"):
            predictor = columns @ values + rows.offset
            mean = link.mean(predictor)
            if not ((mean >= family.lowest) & (mean <= family.highest)).all():
                return -np.inf, values * np.nan, np.full((values.size,) * 2, np.nan)
            if family.name == "binomial":
                heights = sum_binomial(rows.y, mean, link.complement(predictor), rows.weight)
            else:
                heights = family.log_likelihood(rows.y, mean, rows.weight, 1.0)
            height = float(heights.sum())
            score, weight = weigh_information(rows, family, link, predictor)
            information = (columns * weight[:, None]).T @ columns
            return height, score @ columns, information

    return evaluate


def start_values(rows: GlmRows, family: Family, link: Link) -> Floats:
    """Give the values of a model with an intercept only."""
    values = np.zeros(rows.columns.shape[1])
    if not values.size:
        return values
    total = float(rows.weight.sum())
    mean = float(rows.weight @ rows.y) / total
    if np.isfinite(family.lowest):
        mean = max(mean, family.lowest + 0.5 / (total + 1))
    if np.isfinite(family.highest):
        mean = min(mean, family.highest - 0.5 / (total + 1))
    if link.name == "log":
        exposure = float(rows.weight @ np.exp(rows.offset)) / total
        values[0] = np.log(mean / exposure)
    else:
        values[0] = float(link.predict(np.asarray([mean]))[0]) - float(rows.offset.mean())
    return values


def climb_glm(
    rows: GlmRows,
    family: Family,
    link: Link,
    *,
    likelihood: Likelihood | None = None,
    start: Floats | None = None,
) -> GlmMaximum:
    """Find the estimates by Fisher scoring."""
    own = likelihood or make_likelihood(rows, family, link)
    begin = start_values(rows, family, link) if start is None else start
    top = maximize(own, begin)
    moved = rows.back @ top.step if top.reason == "separation" else np.zeros(begin.size)
    scale = np.abs(rows.back).max(axis=1, initial=0.0)
    reach = np.abs(moved) / np.where(scale > 0, scale, 1.0)
    infinite = reach > 1e-3 * max(float(reach.max(initial=0.0)), 1e-300)
    infinite &= top.reason == "separation"
    # every row is predicted without error: any column may be infinite
    if top.reason == "separation" and family.name == "binomial" and is_perfect(rows, link, top):
        infinite[:] = True
    values = rows.back @ top.values
    full = np.zeros(rows.free.size)
    full[rows.free] = np.where(infinite, np.nan, values)
    marks = np.zeros(rows.free.size, dtype=np.bool_)
    marks[rows.free] = infinite
    forward = np.linalg.inv(rows.back) if begin.size else rows.back
    with np.errstate(all="ignore"):
        predictor = rows.columns @ top.values + rows.offset
        mean = link.mean(predictor)
    return GlmMaximum(
        coefficients=full,
        information=forward.T @ top.information @ forward,
        diverging=marks,
        mean=mean,
        predictor=predictor,
        log_likelihood=top.log_likelihood,
        scaled=top,
        likelihood=own,
        reason=top.reason,
    )


def is_perfect(rows: GlmRows, link: Link, top: Maximum) -> bool:
    """Say whether every response is predicted without error."""
    mean = link.mean(rows.columns @ top.values + rows.offset)
    return bool((np.abs(rows.y - mean) < 1e-4).all())  # noqa: PLR2004 - on the way to 0


def invert_information(rows: GlmRows, fit: GlmMaximum, information: Floats) -> Floats:
    """Give the covariance of all columns: 0 where left out, NaN where infinite."""
    width = rows.free.size
    full = np.zeros((width, width))
    still = ~fit.diverging[rows.free]
    own = np.full((still.size, still.size), np.nan)
    if still.any() and np.isfinite(information).all():
        part = information[np.ix_(still, still)]
        own[np.ix_(still, still)] = solve_symmetric(part, np.eye(int(still.sum())))
    full[np.ix_(rows.free, rows.free)] = own
    return full
