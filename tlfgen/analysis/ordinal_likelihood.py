"""Likelihood of a cumulative link model: thresholds first, then the slopes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tlfgen.analysis.arguments import Floats, Ints
from tlfgen.analysis.families import LINKS, Link

__all__ = ["OrdinalRows", "score_unequal_slopes"]

_SINGULAR = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class OrdinalRows:
    """
    Rows of the model: the place of each response among ``size`` ordered levels, the columns.

    The chance of a level up to the k-th is ``link.mean(threshold[k] - columns @ slopes - offset)``.
    """

    code: Ints
    size: int
    weight: Floats
    offset: Floats
    columns: Floats
    link: str

    @property
    def cuts(self) -> int:
        """The number of thresholds."""
        return self.size - 1

    def _predictors(self, values: Floats) -> Floats:
        own = self.columns @ values[self.cuts :] + self.offset
        return np.asarray(values[: self.cuts] - own[:, None])

    def chances(self, predictors: Floats) -> Floats:
        """Give the chance of every level, without loss where both bounds are near one."""
        link: Link = LINKS[self.link]
        low, high = link.mean(predictors), link.complement(predictors)
        first, last = low[:, :1], high[:, -1:]
        inner = np.where(
            predictors[:, :-1] > 0, high[:, :-1] - high[:, 1:], low[:, 1:] - low[:, :-1]
        )
        return np.hstack([first, inner, last])

    def evaluate(self, values: Floats) -> tuple[float, Floats, Floats]:
        """Give the log likelihood, its gradient, the observed information."""
        total, slope, inner = self.differentiate(values)
        gradient = np.concatenate(
            [self.weight @ slope, -self.columns.T @ (self.weight * slope.sum(axis=1))]
        )
        return total, gradient, self._spread(inner)

    def differentiate(self, values: Floats) -> tuple[float, Floats, Floats]:
        """Give the log likelihood, the slope and curvature of each row in its predictors."""
        link = LINKS[self.link]
        with np.errstate(all="ignore"):
            predictors = self._predictors(values)
            chance = self.chances(predictors)[np.arange(self.code.size), self.code]
            total = float(self.weight @ np.log(chance))
            sign = self._signs() / chance[:, None]
            slope = np.asarray(link.slope(predictors) * sign)
            bend = link.curve(predictors) * sign
            inner = np.asarray(slope[:, :, None] * slope[:, None, :])
            inner[:, np.arange(self.cuts), np.arange(self.cuts)] -= bend
        return total, slope, inner

    def expect(self, values: Floats) -> Floats:
        """Give the expected information."""
        return self._spread(self._weigh(values))

    def _weigh(self, values: Floats) -> Floats:
        """Give the expected information of the predictors of each row, shape (n, K-1, K-1)."""
        predictors = self._predictors(values)
        with np.errstate(all="ignore"):
            inverse = 1 / self.chances(predictors)
            slope = LINKS[self.link].slope(predictors)
            found = np.zeros((self.code.size, self.cuts, self.cuts))
            each = np.arange(self.cuts)
            found[:, each, each] = slope**2 * (inverse[:, :-1] + inverse[:, 1:])
            beside = -slope[:, :-1] * slope[:, 1:] * inverse[:, 1:-1]
        found[:, each[:-1], each[1:]] = beside
        found[:, each[1:], each[:-1]] = beside
        return np.nan_to_num(found)

    def _signs(self) -> Floats:
        """Give 1 for the threshold above the response of a row, -1 for the one below."""
        each = np.arange(self.cuts)
        above = (self.code[:, None] == each).astype(float)
        return np.asarray(above - (self.code[:, None] == each + 1))

    def _spread(self, inner: Floats) -> Floats:
        """Carry a matrix of the predictors of each row over to thresholds and slopes."""
        own = self.weight[:, None, None] * inner
        corner = own.sum(axis=0)
        edge = -own.sum(axis=2).T @ self.columns
        rest = (self.columns * own.sum(axis=(1, 2))[:, None]).T @ self.columns
        return np.block([[corner, edge], [edge.T, rest]])


def score_unequal_slopes(rows: OrdinalRows, values: Floats) -> tuple[float, int]:
    """
    Give the score statistic of equal slopes at all thresholds, with its degrees of freedom.

    Notes
    -----
    Source: SAS/STAT documentation of PROC LOGISTIC, "Testing the Parallel Lines Assumption":
    the score of a model with slopes of its own at each threshold, at the estimates of the model
    with equal ones, by the observed information and its generalised inverse.
    """
    width = rows.columns.shape[1]
    df = width * (rows.cuts - 1)
    if df == 0:
        return float("nan"), 0
    wide = np.hstack([np.ones((rows.code.size, 1)), -rows.columns])
    _, slope, inner = rows.differentiate(values)
    score = (slope.T @ (rows.weight[:, None] * wide)).ravel()
    information = np.einsum(
        "nkl,ni,nj->kilj", rows.weight[:, None, None] * inner, wide, wide, optimize=True
    )
    size = rows.cuts * (width + 1)
    flat = information.reshape(size, size)
    solved = np.linalg.pinv(flat, rcond=_SINGULAR, hermitian=True) @ score
    return float(score @ solved), df
