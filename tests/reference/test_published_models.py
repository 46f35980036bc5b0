"""Figures of linear and generalized models that are published, with their sources."""

import numpy as np
import pytest

from tlfgen.analysis import (
    compare_terms,
    estimate_lsmeans,
    fit_ancova,
    fit_generalized,
)
from tlfgen.analysis.ordinal import fit_proportional_odds

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


# satisfaction with housing in Copenhagen, Madsen (1976): satisfaction fastest, then influence,
# type of housing, contact
HOUSING = [
    21, 21, 28, 34, 22, 36, 10, 11, 36, 61, 23, 17, 43, 35, 40, 26, 18, 54, 13, 9, 10, 8, 8, 12,
    6, 7, 9, 18, 6, 7, 15, 13, 13, 7, 5, 11, 14, 19, 37, 17, 23, 40, 3, 5, 23, 78, 46, 43, 48, 45,
    86, 15, 25, 62, 20, 23, 20, 10, 22, 24, 7, 10, 21, 57, 23, 13, 31, 21, 13, 5, 6, 13,
]  # fmt: skip


def test_proportional_odds_of_housing():
    """Venables and Ripley (2002), section 7.3: estimates of MASS::polr with their errors."""
    fit = fit_proportional_odds(
        np.tile([1, 2, 3], 24),
        {
            "influence": np.tile(np.repeat([1, 2, 3], 3), 8),
            "type": np.tile(np.repeat([1, 2, 3, 4], 9), 2),
            "contact": np.repeat([1, 2], 36),
        },
        ["influence", "type", "contact"],
        weights=HOUSING,
        preset="r",
    )
    used = np.isfinite(fit.coefficients)
    expected = [0.5663937, 1.2888191, -0.5723501, -0.3661866, -1.0910149, 0.3602841]
    errors = [0.10465, 0.12716, 0.11924, 0.15517, 0.15149, 0.09554]
    assert expected == pytest.approx(fit.coefficients[used].tolist(), abs=1e-5)
    assert errors == pytest.approx(fit.std_errors[used].tolist(), abs=1e-5)
    assert [-0.4961, 0.6907] == pytest.approx(fit.thresholds.tolist(), abs=1e-4)
    assert fit.aic == pytest.approx(3495.149, abs=1e-3)
