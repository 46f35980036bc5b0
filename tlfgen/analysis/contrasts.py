"""Linear combinations of coefficients: estimates, limits, joint tests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from tlfgen.analysis.arguments import Bools, Floats, require_level

__all__ = [
    "Combinations",
    "JointTest",
    "combine_coefficients",
    "compare_jointly",
    "compute_limits",
    "exponentiate",
]


@dataclass(frozen=True, slots=True, eq=False)
class Combinations:
    """Estimates of linear combinations, one per row; df is infinite for the normal."""

    estimates: Floats
    std_errors: Floats
    df: Floats
    statistics: Floats
    p_values: Floats
    lower: Floats
    upper: Floats
    covariance: Floats
    level: float
    reasons: tuple[str | None, ...]


@dataclass(frozen=True, slots=True, eq=False)
class JointTest:
    """A joint test: chi-square where ``denominator_df`` is infinite, else F."""

    statistic: float
    df: int
    denominator_df: float
    p_value: float
    reason: str | None


def exponentiate(values: Floats) -> Floats:
    """Give the exponential, infinite where it is beyond the range of numbers."""
    with np.errstate(over="ignore"):
        return np.asarray(np.exp(values))


def compute_limits(
    estimates: Floats, std_errors: Floats, df: Floats, level: float
) -> tuple[Floats, Floats, Floats, Floats]:
    """Give statistics, two-sided p-values, lower and upper limits; t, or normal for infinite df."""
    with np.errstate(divide="ignore", invalid="ignore"):
        statistics = np.where(std_errors > 0, estimates / std_errors, np.nan)
    finite = np.isfinite(df)
    safe = np.where(finite, df, 1.0)
    p_values = 2 * np.where(
        finite, stats.t.sf(np.abs(statistics), safe), stats.norm.sf(np.abs(statistics))
    )
    tail = 0.5 + level / 2
    half = std_errors * np.where(finite, stats.t.ppf(tail, safe), stats.norm.ppf(tail))
    return statistics, p_values, estimates - half, estimates + half


def combine_coefficients(
    coefficients: Floats,
    covariance: Floats,
    rows: Floats,
    *,
    df: float | Floats = float("inf"),
    level: float = 0.95,
    estimable: Bools | None = None,
) -> Combinations:
    """
    Give the estimate, error, test, limits of each linear combination of coefficients.

    Parameters
    ----------
    coefficients : array of floats, shape (p,)
        A coefficient that could not be estimated is NaN; a row that uses it gives no number.
    covariance : array of floats, shape (p, p)
    rows : array of floats, shape (m, p)
    df : float or array of floats, shape (m,)
        Degrees of freedom of t; infinite for the normal.
    level : float
    estimable : array of bools, shape (m,), optional
        Rows to give numbers for.

    Returns
    -------
    Combinations
        Reason ``'not_estimable'`` where a number cannot be given.
    """
    level = require_level(level)
    weights = np.atleast_2d(np.asarray(rows, dtype=np.float64))
    known = np.isfinite(coefficients)
    given = ~(weights[:, ~known] != 0).any(axis=1)
    if estimable is not None:
        given &= estimable
    values = weights[:, known] @ coefficients[known]
    spread = weights[:, known] @ covariance[np.ix_(known, known)] @ weights[:, known].T
    values = np.where(given, values, np.nan)
    spread[~given, :] = np.nan
    spread[:, ~given] = np.nan
    errors = np.sqrt(np.clip(np.diag(spread), 0.0, None))
    freedom = np.broadcast_to(np.asarray(df, dtype=np.float64), values.shape).copy()
    statistics, p_values, lower, upper = compute_limits(values, errors, freedom, level)
    reasons = tuple(None if flag else "not_estimable" for flag in np.isfinite(errors) & given)
    return Combinations(
        values, errors, freedom, statistics, p_values, lower, upper, spread, level, reasons
    )


def compare_jointly(
    coefficients: Floats,
    covariance: Floats,
    rows: Floats,
    *,
    denominator_df: float = float("inf"),
) -> JointTest:
    """
    Test that all linear combinations are zero (Wald).

    Parameters
    ----------
    coefficients, covariance, rows
        As in ``combine_coefficients``.
    denominator_df : float
        Infinite for a chi-square test.

    Returns
    -------
    JointTest
        The statistic is a chi-square, or an F. Reason ``'not_estimable'`` where a row uses a
        coefficient without a value or nothing can be tested.
    """
    weights = np.atleast_2d(np.asarray(rows, dtype=np.float64))
    known = np.isfinite(coefficients)
    nan = float("nan")
    if not weights.size or (weights[:, ~known] != 0).any():
        return JointTest(nan, 0, denominator_df, nan, "not_estimable")
    weights = weights[:, known]
    values = weights @ coefficients[known]
    spread = weights @ covariance[np.ix_(known, known)] @ weights.T
    scale = np.sqrt(np.clip(np.diag(spread), 0.0, None))
    if not (scale > 0).all() or not np.isfinite(spread).all():
        return JointTest(nan, 0, denominator_df, nan, "not_estimable")
    correlation = spread / np.outer(scale, scale)
    rank = int(np.linalg.matrix_rank(correlation, tol=1e-9, hermitian=True))
    inverse = np.linalg.pinv(correlation, rcond=1e-9, hermitian=True)
    chi_square = float((values / scale) @ inverse @ (values / scale))
    if np.isinf(denominator_df):
        return JointTest(
            chi_square, rank, denominator_df, float(stats.chi2.sf(chi_square, rank)), None
        )
    ratio = chi_square / rank
    return JointTest(
        ratio, rank, denominator_df, float(stats.f.sf(ratio, rank, denominator_df)), None
    )
