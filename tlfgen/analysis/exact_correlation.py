"""Exact laws of rank correlations without ties."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import permutations

import numpy as np
from scipy import stats

from tlfgen.analysis.arguments import Floats

__all__ = ["exact_kendall_p", "exact_spearman_p"]

_MOST_PERMUTED = 9
_MOST_PAIRS = 50


@lru_cache(maxsize=_MOST_PERMUTED)
def _permuted_sums(n: int) -> Floats:
    """Give the sum of squared rank differences of every permutation of n ranks, sorted."""
    every = np.array(list(permutations(range(n))), dtype=np.float64)
    return np.sort(((every - np.arange(n)) ** 2).sum(axis=1))


def _sum_at_least(value: float, n: int) -> float:
    """Give the probability of a sum S of at least ``value``, an even number."""
    if value <= 0:
        return 1.0
    if value > n * (n * n - 1) / 3:
        return 0.0
    if n <= _MOST_PERMUTED:
        sums = _permuted_sums(n)
        return float(len(sums) - np.searchsorted(sums, value - 0.5)) / len(sums)
    b = 1 / n
    x = (6 * (value - 1) * b / (n * n - 1) - 1) * math.sqrt(n - 1)
    y = x * x
    third = 0.0072 - 0.0831 * b + y * b * (0.0131 - 4.6e-4 * y)
    second = -0.0758 + b * (0.1033 + 0.3932 * b) - y * b * (0.0879 + 0.0151 * b - y * third)
    series = x * b * (0.2274 + b * (0.2531 + 0.1745 * b) + y * second)
    return min(1.0, max(0.0, series / math.exp(y / 2) + float(stats.norm.sf(x))))


def exact_spearman_p(s: float, n: int, alternative: str) -> float:
    """Give the p-value of the sum S by permutation, beyond nine pairs by AS 89's series."""
    whole = 2 * round(s / 2)
    up_to = 1 - _sum_at_least(whole + 2, n)
    if alternative == "greater":
        return up_to
    if alternative == "less":
        return _sum_at_least(whole, n)
    is_above = s > n * (n * n - 1) / 6
    return min(1.0, 2 * (_sum_at_least(whole, n) if is_above else up_to))


@lru_cache(maxsize=_MOST_PAIRS)
def _inversions(n: int) -> Floats:
    """Give the share of permutations of n with each number of inversions."""
    counts = np.ones(1)
    for size in range(2, n + 1):
        counts = np.convolve(counts, np.full(size, 1 / size))
    return counts


def exact_kendall_p(concordant: float, n: int, alternative: str) -> float:
    """Give the exact p-value of the number of concordant pairs."""
    law = _inversions(n)
    count = round(concordant)
    under, over = float(law[: count + 1].sum()), float(law[count:].sum())
    if alternative == "two_sided":
        return min(1.0, 2 * min(under, over))
    return min(1.0, over if alternative == "greater" else under)
