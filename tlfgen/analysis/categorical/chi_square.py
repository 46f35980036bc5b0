"""Chi-square tests of a table of counts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
from scipy import stats

from tlfgen.analysis.arguments import Floats, Preset, choose_default, require_word
from tlfgen.analysis.categorical.tables import reason_of, to_table, without_empty

__all__ = ["TableComparison", "compare_table"]

Correction = Literal["none", "yates", "schouten"]

_SMALL, _PAIR = 5, 2


@dataclass(frozen=True, slots=True)
class TableComparison:
    """
    Chi-square tests of one table with measures of association.

    Parameters
    ----------
    n : float
        Sum of the counts.
    rows, columns : int
        Rows and columns that hold a count.
    statistic, df, p : float or None
        Pearson's chi-square, corrected where asked.
    likelihood_ratio, p_likelihood_ratio : float or None
    phi, contingency, cramer_v : float or None
        From the chi-square without correction; ``phi`` has a sign for a 2 x 2 table.
    least_expected : float or None
        The smallest expected count.
    share_small : float or None
        Share of cells with an expected count under 5.
    expected : tuple of tuple of float
    correction : str
    reason : str or None
        ``no_records``, ``one_group`` (one row) or ``no_variation`` (one column).
    """

    n: float
    rows: int
    columns: int
    statistic: float | None = None
    df: float | None = None
    p: float | None = None
    likelihood_ratio: float | None = None
    p_likelihood_ratio: float | None = None
    phi: float | None = None
    contingency: float | None = None
    cramer_v: float | None = None
    least_expected: float | None = None
    share_small: float | None = None
    expected: tuple[tuple[float, ...], ...] = ()
    correction: str = "none"
    reason: str | None = None


def _corrected(counts: Floats, expected: Floats, correction: str) -> float:
    """Give Pearson's statistic with the correction of a 2 x 2 table."""
    away = abs(counts - expected)
    if correction == "yates":
        away = np.maximum(away - 0.5, 0.0)
    if correction == "schouten":
        n = float(counts.sum())
        (a, b), (c, d) = counts
        rows, columns = counts.sum(axis=1), counts.sum(axis=0)
        distance = max(abs(a * d - b * c) - float(rows.min()) / 2, 0.0)
        return float((n - 1) * distance**2 / (rows.prod() * columns.prod()))
    return float((away**2 / expected).sum())


def _association(counts: Floats, plain: float, n: float) -> dict[str, Any]:
    """Give the measures that follow from the chi-square."""
    smaller = min(counts.shape) - 1
    phi = math.sqrt(plain / n)
    if counts.shape == (2, 2):
        (a, b), (c, d) = counts
        phi = math.copysign(phi, float(a * d - b * c))
    return {
        "phi": phi,
        "contingency": math.sqrt(plain / (plain + n)),
        "cramer_v": phi if counts.shape == (2, 2) else math.sqrt(plain / n / smaller),
    }


def compare_table(
    table: npt.ArrayLike, *, correction: Correction | None = None, preset: Preset = None
) -> TableComparison:
    """
    Compare the rows of a table by Pearson's chi-square.

    Parameters
    ----------
    table : array-like of counts, shape (rows, columns)
        Rows and columns that hold nothing are left out.
    correction : {'none', 'yates', 'schouten'}
        For a 2 x 2 table: Yates' half, never past 0; or Schouten's, half of the smaller row. Larger
        tables take none.
    preset : {'sas', 'r'}
        ``none``, or ``yates`` for a 2 x 2 table.

    Returns
    -------
    TableComparison

    Raises
    ------
    AnalysisError
        ``analysis.unknown-correction``, ``analysis.unknown-preset``, ``analysis.table-shape``,
        ``analysis.bad-count``.

    Notes
    -----
    Source: Pearson (1900); Yates (1934); Schouten et al. (1980). Equals SAS 9.4 FREQ CHISQ (main
    line; "Continuity Adj. Chi-Square") and R ``chisq.test``, which counts empty rows and then
    gives NaN; ``schouten`` equals tern.

    Examples
    --------
    >>> found = compare_table([[2, 15], [10, 3]])
    >>> round(found.statistic, 6), found.df, round(found.p, 6)
    (13.031674, 1.0, 0.000306)
    """
    chosen = choose_default(preset, correction, {"sas": "none", "r": "yates"})
    require_word("correction", chosen, get_args(Correction))
    counts = without_empty(to_table(table))
    n, (rows, columns) = float(counts.sum()), counts.shape
    reason = reason_of(counts)
    if reason is not None:
        return TableComparison(n, rows, columns, correction=chosen, reason=reason)
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / n
    used = chosen if rows == columns == _PAIR else "none"
    plain = _corrected(counts, expected, "none")
    statistic = _corrected(counts, expected, used)
    df = float((rows - 1) * (columns - 1))
    held = counts > 0
    ratio = 2 * float((counts[held] * np.log(counts[held] / expected[held])).sum())
    return TableComparison(
        n,
        rows,
        columns,
        statistic=statistic,
        df=df,
        p=float(stats.chi2.sf(statistic, df)),
        likelihood_ratio=max(ratio, 0.0),
        p_likelihood_ratio=float(stats.chi2.sf(max(ratio, 0.0), df)),
        **_association(counts, plain, n),
        least_expected=float(expected.min()),
        share_small=float((expected < _SMALL).mean()),
        expected=tuple(map(tuple, expected.tolist())),
        correction=used,
    )
