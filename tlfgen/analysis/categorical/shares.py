"""Counts of categories against given shares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special, stats

from tlfgen.analysis.arguments import to_floats
from tlfgen.core.errors import AnalysisError

__all__ = ["ShareComparison", "compare_shares"]

_FEWEST = 2
_WHOLE = 1e-6


@dataclass(frozen=True, slots=True)
class ShareComparison:
    """
    A test of goodness of fit.

    Parameters
    ----------
    n : float
    shares : tuple of float
        Under the hypothesis.
    expected : tuple of float
        Counts under the hypothesis.
    statistic, df, p : float or None
        Pearson's chi-square.
    likelihood_ratio, p_likelihood_ratio : float or None
    reason : str or None
        ``no_records``; ``one_group`` where there is one category only.
    """

    n: float
    shares: tuple[float, ...] = ()
    expected: tuple[float, ...] = ()
    statistic: float | None = None
    df: float | None = None
    p: float | None = None
    likelihood_ratio: float | None = None
    p_likelihood_ratio: float | None = None
    reason: str | None = None


def compare_shares(counts: npt.ArrayLike, shares: npt.ArrayLike | None = None) -> ShareComparison:
    """
    Compare the counts of categories with given shares by Pearson's chi-square.

    Parameters
    ----------
    counts : array-like, shape (categories,)
    shares : array-like or None, shape (categories,)
        Above 0, summing to 1 (or to 100, as percentages); equal shares where None.

    Returns
    -------
    ShareComparison

    Raises
    ------
    AnalysisError
        ``analysis.bad-count``, ``analysis.length-mismatch``, ``analysis.bad-shares``.

    Notes
    -----
    Source: Pearson (1900). Equals SAS 9.4 FREQ TESTP= (CHISQ, LRCHI) and R ``chisq.test(x, p =)``.

    Examples
    --------
    >>> found = compare_shares([89, 37, 30, 28, 2], [0.40, 0.20, 0.20, 0.15, 0.05])
    >>> round(found.statistic, 4), found.df, round(found.p, 6)
    (9.9901, 4.0, 0.040594)
    """
    seen = to_floats(counts).ravel()
    given = np.ones(len(seen)) if shares is None else to_floats(shares).ravel()
    if len(seen) != len(given):
        what = f"{len(seen)} counts stand against {len(given)} shares."
        raise AnalysisError.of("analysis.length-mismatch", what)
    if not (seen >= 0).all():
        raise AnalysisError.of("analysis.bad-count", "a count is missing or under 0.")
    total = float(given.sum())
    is_whole = shares is None or min(abs(total - 1), abs(total / 100 - 1)) < _WHOLE
    if len(given) and (not (given > 0).all() or not is_whole):
        what = "the shares are not above 0 with a sum of 1 or 100."
        raise AnalysisError.of("analysis.bad-shares", what)
    n = float(seen.sum())
    if not n:
        return ShareComparison(n, reason="no_records")
    share = given / total
    expected = n * share
    named = tuple(share.tolist()), tuple(expected.tolist())
    if len(seen) < _FEWEST:
        return ShareComparison(n, *named, reason="one_group")
    df = float(len(seen) - 1)
    statistic = float(((seen - expected) ** 2 / expected).sum())
    ratio = float(2 * special.xlogy(seen, seen / expected).sum())
    return ShareComparison(
        n,
        *named,
        statistic=statistic,
        df=df,
        p=float(stats.chi2.sf(statistic, df)),
        likelihood_ratio=ratio,
        p_likelihood_ratio=float(stats.chi2.sf(ratio, df)),
    )
