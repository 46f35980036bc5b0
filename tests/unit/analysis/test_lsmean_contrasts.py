"""Differences of least-squares means."""

import numpy as np
import pytest
from scipy import stats

from tlfgen.analysis.linear import fit_ancova
from tlfgen.analysis.lsmean_contrasts import compare_lsmeans, contrast_lsmeans
from tlfgen.analysis.lsmeans import estimate_lsmeans
from tlfgen.core.errors import AnalysisError

RNG = np.random.default_rng(12)
DOSE = np.repeat(["0", "1", "2"], [5, 6, 7])
SEX = np.array(list("FM" * 9))
Y = RNG.normal(size=18) + (DOSE == "2")
FIT = fit_ancova(Y, {"DOSE": DOSE}, ["DOSE"])
MEANS = estimate_lsmeans(FIT.estimates, "DOSE")


def test_differences_from_the_reference():
    """Each dose less none, with the pooled error."""
    found = compare_lsmeans(MEANS)
    assert (("1", "0"), ("2", "0")) == found.labels
    expected = Y[DOSE == "2"].mean() - Y[DOSE == "0"].mean()
    assert expected == pytest.approx(found.found.estimates[1])
    assert FIT.sigma * np.sqrt(1 / 5 + 1 / 7) == pytest.approx(found.found.std_errors[1])


def test_tukey_agrees_with_scipy():
    """Adjusted p-values and limits of unequal groups."""
    expected = stats.tukey_hsd(*(Y[DOSE == dose] for dose in "012"))
    found = compare_lsmeans(MEANS, pairs="all", adjustment="tukey")
    places = [(1, 0), (2, 0), (2, 1)]
    assert [expected.pvalue[p] for p in places] == pytest.approx(found.adjusted_p_values.tolist())
    limits = expected.confidence_interval()
    assert [limits.low[p] for p in places] == pytest.approx(found.adjusted_lower.tolist())


def test_dunnett_agrees_with_scipy():
    """Adjusted p-values of unequal groups, as far as scipy's sampling is exact."""
    expected = stats.dunnett(Y[DOSE == "1"], Y[DOSE == "2"], control=Y[DOSE == "0"], rng=1)
    found = compare_lsmeans(MEANS, adjustment="dunnett")
    assert expected.pvalue.tolist() == pytest.approx(found.adjusted_p_values.tolist(), abs=5e-4)


def test_a_trend_over_doses():
    """Coefficients -1, 0, 1 are the last less the first."""
    found = contrast_lsmeans(MEANS, {"linear": [-1, 0, 1]})
    expected = compare_lsmeans(MEANS).found.estimates[1]
    assert (expected, (("linear",),)) == (pytest.approx(found.found.estimates[0]), found.labels)


def test_differences_within_another_factor():
    """The families of adjustment are those within a level."""
    fit = fit_ancova(Y, {"DOSE": DOSE, "SEX": SEX}, ["DOSE", "SEX"], ["DOSE|SEX"])
    means = estimate_lsmeans(fit.estimates, "SEX*DOSE")
    found = compare_lsmeans(means, by=["SEX"], adjustment="bonferroni")
    assert (("F",), ("F",), ("M",), ("M",)) == found.by_levels
    expected = np.minimum(1, 2 * found.found.p_values)
    assert expected.tolist() == pytest.approx(found.adjusted_p_values.tolist())


def test_a_difference_can_be_estimable_where_its_means_are_not():
    """No cell of one sex is empty in the model of main effects with a missing combination."""
    keep = ~((DOSE == "2") & (SEX == "M"))
    fit = fit_ancova(Y[keep], {"DOSE": DOSE[keep], "SEX": SEX[keep]}, ["DOSE", "SEX"])
    assert (None, None) == compare_lsmeans(estimate_lsmeans(fit.estimates, "DOSE")).found.reasons


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"pairs": "each"}, "analysis.unknown-pairs"),
        ({"reference": "9"}, "analysis.unknown-level"),
        ({"by": ["SEX"]}, "analysis.unknown-by"),
        ({"adjustment": "duncan"}, "analysis.unknown-adjustment"),
    ],
)
def test_wrong_options_are_errors(options, code):
    """A wrong word is never ignored."""
    with pytest.raises(AnalysisError) as error:
        compare_lsmeans(MEANS, **options)
    assert code == error.value.code


def test_contrasts_have_one_coefficient_per_mean():
    """Two coefficients for three means are an error."""
    with pytest.raises(AnalysisError) as error:
        contrast_lsmeans(MEANS, {"x": [1, -1]})
    assert "analysis.contrast-length" == error.value.code
