"""Cochran, Mantel & Haenszel's tests of tables within strata."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
from scipy import stats

from tlfgen.analysis.arguments import Floats, Preset, choose_default, require_word
from tlfgen.analysis.categorical.tables import reason_of, to_strata
from tlfgen.analysis.samples import Alternative, require_alternative, tail_probability
from tlfgen.core.errors import AnalysisError

__all__ = ["StratifiedComparison", "compare_stratified_tables"]

Scores = Literal["table", "rank", "ridit", "modridit"]

_PAIR = (2, 2)


@dataclass(frozen=True, slots=True)
class StratifiedComparison:
    """
    The three statistics of Cochran, Mantel & Haenszel.

    Parameters
    ----------
    n : float
        Sum of the counts.
    strata : int
        Strata that add to the statistics: two records or more.
    general, general_df, general_p : float or None
        General association.
    row_mean, row_mean_df, row_mean_p : float or None
        Row mean scores differ.
    correlation, correlation_df, correlation_p : float or None
        Nonzero correlation.
    p_wilson_hilferty : float or None
        Of the general association, by Wilson & Hilferty's cube root, two-sided as tern has it.
    scores : str
    reason : str or None
        ``no_records``, ``one_group``, ``no_variation``.
    """

    n: float
    strata: int
    general: float | None = None
    general_df: float | None = None
    general_p: float | None = None
    row_mean: float | None = None
    row_mean_df: float | None = None
    row_mean_p: float | None = None
    correlation: float | None = None
    correlation_df: float | None = None
    correlation_p: float | None = None
    p_wilson_hilferty: float | None = None
    scores: str = "table"
    reason: str | None = None


def _scores_of(margin: Floats, kind: str, given: Floats) -> Floats:
    """Give the scores of the levels of one stratum from their margin."""
    if kind == "table":
        return given
    ranks = np.cumsum(margin) - (margin - 1) / 2
    n = float(margin.sum())
    return np.asarray(ranks / {"rank": 1.0, "ridit": n, "modridit": n + 1}[kind])


def _quadratic(distance: Floats, covariance: Floats) -> tuple[float | None, float]:
    """Give the chi-square by a generalised inverse, with its rank as degrees of freedom."""
    rank = int(np.linalg.matrix_rank(covariance, hermitian=True)) if covariance.any() else 0
    if not rank:
        return None, 0.0
    inverse = np.linalg.pinv(covariance, hermitian=True)
    return float(distance @ inverse @ distance), float(rank)


def _parts(counts: Floats) -> tuple[Floats, Floats, Floats]:
    """Give cells less their means, and the covariance of rows and of columns, of one stratum."""
    n = float(counts.sum())
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)
    distance = counts - np.outer(rows, columns) / n
    row_part = np.diag(rows) - np.outer(rows, rows) / n
    column_part = (np.diag(columns) - np.outer(columns, columns) / n) / (n - 1)
    return distance, row_part, column_part


def _statistics(
    tables: Floats, kind: str, row_given: Floats, column_given: Floats
) -> dict[str, tuple[float | None, float]]:
    """Give the three chi-squares with their degrees of freedom."""
    _, r, c = tables.shape
    size = (r - 1) * (c - 1)
    general, general_v = np.zeros(size), np.zeros((size, size))
    means, means_v = np.zeros(r - 1), np.zeros((r - 1, r - 1))
    line, line_v = np.zeros(1), np.zeros((1, 1))
    for counts in tables:
        distance, row_part, column_part = _parts(counts)
        down = _scores_of(counts.sum(axis=1), kind, row_given)
        across = _scores_of(counts.sum(axis=0), kind, column_given)
        general += distance[:-1, :-1].ravel()
        general_v += np.kron(row_part[:-1, :-1], column_part[:-1, :-1])
        spread = float(across @ column_part @ across)
        means += (distance @ across)[:-1]
        means_v += row_part[:-1, :-1] * spread
        line += float(down @ distance @ across)
        line_v += float(down @ row_part @ down) * spread
    return {
        "general": _quadratic(general, general_v),
        "row_mean": _quadratic(means, means_v),
        "correlation": _quadratic(line, line_v),
    }


def _corrected(tables: Floats) -> tuple[float | None, float]:
    """Give Mantel & Haenszel's chi-square of 2 x 2 tables less one half."""
    total, variance = 0.0, 0.0
    for counts in tables:
        distance, row_part, column_part = _parts(counts)
        total += float(distance[0, 0])
        variance += float(row_part[0, 0] * column_part[0, 0])
    half = 0.5 if abs(total) >= 0.5 else 0.0  # noqa: PLR2004 - the correction never passes 0
    return ((abs(total) - half) ** 2 / variance, 1.0) if variance else (None, 0.0)


def _excess(tables: Floats) -> float:
    """Give the first cells of 2 x 2 tables above their expectation, summed."""
    return sum(float(_parts(counts)[0][0, 0]) for counts in tables)


def _wilson_hilferty(statistic: float, df: float) -> float:
    """Give the two-sided p of the cube root of a chi-square."""
    lift = 2 / (9 * df)
    z = ((statistic / df) ** (1 / 3) - (1 - lift)) / math.sqrt(lift)
    return 2 * float(stats.norm.sf(abs(z)))


def _given_scores(given: Sequence[float] | None, size: int) -> Floats:
    """Give the table scores, 1, 2, 3 and so on by default."""
    scores = np.arange(1.0, size + 1) if given is None else np.asarray(given, dtype=np.float64)
    if len(scores) != size:
        what = f"there are {len(scores)} scores for {size} levels."
        raise AnalysisError.of("analysis.length-mismatch", what)
    return scores


def compare_stratified_tables(
    tables: npt.ArrayLike,
    *,
    scores: Scores = "table",
    row_scores: Sequence[float] | None = None,
    column_scores: Sequence[float] | None = None,
    is_corrected: bool | None = None,
    alternative: Alternative = "two_sided",
    preset: Preset = None,
) -> StratifiedComparison:
    """
    Compare the rows of tables within strata by the statistics of Cochran, Mantel & Haenszel.

    Parameters
    ----------
    tables : array-like of counts, shape (strata, rows, columns), or (rows, columns)
        Rows and columns that are empty in all strata are left out; strata of fewer than two
        records add nothing.
    scores : {'table', 'rank', 'ridit', 'modridit'}
        Of columns (row mean scores) and of both (correlation): the numbers given, or midranks of
        the margins of each stratum, as they are, over n, or over n + 1.
    row_scores, column_scores : sequence or None
        Table scores; 1, 2, 3 and so on where None.
    is_corrected : bool
        Whether 2 x 2 tables take the continuity correction of one half.
    alternative : {'two_sided', 'less', 'greater'}
        Of the general association of 2 x 2 tables: the common odds ratio is under, or over, 1.
    preset : {'sas', 'r'}
        Without, or with the correction.

    Returns
    -------
    StratifiedComparison
        Degrees of freedom are the rank of the covariance: sparse strata whose covariance has no
        inverse are solved by the generalised inverse.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-scores``, ``analysis.unknown-alternative``,
        ``analysis.unknown-preset``, ``analysis.table-shape``, ``analysis.bad-count``,
        ``analysis.length-mismatch``.

    Notes
    -----
    Source: Landis, Heyman & Koch (1978). Equals SAS 9.4 FREQ CMH (SCORES=); the general
    association equals R ``mantelhaen.test``, the others ``coin::cmh_test`` with scores.

    Examples
    --------
    >>> found = compare_stratified_tables([[[2, 15], [10, 3]], [[4, 6], [5, 5]]])
    >>> round(found.general, 4), found.general_df, round(found.general_p, 4)
    (8.9699, 1.0, 0.0027)
    """
    require_word("scores", scores, get_args(Scores))
    require_alternative(alternative)
    corrected = choose_default(preset, is_corrected, {"sas": False, "r": True})
    counts = to_strata(tables)
    down, across = counts.sum(axis=(0, 2)) > 0, counts.sum(axis=(0, 1)) > 0
    row_given = _given_scores(row_scores, counts.shape[1])[down]
    column_given = _given_scores(column_scores, counts.shape[2])[across]
    kept = counts[:, down][:, :, across]
    n = float(kept.sum())
    kept = kept[kept.sum(axis=(1, 2)) > 1]
    reason = reason_of(kept.sum(axis=0) if len(kept) else np.zeros((0, 0)))
    if reason is not None:
        return StratifiedComparison(n, len(kept), scores=scores, reason=reason)
    found = _statistics(kept, scores, row_given, column_given)
    if corrected and kept.shape[1:] == _PAIR:
        found["general"] = _corrected(kept)
    values: dict[str, Any] = {}
    for name, (statistic, df) in found.items():
        if statistic is not None:
            values |= {name: statistic, f"{name}_df": df}
            values[f"{name}_p"] = float(stats.chi2.sf(statistic, df))
    statistic, df = found["general"]
    if statistic is None:
        return StratifiedComparison(n, len(kept), scores=scores, reason="no_variation")
    if alternative != "two_sided" and kept.shape[1:] == _PAIR:
        z = math.copysign(math.sqrt(statistic), _excess(kept))
        values["general_p"] = tail_probability(stats.norm, z, alternative)
    root = _wilson_hilferty(statistic, df)
    return StratifiedComparison(n, len(kept), **values, p_wilson_hilferty=root, scores=scores)
