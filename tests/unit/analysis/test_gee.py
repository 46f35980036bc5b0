"""Generalized estimating equations."""

import numpy as np
import pytest
import statsmodels.api as sm
from statsmodels.genmod.cov_struct import Exchangeable, Independence

from tlfgen.analysis.gee import fit_gee
from tlfgen.analysis.generalized import fit_generalized
from tlfgen.core.errors import AnalysisError

RNG = np.random.default_rng(15)
ID = np.repeat(np.arange(30), 3)
VISIT = np.tile([1, 2, 3], 30)
X = RNG.normal(size=90)
Y = (RNG.uniform(size=90) < 1 / (1 + np.exp(-(X + RNG.normal(size=30)[ID])))).astype(float)
COUNT = RNG.poisson(np.exp(0.3 * X + 0.5 * RNG.normal(size=30)[ID])).astype(float)
MATRIX = np.column_stack([np.ones(90), X])


@pytest.mark.parametrize(
    ("word", "theirs"), [("independence", Independence), ("exchangeable", Exchangeable)]
)
def test_agrees_with_statsmodels(word, theirs):
    """Estimates, robust, bias-reduced errors."""
    model = sm.GEE(COUNT, MATRIX, groups=ID, family=sm.families.Poisson(), cov_struct=theirs())
    expected = model.fit(ctol=1e-10, maxiter=200)
    # statsmodels counts as SAS does: coefficients are taken off
    found = fit_gee(COUNT, {"X": X}, ID, family="poisson", structure=word, preset="sas")
    assert expected.params.tolist() == pytest.approx(found.coefficients.tolist(), rel=1e-4)
    assert expected.bse.tolist() == pytest.approx(found.std_errors.tolist(), rel=1e-4)
    reduced = model.fit(ctol=1e-10, maxiter=200, cov_type="bias_reduced")
    own = fit_gee(COUNT, {"X": X}, ID, family="poisson", structure=word, covariance="mancl-derouen")
    assert reduced.bse.tolist() == pytest.approx(own.std_errors.tolist(), rel=1e-4)


def test_independence_has_the_estimates_of_the_plain_model():
    """Only the errors differ."""
    expected = fit_generalized(Y, {"X": X}, family="binomial").coefficients.tolist()
    found = fit_gee(Y, {"X": X}, ID, family="binomial").coefficients.tolist()
    assert expected == pytest.approx(found)


def test_the_order_of_rows_does_not_matter():
    """Clusters are found wherever their rows stand."""
    order = RNG.permutation(90)
    one = fit_gee(Y, {"X": X}, ID, family="binomial", structure="ar1", position=VISIT)
    other = fit_gee(
        Y[order],
        {"X": X[order]},
        ID[order],
        family="binomial",
        structure="ar1",
        position=VISIT[order],
    )
    assert one.coefficients.tolist() == pytest.approx(other.coefficients.tolist())
    assert one.std_errors.tolist() == pytest.approx(other.std_errors.tolist())


@pytest.mark.parametrize("structure", ["exchangeable", "ar1", "unstructured"])
def test_two_visits_have_one_correlation(structure):
    """All structures agree on pairs."""
    own = VISIT < 3
    base = fit_gee(Y[own], {"X": X[own]}, ID[own], family="binomial", structure="exchangeable")
    found = fit_gee(Y[own], {"X": X[own]}, ID[own], family="binomial", structure=structure)
    assert base.coefficients.tolist() == pytest.approx(found.coefficients.tolist(), rel=1e-6)
    assert base.correlation[0, 1] == pytest.approx(found.correlation[0, 1])


def test_a_missing_visit_keeps_its_place():
    """Correlation of first and third visit is the square of that of neighbours."""
    own = ~((VISIT == 2) & (ID < 10))
    found = fit_gee(
        Y[own], {"X": X[own]}, ID[own], family="binomial", structure="ar1", position=VISIT[own]
    )
    assert found.correlation[0, 1] ** 2 == pytest.approx(found.correlation[0, 2])


def test_separation_is_a_reason():
    """A column that parts yes from no."""
    found = fit_gee(Y, {"Z": Y}, ID, family="binomial", structure="exchangeable")
    assert "separation" == found.reason
    assert np.isnan(found.std_errors).all()


def test_wrong_words_are_errors():
    """A wrong word is never ignored."""
    for options, code in (
        ({"structure": "cs"}, "analysis.unknown-structure"),
        ({"covariance": "sandwich"}, "analysis.unknown-covariance"),
        ({"dispersion": "fixed"}, "analysis.unknown-dispersion"),
    ):
        with pytest.raises(AnalysisError) as error:
            fit_gee(Y, {"X": X}, ID, family="binomial", **options)
        assert code == error.value.code
