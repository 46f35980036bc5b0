"""Generalized linear models against R."""

import re

import numpy as np
import pytest

from tests.reference.truth import Case, as_array, assert_close, case_names
from tlfgen.analysis.generalized import fit_generalized
from tlfgen.analysis.negative_binomial import fit_negative_binomial

FAMILIES = {"binomial": "binomial", "poisson": "poisson", "quasipoisson": "poisson"}


def read_model(case: Case, call: str):
    """Give response, terms, classes, effects of a formula; offset(log(x)) as an array."""
    response, right = re.search(r"\(([\w.]+) ~ ([^,]+),", call).groups()
    terms, classes, model, offset = {}, [], [], None
    for piece in (part.strip() for part in right.split("+")):
        shift = re.fullmatch(r"offset\(log\((\w+)\)\)", piece)
        if shift:
            offset = np.log(case.numbers(shift.group(1)))
            continue
        names = [re.sub(r"factor\((\w+)\)", r"\1", part.strip()) for part in piece.split("*")]
        for name in names:
            words = case.words(name)
            is_class = "factor(" in piece or not re.fullmatch(r"-?[\d.]*(e-?\d+)?", str(words[0]))
            classes += [name] if is_class else []
            terms[name] = words if is_class else case.numbers(name)
        model.append("|".join(names))
    return case.numbers(response), terms, classes, model, offset


@pytest.mark.parametrize("name", case_names("glm_*"))
def test_glm(name):
    """Estimates, errors, deviances, both kinds of limits agree."""
    case = Case(name)
    word = re.search(r"family = (\w+)", case.call).group(1)
    y, terms, classes, model, offset = read_model(case, case.call)
    fit = fit_generalized(
        y,
        terms,
        classes,
        model,
        family=FAMILIES[word],
        offset=offset,
        levels=case.levels,
        dispersion="pearson" if word.startswith("quasi") else "none",
        limits="profile",
        preset="r",
    )
    wald = fit_generalized(
        y,
        terms,
        classes,
        model,
        family=FAMILIES[word],
        offset=offset,
        levels=case.levels,
        dispersion="pearson" if word.startswith("quasi") else "none",
        preset="r",
    )
    expected = case.expected
    used = [not reason for reason in fit.reasons]
    for key, got in (
        ("coef", fit.coefficients),
        ("se", fit.std_errors),
        ("stat", fit.statistics),
        ("t", fit.statistics),
        ("p", fit.p_values),
    ):
        if key in expected:
            assert_close(expected[key], got[used], rtol=1e-7, atol=1e-14)
    assert_close(expected["dispersion"], fit.dispersion)
    if "vcov" in expected:
        assert_close(expected["vcov"], fit.covariance[np.ix_(used, used)], rtol=1e-7)
    for key, got in (
        ("deviance", fit.deviance),
        ("null_deviance", fit.null_deviance),
        ("loglik", fit.log_likelihood),
        ("aic", fit.aic),
        ("bic", fit.bic),
        ("df_residual", fit.df_residual),
    ):
        if key in expected:
            assert_close(expected[key], got, rtol=1e-9)
    if "profile_ci" in expected:
        assert_close(
            as_array(expected["profile_ci"]),
            np.column_stack([fit.lower, fit.upper])[used],
            rtol=2e-4,
            atol=1e-6,
        )
        assert_close(as_array(expected["wald_ci"]), np.column_stack([wald.lower, wald.upper])[used])


@pytest.mark.parametrize("name", case_names("glmnb_*"))
def test_negative_binomial(name):
    """Estimates, errors, shape, log likelihood agree."""
    case = Case(name)
    y, terms, classes, model, offset = read_model(case, case.call)
    fit = fit_negative_binomial(
        y, terms, classes, model, offset=offset, levels=case.levels, preset="r"
    )
    expected = case.expected
    used = [not reason for reason in fit.reasons]
    for key, got in (
        ("coef", fit.coefficients),
        ("se", fit.std_errors),
        ("z", fit.statistics),
        ("p", fit.p_values),
    ):
        assert_close(expected[key], got[used], rtol=1e-6)
    assert_close(expected["vcov"], fit.covariance[np.ix_(used, used)], rtol=1e-6)
    for key, got in (
        ("theta", fit.theta),
        ("se_theta", fit.theta_std_error),
        ("sas_k_dispersion", 1 / fit.theta),
        ("loglik", fit.log_likelihood),
        ("aic", fit.aic),
        ("deviance", fit.deviance),
        ("df_residual", fit.df_residual),
    ):
        assert_close(expected[key], got, rtol=1e-6)
    assert_close(as_array(expected["wald_ci"]), np.column_stack([fit.lower, fit.upper])[used])
