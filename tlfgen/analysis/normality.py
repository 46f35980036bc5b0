"""Comparison of a sample with the normal distribution."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from tlfgen.analysis.samples import drop_missing

__all__ = ["NormalityTest", "compare_normality"]

_FEWEST, _MOST = 3, 5000


@dataclass(frozen=True, slots=True)
class NormalityTest:
    """
    Shapiro and Wilk's test.

    Parameters
    ----------
    n, n_missing : int
    w, p : float or None
    reason : str or None
        ``too_few`` (under 3), ``too_many`` (over 5,000) or ``no_variation``.
    """

    n: int
    n_missing: int
    w: float | None = None
    p: float | None = None
    reason: str | None = None


def compare_normality(values: npt.ArrayLike) -> NormalityTest:
    """
    Compare a sample with the normal distribution by Shapiro and Wilk's W.

    Returns
    -------
    NormalityTest

    Notes
    -----
    Source: Royston (1995), algorithm AS R94, for 3 to 5,000 values. Equals R ``shapiro.test``; SAS
    9.4 UNIVARIATE gives it up to 2,000 values only.

    Examples
    --------
    >>> found = compare_normality([2.1, 3.3, 1.9, 4.0, 2.8, 3.1])
    >>> round(found.w, 4), round(found.p, 4)
    (0.9617, 0.8326)
    """
    (kept,), n_missing = drop_missing(values)
    n = len(kept)
    if n < _FEWEST:
        return NormalityTest(n, n_missing, reason="too_few")
    if n > _MOST:
        return NormalityTest(n, n_missing, reason="too_many")
    if np.all(kept == kept[0]):
        return NormalityTest(n, n_missing, reason="no_variation")
    found = stats.shapiro(kept / abs(kept).max())
    return NormalityTest(n, n_missing, float(found.statistic), float(found.pvalue))
