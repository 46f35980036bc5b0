"""Standardized means."""

import numpy as np
import pytest
import statsmodels.api as sm

from tlfgen.analysis.generalized import fit_generalized
from tlfgen.analysis.marginal import compare_marginal_means, estimate_marginal_means
from tlfgen.core.errors import AnalysisError

RNG = np.random.default_rng(14)
ARM = np.array(list("AB"))[np.arange(80) % 2]
X = RNG.normal(size=80)
Y = (RNG.uniform(size=80) < 1 / (1 + np.exp(-(X + (ARM == "B"))))).astype(float)
FIT = fit_generalized(Y, {"ARM": ARM, "X": X}, ["ARM"], family="binomial", preset="r")
MEANS = estimate_marginal_means(FIT, "ARM")
MATRIX = np.column_stack([np.ones(80), ARM == "B", X]).astype(float)


def predict(values, arm):
    """Give the mean probability with all in one arm."""
    return np.mean(1 / (1 + np.exp(-(values[0] + values[1] * arm + values[2] * X))))


def test_means_with_all_in_one_arm():
    """Predicted by statsmodels."""
    values = sm.Logit(Y, MATRIX).fit(disp=0).params
    expected = [predict(values, arm) for arm in (0, 1)]
    assert expected == pytest.approx(MEANS.estimates.tolist())


def test_the_error_of_the_difference_by_the_delta_method():
    """Gradient by differences, covariance of the fit."""
    values, used = FIT.coefficients[[0, 1, 3]], [0, 1, 3]
    gradient = [
        (
            predict(values + step, 1)
            - predict(values + step, 0)
            - predict(values - step, 1)
            + predict(values - step, 0)
        )
        / 2e-5
        for step in np.eye(3) * 1e-5
    ]
    spread = FIT.covariance[np.ix_(used, used)]
    found = compare_marginal_means(MEANS)
    assert np.sqrt(gradient @ spread @ gradient) == pytest.approx(found.std_errors[0], rel=1e-6)


def test_without_covariates_it_is_the_plain_comparison():
    """Difference and ratio of two proportions with their usual errors."""
    fit = fit_generalized(Y, {"ARM": ARM}, ["ARM"], family="binomial")
    means = estimate_marginal_means(fit, "ARM")
    p, q = Y[ARM == "A"].mean(), Y[ARM == "B"].mean()
    difference = compare_marginal_means(means)
    assert q - p == pytest.approx(difference.estimates[0])
    assert np.sqrt(p * (1 - p) / 40 + q * (1 - q) / 40) == pytest.approx(difference.std_errors[0])
    ratio = compare_marginal_means(means, measure="ratio")
    assert q / p == pytest.approx(ratio.estimates[0])
    odds = compare_marginal_means(means, measure="odds-ratio")
    assert q / (1 - q) / (p / (1 - p)) == pytest.approx(odds.estimates[0])


def test_the_spread_of_a_population_adds_to_the_error():
    """Predictions differ between subjects."""
    wide = estimate_marginal_means(FIT, "ARM", variance="population")
    assert (wide.std_errors > MEANS.std_errors).all()


def test_a_level_without_rows_has_a_reason():
    """An arm nobody is in."""
    fit = fit_generalized(
        Y, {"ARM": ARM}, ["ARM"], family="binomial", levels={"ARM": ["A", "B", "C"]}
    )
    assert (None, None, "not_estimable") == estimate_marginal_means(fit, "ARM").reasons


def test_wrong_words_are_errors():
    """A wrong word is never ignored."""
    with pytest.raises(AnalysisError) as error:
        estimate_marginal_means(FIT, "X")
    assert "analysis.unknown-class" == error.value.code
    with pytest.raises(AnalysisError) as error:
        compare_marginal_means(MEANS, measure="rd")
    assert "analysis.unknown-measure" == error.value.code
