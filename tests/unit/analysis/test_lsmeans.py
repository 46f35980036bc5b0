"""Least-squares means."""

import numpy as np
import pytest

from tlfgen.analysis.linear import fit_ancova
from tlfgen.analysis.lsmeans import estimate_lsmeans, estimate_slopes
from tlfgen.core.errors import AnalysisError

RNG = np.random.default_rng(8)
ARM = np.array(list("ABABABABAABB"))
SEX = np.array(list("FFFFMMMMFFFM"))
AGE = RNG.normal(40, 9, 12)
Y = RNG.normal(size=12) + 0.1 * AGE
FIT = fit_ancova(Y, {"ARM": ARM, "SEX": SEX, "AGE": AGE}, ["ARM", "SEX"], ["ARM|SEX", "AGE*ARM"])


def predict(arm, sex, age):
    """Give the model's value of one subject from its coefficients."""
    parts = {
        "Intercept": 1,
        f"ARM={arm}": 1,
        f"SEX={sex}": 1,
        f"ARM={arm}*SEX={sex}": 1,
        f"AGE*ARM={arm}": age,
    }
    values = dict(zip(FIT.names, np.nan_to_num(FIT.coefficients), strict=True))
    return sum(values[name] * height for name, height in parts.items())


def means(weights):
    """Give the means of both arms."""
    return estimate_lsmeans(FIT.estimates, "ARM", weights=weights).found.estimates.tolist()


def test_equal_weights():
    """Half of each sex at the mean age."""
    expected = [np.mean([predict(arm, sex, AGE.mean()) for sex in "FM"]) for arm in "AB"]
    assert expected == pytest.approx(means("equal"))


@pytest.mark.parametrize("weights", ["proportional", "outer"])
def test_weights_of_the_margin(weights):
    """Sexes as in all rows."""
    expected = [np.mean([predict(arm, sex, AGE.mean()) for sex in SEX]) for arm in "AB"]
    assert expected == pytest.approx(means(weights))


def test_weights_of_cells():
    """Sexes as in the rows of the arm."""
    expected = [np.mean([predict(arm, sex, AGE.mean()) for sex in SEX[ARM == arm]]) for arm in "AB"]
    assert expected == pytest.approx(means("cells"))


def test_counterfactual_means():
    """Every subject in either arm, with its own sex and age."""
    expected = [np.mean([predict(arm, *row) for row in zip(SEX, AGE, strict=True)]) for arm in "AB"]
    assert expected == pytest.approx(means("counterfactual"))


def test_a_covariate_can_be_set():
    """At age 20."""
    expected = [np.mean([predict(arm, sex, 20) for sex in "FM"]) for arm in "AB"]
    found = estimate_lsmeans(FIT.estimates, "ARM", at={"AGE": 20})
    assert expected == pytest.approx(found.found.estimates.tolist())


def test_the_error_is_that_of_the_combination():
    """Row times covariance times row."""
    found = estimate_lsmeans(FIT.estimates, "ARM")
    (row, _) = found.rows
    assert row @ FIT.estimates.covariance @ row == pytest.approx(found.found.std_errors[0] ** 2)


def test_a_mean_over_an_empty_cell_is_not_estimable():
    """No man in arm B; the cells that are there keep their means."""
    keep = ~((ARM == "B") & (SEX == "M"))
    fit = fit_ancova(Y[keep], {"ARM": ARM[keep], "SEX": SEX[keep]}, ["ARM", "SEX"], ["ARM|SEX"])
    assert (None, "not_estimable") == estimate_lsmeans(fit.estimates, "ARM").found.reasons
    cells = estimate_lsmeans(fit.estimates, "ARM*SEX")
    assert (None, None, None, "not_estimable") == cells.found.reasons


def test_an_empty_level_is_not_estimable():
    """An arm nobody is in."""
    fit = fit_ancova(Y, {"ARM": ARM}, ["ARM"], levels={"ARM": ["A", "B", "C"]})
    assert (None, None, "not_estimable") == estimate_lsmeans(fit.estimates, "ARM").found.reasons


def test_a_slope_is_the_coefficient_of_its_arm():
    """The product of age and arm."""
    found = estimate_slopes(FIT.estimates, "AGE", "ARM")
    values = dict(zip(FIT.names, FIT.coefficients, strict=True))
    expected = [values["AGE*ARM=A"], values["AGE*ARM=B"]]
    assert expected == pytest.approx(found.found.estimates.tolist())


def test_products_of_covariates():
    """The mean of the product in SAS, the product of the means in R."""
    terms = {"ARM": ARM, "AGE": AGE, "BMI": AGE**2 / 50}
    fit = fit_ancova(Y, terms, ["ARM"], ["ARM", "AGE*BMI"])
    sas = estimate_lsmeans(fit.estimates, "ARM", preset="sas").rows[0, -1]
    r = estimate_lsmeans(fit.estimates, "ARM", preset="r").rows[0, -1]
    assert np.mean(AGE * terms["BMI"]) == pytest.approx(sas)
    assert np.mean(AGE) * np.mean(terms["BMI"]) == pytest.approx(r)


@pytest.mark.parametrize(
    ("of", "options", "code"),
    [
        ("AGE", {}, "analysis.unknown-class"),
        ("ARM", {"weights": "om"}, "analysis.unknown-weights"),
        ("ARM", {"at": {"SEX": 1}}, "analysis.unknown-covariate"),
    ],
)
def test_wrong_options_are_errors(of, options, code):
    """A wrong word is never ignored."""
    with pytest.raises(AnalysisError) as error:
        estimate_lsmeans(FIT.estimates, of, **options)
    assert code == error.value.code
