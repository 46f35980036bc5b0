"""Cox models against R survival."""

import re

import numpy as np
import pytest

from tests.reference.truth import Case, assert_close, case_names
from tlfgen.analysis.survival.baseline_hazard import estimate_baseline_hazard
from tlfgen.analysis.survival.concordance import estimate_concordance
from tlfgen.analysis.survival.cox import fit_cox


def _dummies(case: Case, name: str) -> dict[str, np.ndarray]:
    levels = case.levels.get(name)
    if levels is None:
        return {name: case.numbers(name)}
    words = case.words(name)
    return {name + level: (words == level).astype(float) for level in levels[1:]}


def read_case(case: Case):
    """Give the arrays and options of a coxph call."""
    surv, terms = re.search(r"Surv\(([^)]*)\) ~ ([^,]+),", case.call).groups()
    parts = [part.strip() for part in surv.split(",")]
    columns: dict[str, np.ndarray] = {}
    strata = None
    for term in (piece.strip() for piece in terms.split("+")):
        if term.startswith("strata("):
            strata = case.words(term[7:-1])
        elif "*" in term:
            left, right = (piece.strip() for piece in term.split("*"))
            first, second = _dummies(case, left), _dummies(case, right)
            columns |= first | second
            columns |= {f"{a}:{b}": first[a] * second[b] for a in first for b in second}
        else:
            columns |= _dummies(case, term)
    keep = np.ones(len(case.columns[parts[0]]), bool)
    if "etype == 2" in case.call:
        keep = case.words("etype") == "2"
    cluster = re.search(r"cluster = (\w+)", case.call)
    event = case.numbers(parts[-1])
    event = event - 1 if np.nanmax(event) == 2 else event
    return {
        "time": case.numbers(parts[-2])[keep],
        "event": event[keep],
        "covariates": {name: values[keep] for name, values in columns.items()},
        "entry": case.numbers(parts[0])[keep] if len(parts) == 3 else None,
        "strata": None if strata is None else strata[keep],
        "cluster": case.words(cluster.group(1))[keep] if cluster else None,
    }


def fit_case(case: Case, **options):
    """Fit the model of a coxph call."""
    ties = re.search(r"ties = '(\w+)'", case.call)
    given = read_case(case) | options
    return fit_cox(**given, ties=ties.group(1) if ties else None, preset="r")


@pytest.mark.parametrize("name", [n for n in case_names("coxph_*") if "baseline" not in n])
def test_cox(name):
    """Estimates, covariance, tests agree."""
    case = Case(name)
    expected, fit = case.expected, fit_case(case)
    assert (expected["n"], expected["nevent"]) == (fit.n, fit.n_events)
    assert list(expected["coef"]) == list(fit.names)
    pairs = {
        "coef": fit.coefficients,
        "exp_coef": fit.hazard_ratios,
        "vcov": fit.covariance,
        "se": fit.std_errors,
        "z": fit.z,
        "hr_lower95": fit.hazard_ratio_lower,
        "hr_upper95": fit.hazard_ratio_upper,
    }
    for key, got in pairs.items():
        assert_close(expected[key], got, rtol=1e-7, atol=1e-11)
    assert_close(expected["p"], fit.p_values, rtol=1e-6)
    assert_close(
        [expected["loglik_null"], expected["loglik"], expected["aic"]],
        [fit.null_log_likelihood, fit.log_likelihood, fit.aic],
        rtol=1e-9,
    )
    if "naive_se" in expected:
        assert_close(expected["naive_se"], fit.naive_std_errors, rtol=1e-7)
    for key, got in (("lr_test", fit.likelihood_ratio), ("score_test", fit.score)):
        assert_close([expected[key]["test"], expected[key]["pvalue"]], [got.statistic, got.p_value])
        assert expected[key]["df"] == got.df
    assert expected["wald_test"]["test"] == pytest.approx(fit.wald.statistic, abs=0.00501)
    assert_close(expected["wald_test"]["pvalue"], fit.wald.p_value, rtol=1e-6)


@pytest.mark.parametrize("name", [n for n in case_names("coxph_*") if "baseline" not in n])
def test_concordance(name):
    """The concordance of the linear predictor agrees with its error."""
    case = Case(name)
    given, fit = read_case(case), fit_case(case)
    columns = np.column_stack(list(given.pop("covariates").values()))
    score = columns @ fit.coefficients
    found = estimate_concordance(given.pop("time"), given.pop("event"), score, **given)
    expected = case.expected["concordance"]
    assert_close([expected["C"], expected["se(C)"]], [found.estimate, found.std_error])


def test_baseline_hazard():
    """The baseline cumulative hazard agrees at every time."""
    case = Case("coxph_lung_baseline")
    given, fit = read_case(case), fit_case(case)
    found = estimate_baseline_hazard(
        given["time"], given["event"], given["covariates"], fit.coefficients, ties="efron"
    )
    expected = case.expected["baseline_cumhaz"]
    assert_close(expected["time"], found.times[0])
    assert_close(expected["hazard"], found.cumulative_hazard[0], rtol=1e-8)
