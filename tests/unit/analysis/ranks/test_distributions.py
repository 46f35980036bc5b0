"""Kolmogorov & Smirnov's test."""

from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from tlfgen.analysis.ranks.distributions import compare_distributions

ONE, TWO = [1.1, 2.2, 0.3, 5.6, 3.9], [0.2, 1.4, 0.9, 2.5, 3.1, -0.4]


@pytest.mark.parametrize("alternative", ["two_sided", "less", "greater"])
def test_exact_p_agrees_with_scipy(alternative):
    """Without ties."""
    found = compare_distributions(ONE, TWO, p_value="exact", alternative=alternative)
    other = stats.ks_2samp(ONE, TWO, method="exact", alternative=alternative.replace("_", "-"))
    assert pytest.approx([other.statistic, other.pvalue]) == [found.d, found.p]


def test_exact_p_with_ties_is_that_of_enumeration():
    """Every choice of three of the tied values."""
    pooled = np.array([1.0, 1.0, 2.0, 3.0, 3.0, 3.0, 4.0])
    points = np.unique(pooled)

    def distance(chosen):
        rest = np.delete(pooled, list(chosen))
        gaps = [abs((pooled[list(chosen)] <= p).mean() - (rest <= p).mean()) for p in points]
        return max(gaps)

    every = [distance(chosen) for chosen in combinations(range(7), 3)]
    observed = distance((0, 1, 2))
    expected = sum(d >= observed - 1e-9 for d in every) / len(every)
    found = compare_distributions(pooled[:3], pooled[3:], p_value="exact")
    assert pytest.approx([observed, expected]) == [found.d, found.p]


def test_the_limit_law_is_kolmogorovs():
    """KSa is D sqrt(n1 n2 / n)."""
    found = compare_distributions(ONE, TWO)
    assert pytest.approx(found.d * np.sqrt(30 / 11)) == found.ks_a
    assert pytest.approx(stats.kstwobign.sf(found.ks_a)) == found.p


def test_no_values_have_no_test():
    """With a reason."""
    assert compare_distributions([], [1]).reason == "no_records"
