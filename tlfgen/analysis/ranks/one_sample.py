"""Wilcoxon's signed rank test."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
from scipy import stats

from tlfgen.analysis.arguments import Floats, Preset, choose_default, require_word
from tlfgen.analysis.ranks.permutation import signed_law
from tlfgen.analysis.ranks.two_sample import correction_of
from tlfgen.analysis.samples import (
    Alternative,
    drop_missing,
    require_alternative,
    tail_probability,
)

__all__ = ["SignComparison", "SignedRankComparison", "compare_signed_ranks", "compare_signs"]

PValue = Literal["normal", "exact", "t"]
Zeros = Literal["drop", "pratt"]

_R_EXACT, _SAS_EXACT = 50, 20


@dataclass(frozen=True, slots=True)
class SignedRankComparison:
    """
    A signed rank test.

    Parameters
    ----------
    n, n_missing : int
        Values or pairs used and dropped.
    n_zero : int
        Values equal to the hypothesis, part of ``n``.
    v : float or None
        Sum of the ranks of the positive differences: V of R.
    s : float or None
        ``v`` less its mean: S of SAS UNIVARIATE.
    sd, z : float or None
    p : float or None
    p_value : str
        ``normal``, ``exact`` or ``t``.
    reason : str or None
        ``no_records``, ``no_variation`` (no difference at all) or ``too_large``.
    """

    n: int
    n_missing: int
    n_zero: int = 0
    v: float | None = None
    s: float | None = None
    sd: float | None = None
    z: float | None = None
    p: float | None = None
    p_value: str = "exact"
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class SignComparison:
    """
    A sign test.

    Parameters
    ----------
    n, n_missing, n_zero : int
    n_positive : int
    m : float or None
        Half the positive less the negative signs: M of SAS UNIVARIATE.
    p : float or None
    reason : str or None
        ``no_records`` or ``no_variation``.
    """

    n: int
    n_missing: int
    n_zero: int = 0
    n_positive: int = 0
    m: float | None = None
    p: float | None = None
    reason: str | None = None


def _differences(
    first: npt.ArrayLike, second: npt.ArrayLike | None, null: float
) -> tuple[Floats, int]:
    """Give the differences from the hypothesis."""
    if second is None:
        (one,), n_missing = drop_missing(first)
        return one - null, n_missing
    (one, two), n_missing = drop_missing(first, second)
    return one - two - null, n_missing


def _rule(used: Floats, ranks: Floats, n_zero: int, preset: Preset) -> str:
    """Give the way to p that a preset takes."""
    n = len(used)
    is_plain = n < _R_EXACT and not n_zero and len(np.unique(ranks)) == n
    words = {
        "sas": "exact" if n <= _SAS_EXACT else "t",
        "r": "exact" if is_plain else "normal",
    }
    return str(choose_default(preset, None, words))


def compare_signed_ranks(
    first: npt.ArrayLike,
    second: npt.ArrayLike | None = None,
    *,
    null: float = 0.0,
    p_value: PValue | None = None,
    zeros: Zeros = "drop",
    is_corrected: bool = True,
    alternative: Alternative = "two_sided",
    preset: Preset = None,
) -> SignedRankComparison:
    """
    Compare one sample with a number, or pairs, by Wilcoxon's signed rank test.

    Parameters
    ----------
    first : array-like, shape (n,)
        Values, or the first of each pair.
    second : array-like, shape (n,), or None
        The second of each pair; the difference is first less second.
    null : float
        The centre under the hypothesis.
    p_value : {'normal', 'exact', 't'}
        Normal law with the variance corrected for ties; the exact law of the midranks, ties or
        not; Student's t of the ranks, as SAS beyond 20 values.
    zeros : {'drop', 'pratt'}
        Zero differences are dropped before ranking, or ranked and then left out.
    is_corrected : bool
        Whether z takes the continuity correction of one half.
    alternative : {'two_sided', 'less', 'greater'}
    preset : {'sas', 'r'}
        ``sas`` exact up to 20 differences that are not zero, then t; ``r`` exact under 50 without
        ties or zeros, else normal.

    Returns
    -------
    SignedRankComparison

    Raises
    ------
    AnalysisError
        ``analysis.unknown-p-value``, ``analysis.unknown-zeros``, ``analysis.unknown-alternative``,
        ``analysis.unknown-preset``, ``analysis.length-mismatch``.

    Notes
    -----
    Source: Lehmann (1975), Nonparametrics; Iman (1974) for t; Pratt (1959). Equals SAS 9.4
    UNIVARIATE "Signed Rank" and R ``wilcox.test(paired = TRUE)``; Pratt's zeros are those of
    ``coin::wilcoxsign_test``.

    Examples
    --------
    >>> found = compare_signed_ranks([1.5, -0.5, 2.0, 3.0, 0.7])
    >>> found.v, found.s, found.p
    (14.0, 6.5, 0.125)
    """
    require_alternative(alternative)
    require_word("zeros", zeros, get_args(Zeros))
    if p_value is not None:
        require_word("p-value", p_value, get_args(PValue))
    away, n_missing = _differences(first, second, null)
    n, n_zero = len(away), int((away == 0).sum())
    used = away[away != 0]
    all_ranks = stats.rankdata(abs(away) if zeros == "pratt" else abs(used))
    ranks = all_ranks[away != 0] if zeros == "pratt" else all_ranks
    rule = _rule(used, ranks, n_zero, preset)
    rule = rule if p_value is None else p_value
    counts = n, n_missing, n_zero
    if not len(used):
        reason = "no_variation" if n else "no_records"
        return SignedRankComparison(*counts, p_value=rule, reason=reason)
    v = float(ranks[used > 0].sum())
    sd = math.sqrt(float(ranks @ ranks)) / 2
    s = v - float(ranks.sum()) / 2
    found: dict[str, Any] = {"v": v, "s": s, "sd": sd, "z": s / sd, "p_value": rule}
    if rule == "exact":
        law = signed_law(ranks)
        if law is None:
            return SignedRankComparison(*counts, **found, reason="too_large")
        return SignedRankComparison(*counts, **found, p=law.tail(v, alternative))
    if rule == "t":
        m = len(used)
        rest = m * sd * sd - s * s
        t = s * math.sqrt((m - 1) / rest) if rest > 0 else math.copysign(math.inf, s)
        p = tail_probability(stats.t(max(m - 1, 1)), t, alternative)
        return SignedRankComparison(*counts, **found, p=p)
    if is_corrected:
        found["z"] = (s - correction_of(s, alternative)) / sd
    return SignedRankComparison(
        *counts, **found, p=tail_probability(stats.norm, found["z"], alternative)
    )


def compare_signs(
    first: npt.ArrayLike,
    second: npt.ArrayLike | None = None,
    *,
    null: float = 0.0,
    alternative: Alternative = "two_sided",
) -> SignComparison:
    """
    Compare one sample with a number, or pairs, by the exact sign test.

    Returns
    -------
    SignComparison

    Raises
    ------
    AnalysisError
        ``analysis.unknown-alternative``, ``analysis.length-mismatch``.

    Notes
    -----
    Source: Lehmann (1975). Equals SAS 9.4 UNIVARIATE "Sign" and R ``binom.test`` of the signs;
    zeros are dropped.

    Examples
    --------
    >>> found = compare_signs([1.5, -0.5, 2.0, 3.0, 0.7])
    >>> found.m, found.p
    (1.5, 0.375)
    """
    require_alternative(alternative)
    away, n_missing = _differences(first, second, null)
    n, n_zero = len(away), int((away == 0).sum())
    used, positive = n - n_zero, int((away > 0).sum())
    if not used:
        reason = "no_variation" if n else "no_records"
        return SignComparison(n, n_missing, n_zero, reason=reason)
    under = float(stats.binom.cdf(positive, used, 0.5))
    over = float(stats.binom.sf(positive - 1, used, 0.5))
    p = {"less": under, "greater": over}.get(alternative, min(1.0, 2 * min(under, over)))
    return SignComparison(n, n_missing, n_zero, positive, positive - used / 2, p)
