"""Parametric survival models with conditional logistic models against R survival."""

import re

import numpy as np
import pytest

from tests.reference.truth import Case, assert_close, case_names
from tlfgen.analysis.survival.conditional import fit_conditional_logistic
from tlfgen.analysis.survival.parametric import fit_parametric_survival


@pytest.mark.parametrize("name", case_names("survreg_*"))
def test_parametric(name):
    """Estimates, covariance, log likelihood agree."""
    case = Case(name)
    time, event, terms = re.search(r"Surv\((\w+), (\w+)\) ~ ([^,]+),", case.call).groups()
    words = re.search(r"dist = '(\w+)'", case.call)
    status = case.numbers(event)
    fit = fit_parametric_survival(
        case.numbers(time),
        status - 1 if np.nanmax(status) == 2 else status,
        {term.strip(): case.numbers(term.strip()) for term in terms.split("+")},
        distribution=words.group(1) if words else "weibull",
    )
    coefficients = case.expected["coef"]
    assert_close(coefficients, fit.coefficients[: len(coefficients)])
    assert_close(case.expected["vcov"], fit.covariance)
    assert_close(case.expected["loglik"], fit.log_likelihood)


@pytest.mark.parametrize("name", case_names("clogit_*"))
def test_conditional_logistic(name):
    """Estimates, covariance, both log likelihoods agree."""
    case = Case(name)
    response, terms, strata = re.search(r"(\w+) ~ (.*) \+ strata\((\w+)\)", case.call).groups()
    fit = fit_conditional_logistic(
        case.numbers(response),
        {term.strip(): case.numbers(term.strip()) for term in terms.split("+")},
        case.words(strata),
    )
    assert_close(case.expected["coef"], fit.coefficients, rtol=1e-7)
    assert_close(case.expected["vcov"], fit.covariance, rtol=1e-6)
    assert_close(case.expected["loglik"], [fit.null_log_likelihood, fit.log_likelihood])
