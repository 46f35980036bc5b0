"""Estimating equations of clustered responses on scaled columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from tlfgen.analysis.arguments import Floats
from tlfgen.analysis.families import Family, Link
from tlfgen.analysis.gee_clusters import Pattern, estimate_correlation_parameters
from tlfgen.analysis.glm_likelihood import GlmMaximum, GlmRows, climb_glm
from tlfgen.analysis.newton import solve_symmetric

__all__ = ["GeeEquations", "GeeSolution"]

_MAX_ROUNDS: Final = 200
_POSITIVE: Final = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class GeeSolution:
    """Where the equations hold: scaled coefficients, covariances, working correlation."""

    values: Floats
    bread: Floats
    robust: Floats
    corrected: Floats
    correlation: Floats
    dispersion: float
    n_rounds: int
    reason: str | None


class GeeEquations:
    """The estimating equations of scaled columns."""

    def __init__(
        self,
        rows: GlmRows,
        family: Family,
        link: Link,
        patterns: list[Pattern],
        size: int,
        structure: str,
        *,
        dispersion: float | str,
        correction: int,
        has_all_lags: bool,
    ) -> None:
        self.rows, self.family, self.link = rows, family, link
        self.patterns, self.size, self.structure = patterns, size, structure
        self.correction, self.has_all_lags = correction, has_all_lags
        self.kept = dispersion if not isinstance(dispersion, str) else None
        self.is_kept_from_start = dispersion == "independence"

    def weigh(self, values: Floats) -> tuple[Floats, Floats]:
        """Give standardized residuals, and columns over the same standard deviations."""
        with np.errstate(all="ignore"):
            predictor = self.rows.columns @ values + self.rows.offset
            mean = self.link.mean(predictor)
            spread = np.sqrt(self.family.variance(mean) / self.rows.weight)
            columns = self.rows.columns * (self.link.slope(predictor) / spread)[:, None]
            return (self.rows.y - mean) / spread, columns

    def correlate(self, residuals: Floats) -> tuple[Floats, float]:
        """Give working correlation with the dispersion."""
        count = residuals.size - self.correction
        found = float(residuals @ residuals / count) if count > 0 else float("nan")
        used = found if self.kept is None else self.kept
        correlation = estimate_correlation_parameters(
            self.patterns,
            residuals,
            self.structure,
            self.size,
            dispersion=used,
            correction=self.correction,
            has_all_lags=self.has_all_lags,
        )
        return correlation, used

    def sum_up(
        self, residuals: Floats, columns: Floats, correlation: Floats
    ) -> tuple[Floats, Floats, list[tuple[Floats, Floats, Floats]]]:
        """Give score, information, and per pattern the columns, residuals, inverse correlation."""
        width = columns.shape[1]
        score, bread = np.zeros(width), np.zeros((width, width))
        parts = []
        for pattern in self.patterns:
            place = np.ix_(pattern.positions, pattern.positions)
            inverse = np.linalg.inv(correlation[place])
            own, left = columns[pattern.rows], residuals[pattern.rows]
            turned = np.einsum("jk,ckp->cjp", inverse, own)
            score += np.einsum("cjp,cj->p", turned, left)
            bread += np.einsum("cjp,cjq->pq", turned, own)
            parts.append((own, left, inverse))
        return score, bread, parts

    def solve(self) -> GeeSolution:
        """Alternate between coefficients and working correlation until neither moves."""
        start = climb_glm(self.rows, self.family, self.link)
        values = start.scaled.values
        correlation: Floats = np.eye(self.size)
        if start.reason is not None:
            return self._give_up(start, correlation, start.reason)
        if self.is_kept_from_start:
            _, self.kept = self.correlate(self.weigh(values)[0])
        for rounds in range(1, _MAX_ROUNDS + 1):
            residuals, columns = self.weigh(values)
            correlation, used = self.correlate(residuals)
            if used == 0:
                return self._give_up(start, correlation, "no_variation")
            if not self._is_positive(correlation):
                break
            score, bread, _ = self.sum_up(residuals, columns, correlation)
            step = solve_symmetric(bread, score)
            values = values + step
            size = float(np.max(np.abs(step), initial=0.0))
            if not np.isfinite(size):
                break
            if size < 1e-12 * (1 + float(np.max(np.abs(values), initial=0.0))):
                return self._finish(values, rounds)
        return self._give_up(start, correlation, "not_converged")

    def _give_up(self, start: GlmMaximum, correlation: Floats, reason: str) -> GeeSolution:
        width = start.scaled.values.size
        blank = np.full((width, width), np.nan)
        nan = float("nan")
        return GeeSolution(
            start.scaled.values, blank, blank, blank, correlation, nan, _MAX_ROUNDS, reason
        )

    def _is_positive(self, correlation: Floats) -> bool:
        if not np.isfinite(correlation).all():
            return False
        return all(
            float(np.linalg.eigvalsh(correlation[np.ix_(p.positions, p.positions)])[0]) > _POSITIVE
            for p in self.patterns
        )

    def _finish(self, values: Floats, rounds: int) -> GeeSolution:
        residuals, columns = self.weigh(values)
        correlation, used = self.correlate(residuals)
        _, bread, parts = self.sum_up(residuals, columns, correlation)
        inverse = solve_symmetric(bread, np.eye(bread.shape[0]))
        robust, corrected = np.zeros((2, *bread.shape))
        for own, left, turn in parts:
            pull = np.einsum("cjp,jk,ck->cp", own, turn, left)
            robust += pull.T @ pull
            reach = np.einsum("cjp,pq,ckq,kl->cjl", own, inverse, own, turn)
            rest = np.eye(turn.shape[0]) - reach
            fixed = (np.linalg.pinv(rest) @ left[:, :, None])[:, :, 0]
            pull = np.einsum("cjp,jk,ck->cp", own, turn, fixed)
            corrected += pull.T @ pull
        return GeeSolution(
            values,
            inverse * used,
            inverse @ robust @ inverse,
            inverse @ corrected @ inverse,
            correlation,
            used,
            rounds,
            None,
        )
