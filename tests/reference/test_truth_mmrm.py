"""Mixed models for repeated measures agree with R (mmrm, emmeans) on every stored case."""

import re
from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy import stats

from tests.reference.agreement import open_case
from tests.reference.truth import Case, as_array, assert_close, case_names, case_parts
from tlfgen.analysis.mmrm import (
    MmrmFit,
    compare_mmrm_coefficients,
    compare_mmrm_lsmeans,
    estimate_mmrm_lsmeans,
    fit_mmrm,
)

NAMES = [name for name in case_names("mmrm_*") if not name.endswith("sas_kr")]
DF = {
    "Satterthwaite": "satterthwaite",
    "Kenward-Roger": "kenward_roger",
    "Residual": "residual",
}
# The peer takes empirical errors with residual degrees of freedom where nothing is said.
ERRORS = {
    "Satterthwaite": "model",
    "Kenward-Roger": "model",
    "Kenward-Roger-Linear": "model",
    "Residual": "empirical",
    "Empirical": "empirical",
    "Empirical-Jackknife": "jackknife",
}
CLASSES = ("RACE", "SEX", "ARMCD", "TRT01A", "AVISIT")
# Where the peer stopped its own search sets how near one can come to it.
RTOL, DF_RTOL, P_RTOL = 1e-6, 1e-5, 1e-5


def expand(formula: str) -> list[str]:
    """Give the terms of an R formula whose only operators are + and *."""
    terms: list[str] = []
    for part in formula.split(" + "):
        factors = [one.strip() for one in part.split("*")]
        terms += factors
        if len(factors) > 1:
            terms.append("*".join(factors))
    return list(dict.fromkeys(terms))


def choose_rows(case: Case) -> np.ndarray:
    """Give the rows of the case: all, or those of the first 150 subjects."""
    subjects = case.columns["USUBJID"]
    if "bcva150" not in case.name:
        return np.ones(len(subjects), dtype=bool)
    first = set(list(dict.fromkeys(subjects))[:150])
    return np.array([one in first for one in subjects])


def fit_case(
    case: Case, formula: str, structure: str, *, form: str = "r", **options: Any
) -> MmrmFit:
    """Fit the model of an R formula to the data of a case."""
    outcome, right = (part.strip() for part in formula.split("~"))
    model = expand(right)
    rows = choose_rows(case)
    names = {factor for term in model for factor in term.split("*")}
    classes = {name: case.levels.get(name) for name in CLASSES if name in names}
    coordinates = None
    if structure == "sp_exp":
        coordinates = np.column_stack([case.numbers("VISITN"), case.numbers("VISITN2")])[rows]
    return fit_mmrm(
        case.numbers(outcome)[rows],
        case.words("USUBJID")[rows],
        case.words("AVISIT")[rows],
        terms={
            name: (case.words(name) if name in CLASSES else case.numbers(name))[rows]
            for name in names
        },
        classes=classes,
        model=model,
        covariance=structure,
        coordinates=coordinates,
        visit_levels=case.levels.get("AVISIT"),
        parametrisation=form,
        fallback=(),
        **options,
    )


def solve(name: str) -> tuple[Case, MmrmFit]:
    """Give a case with its fit, and count what is compared from here on as of that case."""
    case, fit = solve_once(name)
    open_case(name, case.expected)
    return case, fit


@cache
def solve_once(name: str) -> tuple[Case, MmrmFit]:
    """Fit the model of a case as its R call says."""
    case = Case(name)
    found = re.match(r"mmrm\((.*) \+ (\w+)\([^|]+\| USUBJID\)", case.call)
    assert found is not None
    words = re.findall(r"'([^']+)'", case.call)
    df = DF[words[0]] + ("_linear" if "Kenward-Roger-Linear" in words else "")
    fit = fit_case(
        case,
        found[1],
        found[2],
        method="ml" if "reml = FALSE" in case.call else "reml",
        df=df,
        errors=ERRORS[words[-1]],
    )
    return case, fit


def close(expected: Any, got: Any, rtol: float = RTOL, atol: float = 1e-9) -> None:
    """Compare numbers."""
    assert_close(expected, got, rtol, atol)


@pytest.mark.parametrize("name", NAMES)
def test_counts_and_criteria(name: str) -> None:
    """Records, subjects, parameters, likelihood and information criteria are those of R."""
    case, fit = solve(name)
    assert case.expected["n_obs"] == fit.n_observations
    assert case.expected["n_subjects"] == fit.n_subjects
    assert case.expected["n_theta"] == fit.n_parameters
    for key, got in (
        ("loglik", fit.log_likelihood),
        ("neg2loglik", fit.deviance),
        ("aic", fit.aic),
        ("aicc", fit.aicc),
        ("bic", fit.bic),
    ):
        close(case.expected[key], got, 1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_coefficients(name: str) -> None:
    """Coefficients have the names, estimates, errors, degrees of freedom and p-values of R."""
    case, fit = solve(name)
    assert list(case.expected["coef"]) == list(fit.names)
    close(case.expected["coef"], [one.estimate for one in fit.coefficients])
    close(case.expected["se"], [one.se for one in fit.coefficients])
    close(case.expected["df"], [one.df for one in fit.coefficients], DF_RTOL)
    close(case.expected["t"], [one.statistic for one in fit.coefficients])
    close(case.expected["p"], [one.p_value for one in fit.coefficients], P_RTOL)


@pytest.mark.parametrize("name", NAMES)
def test_covariances(name: str) -> None:
    """Covariances of visits and of coefficients are those of R."""
    case, fit = solve(name)
    expected = case.expected["cov_visits"]
    if "VIS1" not in expected["rows"] and "spexp" not in name:
        assert list(fit.visits) == expected["rows"]
    close(expected, fit.covariance["all"], 3e-6)
    scale = np.abs(as_array(case.expected["vcov_used"])).max()
    close(case.expected["vcov_used"], fit.vcov, 3e-6, 1e-7 * scale)


MEANS = {"estimate": "estimate", "emmean": "estimate", "SE": "se", "t.ratio": "statistic"}


def compare_table(expected: dict[str, Any], got: Any, family: int = 2) -> None:
    """
    Compare a table of R with means or differences in the same order.

    Where three arms are compared (``family``), the peer widens limits and p-values by Tukey.
    """
    for key, name in MEANS.items():
        if key in expected:
            close(expected[key], [getattr(one, name) for one in got])
    close(expected["df"], [one.df for one in got], DF_RTOL)
    if family > 2:
        sizes = [abs(one.statistic) * np.sqrt(2) for one in got]
        tails = stats.studentized_range.sf(sizes, family, [one.df for one in got])
        close(expected["p.value"], tails, 1e-4, 1e-6)
        return
    close(expected["lower.CL"], [one.lower for one in got])
    close(expected["upper.CL"], [one.upper for one in got])
    close(expected["p.value"], [one.p_value for one in got], P_RTOL)


@pytest.mark.parametrize("weights", ["equal", "proportional"])
@pytest.mark.parametrize("name", NAMES)
def test_means_by_visit(name: str, weights: str) -> None:
    """Means and differences of arms at each visit are those of emmeans."""
    case, fit = solve(name)
    tail = "" if weights == "equal" else "_proportional"
    means = case.expected[f"lsmeans{tail}"]
    arm = next(key for key in ("ARMCD", "TRT01A") if key in means)
    got = estimate_mmrm_lsmeans(fit, ["AVISIT", arm], weights=weights)
    assert [*zip(means["AVISIT"], means[arm], strict=True)] == [
        (one.levels["AVISIT"], one.levels[arm]) for one in got
    ]
    compare_table(means, got)
    pairs = compare_mmrm_lsmeans(fit, arm, by=["AVISIT"], weights=weights)
    contrasts = case.expected[f"contrasts{tail}"]
    assert contrasts["contrast"] == [f"{one.minuend} - {one.subtrahend}" for one in pairs]
    compare_table(contrasts, pairs, len(dict.fromkeys(means[arm])))


@pytest.mark.parametrize("name", NAMES)
def test_means_over_visits(name: str) -> None:
    """Means and differences of arms over all visits are those of emmeans."""
    case, fit = solve(name)
    means = case.expected["lsmeans_over_visits"]
    arm = next(key for key in ("ARMCD", "TRT01A") if key in means)
    compare_table(means, estimate_mmrm_lsmeans(fit, [arm]))
    pairs = compare_mmrm_lsmeans(fit, arm)
    compare_table(case.expected["contrast_over_visits"], pairs, len(means[arm]))


@pytest.mark.parametrize(("name", "part"), case_parts("mmrm_*", ("joint_interaction",)))
def test_joint_interaction(name: str, part: str) -> None:
    """The joint test of the interaction has the F, degrees of freedom and p-value of R."""
    case, fit = solve(name)
    expected = case.expected[part]
    rows = np.array([[float(one == term) for one in fit.names] for term in expected["terms"]])
    got = compare_mmrm_coefficients(fit, rows)
    assert expected["num_df"] == got.df_num
    close(expected["F"], got.statistic)
    close(expected["den_df"], got.df_den, DF_RTOL)
    close(expected["p"], got.p_value, P_RTOL)


STRUCTURES = ["ar1", "ar1h", "cs", "csh", "adh", "toep", "toeph", "us"]


@pytest.mark.parametrize("structure", STRUCTURES)
@pytest.mark.parametrize("form", ["kr", "kr_linear"])
def test_kenward_roger_of_r(structure: str, form: str) -> None:
    """Both forms of Kenward-Roger are those of R in its own parameters."""
    case = Case("mmrm_fev_armcd_sas_kr")
    expected = case.expected[structure][form]
    df = "kenward_roger" if form == "kr" else "kenward_roger_linear"
    fit = fit_case(case, "FEV1 ~ ARMCD", structure, df=df)
    got = fit.coefficients[1]
    close(expected["r_est"], got.estimate)
    close(expected["r_se"], got.se)
    close(expected["r_df"], got.df, DF_RTOL)
    close(expected["r_neg2loglik"], fit.deviance, 1e-9)


@pytest.mark.parametrize("structure", STRUCTURES)
@pytest.mark.parametrize("form", ["kr", "kr_linear"])
def test_kenward_roger_of_sas(structure: str, form: str) -> None:
    """Both forms of Kenward-Roger are those of PROC MIXED, whose search stops earlier."""
    case = Case("mmrm_fev_armcd_sas_kr")
    expected = case.expected[structure][form]
    df = "kenward_roger" if form == "kr" else "kenward_roger_linear"
    fit = fit_case(case, "FEV1 ~ ARMCD", structure, form="sas", df=df)
    got = fit.coefficients[1]
    close(expected["sas_se"], got.se, 2e-4)
    close(expected["sas_df"], got.df, 5e-4)
