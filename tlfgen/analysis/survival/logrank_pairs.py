"""Log-rank comparisons of pairs of groups within one test of all groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from tlfgen.analysis.adjustment import adjust_comparisons
from tlfgen.analysis.arguments import Floats, require_word
from tlfgen.analysis.contrasts import compute_limits
from tlfgen.analysis.survival.logrank import LogRank

__all__ = ["LogRankPairs", "compare_survival_pairs"]


@dataclass(frozen=True, slots=True, eq=False)
class LogRankPairs:
    """
    One chi-square of one degree of freedom per pair.

    ``z`` is positive where the first of the pair has more events than expected.
    """

    pairs: tuple[tuple[Any, Any], ...]
    z: Floats
    statistics: Floats
    p_values: Floats
    adjusted_p_values: Floats
    adjustment: str
    reasons: tuple[str | None, ...]


def compare_survival_pairs(
    test: LogRank,
    *,
    pairs: str = "reference",
    reference: Any = None,
    adjustment: str = "none",
) -> LogRankPairs:
    """
    Compare pairs of groups by the scores and the covariance of a test of all groups.

    A test of the rows of two groups alone is ``compare_survival_curves`` of those rows.

    Parameters
    ----------
    test : LogRank
    pairs : {'reference', 'all'}
        Each group with the reference, or with each before it.
    reference : optional
        The first group where not given.
    adjustment : str
        As in ``compare_lsmeans``.

    Returns
    -------
    LogRankPairs
        Reason ``'not_estimable'`` for a pair with a group that is never at risk at an event time,
        or that of the test.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-pairs``, ``analysis.unknown-level``, ``analysis.unknown-adjustment``.

    Notes
    -----
    Source: SAS PROC LIFETEST ``STRATA / DIFF=ALL|CONTROL() ADJUST=``.

    Examples
    --------
    >>> from tlfgen.analysis.survival.logrank import compare_survival_curves
    >>> test = compare_survival_curves([1, 2, 3, 4], [1, 1, 1, 1], ["a", "a", "b", "b"])
    >>> compare_survival_pairs(test).p_values.round(6).tolist() == [round(test.p_value, 6)]
    True
    """
    require_word("pairs", pairs, ("reference", "all"))
    wanted = _list_pairs(test.groups, pairs, reference)
    contrast = np.zeros((len(wanted), len(test.groups)))
    for place, (high, low) in enumerate(wanted):
        contrast[place, [high, low]] = 1.0, -1.0
    values = contrast @ test.scores
    spread = contrast @ test.covariance @ contrast.T
    errors = np.sqrt(np.clip(np.diag(spread), 0.0, None))
    usable = (errors > 0) & (test.reason is None)
    for place, (high, low) in enumerate(wanted):
        usable[place] &= bool((test.expected[[high, low]] > 0).all())
    errors = np.where(usable, errors, np.nan)
    freedom = np.full(len(wanted), np.inf)
    z, p_values, _, _ = compute_limits(values, errors, freedom, 0.95)
    adjusted = adjust_comparisons(
        values,
        errors,
        spread,
        df=float("inf"),
        adjustment=adjustment,
        n_means=len(test.groups),
        level=0.95,
    )
    return LogRankPairs(
        pairs=tuple((test.groups[high], test.groups[low]) for high, low in wanted),
        z=z,
        statistics=z**2,
        p_values=p_values,
        adjusted_p_values=adjusted[0],
        adjustment=adjustment,
        reasons=tuple(None if flag else test.reason or "not_estimable" for flag in usable.tolist()),
    )


def _list_pairs(groups: Sequence[Any], pairs: str, reference: Any) -> list[tuple[int, int]]:
    numbers = range(len(groups))
    if pairs == "all":
        return [(high, low) for low, high in combinations(numbers, 2)]
    words = [str(group) for group in groups]
    base = 0
    if reference is not None:
        require_word("level", str(reference), words)
        base = words.index(str(reference))
    return [(number, base) for number in numbers if number != base]
