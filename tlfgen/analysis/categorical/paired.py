"""Tests of paired answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from tlfgen.analysis.arguments import Preset, choose_default
from tlfgen.analysis.categorical.tables import to_table
from tlfgen.core.errors import AnalysisError

__all__ = ["PairedComparison", "compare_paired_table"]

_PAIR = 2


@dataclass(frozen=True, slots=True)
class PairedComparison:
    """
    McNemar's test, or Bowker's beyond two answers.

    Parameters
    ----------
    n, n_discordant : float
        Pairs, and pairs whose answers differ.
    statistic, df, p : float or None
    p_exact, p_mid : float or None
        Binomial p of two answers, whole and mid.
    difference : float or None
        Share of the first answer at the first reading less at the second.
    odds_ratio : float or None
        Of two answers: first-then-second over second-then-first pairs.
    reason : str or None
        ``no_records`` or ``no_variation`` (no discordant pair; the exact p is then 1).
    """

    n: float
    n_discordant: float
    statistic: float | None = None
    df: float | None = None
    p: float | None = None
    p_exact: float | None = None
    p_mid: float | None = None
    difference: float | None = None
    odds_ratio: float | None = None
    reason: str | None = None


def compare_paired_table(
    table: npt.ArrayLike, *, is_corrected: bool | None = None, preset: Preset = None
) -> PairedComparison:
    """
    Compare paired answers by McNemar's test (Bowker's beyond two answers).

    Parameters
    ----------
    table : array-like of counts, shape (answers, answers)
        Rows are the first reading, columns the second, in the same order.
    is_corrected : bool
        Whether the chi-square of two answers takes the continuity correction of 1.
    preset : {'sas', 'r'}
        Without, or with the correction.

    Returns
    -------
    PairedComparison

    Raises
    ------
    AnalysisError
        ``analysis.table-shape``, ``analysis.bad-count``, ``analysis.unknown-preset``.

    Notes
    -----
    Source: McNemar (1947); Bowker (1948). Equals SAS 9.4 FREQ AGREE (EXACT MCNEM) and R
    ``mcnemar.test``. Pairs of cells that are both 0 add no degree of freedom, as in SAS; R counts
    them.

    Examples
    --------
    >>> found = compare_paired_table([[794, 150], [86, 570]])
    >>> round(found.statistic, 4), found.df
    (17.3559, 1.0)
    """
    corrected = choose_default(preset, is_corrected, {"sas": False, "r": True})
    counts = to_table(table)
    if counts.shape[0] != counts.shape[1]:
        raise AnalysisError.of("analysis.table-shape", "the table is not square.")
    n = float(counts.sum())
    rows, columns = np.triu_indices(len(counts), 1)
    above, below = counts[rows, columns], counts[columns, rows]
    both = above + below
    discordant = float(both.sum())
    if not n:
        return PairedComparison(n, 0.0, reason="no_records")
    found: dict[str, Any] = {}
    if len(counts) == _PAIR:
        b, c = float(above[0]), float(below[0])
        found["difference"] = (b - c) / n
        found |= {"odds_ratio": b / c if c else float("inf")} if b + c else {}
        if b == np.floor(b) and c == np.floor(c):
            tail = float(stats.binom.cdf(min(b, c), b + c, 0.5))
            point = float(stats.binom.pmf(min(b, c), b + c, 0.5))
            found |= {"p_exact": min(1.0, 2 * tail), "p_mid": min(1.0, 2 * tail - point)}
    if not discordant:
        return PairedComparison(n, discordant, **found, reason="no_variation")
    away = abs(above - below)[both > 0]
    if corrected and len(counts) == _PAIR:
        away = np.maximum(away - 1, 0.0)
    statistic, df = float((away**2 / both[both > 0]).sum()), float((both > 0).sum())
    p = float(stats.chi2.sf(statistic, df))
    return PairedComparison(n, discordant, statistic, df, p, **found)
