"""Adjustment of several comparisons."""

from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from tlfgen.analysis.adjustment import adjust_comparisons, adjust_p_values, compute_dunnett_tail

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
    expected = 1 - (1 - 2 * stats.norm.sf(2.1)) ** 3
    assert expected == pytest.approx(compute_dunnett_tail(2.1, np.eye(3), np.inf))


def test_dunnett_of_one_comparison_is_t():
    """A family of one."""
    assert 2 * stats.t.sf(1.7, 9) == pytest.approx(compute_dunnett_tail(1.7, np.eye(1), 9))


def test_dunnett_table():
    """Two-sided 5% point of three comparisons, 20 degrees of freedom: Dunnett, Biometrics 1964."""
    equal = np.full((3, 3), 0.5) + 0.5 * np.eye(3)
    assert 0.05 == pytest.approx(compute_dunnett_tail(2.54, equal, 20), abs=1e-3)


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


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("holm", [0.04, 0.06, 0.06, 0.04]),
        ("hochberg", [0.0375, 0.05, 0.05, 0.0375]),
        ("fdr", [0.025, 0.04, 0.05, 0.025]),
    ],
)
def test_stepwise_p_values(kind, expected):
    """Worked by hand on four p-values."""
    found = adjust_p_values(np.array([0.01, 0.03, 0.05, 0.0125]), kind)
    assert expected == pytest.approx(found.tolist())


def test_hommel_is_the_closed_test_of_simes():
    """The largest Simes p-value of all sets that hold the hypothesis."""
    given = np.array([0.01, 0.03, 0.05, 0.0125, 0.2])
    sets = [pick for size in range(1, 6) for pick in combinations(range(5), size)]

    def simes(pick):
        ordered = np.sort(given[list(pick)])
        return min(1.0, float((ordered * len(pick) / np.arange(1, len(pick) + 1)).min()))

    expected = [max(simes(pick) for pick in sets if place in pick) for place in range(5)]
    assert expected == pytest.approx(adjust_p_values(given, "hommel").tolist())


def test_a_missing_p_value_stays_missing():
    """It is not counted in the family."""
    found = adjust_p_values(np.array([0.01, np.nan, 0.04]), "holm")
    assert [0.02, 0.04] == found[[0, 2]].tolist()
    assert np.isnan(found[1])
