"""Adjusted p-values of correlated statistics."""

import math

import numpy as np
import pytest
from scipy import stats

from tlfgen.analysis.correlated import adjust_max_t
from tlfgen.core.errors import AnalysisError

ANY = [[1, 0.9, 0.1], [0.9, 1, 0.3], [0.1, 0.3, 1]]
HALF = [[1, 0.5, 0.5], [0.5, 1, 0.5], [0.5, 0.5, 1]]


def test_one_statistic_is_not_adjusted():
    """Its own p."""
    assert pytest.approx(2 * stats.t.sf(2.1, 12)) == adjust_max_t([2.1], [[1]], df=12).p[0]


@pytest.mark.parametrize("df", [15, math.inf])
@pytest.mark.parametrize("alternative", ["two_sided", "greater"])
def test_any_correlation_is_integrated(df, alternative):
    """Between the largest and the sum of the single tails, the same every time."""
    found = adjust_max_t([2.2, 2.0, 1.9], ANY, df=df, alternative=alternative)
    sides = 2 if alternative == "two_sided" else 1
    law = stats.norm if math.isinf(df) else stats.t(df)
    for statistic, p in zip([2.2, 2.0, 1.9], found.p, strict=True):
        single = sides * law.sf(statistic)
        assert single < p < 3 * single
    assert found == adjust_max_t([2.2, 2.0, 1.9], ANY, df=df, alternative=alternative)


def test_chance_and_exact_integration_agree():
    """A correlation moved by less than counts, integrated both ways."""
    moved = np.array(HALF) + 1e-5 * (np.array(ANY) - 1) * (1 - np.eye(3))
    exact = adjust_max_t([2.3, 1.5, 2.0], HALF, df=20).p
    assert pytest.approx(exact, abs=2e-4) == adjust_max_t([2.3, 1.5, 2.0], moved, df=20).p


def test_steps_down_start_like_one_step():
    """The largest is adjusted for all, the others for fewer."""
    single = adjust_max_t([2.5, 1.0, 2.0], HALF, df=30).p
    stepped = adjust_max_t([2.5, 1.0, 2.0], HALF, df=30, steps="step_down").p
    assert single[0] == stepped[0]
    assert single[2] > stepped[2] > stepped[0]
    assert pytest.approx(2 * stats.t.sf(1.0, 30)) == stepped[1]


def test_no_statistics_have_a_reason():
    """Nothing to adjust."""
    assert adjust_max_t([], np.zeros((0, 0))).reason == "no_records"


def test_a_correlation_for_each_pair():
    """Another shape is an error."""
    with pytest.raises(AnalysisError) as caught:
        adjust_max_t([1, 2], HALF)
    assert caught.value.code == "analysis.length-mismatch"
