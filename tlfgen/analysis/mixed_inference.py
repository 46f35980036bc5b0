"""Degrees of freedom and tests of a linear mixed model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from tlfgen.analysis.arguments import Bools, Floats, require_level
from tlfgen.analysis.contrasts import Combinations, compute_limits
from tlfgen.analysis.design import Design
from tlfgen.analysis.estimability import find_type3_rows, is_estimable
from tlfgen.analysis.mixed_variance import MixedState
from tlfgen.analysis.model_estimates import TermTests
from tlfgen.analysis.newton import solve_symmetric

__all__ = ["MixedPieces", "compare_mixed_terms", "compute_df", "estimate_mixed"]


@dataclass(frozen=True, slots=True, eq=False)
class MixedPieces:
    """
    What tests are made from: estimates of the free columns, their covariance, how it moves.

    ``moves[r]`` is the derivative of the covariance ``inner`` in the variance ``r``, and ``spread``
    the covariance of the variances.
    """

    design: Design
    free: Bools
    basis: Floats
    coefficients: Floats
    inner: Floats
    covariance: Floats
    moves: Floats
    spread: Floats
    df_method: str
    df_residual: float

    @classmethod
    def of(
        cls,
        design: Design,
        free: Bools,
        basis: Floats,
        state: MixedState,
        *,
        df_method: str,
        df_residual: int,
    ) -> MixedPieces:
        """
        Prepare the covariance, adjusted for Kenward-Roger.

        Notes
        -----
        Source: Kenward and Roger, Biometrics 1997; the covariance is linear in its parameters, so
        that second derivatives vanish.
        """
        inner = state.inner
        p = inner.shape[0]
        first = state.terms.first[:, :p, :p]
        is_adjusted = df_method == "kenward-roger"
        information = state.expected if is_adjusted else state.observed
        spread = solve_symmetric(information, np.eye(information.shape[0]))
        covariance = inner
        if is_adjusted:
            second = state.terms.second[:, :, :p, :p]
            lost = np.einsum("rij,jk,skl->rsil", first, inner, first)
            bias = np.einsum("rs,rsij->ij", spread, second - lost)
            covariance = inner + 2 * inner @ bias @ inner
            covariance = (covariance + covariance.T) / 2
        moves = inner @ first @ inner
        return cls(
            design,
            free,
            basis,
            state.coefficients,
            inner,
            covariance,
            moves,
            spread,
            df_method,
            float(df_residual),
        )


def compute_df(pieces: MixedPieces, row: Floats) -> float:
    """Give the degrees of freedom of one combination of the free columns."""
    if pieces.df_method in {"residual", "infinite"}:
        return pieces.df_residual if pieces.df_method == "residual" else float("inf")
    slopes = np.einsum("i,rij,j->r", row, pieces.moves, row)
    change = float(slopes @ pieces.spread @ slopes)
    value = float(row @ pieces.inner @ row)
    return 2 * value**2 / change if change > 0 else float("nan")


def estimate_mixed(pieces: MixedPieces, rows: Floats, *, level: float = 0.95) -> Combinations:
    """
    Give the estimates of linear combinations of the columns of the design.

    Parameters
    ----------
    pieces : MixedPieces
        ``fit.pieces`` of a fitted model.
    rows : array of floats, shape (m, p)
        For instance ``design.mean_row`` for a least-squares mean, or a difference of two.
    level : float

    Returns
    -------
    Combinations
        Reason ``'not_estimable'`` for a row that is no combination of the rows of the model.

    Notes
    -----
    Source: SAS PROC MIXED ``ESTIMATE``; R ``lmerTest::contest1D``.
    """
    level = require_level(level)
    table = np.atleast_2d(np.asarray(rows, dtype=np.float64))
    allowed = is_estimable(table, pieces.free, pieces.basis)
    own = table[:, pieces.free]
    values = np.where(allowed, own @ pieces.coefficients, np.nan)
    spread = own @ pieces.covariance @ own.T
    errors = np.where(allowed, np.sqrt(np.clip(np.diag(spread), 0.0, None)), np.nan)
    df = np.asarray([compute_df(pieces, row) for row in own])
    t, p_values, lower, upper = compute_limits(values, errors, df, level)
    reasons = tuple(None if flag else "not_estimable" for flag in allowed.tolist())
    return Combinations(values, errors, df, t, p_values, lower, upper, spread, level, reasons)


def compare_mixed_terms(pieces: MixedPieces) -> TermTests:
    """
    Test each term by its type III hypothesis with its own denominator degrees of freedom.

    Parameters
    ----------
    pieces : MixedPieces

    Returns
    -------
    TermTests
        ``denominator_df`` is that of the first term; each has its own in ``denominators``.

    Notes
    -----
    Source: Fai and Cornelius, J Stat Comput Simul 1996 (Satterthwaite); Kenward and Roger,
    Biometrics 1997. SAS PROC MIXED type 3 tests; R ``lmerTest::anova``.
    """
    names, df, ratios, p_values, below = [], [], [], [], []
    for term in pieces.design.terms[1:]:
        rows = find_type3_rows(pieces.design, pieces.basis, term)[:, pieces.free]
        ratio, denominator = _test_rows(pieces, rows)
        names.append(term.name)
        df.append(rows.shape[0])
        ratios.append(ratio)
        below.append(denominator)
        p_values.append(float(stats.f.sf(ratio, max(rows.shape[0], 1), denominator)))
    return TermTests(
        terms=tuple(names),
        df=tuple(df),
        denominator_df=below[0] if below else float("nan"),
        sums_of_squares=np.full(len(names), np.nan),
        statistics=np.asarray(ratios, dtype=np.float64),
        p_values=np.asarray(p_values, dtype=np.float64),
        reasons=tuple(None if np.isfinite(ratio) else "not_estimable" for ratio in ratios),
        denominators=tuple(below),
    )


def _test_rows(pieces: MixedPieces, rows: Floats) -> tuple[float, float]:
    """Give F with its denominator degrees of freedom."""
    count = rows.shape[0]
    if not count:
        return float("nan"), float("nan")
    values = rows @ pieces.coefficients
    spread = rows @ pieces.covariance @ rows.T
    ratio = float(values @ solve_symmetric(spread, values)) / count
    if pieces.df_method == "kenward-roger":
        scale, denominator = _find_kenward_roger(pieces, rows)
        return ratio * scale, denominator
    if pieces.df_method != "satterthwaite":
        return ratio, compute_df(pieces, rows[0])
    _, turns = np.linalg.eigh(rows @ pieces.inner @ rows.T)
    each = np.asarray([compute_df(pieces, turn @ rows) for turn in turns.T])
    if count == 1 or np.ptp(each) < 1e-8 * each.max():
        return ratio, float(each.mean())
    total = float((each[each > 2] / (each[each > 2] - 2)).sum())  # noqa: PLR2004 - mean of an F
    return ratio, 2 * total / (total - count) if total > count else float("nan")


def _find_kenward_roger(pieces: MixedPieces, rows: Floats) -> tuple[float, float]:
    """Give the factor of F with its denominator degrees of freedom."""
    count = rows.shape[0]
    middle = rows.T @ solve_symmetric(rows @ pieces.inner @ rows.T, rows)
    each = np.einsum("ij,rjk->rik", middle, pieces.moves)
    traces = np.trace(each, axis1=1, axis2=2)
    one = float(traces @ pieces.spread @ traces)
    two = float(np.einsum("rs,rij,sji->", pieces.spread, each, each))
    ratio = (one + 6 * two) / (2 * count)
    g = ((count + 1) * one - (count + 4) * two) / ((count + 2) * two)
    below = 3 * count + 2 * (1 - g)
    mean = 1 / (1 - two / count)
    spread = 2 / count * (1 + g / below * ratio)
    spread /= (1 - (count - g) / below * ratio) ** 2 * (1 - (count + 2 - g) / below * ratio)
    size = spread / (2 * mean**2)
    denominator = 4 + (count + 2) / (count * size - 1)
    return denominator / (mean * (denominator - 2)), denominator
