"""P-values adjusted for several tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tlfgen.analysis.arguments import Floats, require_word, to_floats
from tlfgen.analysis.samples import number
from tlfgen.core.errors import AnalysisError

__all__ = ["AdjustedP", "adjust_p_values"]


@dataclass(frozen=True, slots=True)
class AdjustedP:
    """
    Adjusted p-values.

    Parameters
    ----------
    p : tuple of float or None
        In the order given; None where there was none.
    n, n_missing : int
        Tests that count, and p-values that were missing.
    method : str
    reason : str or None
        ``no_records``.
    """

    p: tuple[float | None, ...]
    n: int
    n_missing: int
    method: str
    reason: str | None = None


def _bonferroni(p: Floats) -> Floats:
    return p * len(p)


def _one_of(p: Floats, times: Floats) -> Floats:
    """Give the chance of at least one of so many independent tests."""
    with np.errstate(divide="ignore"):
        return np.asarray(-np.expm1(times * np.log1p(-p)))


def _sidak(p: Floats) -> Floats:
    return _one_of(p, np.full(len(p), float(len(p))))


def _step_down(p: Floats, factors: Floats) -> Floats:
    """Multiply p-values from the smallest on; none is less than the one before."""
    order = np.argsort(p, kind="stable")
    found = np.empty_like(p)
    found[order] = np.maximum.accumulate(p[order] * factors)
    return found


def _step_up(p: Floats, factors: Floats) -> Floats:
    """Multiply p-values from the largest on; none is more than the one before."""
    order = np.argsort(p, kind="stable")[::-1]
    found = np.empty_like(p)
    found[order] = np.minimum.accumulate(p[order] * factors)
    return found


def _holm(p: Floats) -> Floats:
    return _step_down(p, np.arange(len(p), 0, -1.0))


def _holm_sidak(p: Floats) -> Floats:
    order = np.argsort(p, kind="stable")
    raw = _one_of(p[order], np.arange(len(p), 0, -1.0))
    found = np.empty_like(p)
    found[order] = np.maximum.accumulate(raw)
    return found


def _hochberg(p: Floats) -> Floats:
    return _step_up(p, np.arange(1.0, len(p) + 1))


def _benjamini_hochberg(p: Floats) -> Floats:
    n = len(p)
    return _step_up(p, n / np.arange(float(n), 0, -1))


def _benjamini_yekutieli(p: Floats) -> Floats:
    n = len(p)
    return _step_up(p, n / np.arange(float(n), 0, -1) * (1 / np.arange(1.0, n + 1)).sum())


def _hommel(p: Floats) -> Floats:
    """Give Hommel's p-values by the algorithm of Wright (1992)."""
    n = len(p)
    order = np.argsort(p, kind="stable")
    rising = p[order]
    lower = np.full(n, float((n * rising / np.arange(1, n + 1)).min()))
    for size in range(n - 1, 1, -1):
        head, tail = rising[: n - size + 1], rising[n - size + 1 :]
        least = float((size * tail / np.arange(2, size + 1)).min())
        candidate = np.concatenate([np.minimum(size * head, least), np.full(len(tail), 0.0)])
        candidate[n - size + 1 :] = candidate[n - size]
        lower = np.maximum(lower, candidate)
    found = np.empty_like(p)
    found[order] = np.maximum(lower, rising)
    return found


_METHODS: dict[str, Callable[[Floats], Floats]] = {
    "bh": _benjamini_hochberg,
    "bonferroni": _bonferroni,
    "by": _benjamini_yekutieli,
    "fixed_sequence": np.maximum.accumulate,
    "hochberg": _hochberg,
    "holm": _holm,
    "holm_sidak": _holm_sidak,
    "hommel": _hommel,
    "none": np.copy,
    "sidak": _sidak,
}


def adjust_p_values(p_values: npt.ArrayLike, *, method: str = "holm") -> AdjustedP:
    """
    Adjust p-values for several tests by a named method.

    Parameters
    ----------
    p_values : array-like, shape (n,)
        Missing ones stay missing and do not count as tests. In a fixed sequence the order given is
        that of testing, and a missing one ends it: the rest have no adjusted p.
    method : {'bonferroni', 'sidak', 'holm', 'holm_sidak', 'hochberg', 'hommel', 'bh', 'by',
        'fixed_sequence', 'none'}
        ``bh`` is the false discovery rate, ``by`` that under dependence.

    Returns
    -------
    AdjustedP

    Raises
    ------
    AnalysisError
        ``analysis.unknown-method``, ``analysis.probability-out-of-range``.

    Notes
    -----
    Source: Holm (1979); Hochberg (1988); Hommel (1988); Benjamini & Hochberg (1995); Benjamini &
    Yekutieli (2001). Equals R ``p.adjust`` and SAS 9.4 MULTTEST (BONFERRONI, SIDAK, STEPBON,
    STEPSID, HOCHBERG, HOMMEL, FDR, DEPENDENTFDR).

    Examples
    --------
    >>> [round(p, 6) for p in adjust_p_values([0.01, 0.04, 0.03]).p]
    [0.03, 0.06, 0.06]
    """
    require_word("method", method, _METHODS)
    given = to_floats(p_values).ravel()
    present = ~np.isnan(given)
    if ((given[present] < 0) | (given[present] > 1)).any():
        what = "a p-value lies outside 0 to 1."
        raise AnalysisError.of("analysis.probability-out-of-range", what)
    n_missing = int((~present).sum())
    if method == "fixed_sequence":
        present &= np.cumsum(~present) == 0
    if not present.any():
        empty = (None,) * len(given)
        return AdjustedP(empty, 0, n_missing, method, "no_records")
    found = np.full(len(given), np.nan)
    found[present] = np.minimum(_METHODS[method](given[present]), 1.0)
    adjusted = tuple(number(one) for one in found)
    return AdjustedP(adjusted, int(present.sum()), n_missing, method)
