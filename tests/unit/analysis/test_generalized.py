"""Generalized linear models."""

import numpy as np
import pytest
import statsmodels.api as sm

from tlfgen.analysis.generalized import fit_generalized
from tlfgen.analysis.model_estimates import compare_terms_jointly
from tlfgen.core.errors import AnalysisError

RNG = np.random.default_rng(10)
SIZE = 70
X = RNG.normal(size=SIZE)
ARM = np.array(list("AB"))[np.arange(SIZE) % 2]
MATRIX = np.column_stack([np.ones(SIZE), ARM == "B", X]).astype(float)
CENTER = MATRIX @ [0.2, 0.5, 0.4]
YES = (RNG.uniform(size=SIZE) < 1 / (1 + np.exp(-CENTER))).astype(float)
COUNT = RNG.poisson(np.exp(CENTER)).astype(float)
AMOUNT = RNG.gamma(2, np.exp(CENTER) / 2)
YEARS = RNG.uniform(0.5, 2, SIZE)
TERMS = {"ARM": ARM, "X": X}
USED = [0, 1, 3]
CASES = [
    ("binomial", "logit", YES, sm.families.Binomial()),
    ("binomial", "probit", YES, sm.families.Binomial(sm.families.links.Probit())),
    ("binomial", "cloglog", YES, sm.families.Binomial(sm.families.links.CLogLog())),
    ("poisson", "log", COUNT, sm.families.Poisson()),
    ("gamma", "log", AMOUNT, sm.families.Gamma(sm.families.links.Log())),
    ("normal", "identity", AMOUNT, sm.families.Gaussian()),
]


def fit(y, family, **options):
    """Fit with the first arm as reference."""
    options.setdefault("preset", "r")
    return fit_generalized(y, TERMS, ["ARM"], family=family, **options)


@pytest.mark.parametrize(("family", "link", "y", "theirs"), CASES)
def test_agrees_with_statsmodels(family, link, y, theirs):
    """Estimates, errors with expected information, deviance."""
    expected = sm.GLM(y, MATRIX, family=theirs).fit(tol=1e-12, scale=None)
    found = fit(y, family, link=link)
    assert expected.params.tolist() == pytest.approx(found.coefficients[USED].tolist(), rel=1e-6)
    assert expected.bse.tolist() == pytest.approx(found.std_errors[USED].tolist(), rel=1e-5)
    assert expected.deviance == pytest.approx(found.deviance)


def test_observed_information_of_a_probit():
    """Second derivatives of the log likelihood, by differences of the score."""
    expected = sm.Probit(YES, MATRIX).fit(disp=0)
    found = fit(YES, "binomial", link="probit", information="observed")
    assert expected.bse.tolist() == pytest.approx(found.std_errors[USED].tolist(), rel=1e-5)


def test_an_offset_makes_a_rate():
    """Counts per year."""
    expected = sm.GLM(COUNT, MATRIX, family=sm.families.Poisson(), offset=np.log(YEARS)).fit()
    found = fit(COUNT, "poisson", offset=np.log(YEARS))
    assert expected.params.tolist() == pytest.approx(found.coefficients[USED].tolist(), rel=1e-6)
    assert expected.null_deviance == pytest.approx(found.null_deviance)


def test_trials_are_rows_together():
    """Events of trials give the estimates of single rows."""
    keys = list(zip(ARM, np.round(X), strict=True))
    groups = sorted(set(keys))
    events = [sum(y for y, key in zip(YES, keys, strict=True) if key == group) for group in groups]
    trials = [keys.count(group) for group in groups]
    grouped = fit_generalized(
        events,
        {"ARM": [g[0] for g in groups], "X": [g[1] for g in groups]},
        ["ARM"],
        family="binomial",
        trials=trials,
        preset="r",
    )
    single = fit_generalized(
        YES, {"ARM": ARM, "X": np.round(X)}, ["ARM"], family="binomial", preset="r"
    )
    assert single.coefficients[USED].tolist() == pytest.approx(grouped.coefficients[USED].tolist())
    assert single.std_errors[USED].tolist() == pytest.approx(grouped.std_errors[USED].tolist())


def test_a_scaled_dispersion():
    """Pearson's chi-square per degree of freedom; t in R, normal in SAS."""
    plain = fit(COUNT, "poisson")
    r = fit(COUNT, "poisson", dispersion="pearson")
    sas = fit(COUNT, "poisson", dispersion="pearson", preset="sas")
    factor = np.sqrt(plain.pearson / plain.df_residual)
    assert (plain.std_errors * factor)[USED].tolist() == pytest.approx(r.std_errors[USED].tolist())
    assert r.estimates.df == SIZE - 3
    assert np.isinf(sas.estimates.df)


def test_a_sandwich_agrees_with_statsmodels():
    """HC0; HC1 is larger by rows over degrees of freedom."""
    expected = sm.GLM(COUNT, MATRIX, family=sm.families.Poisson()).fit(cov_type="HC0")
    found = fit(COUNT, "poisson", covariance="hc0").std_errors[USED]
    assert expected.bse.tolist() == pytest.approx(found.tolist(), rel=1e-5)
    larger = fit(COUNT, "poisson", covariance="hc1").std_errors[USED]
    assert (found * np.sqrt(SIZE / (SIZE - 3))).tolist() == pytest.approx(larger.tolist())


def test_firth_of_a_table_adds_one_half():
    """The odds ratio of a two by two table with one half in each cell."""
    y = [1] * 4 + [0] * 6 + [1] * 10
    found = fit_generalized(
        y, {"ARM": ["A"] * 10 + ["B"] * 10}, ["ARM"], family="binomial", is_firth=True, preset="r"
    )
    expected = np.log((10.5 / 0.5) / (4.5 / 6.5))
    assert expected == pytest.approx(found.coefficients[1])
    assert found.reason is None


def test_profile_limits_drop_the_likelihood():
    """Refitted with the limit as an offset, the deviance is higher by the quantile."""
    found = fit(YES, "binomial", limits="profile")
    for limit in (found.lower[3], found.upper[3]):
        held = fit_generalized(YES, {"ARM": ARM}, ["ARM"], family="binomial", offset=limit * X)
        assert 3.841459 == pytest.approx(held.deviance - found.deviance, rel=1e-5)


def test_likelihood_ratio_p_values():
    """Refitted without the column."""
    from scipy import stats

    found = fit(YES, "binomial", limits="profile")
    without = fit_generalized(YES, {"ARM": ARM}, ["ARM"], family="binomial")
    expected = stats.chi2.sf(without.deviance - found.deviance, 1)
    assert expected == pytest.approx(found.likelihood_ratio_p_values[3])


def test_separation_is_a_reason():
    """All yes in one arm: its coefficient is infinite, the other is that of its arm alone."""
    y = [1, 0, 1, 0, 1, 1, 1, 1]
    found = fit_generalized(y, {"ARM": list("AAAABBBB")}, ["ARM"], family="binomial", preset="r")
    assert ("separation", (None, "separation", "no_variation")) == (found.reason, found.reasons)
    assert 0.0 == pytest.approx(found.coefficients[0], abs=1e-6)


def test_complete_separation_leaves_no_estimate():
    """A line between yes and no."""
    found = fit_generalized([0, 0, 1, 1], {"X": [1.0, 2, 3, 4]}, family="binomial")
    assert ("separation", "separation") == found.reasons


@pytest.mark.parametrize(
    ("y", "family", "reason"),
    [
        ([], "binomial", "too_few"),
        ([0, 0], "poisson", "no_events"),
        ([1, 1], "binomial", "separation"),
    ],
)
def test_reasons(y, family, reason):
    """No rows; counts all 0; responses all yes."""
    assert reason == fit_generalized(y, {"X": [1.0, 2.0][: len(y)]}, family=family).reason


def test_joint_tests_of_terms():
    """One degree of freedom: the square of z."""
    found = fit(YES, "binomial")
    tests = compare_terms_jointly(found.estimates)
    expected = (found.statistics[[1, 3]] ** 2).tolist()
    assert (("ARM", "X"), expected) == (tests.terms, pytest.approx(tests.statistics.tolist()))


@pytest.mark.parametrize(
    ("y", "options", "code"),
    [
        (YES, {"family": "logistic"}, "analysis.unknown-family"),
        (YES, {"family": "binomial", "link": "logistic"}, "analysis.unknown-link"),
        (YES, {"family": "binomial", "limits": "exact"}, "analysis.unknown-limits"),
        (YES, {"family": "binomial", "dispersion": "scaled"}, "analysis.unknown-dispersion"),
        (YES, {"family": "poisson", "is_firth": True}, "analysis.firth-family"),
        (YES + 1, {"family": "binomial"}, "analysis.response-range"),
        (YES - 1, {"family": "poisson"}, "analysis.response-range"),
        (YES, {"family": "gamma"}, "analysis.response-range"),
    ],
)
def test_wrong_calls_are_errors(y, options, code):
    """A wrong word, or a response the family cannot have."""
    with pytest.raises(AnalysisError) as error:
        fit_generalized(y, TERMS, ["ARM"], **options)
    assert code == error.value.code
