"""Pooled analyses of imputed data sets."""

import numpy as np
import pytest

from tests.unit.analysis.imputation.cohort import (
    ARM,
    BASE,
    COUNT,
    SEEN,
    SIZE,
    SUBJECT,
    VISIT,
    WHOLE,
    arrays,
    each,
    given,
)
from tlfgen.analysis.imputation.estimate import estimate_imputed
from tlfgen.analysis.imputation.impute import impute_responses
from tlfgen.analysis.linear import fit_ancova
from tlfgen.analysis.lsmean_contrasts import compare_lsmeans
from tlfgen.analysis.lsmeans import estimate_lsmeans
from tlfgen.analysis.mmrm import compare_mmrm_lsmeans, fit_mmrm

MATRIX = np.column_stack([np.ones(SIZE), ARM == "active", BASE])


def test_complete_data_give_the_analysis_of_covariance():
    """Estimate, error, degrees of freedom, p-value of the difference; the means."""
    found = estimate_imputed(impute_responses(*arrays(WHOLE), **given(draws=3)))
    fit = fit_ancova(
        WHOLE[:, -1], {"arm": ARM, "base": BASE}, ["arm"], references={"arm": "control"}
    )
    means = estimate_lsmeans(fit.estimates, "arm")
    one = compare_lsmeans(means, reference="control").found
    got = found.differences[0]
    expected = [one.estimates[0], one.std_errors[0], one.df[0], one.p_values[0]]
    assert expected == pytest.approx([got.estimate, got.std_error, got.df, got.p_value])
    assert means.found.std_errors.tolist() == pytest.approx(
        [each.std_error for each in found.means]
    )


@pytest.mark.parametrize("likelihood", ["ml", "reml"])
def test_conditional_means_at_random_give_the_mixed_model(likelihood):
    """The difference of conditional means is that of the mixed model for repeated measures."""
    made = impute_responses(*arrays(), **given(method="jackknife", likelihood=likelihood))
    fit = fit_mmrm(
        SEEN.ravel(), SUBJECT, VISIT,
        terms={"arm": each(ARM), "visit": VISIT, "base": each(BASE)},
        classes={"arm": ["control", "active"], "visit": None},
        model=["arm", "visit", "arm*visit", "base", "base*visit"],
        method=likelihood, df="satterthwaite",
    )  # fmt: skip
    for visit in (2, 3):
        expected = next(
            one.estimate
            for one in compare_mmrm_lsmeans(fit, "arm", by=["visit"], reference="control")
            if one.levels["visit"] == visit
        )
        got = estimate_imputed(made, visit=visit).differences[0].estimate
        assert expected == pytest.approx(got, rel=1e-7)


def test_the_jackknife_is_plain_recomputation():
    """Every subject left out in turn, the whole done again."""
    made = impute_responses(*arrays(), **given(method="jackknife", strategy="copy_increments"))
    found = estimate_imputed(made).differences[0]
    estimates = []
    for one in range(SIZE):
        kept = one != SUBJECT
        part = impute_responses(
            *(column[kept] for column in arrays()),
            covariates={"base": each(BASE)[kept]}, reference="control",
            method="bootstrap", draws=1, strategy="copy_increments",
        )  # fmt: skip
        columns = MATRIX[np.arange(SIZE) != one]
        estimates.append(np.linalg.lstsq(columns, part.values[0][:, -1], rcond=None)[0][1])
    expected = np.sqrt((SIZE - 1) / SIZE * ((estimates - np.mean(estimates)) ** 2).sum())
    assert expected == pytest.approx(found.std_error, rel=1e-6)


def test_draws_are_pooled_by_hand():
    """Rubin's rules written out over least squares of each data set."""
    made = impute_responses(*arrays(), **given(method="approximate_bayes", draws=8))
    found = estimate_imputed(made).differences[0]
    inverse = np.linalg.inv(MATRIX.T @ MATRIX)
    values, errors = [], []
    for one in made.values[:, :, -1]:
        slopes = inverse @ MATRIX.T @ one
        rest = one - MATRIX @ slopes
        values.append(slopes[1])
        errors.append(rest @ rest / (SIZE - 3) * inverse[1, 1])
    between, within = np.var(values, ddof=1), np.mean(errors)
    total = within + 9 / 8 * between
    share = 9 / 8 * between / total
    old, seen = 7 / share**2, (SIZE - 3 + 1) / (SIZE - 3 + 3) * (SIZE - 3) * (1 - share)
    expected = [np.mean(values), total**0.5, old * seen / (old + seen)]
    assert expected == pytest.approx([found.estimate, found.std_error, found.df])


def test_a_shift_of_imputed_values():
    """A shift of all imputed values of an arm is that of least squares of the shifted data."""
    made = impute_responses(*arrays(), **given(method="jackknife"))
    found = estimate_imputed(made, delta={"active": 5.0}).differences[0]
    lost = ~np.isfinite(SEEN[:, -1]) & (ARM == "active")
    shifted = made.values[0][:, -1] + 5.0 * lost
    expected = np.linalg.lstsq(MATRIX, shifted, rcond=None)[0][1]
    assert expected == pytest.approx(found.estimate)


def test_a_shift_of_each_visit():
    """A shift may differ between visits; the analysed one counts."""
    made = impute_responses(*arrays(), **given(method="jackknife"))
    one = estimate_imputed(made, delta={"active": [9.0, 9.0, 2.0]}).differences[0]
    two = estimate_imputed(made, delta={"active": 2.0}).differences[0]
    assert two == one
    assert COUNT == len(made.visits)


def test_means_over_the_subjects():
    """Counterfactual means differ by as much as equal ones, and stand at the mean of all."""
    made = impute_responses(*arrays(), **given(method="jackknife"))
    one, two = (estimate_imputed(made, weights=word) for word in ("equal", "counterfactual"))
    assert one.differences[0].estimate == pytest.approx(two.differences[0].estimate)
    assert one.means[0].estimate == pytest.approx(two.means[0].estimate)


def test_an_arm_without_subjects_has_no_mean():
    """A level that nobody has cannot be estimated; the others stay as they are."""
    levels = ["active", "control", "other"]
    made = impute_responses(*arrays(), **given(method="jackknife", arm_levels=levels))
    found = estimate_imputed(made)
    plain = estimate_imputed(impute_responses(*arrays(), **given(method="jackknife")))
    assert "not_estimable" == found.means[2].reason
    assert plain.differences[0] == found.differences[0]


def test_no_imputation_no_estimate():
    """The reason is handed on."""
    found = estimate_imputed(impute_responses([], [], [], []))
    assert "no_records" == found.reason
