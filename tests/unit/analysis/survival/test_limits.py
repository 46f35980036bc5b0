"""Limits of a survival probability."""

import math

import numpy as np
import pytest

from tlfgen.analysis.survival.limits import LIMIT_TYPES, compute_survival_limits

SCALES = {
    "plain": (lambda s: s, lambda s: s / s, lambda x: x),
    "log": (math.log, lambda s: 1 / s, math.exp),
    "log-log": (
        lambda s: math.log(-math.log(s)),
        lambda s: 1 / (s * math.log(s)),
        lambda x: math.exp(-math.exp(x)),
    ),
    "logit": (
        lambda s: math.log(s / (1 - s)),
        lambda s: 1 / (s * (1 - s)),
        lambda x: 1 / (1 + math.exp(-x)),
    ),
    "arcsin": (
        lambda s: math.asin(math.sqrt(s)),
        lambda s: 0.5 / math.sqrt(s * (1 - s)),
        lambda x: math.sin(x) ** 2,
    ),
}


@pytest.mark.parametrize("limits", LIMIT_TYPES)
def test_limits_by_the_delta_method(limits):
    """Limits are the transformed estimate plus or minus its transformed error, back."""
    survival, error = 0.7, 0.1
    there, slope, back = SCALES[limits]
    half = 1.96 * abs(slope(survival)) * error
    expected = sorted((back(there(survival) - half), back(there(survival) + half)))
    lower, upper = compute_survival_limits(
        np.array([survival]), np.array([error / survival]), limits=limits, quantile=1.96
    )
    assert expected == pytest.approx([lower[0], upper[0]])


@pytest.mark.parametrize("limits", LIMIT_TYPES)
def test_no_limits_at_zero(limits):
    """A survival probability of 0 has no limits."""
    lower, upper = compute_survival_limits(
        np.array([0.0]), np.array([np.inf]), limits=limits, quantile=1.96
    )
    assert np.isnan([lower[0], upper[0]]).all()


def test_limits_stay_within_zero_and_one():
    """Plain limits are cut off."""
    lower, upper = compute_survival_limits(
        np.array([0.9, 0.1]), np.array([0.5, 5.0]), limits="plain", quantile=1.96
    )
    assert (upper[0], lower[1]) == (1.0, 0.0)
