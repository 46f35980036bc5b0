"""Linear models."""

import numpy as np
import pytest
import statsmodels.api as sm

from tlfgen.analysis.linear import fit_ancova
from tlfgen.analysis.sums_of_squares import compare_terms
from tlfgen.core.errors import AnalysisError

RNG = np.random.default_rng(1)
ARM = np.array(list("ABC"))[np.arange(40) % 3]
BASE = RNG.normal(50, 5, 40)
Y = BASE * 0.5 + (ARM == "B") + RNG.normal(size=40)
WEIGHTS = RNG.integers(1, 4, 40).astype(float)
MATRIX = np.column_stack([np.ones(40), ARM == "B", ARM == "C", BASE]).astype(float)


@pytest.mark.parametrize("kind", ["model", "hc0", "hc1", "hc2", "hc3"])
def test_agrees_with_statsmodels(kind):
    """Estimates, errors, p-values with every covariance."""
    own = {} if kind == "model" else {"cov_type": kind.upper(), "use_t": True}
    expected = sm.OLS(Y, MATRIX).fit(**own)
    fit = fit_ancova(Y, {"ARM": ARM, "BASE": BASE}, ["ARM"], covariance=kind, preset="r")
    used = [0, 1, 2, 4]
    assert expected.params.tolist() == pytest.approx(fit.coefficients[used].tolist())
    assert expected.bse.tolist() == pytest.approx(fit.std_errors[used].tolist())
    assert expected.pvalues.tolist() == pytest.approx(fit.p_values[used].tolist())


def test_weights_agree_with_statsmodels():
    """Weighted least squares."""
    expected = sm.WLS(Y, MATRIX, weights=WEIGHTS).fit()
    fit = fit_ancova(Y, {"ARM": ARM, "BASE": BASE}, ["ARM"], weights=WEIGHTS, preset="r")
    assert expected.bse.tolist() == pytest.approx(fit.std_errors[[0, 1, 2, 4]].tolist())
    assert expected.rsquared == pytest.approx(fit.r_squared)
    assert expected.fvalue == pytest.approx(fit.overall.statistic)


def test_a_reference_level_is_left_out():
    """The last in SAS, the first in R."""
    sas = fit_ancova(Y, {"ARM": ARM}, ["ARM"])
    r = fit_ancova(Y, {"ARM": ARM}, ["ARM"], preset="r")
    assert ("ARM=C", "ARM=A") == (sas.names[-1], r.names[-1])
    assert ("no_variation", "no_variation") == (sas.reasons[-1], r.reasons[-1])


def test_a_large_constant_in_a_covariate_does_no_harm():
    """Years around 2020."""
    year = 2020 + np.arange(40) % 7
    one = fit_ancova(Y, {"YEAR": year})
    other = fit_ancova(Y, {"YEAR": year - 2020})
    assert other.coefficients[1] == pytest.approx(one.coefficients[1])
    assert other.std_errors[1] == pytest.approx(one.std_errors[1])


@pytest.mark.parametrize(
    ("y", "x", "reason"),
    [
        ([], [], "too_few"),
        ([1.0], [1.0], "too_few"),
        ([1.0, 2.0], [1.0, 2.0], "too_few"),
        ([1.0, 2.0, 3.0], [1.0, 2.0, 3.0], "no_variation"),
        ([np.nan, 2.0], [1.0, np.nan], "too_few"),
    ],
)
def test_no_test_has_a_reason(y, x, reason):
    """No rows, one row, a line through all points."""
    fit = fit_ancova(y, {"X": x})
    assert reason == fit.reason
    assert np.isnan(compare_terms(fit).p_values).all()


def test_collinear_covariates():
    """The later of two equal columns is left out."""
    fit = fit_ancova(Y, {"BASE": BASE, "AGAIN": 2 * BASE})
    assert (None, None, "no_variation") == fit.reasons


def test_wrong_options_are_errors():
    """A wrong word is never ignored."""
    with pytest.raises(AnalysisError) as error:
        fit_ancova(Y, {"ARM": ARM}, ["ARM"], covariance="hc9")
    assert "analysis.unknown-covariance" == error.value.code
