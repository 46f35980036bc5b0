"""Generalized estimating equations for repeated responses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from tlfgen.analysis.arguments import (
    Bools,
    Floats,
    Ints,
    Preset,
    choose_default,
    code_strata,
    is_absent,
    require_level,
    require_same_length,
    require_word,
    to_floats,
)
from tlfgen.analysis.contrasts import compute_limits
from tlfgen.analysis.design import Design
from tlfgen.analysis.families import FAMILIES, Family, Link, choose_family, choose_link
from tlfgen.analysis.gee_clusters import (
    STRUCTURES,
    Pattern,
    estimate_correlation_parameters,
    group_clusters,
)
from tlfgen.analysis.generalized import read_rows
from tlfgen.analysis.glm_likelihood import GlmRows, climb_glm
from tlfgen.analysis.model_estimates import ModelEstimates
from tlfgen.analysis.newton import solve_symmetric

__all__ = ["GeeFit", "fit_gee"]

_LAST_REFERENCE: Final = {"sas": True, "r": False}
_HAS_CORRECTION: Final = {"sas": True, "r": False}
_COVARIANCES: Final = ("robust", "model", "mancl-derouen")
_MAX_ROUNDS: Final = 200


@dataclass(frozen=True, slots=True, eq=False)
class GeeFit:
    """
    A fitted marginal model.

    ``covariance`` is of the kind asked for; ``robust_covariance`` and ``model_covariance`` are both
    there. ``correlation`` is the working correlation of the positions.
    """

    names: tuple[str, ...]
    coefficients: Floats
    std_errors: Floats
    covariance: Floats
    robust_covariance: Floats
    model_covariance: Floats
    z: Floats
    p_values: Floats
    lower: Floats
    upper: Floats
    reasons: tuple[str | None, ...]
    correlation: Floats
    dispersion: float
    n: int
    n_clusters: int
    largest_cluster: int
    n_missing: int
    n_rounds: int
    structure: str
    family: str
    link: str
    level: float
    estimates: ModelEstimates
    reason: str | None


def fit_gee(
    response: Any,
    terms: Mapping[str, Any],
    cluster: Any,
    classes: Sequence[str] = (),
    model: Sequence[str] | None = None,
    *,
    family: str,
    link: str | None = None,
    structure: str = "independence",
    position: Any = None,
    trials: Any = None,
    offset: Any = None,
    levels: Mapping[str, Sequence[Any]] | None = None,
    references: Mapping[str, Any] | None = None,
    dispersion: float | str = "estimated",
    has_correction: bool | None = None,
    covariance: str = "robust",
    level: float = 0.95,
    preset: Preset = None,
) -> GeeFit:
    """
    Fit a marginal model of clustered responses.

    Parameters
    ----------
    response, terms, classes, model, levels, references, family, link, trials, offset
        As in ``fit_generalized``.
    cluster : array, shape (n,)
        Rows of one cluster are correlated, wherever they stand.
    structure : {'independence', 'exchangeable', 'ar1', 'unstructured'}
    position : array, shape (n,), optional
        Visit of each row; its order of appearance in the cluster, among complete rows, where not
        given.
    dispersion : {'estimated', 'independence'} or float
        Estimated along with the coefficients; kept as the independence fit has it (``geepack``
        with ``scale.fix``); or a number, 1 for SAS ``SCALE=1 NOSCALE``.
    has_correction : bool, optional
        Take the number of coefficients off the counts in dispersion and correlation.
    covariance : {'robust', 'model', 'mancl-derouen'}
    level : float
    preset : {'sas', 'r'}, optional
        SAS PROC GENMOD: correction, last level as reference, neighbours only for ar1; R ``geepack``:
        no correction, first level, all lags.

    Returns
    -------
    GeeFit
        Reasons: ``'too_few'`` without rows, ``'separation'``, ``'not_converged'`` (also where the
        working correlation is not positive definite).

    Raises
    ------
    AnalysisError
        ``analysis.unknown-structure`` and other unknown words; those of ``fit_generalized``.

    Notes
    -----
    Source: Liang and Zeger, Biometrika 1986; Mancl and DeRouen, Biometrics 2001; SAS PROC GENMOD
    ``REPEATED``; R ``geepack::geeglm``.

    Examples
    --------
    >>> fit = fit_gee([0, 1, 1, 1, 0, 0], {"X": [0, 0, 1, 1, 0, 1.0]}, [1, 1, 2, 2, 3, 3],
    ...               family="binomial")
    >>> fit.n_clusters, fit.coefficients.round(4).tolist()
    (3, [-0.6931, 1.3863])
    """
    own = choose_family(require_word("family", family, FAMILIES))
    shape = choose_link(link, own)
    require_word("structure", structure, STRUCTURES)
    require_word("covariance", covariance, _COVARIANCES)
    if isinstance(dispersion, str):
        require_word("dispersion", dispersion, ("estimated", "independence"))
    require_level(level)
    require_same_length(response=response, cluster=cluster, position=position)
    numbers, _, lost = code_strata(cluster, len(np.asarray(cluster)))
    if position is not None:
        lost = lost | is_absent(position)
    design, y, weight, shift = read_rows(
        np.where(lost, np.nan, to_floats(response)),
        terms,
        classes,
        model,
        own,
        trials,
        offset,
        None,
        levels,
        references,
        has_last_reference=choose_default(preset, None, _LAST_REFERENCE),
    )
    rows = GlmRows.of(design.matrix(), y, weight, shift)
    members = numbers[design.kept]
    visits = None if position is None else np.asarray(position)[design.kept]
    is_corrected = bool(choose_default(preset, has_correction, _HAS_CORRECTION))
    equations = _Equations(
        rows,
        own,
        shape,
        *group_clusters(members, visits),
        structure,
        dispersion=dispersion,
        correction=int(rows.free.sum()) if is_corrected else 0,
        has_all_lags=choose_default(preset, None, {"sas": False, "r": True}),
    )
    solved = equations.solve() if y.size else None
    return _assemble(design, rows, own, shape, equations, solved, members, covariance, level)


@dataclass(frozen=True, slots=True, eq=False)
class _Solved:
    values: Floats
    bread: Floats
    robust: Floats
    corrected: Floats
    correlation: Floats
    dispersion: float
    diverging: Bools
    n_rounds: int
    reason: str | None


class _Equations:
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

    def solve(self) -> _Solved:
        """Alternate between coefficients and working correlation until neither moves."""
        start = climb_glm(self.rows, self.family, self.link)
        values = start.scaled.values
        reason, rounds = start.reason, 0
        width = values.size
        blank = np.full((width, width), np.nan)
        diverging = start.diverging[self.rows.free]
        if reason is not None:
            eye = np.eye(self.size)
            nan = float("nan")
            return _Solved(values, blank, blank, blank, eye, nan, diverging, 0, reason)
        if self.is_kept_from_start:
            _, self.kept = self.correlate(self.weigh(values)[0])
        reason = "not_converged"
        correlation = np.eye(self.size)
        for rounds in range(1, _MAX_ROUNDS + 1):
            residuals, columns = self.weigh(values)
            correlation, _ = self.correlate(residuals)
            if not self._is_positive(correlation):
                break
            score, bread, _ = self.sum_up(residuals, columns, correlation)
            step = solve_symmetric(bread, score)
            values = values + step
            size = float(np.max(np.abs(step), initial=0.0))
            if not np.isfinite(size):
                break
            if size < 1e-12 * (1 + float(np.max(np.abs(values), initial=0.0))):
                reason = None
                break
        if reason is not None:
            nan = float("nan")
            return _Solved(values, blank, blank, blank, correlation, nan, diverging, rounds, reason)
        return self._finish(values, diverging, rounds)

    def _is_positive(self, correlation: Floats) -> bool:
        if not np.isfinite(correlation).all():
            return False
        return all(
            np.linalg.eigvalsh(correlation[np.ix_(p.positions, p.positions)])[0] > 1e-9
            for p in self.patterns
        )

    def _finish(self, values: Floats, diverging: Bools, rounds: int) -> _Solved:
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
            fixed = np.linalg.solve(rest, left[:, :, None])[:, :, 0]
            pull = np.einsum("cjp,jk,ck->cp", own, turn, fixed)
            corrected += pull.T @ pull
        return _Solved(
            values,
            inverse * used,
            inverse @ robust @ inverse,
            inverse @ corrected @ inverse,
            correlation,
            used,
            diverging,
            rounds,
            None,
        )


def _assemble(
    design: Design,
    rows: GlmRows,
    family: Family,
    link: Link,
    equations: _Equations,
    solved: _Solved | None,
    members: Ints,
    covariance: str,
    level: float,
) -> GeeFit:
    width = design.width
    values = np.zeros(width)
    tables = np.zeros((3, width, width))
    reason = "too_few" if solved is None else solved.reason
    if solved is None or solved.reason is not None:
        values[rows.free] = np.nan
        tables[:] = np.where(np.outer(rows.free, rows.free), np.nan, 0.0)
    else:
        values[rows.free] = rows.back @ solved.values
        for table, own in zip(tables, (solved.robust, solved.bread, solved.corrected), strict=True):
            table[np.ix_(rows.free, rows.free)] = rows.back @ own @ rows.back.T
    robust, naive, corrected = tables
    chosen = {"robust": robust, "model": naive, "mancl-derouen": corrected}[covariance]
    estimates = ModelEstimates(
        design=design,
        coefficients=values,
        covariance=chosen,
        free=rows.free,
        basis=rows.basis,
        df=float("inf"),
        link=link.name,
        weights=rows.weight,
        reason=reason,
    )
    used = np.outer(rows.free, rows.free)
    shown = np.where(rows.free, values, np.nan)
    errors = np.sqrt(np.clip(np.diag(np.where(used, chosen, np.nan)), 0.0, None))
    z, p_values, lower, upper = compute_limits(shown, errors, np.full(width, np.inf), level)
    sizes = np.bincount(members) if members.size else np.zeros(1, dtype=int)
    return GeeFit(
        names=design.names,
        coefficients=shown,
        std_errors=errors,
        covariance=np.where(used, chosen, np.nan),
        robust_covariance=np.where(used, robust, np.nan),
        model_covariance=np.where(used, naive, np.nan),
        z=z,
        p_values=p_values,
        lower=lower,
        upper=upper,
        reasons=tuple(reason if flag else "no_variation" for flag in rows.free.tolist()),
        correlation=np.eye(equations.size) if solved is None else solved.correlation,
        dispersion=float("nan") if solved is None else solved.dispersion,
        n=rows.y.size,
        n_clusters=int((sizes > 0).sum()),
        largest_cluster=int(sizes.max()),
        n_missing=design.n_missing,
        n_rounds=0 if solved is None else solved.n_rounds,
        structure=equations.structure,
        family=family.name,
        link=link.name,
        level=level,
        estimates=estimates,
        reason=reason,
    )
