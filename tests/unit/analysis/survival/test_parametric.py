"""Parametric survival models."""

import numpy as np
import pytest
from scipy import optimize, stats

from tlfgen.analysis.survival.parametric import fit_parametric_survival
from tlfgen.core.errors import AnalysisError

RNG = np.random.default_rng(3)
X = RNG.normal(size=80)
TIME = np.exp(1 + 0.5 * X + 0.7 * np.log(RNG.exponential(size=80)))
EVENT = RNG.integers(0, 2, 80)
NOISE = {
    "weibull": lambda scale, center: stats.weibull_min(1 / scale, scale=np.exp(center)),
    "exponential": lambda scale, center: stats.weibull_min(scale**0, scale=np.exp(center)),
    "lognormal": lambda scale, center: stats.lognorm(scale, scale=np.exp(center)),
    "loglogistic": lambda scale, center: stats.fisk(1 / scale, scale=np.exp(center)),
}


@pytest.mark.parametrize("distribution", NOISE)
def test_estimates_maximize_the_written_likelihood(distribution):
    """Density of events, survival of censored times, by scipy."""

    def height(values):
        law = NOISE[distribution](np.exp(values[2]), values[0] + values[1] * X)
        return np.where(EVENT == 1, law.logpdf(TIME), law.logsf(TIME)).sum()

    found = fit_parametric_survival(TIME, EVENT, {"x": X}, distribution=distribution)
    values = np.append(found.coefficients, 0.0)[:3]
    assert height(values) == pytest.approx(found.log_likelihood)
    best = optimize.minimize(lambda b: -height(b), values + 0.05, method="Nelder-Mead")
    assert -best.fun <= found.log_likelihood + 1e-6


def test_exponential_without_covariates_is_the_rate():
    """Log of time lived per event, error one over the root of events."""
    found = fit_parametric_survival([1, 2, 3], [1, 1, 0], distribution="exponential")
    assert np.log(3) == pytest.approx(found.coefficients[0])
    assert 1 / np.sqrt(2) == pytest.approx(found.std_errors[0])


def test_a_group_without_events_is_separation():
    """Its time is without bound; the other group keeps its estimate."""
    both = fit_parametric_survival(
        [1, 2, 3, 4], [1, 1, 0, 0], {"B": [0, 0, 1, 1]}, distribution="exponential"
    )
    alone = fit_parametric_survival([1, 2], [1, 1], distribution="exponential")
    assert (None, "separation") == both.reasons
    assert alone.coefficients[0] == pytest.approx(both.coefficients[0])


@pytest.mark.parametrize(
    ("time", "event", "reason"), [([0, -1], [1, 1], "too_few"), ([1, 2], [0, 0], "no_events")]
)
def test_reasons(time, event, reason):
    """Times that have no logarithm; no event."""
    assert reason == fit_parametric_survival(time, event).reason


def test_an_unknown_distribution_is_an_error():
    """A wrong word is never ignored."""
    with pytest.raises(AnalysisError) as error:
        fit_parametric_survival(TIME, EVENT, distribution="gompertz")
    assert "analysis.unknown-distribution" == error.value.code
