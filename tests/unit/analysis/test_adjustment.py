"""Adjustment of several comparisons."""

import numpy as np
import pytest
from scipy import stats

from tlfgen.analysis.adjustment import adjust_comparisons

ESTIMATES = np.array([1.0, 2.0, 0.5])
ERRORS = np.array([0.5, 0.7, 0.6])
SPREAD = np.diag(ERRORS**2)


def adjusted(kind):
    """Adjust three independent comparisons with 20 degrees of freedom."""
    return adjust_comparisons(
        ESTIMATES, ERRORS, SPREAD, df=20, adjustment=kind, n_means=3, level=0.95
    )


def test_sidak():
    """One less the power of one less the p-value."""
    raw = 2 * stats.t.sf(ESTIMATES / ERRORS, 20)
    assert (1 - (1 - raw) ** 3).tolist() == pytest.approx(adjusted("sidak")[0].tolist())


def test_scheffe():
    """F of a third of the square, on three degrees of freedom."""
    expected = stats.f.sf((ESTIMATES / ERRORS) ** 2 / 3, 3, 20)
    assert expected.tolist() == pytest.approx(adjusted("scheffe")[0].tolist())


def test_dunnett_of_independent_comparisons_with_known_variance_is_sidak():
    """Correlation 0, infinite degrees of freedom."""
    found = adjust_comparisons(
        ESTIMATES, ERRORS, SPREAD, df=np.inf, adjustment="dunnett", n_means=4, level=0.95
    )
    expected = 1 - (1 - 2 * stats.norm.sf(ESTIMATES / ERRORS)) ** 3
    assert expected.tolist() == pytest.approx(found[0].tolist())


def test_dunnett_of_correlations_that_are_no_products():
    """The nearest products: between no correlation and the strongest."""
    spread = np.array([[1.0, 0.6, 0.1], [0.6, 1.0, 0.4], [0.1, 0.4, 1.0]])
    values = np.full(3, 2.3)
    p_values = [
        adjust_comparisons(
            values, np.ones(3), matrix, df=30, adjustment="dunnett", n_means=4, level=0.95
        )[0, 0]
        for matrix in (np.full((3, 3), 0.6) + 0.4 * np.eye(3), spread, np.eye(3))
    ]
    assert p_values == sorted(p_values)


def test_a_missing_comparison_is_not_counted():
    """Bonferroni of two where one of three is missing."""
    errors = np.array([0.5, np.nan, 0.6])
    found = adjust_comparisons(
        ESTIMATES, errors, SPREAD, df=20, adjustment="bonferroni", n_means=3, level=0.95
    )
    assert 4 * stats.t.sf(2, 20) == pytest.approx(found[0, 0])
    assert np.isnan(found[:, 1]).all()


def test_limits_hold_the_p_value():
    """At the level of a comparison's own p-value its limit is 0."""
    p_value = adjusted("tukey")[0, 0]
    found = adjust_comparisons(
        ESTIMATES, ERRORS, SPREAD, df=20, adjustment="tukey", n_means=3, level=1 - p_value
    )
    assert pytest.approx(0, abs=1e-6) == found[1, 0]


def test_stepwise_methods_have_no_limits():
    """p-values alone."""
    assert np.isnan(adjusted("holm")[1:]).all()
