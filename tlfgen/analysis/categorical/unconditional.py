"""Unconditional exact tests of a 2 x 2 table (Barnard, Boschloo)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
from scipy import optimize, special, stats

from tlfgen.analysis.arguments import Floats, require_word
from tlfgen.analysis.categorical.tables import to_table
from tlfgen.analysis.samples import Alternative, require_alternative
from tlfgen.core.errors import AnalysisError

__all__ = ["UnconditionalComparison", "compare_table_unconditional"]

Statistic = Literal["pooled", "unpooled", "boschloo"]

_LARGEST = 4_000_000
_GRID = 2001
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class UnconditionalComparison:
    """
    An unconditional exact test.

    Parameters
    ----------
    n1, n2 : float
        Row totals.
    statistic : float or None
        The z score of row 1 against row 2, or Fisher's p for ``boschloo``.
    p : float or None
    nuisance : float or None
        The common proportion at which p is largest.
    ordering : str
    reason : str or None
        ``no_records``, ``one_group``; ``no_variation`` where no score can be given; ``too_large``.
    """

    n1: float
    n2: float
    statistic: float | None = None
    p: float | None = None
    nuisance: float | None = None
    ordering: str = "pooled"
    reason: str | None = None


def _scores(n1: int, n2: int, *, is_pooled: bool) -> Floats:
    """Give the z score of every pair of counts, 0 where both proportions are the same."""
    one, two = np.arange(n1 + 1)[:, None] / n1, np.arange(n2 + 1)[None] / n2
    gap = one - two
    if is_pooled:
        share = (one * n1 + two * n2) / (n1 + n2)
        variance = share * (1 - share) * (1 / n1 + 1 / n2)
    else:
        variance = one * (1 - one) / n1 + two * (1 - two) / n2
    with np.errstate(divide="ignore", invalid="ignore"):
        score = gap / np.sqrt(variance)
    return np.where(gap == 0, 0.0, score)


def _fisher_values(n1: int, n2: int, alternative: str) -> Floats:
    """Give Fisher's p of every pair of counts."""
    found = np.ones((n1 + 1, n2 + 1))
    for total in range(n1 + n2 + 1):
        cells = np.arange(max(0, total - n2), min(n1, total) + 1)
        law = stats.hypergeom.pmf(cells, n1 + n2, n1, total)
        if alternative == "less":
            p = np.cumsum(law)
        elif alternative == "greater":
            p = np.cumsum(law[::-1])[::-1]
        else:
            order = np.argsort(law, kind="stable")
            rising = np.cumsum(law[order])
            reach = np.searchsorted(law[order], law * (1 + 1e-7), side="right")
            p = rising[reach - 1]
        found[cells, total - cells] = np.minimum(p, 1.0)
    return found


def _largest(region: npt.NDArray[np.bool_], n1: int, n2: int) -> tuple[float, float]:
    """Give the largest probability of a region over the common proportion, and where that is."""
    one, two = np.arange(n1 + 1), np.arange(n2 + 1)
    ways = np.add.outer(
        special.gammaln(n1 + 1) - special.gammaln(one + 1) - special.gammaln(n1 - one + 1),
        special.gammaln(n2 + 1) - special.gammaln(two + 1) - special.gammaln(n2 - two + 1),
    )
    n = n1 + n2
    totals = np.add.outer(one, two)
    logs = np.full(n + 1, -np.inf)
    np.logaddexp.at(logs, totals[region], ways[region])
    held = np.flatnonzero(logs > -np.inf)

    def negative(share: float) -> float:
        powers = special.xlogy(held, share) + special.xlog1py(n - held, -share)
        return -float(np.exp(logs[held] + powers).sum())

    grid = np.linspace(0, 1, _GRID)
    values = np.array([negative(share) for share in grid])
    best, where = -float(values.min()), float(grid[values.argmin()])
    for place in np.argsort(values, kind="stable")[:5]:
        ends = grid[max(place - 1, 0)], grid[min(place + 1, _GRID - 1)]
        found = optimize.minimize_scalar(
            negative, bounds=ends, method="bounded", options={"xatol": 1e-12}
        )
        if -found.fun > best:
            best, where = -float(found.fun), float(found.x)
    return min(1.0, best), where


def compare_table_unconditional(
    table: npt.ArrayLike,
    *,
    ordering: Statistic = "pooled",
    alternative: Alternative = "two_sided",
) -> UnconditionalComparison:
    """
    Compare two proportions by an exact test that fixes the row totals only.

    p is the probability of tables at least as extreme, largest over the common proportion.

    Parameters
    ----------
    table : array-like of whole counts, shape (2, 2)
        Rows are groups; the first column counts the event.
    ordering : {'pooled', 'unpooled', 'boschloo'}
        What orders the tables: the z score with one variance or one each (Barnard's test), or
        Fisher's p (Boschloo's).
    alternative : {'two_sided', 'less', 'greater'}
        ``greater``: the first row has the larger proportion.

    Returns
    -------
    UnconditionalComparison

    Raises
    ------
    AnalysisError
        ``analysis.unknown-ordering``, ``analysis.unknown-alternative``, ``analysis.table-shape``,
        ``analysis.bad-count``.

    Notes
    -----
    Source: Barnard (1945); Suissa & Shuster (1985); Boschloo (1970). Equals R ``Exact::exact.test``
    (``z-pooled``, ``z-unpooled``, ``boschloo``) without the Berger & Boos interval; ``pooled`` is
    the statistic of SAS 9.4 FREQ EXACT BARNARD.

    Examples
    --------
    >>> found = compare_table_unconditional([[7, 12], [8, 3]], alternative="less")
    >>> round(found.statistic, 4), round(found.p, 4)
    (-1.8943, 0.048)
    """
    require_word("ordering", ordering, get_args(Statistic))
    require_alternative(alternative)
    counts = to_table(table, is_whole=True)
    if counts.shape != (2, 2):
        raise AnalysisError.of("analysis.table-shape", "the table is not 2 x 2.")
    n1, n2 = (int(total) for total in counts.sum(axis=1))
    if not (n1 and n2):
        reason = "one_group" if n1 + n2 else "no_records"
        return UnconditionalComparison(n1, n2, ordering=ordering, reason=reason)
    if (n1 + 1) * (n2 + 1) > _LARGEST:
        return UnconditionalComparison(n1, n2, ordering=ordering, reason="too_large")
    place = int(counts[0, 0]), int(counts[1, 0])
    if ordering == "boschloo":
        values = _fisher_values(n1, n2, alternative)
        observed = float(values[place])
        region = values <= observed * (1 + 1e-7)
    else:
        scores = _scores(n1, n2, is_pooled=ordering == "pooled")
        observed = float(scores[place])
        sign = {"less": -1.0, "greater": 1.0}.get(alternative)
        values = abs(scores) if sign is None else sign * scores
        region = values >= values[place] - _SAME
    if not np.isfinite(observed) and ordering == "pooled":
        return UnconditionalComparison(n1, n2, ordering=ordering, reason="no_variation")
    p, nuisance = _largest(region, n1, n2)
    return UnconditionalComparison(n1, n2, observed, p, nuisance, ordering)
