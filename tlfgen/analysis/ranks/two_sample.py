"""Wilcoxon's rank sum test of two samples."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
from scipy import stats

from tlfgen.analysis.arguments import Floats, Preset, choose_default, require_word
from tlfgen.analysis.ranks.permutation import subset_law
from tlfgen.analysis.samples import (
    Alternative,
    drop_missing,
    require_alternative,
    tail_probability,
)

__all__ = ["RankComparison", "compare_ranks", "correction_of"]

PValue = Literal["normal", "exact", "t"]
TwoSided = Literal["distance", "double"]

_R_EXACT = 50


@dataclass(frozen=True, slots=True)
class RankComparison:
    """
    A rank sum test.

    Parameters
    ----------
    n1, n2, n_missing : int
    u : float or None
        Mann & Whitney's count of pairs in which the first sample is larger, ties half: W of R.
    rank_sum, expected, sd : float or None
        The sum of the midranks of the first sample (S of SAS), its mean and deviation.
    z : float or None
        Corrected for continuity where that was asked.
    p : float or None
    p_value : str
        ``normal``, ``exact`` or ``t``.
    reason : str or None
        ``no_records``, ``no_variation`` or ``too_large`` (exact law beyond reason).
    """

    n1: int
    n2: int
    n_missing: int
    u: float | None = None
    rank_sum: float | None = None
    expected: float | None = None
    sd: float | None = None
    z: float | None = None
    p: float | None = None
    p_value: str = "normal"
    reason: str | None = None


def correction_of(distance: float, alternative: str) -> float:
    """
    Give the continuity correction of one half that is taken from a distance.

    Returns
    -------
    float

    Examples
    --------
    >>> correction_of(-3.0, "two_sided"), correction_of(-3.0, "greater")
    (-0.5, 0.5)
    """
    if alternative == "two_sided":
        return float(np.sign(distance)) / 2
    return 0.5 if alternative == "greater" else -0.5


def _rule(one: Floats, two: Floats, ranks: Floats, preset: Preset) -> str:
    """Give the way to p that a preset takes."""
    is_small = max(len(one), len(two)) < _R_EXACT and len(np.unique(ranks)) == len(ranks)
    return str(
        choose_default(preset, None, {"sas": "normal", "r": "exact" if is_small else "normal"})
    )


def compare_ranks(
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    *,
    p_value: PValue | None = None,
    is_corrected: bool = True,
    two_sided: TwoSided = "distance",
    null: float = 0.0,
    alternative: Alternative = "two_sided",
    preset: Preset = None,
) -> RankComparison:
    """
    Compare two samples by Wilcoxon's rank sum test (Mann & Whitney's U).

    Parameters
    ----------
    first, second : array-like, shapes (n1,) and (n2,)
        Missing values are dropped and counted.
    p_value : {'normal', 'exact', 't'}
        Normal law with the variance corrected for ties; the exact permutation law of the midranks,
        ties or not; Student's t with n1 + n2 - 1 degrees of freedom for z.
    is_corrected : bool
        Whether z takes the continuity correction of one half.
    two_sided : {'distance', 'double'}
        An exact two-sided p counts sums as far from the mean, or doubles the smaller tail. Without
        ties both are the same.
    null : float
        Shift under the hypothesis, taken from the first sample.
    alternative : {'two_sided', 'less', 'greater'}
        ``greater``: the first sample tends to larger values.
    preset : {'sas', 'r'}
        ``sas`` normal; ``r`` exact where both samples are under 50 without ties, else normal.

    Returns
    -------
    RankComparison

    Raises
    ------
    AnalysisError
        ``analysis.unknown-p-value``, ``analysis.unknown-two-sided``,
        ``analysis.unknown-alternative``, ``analysis.unknown-preset``.

    Notes
    -----
    Source: Lehmann (1975), Nonparametrics. Equals SAS 9.4 NPAR1WAY WILCOXON (CORRECT=, t
    approximation, EXACT WILCOXON) and R ``wilcox.test``; with ties the exact p is that of
    ``coin::wilcox_test(distribution = "exact")``, which base R does not give.

    Examples
    --------
    >>> found = compare_ranks([1.1, 2.2, 5.6], [0.2, 1.4, 0.9], p_value="exact")
    >>> found.u, found.rank_sum, round(found.p, 6)
    (8.0, 14.0, 0.2)
    """
    require_alternative(alternative)
    require_word("two-sided", two_sided, get_args(TwoSided))
    if p_value is not None:
        require_word("p-value", p_value, get_args(PValue))
    (one,), missing1 = drop_missing(first)
    (two,), missing2 = drop_missing(second)
    n1, n2, n_missing = len(one), len(two), missing1 + missing2
    ranks = stats.rankdata(np.concatenate([one - null, two]))
    rule = _rule(one, two, ranks, preset)
    rule = rule if p_value is None else p_value
    if not (n1 and n2):
        return RankComparison(n1, n2, n_missing, p_value=rule, reason="no_records")
    found = _sums(ranks, n1)
    counts = n1, n2, n_missing
    if rule == "exact":
        sums = subset_law(ranks, n1) if n1 <= n2 else subset_law(ranks, n2)
        if sums is None:
            return RankComparison(*counts, **found, p_value=rule, reason="too_large")
        total = found["rank_sum"] if n1 <= n2 else float(ranks[n1:].sum())
        side = (
            alternative
            if n1 <= n2
            else {"less": "greater", "greater": "less"}.get(alternative, alternative)
        )
        p = sums.tail(total, side, is_doubled=two_sided == "double")
        return RankComparison(*counts, **found, p=p, p_value=rule)
    if found["sd"] == 0:
        return RankComparison(*counts, **found, p_value=rule, reason="no_variation")
    distance = found["rank_sum"] - found["expected"]
    shift = correction_of(distance, alternative) if is_corrected else 0.0
    found["z"] = (distance - shift) / found["sd"]
    law = stats.norm if rule == "normal" else stats.t(n1 + n2 - 1)
    p = tail_probability(law, found["z"], alternative)
    return RankComparison(*counts, **found, p=p, p_value=rule)


def _sums(ranks: Floats, n1: int) -> dict[str, Any]:
    """Give the rank sum of the first sample with its mean and deviation."""
    n = len(ranks)
    n2 = n - n1
    spread = float(((ranks - (n + 1) / 2) ** 2).sum())
    total = float(ranks[:n1].sum())
    variance = n1 * n2 / (n * (n - 1)) * spread
    sd = math.sqrt(variance)
    z = (total - n1 * (n + 1) / 2) / sd if sd else None
    return {
        "u": total - n1 * (n1 + 1) / 2,
        "rank_sum": total,
        "expected": n1 * (n + 1) / 2,
        "sd": sd,
        "z": z,
    }
