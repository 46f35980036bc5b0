"""Formulas of limits for one proportion."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from tlfgen.analysis.proportions.limits import METHODS, wilson

COUNTS = [(0, 20), (1, 29), (7, 20), (15, 148), (20, 20)]


@pytest.mark.parametrize(("x", "n"), COUNTS)
@pytest.mark.parametrize(
    ("method", "other"),
    [("clopper_pearson", "beta"), ("wilson", "wilson"), ("agresti_coull", "agresti_coull")],
)
def test_limits_agree_with_statsmodels(x, n, method, other):
    """Before they are truncated."""
    lower, upper = np.clip(METHODS[method](x, n, 0.025), 0, 1)
    expected = np.clip(np.nan_to_num(proportion_confint(x, n, method=other), nan=x / n), 0, 1)
    assert pytest.approx(expected, abs=1e-12) == [lower, upper]


@pytest.mark.parametrize(("x", "n"), [(1, 12), (7, 20), (15, 60)])
def test_mid_p_limits_solve_their_equations(x, n):
    """Each tail with half the observed count is the probability beyond."""
    lower, upper = METHODS["mid_p"](x, n, 0.025)
    half = [stats.binom.pmf(x, n, share) / 2 for share in (lower, upper)]
    assert pytest.approx([0.025, 0.025]) == [
        stats.binom.sf(x, n, lower) + half[0],
        stats.binom.cdf(x - 1, n, upper) + half[1],
    ]


@pytest.mark.parametrize(("x", "n"), [(1, 12), (7, 20), (15, 60)])
def test_likelihood_limits_solve_their_equations(x, n):
    """Twice the log likelihood falls by the squared normal quantile."""
    limits = METHODS["likelihood_ratio"](x, n, 0.025)
    falls = [
        2 * (stats.binom.logpmf(x, n, x / n) - stats.binom.logpmf(x, n, limit)) for limit in limits
    ]
    assert pytest.approx([stats.norm.isf(0.025) ** 2] * 2) == falls


@pytest.mark.parametrize(("x", "n"), [(0, 20), (1, 12), (3, 10), (7, 20), (19, 40)])
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_blaker_limits_bound_the_acceptable_proportions(x, n, level):
    """The acceptability is that of Blaker (2000) on a fine grid."""
    grid = np.linspace(1e-6, 1 - 1e-6, 20_001)
    under = stats.binom.cdf(np.arange(n + 1)[:, None], n, grid)
    over = stats.binom.sf(np.arange(n + 1)[:, None] - 1, n, grid)
    tail = np.minimum(under[x], over[x])
    is_low = under[x] <= over[x]
    best_over = np.where(over <= tail + 1e-12, over, 0).max(axis=0)
    best_under = np.where(under <= tail + 1e-12, under, 0).max(axis=0)
    accepted = grid[tail + np.where(is_low, best_over, best_under) > 1 - level]
    lower, upper = METHODS["blaker"](x, n, (1 - level) / 2)
    assert pytest.approx([accepted.min(), accepted.max()], abs=6e-5) == [lower, upper]


def test_jeffreys_limits_reach_the_edges():
    """0 without events, 1 with events only."""
    jeffreys = METHODS["jeffreys"]
    assert [0.0, 1.0] == [jeffreys(0, 20, 0.025)[0], jeffreys(20, 20, 0.025)[1]]


def test_logit_limits_are_exact_at_the_edges():
    """The log odds of 0 are infinite."""
    assert METHODS["clopper_pearson"](0, 20, 0.025) == METHODS["logit"](0, 20, 0.025)


def test_wilson_takes_counts_that_are_not_whole():
    """Weighted counts."""
    lower, upper = wilson(3.5, 10.0, 1.96)
    assert lower < 0.35 < upper
