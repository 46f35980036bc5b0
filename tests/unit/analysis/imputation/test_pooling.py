"""Rubin's rules, the jackknife, the bootstrap."""

import numpy as np
import pytest
from scipy import stats

from tlfgen.analysis.imputation.pooling import pool_imputed, pool_jackknifed, pool_resampled

VALUES, ERRORS = [1.0, 1.4, 0.7, 1.2, 0.9], [0.5, 0.6, 0.55, 0.5, 0.45]


def test_rubin_by_hand():
    """Within 0.2735, between 0.073: total 0.3611; t with 4 / lambda squared degrees of freedom."""
    within, between = np.mean(np.square(ERRORS)), np.var(VALUES, ddof=1)
    total = within + 1.2 * between
    df = 4 / (1.2 * between / total) ** 2
    found = pool_imputed(VALUES, ERRORS)
    expected = [1.04, total**0.5, df, 2 * stats.t.sf(1.04 / total**0.5, df)]
    got = [found.estimate, found.std_error, found.df, found.p_value]
    assert expected == pytest.approx(got)


def test_barnard_and_rubin_by_hand():
    """Twenty degrees of freedom of the complete data make fewer than both."""
    found, old = pool_imputed(VALUES, ERRORS, df=20), pool_imputed(VALUES, ERRORS).df
    share = 1.2 * found.between / found.std_error**2
    seen = 21 / 23 * 20 * (1 - share)
    assert 1 / (1 / old + 1 / seen) == pytest.approx(found.df)


def test_equal_estimates_keep_their_degrees_of_freedom():
    """Nothing between the data sets: the analysis of complete data."""
    found = pool_imputed([2.0, 2.0], [0.5, 0.5], df=12)
    assert (2.0, 0.5, 12) == (found.estimate, found.std_error, found.df)


def test_limits_of_the_jackknife_are_normal():
    """Error by hand; 1.96 of it on both sides."""
    found = pool_jackknifed(3.0, [2.0, 3.0, 4.0, 3.0])
    error = (3 / 4 * 2) ** 0.5
    assert error == pytest.approx(found.std_error)
    assert 3 + 1.959963984540054 * error == pytest.approx(found.upper)


def test_limits_of_the_bootstrap():
    """Quantiles of type 6, or the normal law with the deviation of the samples."""
    samples = np.arange(1.0, 40.0)
    found = pool_resampled(20.0, samples)
    assert (1.0, 39.0) == pytest.approx((found.lower, found.upper))
    other = pool_resampled(20.0, samples, limits="normal")
    assert 20 - 1.959963984540054 * samples.std(ddof=1) == pytest.approx(other.lower)


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: pool_imputed([], []), "too_few"),
        (lambda: pool_imputed([1.0, np.nan], [1.0, 1.0]), "not_estimable"),
        (lambda: pool_imputed([1.0], [0.0]), "no_variation"),
        (lambda: pool_jackknifed(1.0, [1.0]), "too_few"),
        (lambda: pool_jackknifed(1.0, [1.0, 1.0]), "no_variation"),
        (lambda: pool_resampled(1.0, []), "too_few"),
    ],
)
def test_no_numbers_have_a_reason(call, reason):
    """Nothing to pool, nothing that differs."""
    assert reason == call().reason
