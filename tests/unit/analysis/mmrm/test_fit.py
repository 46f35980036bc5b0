"""Fits of simple trials equal what elementary statistics give; others have a reason."""

import numpy as np
import pytest
from scipy import stats

from tests.unit.analysis.mmrm.cohort import make_cohort
from tlfgen.analysis.mmrm import MmrmError, fit_mmrm

WHOLE = make_cohort(missing=0.0)


def at_visit(number: int) -> tuple[np.ndarray, np.ndarray]:
    """Give the responses of both arms at a visit."""
    rows = WHOLE.visit == number
    return (
        WHOLE.response[rows & (WHOLE.arm == "T")],
        WHOLE.response[rows & (WHOLE.arm == "P")],
    )


@pytest.mark.parametrize("df", ["kenward_roger", "kenward_roger_linear", "satterthwaite"])
def test_the_difference_at_the_first_visit_is_the_t_test(df: str) -> None:
    """Complete data without covariates: the pooled t test of that visit."""
    fit = WHOLE.fit(model=["ARM", "VISIT", "ARM*VISIT"], df=df)
    expected = stats.ttest_ind(*at_visit(0))
    got = fit.coefficients[1]
    assert got.statistic == pytest.approx(expected.statistic)
    assert got.df == pytest.approx(38)
    assert got.p_value == pytest.approx(expected.pvalue)


def test_one_arm_is_the_paired_t_test() -> None:
    """Complete data of two visits: the change has the paired t test."""
    two = WHOLE.take(np.flatnonzero(WHOLE.visit < 2))
    fit = two.fit(model=["VISIT"])
    first, second = two.response[two.visit == 0], two.response[two.visit == 1]
    expected = stats.ttest_rel(second, first)
    assert fit.coefficients[1].statistic == pytest.approx(expected.statistic)
    assert fit.coefficients[1].df == pytest.approx(39)


def test_the_covariance_of_complete_data() -> None:
    """Complete data with a mean for each visit: the sample covariance of visits."""
    fit = WHOLE.fit(model=["VISIT"])
    expected = np.cov(WHOLE.response.reshape(-1, 3), rowvar=False)
    np.testing.assert_allclose(fit.covariance["all"], expected, rtol=1e-9)


def test_spatial_with_visits_as_places_is_autoregressive() -> None:
    """The distance of visits gives the same fit as their number."""
    cohort = make_cohort()
    spatial = cohort.fit(covariance="sp_exp", coordinates=cohort.visit, df="satterthwaite")
    regressive = cohort.fit(covariance="ar1", df="satterthwaite")
    assert spatial.deviance == pytest.approx(regressive.deviance, rel=1e-12)
    assert [one.df for one in spatial.coefficients] == pytest.approx(
        [one.df for one in regressive.coefficients], rel=1e-8
    )


def test_groups_are_separate_models() -> None:
    """Covariance by arm and every term crossed with arm: the likelihoods of the arms add up."""
    cohort = make_cohort()
    model = ["ARM", "VISIT", "ARM*VISIT"]
    whole = cohort.fit(model=model, method="ml", df="residual", group=cohort.arm)
    parts = [cohort.take(np.flatnonzero(cohort.arm == arm)) for arm in "PT"]
    single = [one.fit(model=["VISIT"], method="ml", df="residual").deviance for one in parts]
    assert whole.deviance == pytest.approx(sum(one for one in single if one is not None))


def test_weights_divide_variances() -> None:
    """Weights of 4 everywhere change the covariance by 4, and no coefficient."""
    cohort = make_cohort()
    plain, heavy = cohort.fit(), cohort.fit(weights=np.full(cohort.response.size, 4.0))
    np.testing.assert_allclose(heavy.covariance["all"], 4 * plain.covariance["all"], rtol=1e-7)
    assert plain.coefficients[1].se == pytest.approx(heavy.coefficients[1].se or 0)
    assert plain.deviance == pytest.approx(heavy.deviance or 0)


def test_an_aliased_column_is_left_out_and_named() -> None:
    """A covariate that repeats another is aliased, the fit is that without it."""
    cohort = make_cohort()
    terms = {"BASE": cohort.base, "TWICE": 2 * cohort.base}
    fit = fit_mmrm(
        cohort.response, cohort.subject, cohort.visit, terms=terms, model=["BASE", "TWICE"]
    )
    assert fit.aliased == ("TWICE",)
    assert fit.coefficients[2].reason == "aliased"
    assert fit.coefficients[1].estimate == pytest.approx(
        cohort.fit(model=["BASE"]).coefficients[1].estimate or 0
    )


def test_the_ladder_is_told() -> None:
    """A structure that does not converge gives way to the next, and both are told."""
    cohort = make_cohort(subjects=12, visits=4)
    apart = (cohort.visit < 2) == (cohort.subject % 4 < 2)
    cohort.response[~apart] = np.nan
    fit = cohort.fit(fallback=("ar1", "cs"))
    assert [one.structure for one in fit.tried] == ["us", "ar1"]
    assert fit.structure_used == "ar1"
    assert fit.warnings[0].startswith("covariance 'us' did not converge")


def test_no_ladder_gives_a_reason() -> None:
    """Without a ladder the fit has a reason, and no numbers."""
    cohort = make_cohort(subjects=12, visits=4)
    cohort.response[(cohort.visit < 2) != (cohort.subject % 4 < 2)] = np.nan
    fit = cohort.fit(fallback=())
    assert fit.reason == "no covariance structure converges"
    assert fit.deviance is None
    assert {one.estimate for one in fit.coefficients} == {None}


def test_one_subject_has_a_reason() -> None:
    """One subject cannot tell arms apart."""
    fit = WHOLE.take(np.flatnonzero(WHOLE.subject == 0)).fit()
    assert fit.reason == "not more complete records than coefficients"


def test_one_visit_is_an_analysis_of_covariance() -> None:
    """One visit is fitted with the degrees of freedom of least squares."""
    one = WHOLE.take(np.flatnonzero(WHOLE.visit == 0))
    fit = one.fit(model=["BASE", "ARM"])
    assert [round(each.df or 0, 6) for each in fit.coefficients] == [37.0, 37.0, 37.0]


def test_all_missing_has_a_reason() -> None:
    """No response gives no fit."""
    fit = make_cohort(missing=1.1).fit()
    assert (fit.reason, fit.n_missing) == ("no complete record", 120)


def test_a_constant_response_has_a_reason() -> None:
    """A response without residuals has no variance to estimate."""
    fit = fit_mmrm(np.ones(8), np.repeat(range(4), 2), np.tile([1, 2], 4), terms={}, model=[])
    assert fit.reason == "the residuals are all zero"


def test_two_records_at_one_visit_have_a_reason() -> None:
    """A subject twice at a visit is not repeated measures."""
    doubled = WHOLE.take(np.append(np.arange(WHOLE.response.size), 0))
    assert doubled.fit().reason == "a subject has two records at one visit"


def test_a_subject_in_two_groups_has_a_reason() -> None:
    """A covariance group is one of subjects."""
    assert WHOLE.fit(group=WHOLE.visit).reason == "a subject is in two covariance groups"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"covariance": "arma"}, "mmrm.unknown-covariance"),
        ({"method": "mle"}, "mmrm.unknown-method"),
        ({"df": "kr"}, "mmrm.unknown-df"),
        ({"errors": "robust"}, "mmrm.unknown-errors"),
        ({"method": "ml"}, "mmrm.df-not-allowed"),
        ({"errors": "empirical"}, "mmrm.df-not-allowed"),
        ({"covariance": "sp_exp"}, "mmrm.coordinates-missing"),
        ({"weights": [1.0]}, "mmrm.length-mismatch"),
        ({"model": ["ARN"]}, "mmrm.unknown-term"),
        ({"classes": {"ARM": ["P"]}}, "mmrm.unknown-level"),
    ],
)
def test_a_wrong_question_is_an_error(options: dict[str, object], code: str) -> None:
    """What is asked wrongly raises an error with a code."""
    with pytest.raises(MmrmError) as raised:
        WHOLE.fit(**options)
    assert code == raised.value.code
