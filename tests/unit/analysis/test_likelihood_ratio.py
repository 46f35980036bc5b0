"""Likelihood ratio tests of terms."""

import numpy as np
import pytest
from scipy import stats

from tlfgen.analysis.generalized import fit_generalized
from tlfgen.analysis.likelihood_ratio import compare_terms_by_likelihood

RNG = np.random.default_rng(16)
ARM = np.array(list("abc"))[RNG.integers(0, 3, 80)]
SEX = np.array(list("fm"))[RNG.integers(0, 2, 80)]
X = RNG.normal(size=80)
Y = RNG.poisson(np.exp(0.3 * X + (ARM == "b")))
TERMS = {"ARM": ARM, "SEX": SEX, "X": X}


def fit(terms, model=None, **options):
    """Fit counts."""
    classes = [name for name in terms if name != "X"]
    return fit_generalized(Y, terms, classes, model, family="poisson", **options)


@pytest.mark.parametrize("name", TERMS)
def test_a_term_is_tested_by_leaving_it_out(name):
    """Difference of deviances of two fits."""
    whole = fit(TERMS)
    without = fit({key: values for key, values in TERMS.items() if key != name})
    found = compare_terms_by_likelihood(whole)
    place = found.terms.index(name)
    assert without.deviance - whole.deviance == pytest.approx(found.statistics[place])
    expected = stats.chi2.sf(without.deviance - whole.deviance, found.df[place])
    assert expected == pytest.approx(found.p_values[place])


def test_a_scaled_dispersion_divides_the_chi_square():
    """Overdispersed counts."""
    plain = compare_terms_by_likelihood(fit(TERMS)).statistics
    scaled = fit(TERMS, dispersion="pearson")
    found = compare_terms_by_likelihood(scaled).statistics
    assert (plain / scaled.dispersion).tolist() == pytest.approx(found.tolist())


def test_a_main_effect_beside_its_product_does_not_depend_on_the_reference():
    """The hypothesis is that of type III."""
    one = compare_terms_by_likelihood(fit(TERMS, ["ARM|SEX"]))
    other = compare_terms_by_likelihood(fit(TERMS, ["ARM|SEX"], references={"ARM": "b"}))
    assert one.statistics.tolist() == pytest.approx(other.statistics.tolist(), rel=1e-6)


def test_separation_leaves_the_test():
    """The likelihood has a supremum."""
    fit_yes = fit_generalized([0, 1, 0, 1, 1, 1], {"A": list("aaabbb")}, ["A"], family="binomial")
    expected = fit_yes.null_deviance - fit_yes.deviance
    found = compare_terms_by_likelihood(fit_yes)
    assert (expected, (None,)) == (pytest.approx(found.statistics[0], abs=1e-6), found.reasons)
