"""Negative binomial regression."""

import numpy as np
import pytest
from scipy import stats

from tlfgen.analysis.generalized import fit_generalized
from tlfgen.analysis.negative_binomial import fit_negative_binomial

RNG = np.random.default_rng(13)
ARM = np.array(list("AB"))[np.arange(60) % 2]
YEARS = RNG.uniform(0.5, 2, 60)
COUNT = RNG.poisson(YEARS * np.exp((ARM == "B") * 0.7) * RNG.gamma(1.5, 1 / 1.5, 60))
FIT = fit_negative_binomial(COUNT, {"ARM": ARM}, ["ARM"], offset=np.log(YEARS), preset="r")


def height(values):
    """Write the log likelihood out by scipy."""
    mean = YEARS * np.exp(values[0] + values[1] * (ARM == "B"))
    theta = np.exp(values[2])
    return stats.nbinom(theta, theta / (theta + mean)).logpmf(COUNT).sum()


def curvature(at):
    """Give second derivatives by differences."""
    step = 1e-3
    eye = np.eye(3) * step
    return np.array(
        [
            [
                (height(at + a + b) - height(at + a - b) - height(at - a + b) + height(at - a - b))
                / (4 * step**2)
                for b in eye
            ]
            for a in eye
        ]
    )


AT = np.array([FIT.coefficients[0], FIT.coefficients[1], np.log(FIT.theta)])


def test_the_written_likelihood_is_flat_at_the_estimates():
    """Derivatives in all directions are 0."""
    assert height(AT) == pytest.approx(FIT.log_likelihood)
    for move in np.eye(3) * 1e-3:
        assert height(AT) > max(height(AT + move), height(AT - move))


def test_joint_errors_are_those_of_the_whole_curvature():
    """The errors SAS prints, from all second derivatives together."""
    joint = fit_negative_binomial(
        COUNT, {"ARM": ARM}, ["ARM"], offset=np.log(YEARS), variance="joint", preset="r"
    )
    expected = np.sqrt(np.diag(np.linalg.inv(-curvature(AT))))
    assert expected[:2].tolist() == pytest.approx(joint.std_errors[:2].tolist(), rel=1e-3)
    assert expected[2] * FIT.theta == pytest.approx(joint.theta_std_error, rel=1e-3)


def test_counts_that_vary_no_more_than_poisson():
    """Theta is infinite, the fit is Poisson's."""
    y = [2, 3, 2, 3]
    found = fit_negative_binomial(y, {"X": [0, 1, 0, 1.0]})
    expected = fit_generalized(y, {"X": [0, 1, 0, 1.0]}, family="poisson")
    assert np.isinf(found.theta)
    assert expected.coefficients.tolist() == pytest.approx(found.coefficients.tolist())


def test_no_events_at_all():
    """All counts 0."""
    assert "no_events" == fit_negative_binomial([0, 0, 0], {"X": [1.0, 2, 3]}).reason
