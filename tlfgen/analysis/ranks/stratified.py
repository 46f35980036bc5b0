"""Rank tests of groups within strata or blocks."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
from scipy import stats

from tlfgen.analysis.arguments import (
    Floats,
    Ints,
    code_levels,
    require_same_length,
    require_word,
    to_floats,
    to_matrix,
)
from tlfgen.analysis.ranks.groups import RankGroups

__all__ = ["compare_blocks", "compare_stratified_ranks"]

StratumScores = Literal["modridit", "ridit", "rank"]

_FEWEST = 2


def _stratum(scores: Floats, codes: Ints, k: int) -> tuple[Floats, Floats]:
    """Give the score sums of the groups of one stratum less their means, with the covariance."""
    n = len(scores)
    sizes = np.bincount(codes, minlength=k).astype(np.float64)
    sums = np.bincount(codes, weights=scores, minlength=k)
    rest = scores - scores.mean()
    spread = float(rest @ rest) / (n - 1)
    covariance = spread * (np.diag(sizes) - np.outer(sizes, sizes) / n)
    return sums - sizes * scores.mean(), covariance


def _solve(distance: Floats, covariance: Floats) -> tuple[float, float]:
    """Give the quadratic form by a generalised inverse, with its rank."""
    rank = int(np.linalg.matrix_rank(covariance, hermitian=True))
    inverse = np.linalg.pinv(covariance, hermitian=True)
    return float(distance @ inverse @ distance), float(rank)


def compare_stratified_ranks(
    values: npt.ArrayLike,
    groups: Any,
    strata: Any,
    *,
    levels: Sequence[Hashable] | None = None,
    scores: StratumScores = "modridit",
) -> RankGroups:
    """
    Compare groups by ranks within strata (van Elteren).

    Parameters
    ----------
    values : array-like, shape (n,)
    groups, strata : array-like of labels, shape (n,)
        A row that lacks one of the three is dropped and counted. A stratum with one record or one
        group adds nothing.
    levels : sequence or None
        The order of the groups.
    scores : {'modridit', 'ridit', 'rank'}
        Midranks within a stratum over its size plus 1 (van Elteren), over its size, or as they are.

    Returns
    -------
    RankGroups
        ``mean_scores`` are over all strata.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-scores``, ``analysis.length-mismatch``, ``analysis.unknown-level``.

    Notes
    -----
    Source: van Elteren (1960); Koch et al. (1982). Equals the row mean scores statistic of SAS 9.4
    FREQ CMH2 SCORES=MODRIDIT (RIDIT, RANK).

    Examples
    --------
    >>> found = compare_stratified_ranks([1, 2, 3, 4, 5, 9], list("ababab"), [1, 1, 1, 1, 2, 2])
    >>> round(found.statistic, 6), round(found.p, 6)
    (1.423529, 0.232823)
    """
    require_word("scores", scores, get_args(StratumScores))
    ready = to_floats(values).ravel()
    codes, names = code_levels(groups, levels)
    blocks, block_names = code_levels(strata)
    require_same_length(values=ready, groups=codes, strata=blocks)
    present = np.isfinite(ready) & (codes >= 0) & (blocks >= 0)
    used = np.flatnonzero(np.bincount(codes[present], minlength=len(names)))
    names = tuple(names[place] for place in used)
    codes = np.searchsorted(used, codes[present])
    ready, blocks, k = ready[present], blocks[present], len(used)
    sizes = tuple(np.bincount(codes, minlength=k).tolist())
    n_missing = int((~present).sum())
    if k < _FEWEST:
        reason = "one_group" if k else "no_records"
        return RankGroups(names, sizes, n_missing, scores=scores, reason=reason)
    distance, covariance = np.zeros(k), np.zeros((k, k))
    all_scores = np.zeros(len(ready))
    for block in range(len(block_names)):
        rows = blocks == block
        n = int(rows.sum())
        if n < _FEWEST:
            continue
        divisor = {"modridit": n + 1, "ridit": n, "rank": 1}[scores]
        all_scores[rows] = stats.rankdata(ready[rows]) / divisor
        part, spread = _stratum(all_scores[rows], codes[rows], k)
        distance, covariance = distance + part, covariance + spread
    means = tuple((np.bincount(codes, weights=all_scores, minlength=k) / sizes).tolist())
    if not covariance.any():
        return RankGroups(
            names, sizes, n_missing, means, df=float(k - 1), scores=scores, reason="no_variation"
        )
    statistic, df = _solve(distance, covariance)
    z = float(np.sign(distance[0]) * np.sqrt(statistic)) if k == _FEWEST else None
    p = float(stats.chi2.sf(statistic, df))
    return RankGroups(names, sizes, n_missing, means, statistic, df, p, z, scores)


def compare_blocks(table: npt.ArrayLike) -> RankGroups:
    """
    Compare treatments within blocks by Friedman's test.

    Parameters
    ----------
    table : array-like, shape (blocks, treatments)
        A block with a missing value is dropped and counted.

    Returns
    -------
    RankGroups
        ``levels`` are 1 to the number of treatments, ``n`` the blocks of each, ``mean_scores``
        their mean ranks.

    Notes
    -----
    Source: Friedman (1937), corrected for ties. Equals R ``friedman.test`` and SAS 9.4 FREQ CMH2
    SCORES=RANK with blocks as strata; of answers 0 and 1 it is Cochran's Q (1950).

    Examples
    --------
    >>> found = compare_blocks([[1, 2, 3], [1, 3, 2], [1, 2, 3], [2, 1, 3]])
    >>> round(found.statistic, 6), found.df, found.mean_scores
    (4.5, 2.0, (1.25, 2.0, 2.75))
    """
    matrix = to_matrix(table)
    complete = np.isfinite(matrix).all(axis=1)
    kept = matrix[complete]
    n, k = kept.shape
    levels, n_missing = tuple(range(1, k + 1)), int((~complete).sum())
    sizes = (n,) * k
    if not n or k < _FEWEST:
        return RankGroups(
            levels, sizes, n_missing, scores="rank", reason="one_group" if n else "no_records"
        )
    ranks = stats.rankdata(kept, axis=1)
    means = tuple(ranks.mean(axis=0).tolist())
    spread = float(((ranks - (k + 1) / 2) ** 2).sum())
    df = float(k - 1)
    if spread == 0:
        return RankGroups(
            levels, sizes, n_missing, means, df=df, scores="rank", reason="no_variation"
        )
    distance = ranks.sum(axis=0) - n * (k + 1) / 2
    statistic = float(distance @ distance) * (k - 1) / spread
    p = float(stats.chi2.sf(statistic, df))
    return RankGroups(levels, sizes, n_missing, means, statistic, df, p, scores="rank")
