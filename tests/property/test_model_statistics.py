"""Properties of linear and generalized models."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tlfgen.analysis import (
    compare_lsmeans,
    compare_terms,
    estimate_lsmeans,
    fit_ancova,
    fit_generalized,
)

ROW = st.tuples(
    st.sampled_from("abc"), st.sampled_from("xy"), st.integers(-9, 9), st.integers(-20, 20)
)
ROWS = st.lists(ROW, min_size=10, max_size=40)
FEW = settings(max_examples=50, deadline=None)


def terms(rows):
    """Give the columns of a model and its response."""
    arm, sex, base, y = zip(*rows, strict=True)
    return {"ARM": list(arm), "SEX": list(sex), "BASE": np.array(base, float)}, np.array(y, float)


@FEW
@given(ROWS, st.sampled_from("abc"))
def test_lsmeans_do_not_depend_on_the_reference(rows, reference):
    """Other coefficients, the same means and tests."""
    columns, y = terms(rows)
    assume(reference in columns["ARM"])
    model = ["ARM|SEX", "BASE"]
    one = fit_ancova(y, columns, ["ARM", "SEX"], model)
    other = fit_ancova(y, columns, ["ARM", "SEX"], model, references={"ARM": reference})
    assume(one.reason is None)
    first = estimate_lsmeans(one.estimates, "ARM").found
    second = estimate_lsmeans(other.estimates, "ARM").found
    assert first.reasons == second.reasons
    assert first.estimates.tolist() == pytest.approx(
        second.estimates.tolist(), nan_ok=True, abs=1e-7
    )
    assert compare_terms(one).sums_of_squares.tolist() == pytest.approx(
        compare_terms(other).sums_of_squares.tolist(), nan_ok=True, abs=1e-6
    )


@FEW
@given(ROWS)
def test_sequential_sums_of_squares_add_up(rows):
    """Type I sums with the residual make the total."""
    columns, y = terms(rows)
    fit = fit_ancova(y, columns, ["ARM", "SEX"])
    assume(fit.reason is None)
    total = float(((y - y.mean()) ** 2).sum())
    found = compare_terms(fit, ss=1).sums_of_squares.sum() + fit.residual_sum_of_squares
    assert total == pytest.approx(float(found), abs=1e-6)


@FEW
@given(ROWS, st.floats(-50, 50), st.floats(0.1, 10))
def test_differences_follow_the_scale_of_the_response(rows, shift, scale):
    """Shifted and scaled responses scale the differences, not the p-values."""
    columns, y = terms(rows)
    one = fit_ancova(y, columns, ["ARM", "SEX"])
    other = fit_ancova(shift + scale * y, columns, ["ARM", "SEX"])
    assume(one.reason is None and one.sigma > 1e-6)
    first = compare_lsmeans(estimate_lsmeans(one.estimates, "ARM"), pairs="all").found
    second = compare_lsmeans(estimate_lsmeans(other.estimates, "ARM"), pairs="all").found
    assert (scale * first.estimates).tolist() == pytest.approx(
        second.estimates.tolist(), nan_ok=True, abs=1e-6
    )
    known = ~np.isnan(first.p_values)
    assert first.p_values[known].tolist() == pytest.approx(
        second.p_values[known].tolist(), abs=1e-5
    )
    assert ((first.p_values[known] >= 0) & (first.p_values[known] <= 1)).all()


@FEW
@given(ROWS, st.sampled_from(["logit", "probit"]))
def test_turning_yes_and_no_turns_the_signs(rows, link):
    """A symmetric link of the opposite response."""
    columns, y = terms(rows)
    yes = (y > 0).astype(float)
    one = fit_generalized(yes, columns, ["ARM", "SEX"], family="binomial", link=link)
    other = fit_generalized(1 - yes, columns, ["ARM", "SEX"], family="binomial", link=link)
    assert one.reasons == other.reasons
    assume(one.reason is None)
    assert one.coefficients.tolist() == pytest.approx(
        (-other.coefficients).tolist(), nan_ok=True, abs=1e-6
    )
    assert one.deviance == pytest.approx(other.deviance)


@FEW
@given(ROWS)
def test_firth_always_has_estimates(rows):
    """The penalty bounds every coefficient."""
    columns, y = terms(rows)
    fit = fit_generalized(
        (y > 0).astype(float), columns, ["ARM", "SEX"], family="binomial", is_firth=True
    )
    used = [reason is None for reason in fit.reasons]
    assert fit.reason is None
    assert np.isfinite(fit.coefficients[used]).all()
    assert (fit.lower[used] <= fit.upper[used]).all()
