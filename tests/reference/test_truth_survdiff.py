"""Log-rank tests against R survival."""

import re

import numpy as np
import pytest

from tests.reference.truth import Case, as_array, assert_close, case_names
from tlfgen.analysis.survival.logrank import compare_survival_curves


@pytest.mark.parametrize("name", case_names("survdiff_*"))
def test_log_rank(name):
    """Counts, covariance, chi-square, p-value agree."""
    case = Case(name)
    time_name, event_name, group = re.search(r"Surv\((\w+), (\w+)\) ~ (\w+)", case.call).groups()
    strata = re.search(r"strata\(([\w.]+)\)", case.call)
    rho = re.search(r"rho = ([\d.]+)", case.call)
    event = case.numbers(event_name)
    test = compare_survival_curves(
        case.numbers(time_name),
        event - 1 if np.nanmax(event) == 2 else event,
        case.words(group),
        strata=case.words(strata.group(1)) if strata else None,
        levels=case.levels.get(group),
        weights="g-rho" if rho and float(rho.group(1)) else "log-rank",
        rho=float(rho.group(1)) if rho else None,
    )
    expected = case.expected
    assert expected["n"] == test.n.tolist()
    order = sorted(range(len(test.strata)), key=lambda place: float(test.strata[place]))
    observed, wanted = test.stratum_observed, test.stratum_expected
    if strata:
        observed, wanted = observed[:, order], wanted[:, order]
    else:
        observed, wanted = observed[:, 0], wanted[:, 0]
    assert_close(as_array(expected["obs"]), observed, rtol=1e-9)
    assert_close(as_array(expected["exp"]), wanted, rtol=1e-9)
    assert_close(as_array(expected["var"]), test.covariance, rtol=1e-9)
    assert_close([expected["chisq"], expected["p"]], [test.statistic, test.p_value], rtol=1e-9)
    assert expected["df"] == test.df
