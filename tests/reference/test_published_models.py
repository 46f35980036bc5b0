"""Figures of linear and generalized models that are published, with their sources."""

import numpy as np
import pytest

from tlfgen.analysis import (
    compare_terms,
    estimate_lsmeans,
    fit_ancova,
    fit_generalized,
)

# SAS/STAT User's Guide, PROC GLM, example Analysis of Covariance (Snedecor and Cochran 1967)
DRUG = ["A"] * 10 + ["D"] * 10 + ["F"] * 10
BEFORE = [
    11,
    8,
    5,
    14,
    19,
    6,
    10,
    6,
    11,
    3,
    6,
    6,
    7,
    8,
    18,
    8,
    19,
    8,
    5,
    15,
    16,
    13,
    11,
    9,
    21,
    16,
    12,
    12,
    7,
    12,
]
AFTER = [
    6,
    0,
    2,
    8,
    11,
    4,
    13,
    1,
    8,
    0,
    0,
    2,
    3,
    1,
    18,
    4,
    14,
    9,
    1,
    9,
    13,
    10,
    18,
    5,
    23,
    12,
    5,
    16,
    1,
    20,
]


@pytest.fixture(name="covariance")
def fixture_covariance():
    """Fit the leprosy example."""
    return fit_ancova(AFTER, {"Drug": DRUG, "Before": BEFORE}, ["Drug"])


def test_type_one_and_three(covariance):
    """Sums of squares as printed by PROC GLM."""
    first, third = compare_terms(covariance, ss=1), compare_terms(covariance, ss=3)
    assert first.sums_of_squares.round(6).tolist() == [293.6, 577.897403]
    assert third.sums_of_squares.round(6).tolist() == [68.553711, 577.897403]
    assert third.statistics.round(2).tolist() == [2.14, 36.01]
    assert third.p_values.round(4).tolist() == [0.1384, 0.0]


def test_parameter_estimates(covariance):
    """Estimates with the last level as reference, as printed by PROC GLM."""
    found = covariance.coefficients.round(9).tolist()
    assert found[:3] == [-0.434671164, -3.446138280, -3.337166948]
    assert np.isnan(found[3])
    assert found[4] == 0.987183811


def test_lsmeans_of_drugs(covariance):
    """Least-squares means as printed by PROC GLM."""
    means = estimate_lsmeans(covariance.estimates, "Drug")
    assert means.found.estimates.round(7).tolist() == [6.7149635, 6.8239348, 10.1611017]


def test_poisson_of_a_trial():
    """Dobson (1990), page 93, as in the help of R glm."""
    counts = [18, 17, 15, 20, 10, 20, 25, 13, 12]
    terms = {"outcome": list("123123123"), "treatment": list("111222333")}
    fit = fit_generalized(counts, terms, ["outcome", "treatment"], family="poisson", preset="r")
    used = [not reason for reason in fit.reasons]
    assert fit.coefficients[used].round(4).tolist()[:3] == [3.0445, -0.4543, -0.2930]
    assert (round(fit.deviance, 4), round(fit.null_deviance, 3)) == (5.1291, 10.581)
    assert round(fit.aic, 2) == 56.76
