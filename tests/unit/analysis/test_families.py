"""Distributions and links."""

import numpy as np
import pytest
from scipy import stats

from tlfgen.analysis.families import FAMILIES, LINKS, choose_family, choose_link
from tlfgen.core.errors import AnalysisError

POINTS = {"inverse": np.array([0.5, 2.0]), "sqrt": np.array([0.5, 2.0])}


@pytest.mark.parametrize("name", LINKS)
def test_a_link_there_and_back(name):
    """The mean's predictor is the predictor; slope and curve are derivatives."""
    link, x = LINKS[name], POINTS.get(name, np.array([-1.0, 0.3]))
    step = 1e-5
    assert x.tolist() == pytest.approx(link.predict(link.mean(x)).tolist())
    slope = (link.mean(x + step) - link.mean(x - step)) / (2 * step)
    assert slope.tolist() == pytest.approx(link.slope(x).tolist(), rel=1e-6)
    curve = (link.slope(x + step) - link.slope(x - step)) / (2 * step)
    assert curve.tolist() == pytest.approx(link.curve(x).tolist(), rel=1e-5, abs=1e-8)


@pytest.mark.parametrize(
    ("name", "y", "law"),
    [
        ("binomial", 1.0, stats.bernoulli(0.3).logpmf(1)),
        ("poisson", 4.0, stats.poisson(0.3).logpmf(4)),
        ("normal", 4.0, stats.norm(0.3, np.sqrt(2)).logpdf(4)),
        ("gamma", 4.0, stats.gamma(0.5, scale=0.6).logpdf(4)),
    ],
)
def test_log_likelihood(name, y, law):
    """By scipy's distributions at mean 0.3, dispersion 2."""
    family = FAMILIES[name]
    dispersion = 2.0 if name in {"normal", "gamma"} else 1.0
    found = family.log_likelihood(np.array([y]), np.array([0.3]), np.ones(1), dispersion)
    assert law == pytest.approx(found[0])


def test_negative_binomial():
    """Variance mean + mean**2 / theta."""
    family = choose_family("negative-binomial", 2.0)
    law = stats.nbinom(2, 2 / (2 + 3))
    found = family.log_likelihood(np.array([5.0]), np.array([3.0]), np.ones(1), 1.0)
    assert law.logpmf(5) == pytest.approx(found[0])
    assert law.var() == pytest.approx(family.variance(np.array([3.0]))[0])


def test_the_deviance_is_twice_the_loss():
    """Saturated less fitted log likelihood."""
    for name in ("poisson", "binomial"):
        family = FAMILIES[name]
        y, mean = np.array([0.6]), np.array([0.3])
        heights = [family.log_likelihood(y, at, np.ones(1), 1.0)[0] for at in (y, mean)]
        assert 2 * (heights[0] - heights[1]) == pytest.approx(family.deviance(y, mean)[0])


def test_unknown_words_are_errors():
    """A wrong word is never ignored."""
    with pytest.raises(AnalysisError) as error:
        choose_family("binomal")
    assert "analysis.unknown-family" == error.value.code
    with pytest.raises(AnalysisError) as error:
        choose_link("logistic", FAMILIES["binomial"])
    assert "analysis.unknown-link" == error.value.code
