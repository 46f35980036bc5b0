"""Linear mixed models against R lme4, lmerTest, pbkrtest."""

import re

import numpy as np
import pytest

from tests.reference.truth import Case, as_array, assert_close, case_names
from tlfgen.analysis.mixed import fit_mixed
from tlfgen.analysis.mixed_inference import compare_mixed_terms


def fit_case(case: Case, **options):
    """Fit the model of an lmer call."""
    response, right = re.search(r"lmer\((\w+) ~ ([^,]+),", case.call).groups()
    inside, by = re.search(r"\(([^|]+) \| ([^)]+)\)", right).groups()
    model = [term.strip().replace(" * ", "|") for term in right.split("+") if "|" not in term]
    names = list(dict.fromkeys(part for term in model for part in term.split("|")))
    terms, classes = {}, []
    for name in names:
        is_class = not re.fullmatch(r"-?[\d.]+", str(case.columns[name][0]))
        classes += [name] if is_class else []
        terms[name] = case.words(name) if is_class else case.numbers(name)
    group = np.column_stack([case.words(name) for name in by.split(":")])
    random = [name.strip() for name in inside.split("+") if name.strip() != "1"]
    return fit_mixed(
        case.numbers(response), terms, group, classes, model, random=random, preset="r", **options
    )


@pytest.mark.parametrize("name", case_names("lmer_*"))
def test_estimates(name):
    """Fixed effects, variances, log likelihood agree."""
    case = Case(name)
    expected, fit = case.expected, fit_case(case)
    used = [not reason for reason in fit.reasons]
    assert_close(expected["fixef"], fit.coefficients[used], rtol=case.rtol)
    assert_close(expected["vcov"], fit.covariance[np.ix_(used, used)], rtol=case.rtol)
    assert_close(expected["loglik"], fit.log_likelihood, rtol=1e-9)
    for key, value in expected["varcomp"].items():
        _, one, two = key.split("|")
        places = [
            fit.random.index("Intercept" if word == "(Intercept)" else word)
            for word in (one, two)
            if word in {"(Intercept)", *fit.random}
        ]
        got = fit.residual_variance if not places else fit.random_covariance[places[0], places[-1]]
        assert_close(value, got, rtol=case.rtol)


@pytest.mark.parametrize(
    ("df", "key", "table"),
    [
        ("satterthwaite", "satterthwaite", "anova_satterthwaite"),
        ("kenward-roger", "kenward_roger", "anova_kr"),
    ],
)
@pytest.mark.parametrize("name", case_names("lmer_*"))
def test_degrees_of_freedom(name, df, key, table):
    """Errors, degrees of freedom, tests of coefficients and of terms agree."""
    case = Case(name)
    fit = fit_case(case, df=df)
    used = [not reason for reason in fit.reasons]
    expected = case.expected[key]
    for word, got in (("se", fit.std_errors), ("df", fit.df), ("t", fit.t), ("p", fit.p_values)):
        assert_close(expected[word], got[used], rtol=case.rtol)
    found, expected = compare_mixed_terms(fit.pieces), case.expected[table]
    assert expected["NumDF"] == list(found.df)
    assert_close(as_array(expected["DenDF"]), found.denominators, rtol=case.rtol)
    assert_close(as_array(expected["F value"]), found.statistics, rtol=case.rtol)
    assert_close(as_array(expected["Pr(>F)"]), found.p_values, rtol=10 * case.rtol)
