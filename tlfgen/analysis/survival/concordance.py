"""Concordance of a risk score with survival (Harrell's C)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy import stats

from tlfgen.analysis.arguments import (
    Bools,
    Floats,
    code_strata,
    require_level,
    require_same_length,
    to_floats,
)
from tlfgen.analysis.survival.risk_table import read_survival_rows

__all__ = ["Concordance", "estimate_concordance"]

_BLOCK: Final = 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Concordance:
    """Share of comparable pairs whose higher score has the earlier event; ties count half."""

    estimate: float
    std_error: float
    lower: float
    upper: float
    concordant: float
    discordant: float
    tied: float
    n: int
    n_missing: int
    level: float
    reason: str | None


def estimate_concordance(
    time: Any,
    event: Any,
    score: Any,
    *,
    entry: Any = None,
    strata: Any = None,
    cluster: Any = None,
    level: float = 0.95,
) -> Concordance:
    """
    Give the concordance of a score with the order of events.

    A pair is comparable when one subject has the event while the other is at risk and lives
    longer; a subject censored at an event time lives longer.

    Parameters
    ----------
    time, event : arrays, shape (n,)
        Rows with a missing value or a negative time are left out and counted.
    score : array of numbers, shape (n,)
        Higher for an earlier event, such as the linear predictor of a Cox model.
    entry, strata, cluster : arrays, shape (n,), optional
        Pairs are made within strata. Rows of one cluster count together in the error.
    level : float

    Returns
    -------
    Concordance
        Error by the infinitesimal jackknife. Reasons: ``'too_few'`` without rows,
        ``'not_estimable'`` without a comparable pair. Cost grows with events times rows.

    Raises
    ------
    AnalysisError
        ``analysis.event-code``, ``analysis.length-mismatch``.

    Notes
    -----
    Source: Harrell, Lee and Mark, Stat Med 1996; R ``survival::concordance`` (of a ``coxph`` fit);
    SAS PROC PHREG ``CONCORDANCE=HARRELL``, whose error is another.

    Examples
    --------
    >>> estimate_concordance([1, 2, 3], [1, 1, 0], [5, 1, 2]).estimate
    0.6666666666666666
    """
    require_level(level)
    require_same_length(time=time, event=event, score=score, strata=strata, cluster=cluster)
    scores = to_floats(score)
    stratum, _, absent = code_strata(strata, scores.size)
    groups, _, no_group = code_strata(cluster, scores.size)
    rows = read_survival_rows(time, event, entry, keep=~absent & ~no_group & ~np.isnan(scores))
    scores, stratum = scores[rows.kept], stratum[rows.kept]
    counts = np.zeros((3, scores.size))
    for number in np.unique(stratum):
        own = np.flatnonzero(stratum == number)
        entries = None if rows.entry is None else rows.entry[own]
        counts[:, own] = _count_pairs(rows.time[own], rows.event[own], scores[own], entries)
    concordant, discordant, tied = counts.sum(axis=1) / 2
    total = concordant + discordant + tied
    nan = float("nan")
    if not total > 0:
        reason = "not_estimable" if scores.size else "too_few"
        return Concordance(
            nan, nan, nan, nan, 0.0, 0.0, 0.0, scores.size, rows.n_missing, level, reason
        )
    value = float((concordant + tied / 2) / total)
    pull = (counts[0] + counts[2] / 2 - value * counts.sum(axis=0)) / total
    if cluster is not None:
        pull = np.bincount(groups[rows.kept], pull)
    error = float(np.sqrt(pull @ pull))
    half = float(stats.norm.ppf(0.5 + level / 2)) * error
    return Concordance(
        value,
        error,
        max(0.0, value - half),
        min(1.0, value + half),
        float(concordant),
        float(discordant),
        float(tied),
        scores.size,
        rows.n_missing,
        level,
        None,
    )


def _count_pairs(time: Floats, event: Bools, score: Floats, entry: Floats | None) -> Floats:
    """Give, for each row, its concordant, discordant, tied comparable pairs."""
    counts = np.zeros((3, time.size))
    happened = np.flatnonzero(event)
    width = max(1, _BLOCK // max(1, time.size))
    for first in range(0, happened.size, width):
        rows = happened[first : first + width]
        longer = time[None, :] > time[rows, None]
        longer |= (time[None, :] == time[rows, None]) & ~event[None, :]
        if entry is not None:
            longer &= entry[None, :] < time[rows, None]
        higher = score[rows, None] > score[None, :]
        equal = score[rows, None] == score[None, :]
        for place, kind in enumerate((longer & higher, longer & ~higher & ~equal, longer & equal)):
            counts[place, rows] += kind.sum(axis=1)
            counts[place] += kind.sum(axis=0)
    return counts
