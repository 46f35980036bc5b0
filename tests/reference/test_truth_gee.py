"""Generalized estimating equations against R geepack."""

import re

import numpy as np
import pytest

from tests.reference.test_truth_glm import read_model
from tests.reference.truth import Case, as_array, assert_close, case_names
from tlfgen.analysis.gee import fit_gee


@pytest.mark.parametrize("name", case_names("gee_*"))
def test_gee(name):
    """Estimates, both covariances, dispersion, correlation agree."""
    case = Case(name)
    y, terms, classes, model, offset = read_model(case, case.call)
    identifier = re.search(r"\bid = (\w+)", case.call).group(1)
    if identifier == "uid":
        cluster = np.char.add(case.words("center").astype(str), case.words("id").astype(str))
    else:
        cluster = case.words(identifier)
    expected = case.expected
    fit = fit_gee(
        y,
        terms,
        cluster,
        classes,
        model,
        family=re.search(r"family = (\w+)", case.call).group(1),
        structure=re.search(r"corstr = '(\w+)'", case.call).group(1),
        offset=offset,
        references={"treat": "A"} if "treat" in terms else None,
        dispersion="independence" if "scale.fix = TRUE" in case.call else "estimated",
        preset="r",
    )
    used = [not reason for reason in fit.reasons]
    assert_close(expected["coef"], fit.coefficients[used], rtol=1e-6)
    for key, got in (("vcov_robust", fit.robust_covariance), ("vcov_naive", fit.model_covariance)):
        assert_close(as_array(expected[key]), got[np.ix_(used, used)], rtol=1e-5, atol=1e-10)
    assert_close(as_array(expected["se_robust"]), fit.std_errors[used], rtol=1e-6)
    assert_close(as_array(expected["wald"]), fit.z[used] ** 2, rtol=1e-5)
    assert_close(as_array(expected["p"]), fit.p_values[used], rtol=1e-5)
    assert_close(as_array(expected["scale"]), fit.dispersion, rtol=1e-6)
    alpha = as_array(expected["alpha"])
    size = fit.correlation.shape[0]
    got = fit.correlation[np.triu_indices(size, 1)]
    assert_close(alpha, got[: alpha.size], rtol=1e-5)
    assert expected["n_clusters"] == fit.n_clusters
