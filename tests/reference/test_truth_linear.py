"""Linear models, sums of squares, least-squares means against R."""

import re

import numpy as np
import pytest

from tests.reference.truth import Case, as_array, assert_close, case_names, case_parts
from tlfgen.analysis.linear import fit_ancova
from tlfgen.analysis.lsmean_contrasts import compare_lsmeans
from tlfgen.analysis.lsmeans import estimate_lsmeans, estimate_slopes
from tlfgen.analysis.sums_of_squares import compare_terms

SOURCES = {"sexf": "sex", "ecog": "ph.ecog"}


def fit_case(case: Case, **options):
    """Fit the model of an lm or aov call."""
    response, right = re.search(r"(?:lm|aov)\(([\w.]+) ~ ([^,]+),", case.call).groups()
    model = [term.strip().replace(" * ", "|") for term in right.split("+")]
    names = list(dict.fromkeys(part for term in model for part in term.split("|")))
    keep = np.ones(len(next(iter(case.columns.values()))), bool)
    if case.name.startswith("ancova_lung"):
        keep = case.numbers("ph.ecog") < 3
    terms, classes = {}, []
    for name in names:
        words = case.words(SOURCES.get(name, name))[keep]
        is_class = name in SOURCES or not re.fullmatch(r"[\d.-]*", str(words[0]))
        if is_class:
            classes.append(name)
        terms[name] = words if is_class else case.numbers(name)[keep]
    return fit_ancova(
        case.numbers(response)[keep],
        terms,
        classes,
        model,
        levels=case.levels,
        preset="r",
        **options,
    )


def check_means(expected, found):
    """Compare an emmeans table with ours."""
    estimate = "emmean" if "emmean" in expected else "estimate"
    if "Prewt.trend" in expected:
        estimate = "Prewt.trend"
    for key, got in (
        (estimate, found.estimates),
        ("SE", found.std_errors),
        ("df", found.df),
        ("lower.CL", found.lower),
        ("upper.CL", found.upper),
        ("t.ratio", found.statistics),
        ("p.value", found.p_values),
    ):
        assert_close(expected[key], got, rtol=2e-6)


@pytest.mark.parametrize("name", case_names("ancova_*", "anova_*"))
def test_coefficients(name):
    """Estimates, errors, fit statistics agree."""
    case = Case(name)
    expected, fit = case.expected, fit_case(case)
    used = [not reason for reason in fit.reasons]
    for key, got in (
        ("coef", fit.coefficients),
        ("se", fit.std_errors),
        ("t", fit.t),
        ("p", fit.p_values),
    ):
        assert_close(expected[key], got[used], rtol=1e-7)
    assert_close(expected["vcov"], fit.covariance[np.ix_(used, used)], rtol=1e-7, atol=1e-9)
    assert_close(
        [expected["sigma"], expected["r2"], expected["adj_r2"]],
        [fit.sigma, fit.r_squared, fit.adjusted_r_squared],
    )
    assert_close(expected["F"]["value"], fit.overall.statistic)
    assert (expected["df"], expected["n"]) == (fit.df_residual, fit.n)
    limits = as_array(expected["confint"])
    assert_close(limits, np.column_stack([fit.lower, fit.upper])[used])


@pytest.mark.parametrize("kind", [1, 2, 3])
@pytest.mark.parametrize("name", case_names("ancova_*", "anova_*"))
def test_sums_of_squares(name, kind):
    """Sums of squares of each type agree."""
    case = Case(name)
    expected = case.expected[f"type{kind}"]
    found = compare_terms(fit_case(case), ss=kind, has_intercept=True, preset="r")
    rows = slice(0, len(found.terms))
    assert expected["df"][rows] == list(found.df)
    assert_close(as_array(expected["ss"])[rows], found.sums_of_squares)
    assert_close(as_array(expected["F"])[rows], found.statistics)
    assert_close(as_array(expected["p"])[rows], found.p_values)


def test_one_way():
    """One-way analysis of variance agrees."""
    case = Case("aov_plantgrowth")
    found = compare_terms(fit_case(case))
    assert_close(
        [case.expected[key][0] for key in ("ss", "F", "p")],
        [found.sums_of_squares[0], found.statistics[0], found.p_values[0]],
    )


WAYS = tuple(f"lsmeans_{one}" for one in ("equal", "proportional", "outer", "cells"))


@pytest.mark.parametrize(("name", "part"), case_parts("ancova_*", WAYS))
def test_lsmeans(name, part):
    """Means with their differences agree for every way of weighing."""
    case = Case(name)
    weights = part.removeprefix("lsmeans_")
    means = estimate_lsmeans(
        fit_case(case).estimates,
        "Treat" if "anorexia" in name else "sexf",
        weights=weights,
        preset="r",
    )
    check_means(case.expected[f"lsmeans_{weights}"], means.found)
    pairs = compare_lsmeans(means, pairs="all")
    check_means(case.expected[f"pairs_{weights}"], pairs.found)
    if f"pairs_tukey_{weights}" in case.expected:
        tukey = compare_lsmeans(means, pairs="all", adjustment="tukey")
        expected = case.expected[f"pairs_tukey_{weights}"]
        assert_close(expected["p.value"], tukey.adjusted_p_values, rtol=1e-5)
        assert_close(-as_array(expected["upper.CL"]), tukey.adjusted_lower, rtol=1e-5)


def test_means_at_a_value_with_slopes():
    """Means at a covariate value and slopes by group agree."""
    case = Case("ancova_anorexia_interaction")
    model = fit_case(case).estimates
    check_means(
        case.expected["at_prewt_80"], estimate_lsmeans(model, "Treat", at={"Prewt": 80}).found
    )
    check_means(case.expected["trends"], estimate_slopes(model, "Prewt", "Treat").found)


def test_simple_effects():
    """Means of cells with differences within levels agree."""
    case = Case("ancova_lung_factor_interaction")
    expected = case.expected["by_ecog"]
    means = estimate_lsmeans(fit_case(case).estimates, "ecog*sexf")
    check_means(expected["means"], means.found)
    check_means(expected["pairs"], compare_lsmeans(means, by=["ecog"]).found)


def test_cells_against_control():
    """Cell means, simple effects, the approximate Dunnett adjustment agree."""
    case = Case("anova_warpbreaks_emmeans")
    model = fit_case(case).estimates
    means = estimate_lsmeans(model, "tension*wool")
    check_means(case.expected["cells"], means.found)
    check_means(case.expected["simple"], compare_lsmeans(means, by=["tension"]).found)
    control = compare_lsmeans(estimate_lsmeans(model, "tension"), adjustment="dunnettx")
    expected = case.expected["trt_vs_ctrl_dunnettx"]
    assert_close(expected["estimate"], control.found.estimates)
    assert_close(expected["p.value"], control.adjusted_p_values, rtol=1e-5)
    assert_close(expected["lower.CL"], control.adjusted_lower, rtol=1e-5)


def test_sandwich():
    """All four heteroscedasticity-consistent covariances agree."""
    case = Case("lm_sandwich_lung")
    for kind in ("HC0", "HC1", "HC2", "HC3"):
        fit = fit_ancova(
            case.numbers("wt.loss"),
            {"age": case.numbers("age"), "sexf": case.words("sex")},
            ["sexf"],
            covariance=kind.lower(),
            preset="r",
        )
        used = [not reason for reason in fit.reasons]
        assert_close(case.expected["coef"], fit.coefficients[used])
        assert_close(case.expected[kind], fit.covariance[np.ix_(used, used)])
