"""Fisher's exact test of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy.typing as npt

from tlfgen.analysis.arguments import Floats, Preset, choose_default, require_word
from tlfgen.analysis.categorical.network import exact_table_p
from tlfgen.analysis.categorical.odds import conditional_odds
from tlfgen.analysis.categorical.tables import reason_of, to_table, without_empty
from tlfgen.analysis.samples import Alternative, limit_tail, require_alternative
from tlfgen.core.errors import AnalysisError

__all__ = ["ExactComparison", "compare_table_exact"]

Limits = Literal["exact", "mid_p"]

_PAIR = (2, 2)


@dataclass(frozen=True, slots=True)
class ExactComparison:
    """
    Fisher's exact test.

    Parameters
    ----------
    n : float
    rows, columns : int
        Rows and columns that hold a count.
    p : float or None
    p_mid : float or None
        ``p`` less half the probability of the observed table.
    probability : float or None
        Of the observed table.
    odds_ratio : float or None
        Of a 2 x 2 table: conditional maximum likelihood (R).
    sample_odds_ratio : float or None
        Of a 2 x 2 table: ad / bc (SAS). Infinite where b or c is 0; None where that is 0 / 0.
    lower, upper : float or None
        Limits of the odds ratio from the conditional law.
    reason : str or None
        ``no_records``, ``one_group``, ``no_variation``; ``too_large`` for the network; and
        ``not_two_by_two`` where a one-sided alternative was asked of a larger table.
    """

    n: float
    rows: int
    columns: int
    p: float | None = None
    p_mid: float | None = None
    probability: float | None = None
    odds_ratio: float | None = None
    sample_odds_ratio: float | None = None
    lower: float | None = None
    upper: float | None = None
    reason: str | None = None


def _sample_ratio(counts: Floats) -> float | None:
    """Give ad / bc."""
    (a, b), (c, d) = counts.tolist()
    if b * c == 0:
        return None if a * d == 0 else float("inf")
    return float(a * d / (b * c))


def _two_by_two(
    counts: Floats, level: float, alternative: str, limits: str, null: float, *, is_as_r: bool
) -> ExactComparison:
    """Test a 2 x 2 table."""
    beyond, share = limit_tail(level, alternative), 0.5 if limits == "mid_p" else 1.0
    law = conditional_odds(counts[None])
    lower = 0.0 if alternative == "less" else law.lower(beyond, share=share, is_as_r=is_as_r)
    upper = (
        float("inf")
        if alternative == "greater"
        else law.upper(beyond, share=share, is_as_r=is_as_r)
    )
    return ExactComparison(
        float(counts.sum()),
        *_PAIR,
        p=law.p(alternative, null=null),
        p_mid=law.p(alternative, is_mid=True, null=null),
        probability=float(law.law()[law.place]),
        odds_ratio=law.estimate(is_as_r=is_as_r),
        sample_odds_ratio=_sample_ratio(counts),
        lower=lower,
        upper=upper,
    )


def compare_table_exact(
    table: npt.ArrayLike,
    *,
    alternative: Alternative = "two_sided",
    null: float = 1.0,
    level: float = 0.95,
    limits: Limits = "exact",
    preset: Preset = None,
) -> ExactComparison:
    """
    Compare the rows of a table by Fisher's exact test, for any number of rows and columns.

    Two-sided, p is the probability of all tables with these margins that are no likelier than the
    observed one.

    Parameters
    ----------
    table : array-like of whole counts, shape (rows, columns)
        Rows and columns that hold nothing are left out. Tables beyond about 4 x 5 with 120 records
        that are not sparse have no p, with reason ``too_large``.
    alternative : {'two_sided', 'less', 'greater'}
        One-sided for 2 x 2 only: the odds ratio is under, or over, ``null``.
    null : float
        The odds ratio of a 2 x 2 table under the hypothesis, above 0.
    level : float
        Of the limits of the odds ratio of a 2 x 2 table, one-sided where the alternative is.
    limits : {'exact', 'mid_p'}
        Tails that count the observed table whole or half.
    preset : {'sas', 'r'}
        ``r`` repeats the loose root finder of R, whose odds ratio and limits are off by up to a
        percent where they are large: 621.93 where 626.24 solves the equation.

    Returns
    -------
    ExactComparison

    Raises
    ------
    AnalysisError
        ``analysis.unknown-alternative``, ``analysis.unknown-limits``,
        ``analysis.unknown-preset``,
        ``analysis.level-out-of-range``, ``analysis.table-shape``, ``analysis.bad-count``,
        ``analysis.ratio-not-positive``.

    Notes
    -----
    Source: Fisher (1935); Freeman & Halton (1951). p equals SAS 9.4 FREQ EXACT FISHER and R
    ``fisher.test``; the limits those of EXACT OR and of ``fisher.test``; ``odds_ratio`` is R's,
    ``sample_odds_ratio`` SAS's.

    Examples
    --------
    >>> found = compare_table_exact([[3, 1], [1, 3]])
    >>> round(found.p, 6), round(found.odds_ratio, 6), found.sample_odds_ratio
    (0.485714, 6.40832, 9.0)
    >>> round(compare_table_exact([[3, 1], [1, 3]], preset="r").upper, 4)
    621.9338
    """
    require_alternative(alternative)
    require_word("limits", limits, get_args(Limits))
    limit_tail(level)
    if not 0 < null < float("inf"):
        raise AnalysisError.of("analysis.ratio-not-positive", f"the ratio {null} is not above 0.")
    given = to_table(table, is_whole=True)
    counts = without_empty(given)
    n, (rows, columns) = float(counts.sum()), counts.shape
    reason = reason_of(counts)
    if reason is not None:
        return ExactComparison(n, rows, columns, reason=reason)
    if counts.shape == _PAIR:
        is_as_r = choose_default(preset, None, {"sas": False, "r": True})
        return _two_by_two(counts, level, alternative, limits, null, is_as_r=is_as_r)
    if alternative != "two_sided":
        return ExactComparison(n, rows, columns, reason="not_two_by_two")
    found = exact_table_p(counts)
    if found is None:
        return ExactComparison(n, rows, columns, reason="too_large")
    p, point = found
    return ExactComparison(n, rows, columns, p=p, p_mid=max(0.0, p - point / 2), probability=point)
