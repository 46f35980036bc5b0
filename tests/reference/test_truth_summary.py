"""Quantiles, moments and limits of one sample agree with R."""

import pytest

from tests.reference.truth import Case, near
from tlfgen.analysis import estimate_quantiles, summarize_geometric, summarize_values

CASES = [
    "quantile_types_airquality_ozone",
    "quantile_types_lung_time",
    "quantile_types_n4",
    "quantile_types_veteran_karno",
]


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("kind", range(1, 10))
def test_quantiles_of_the_nine_r_types(name, kind):
    """Each R type gives R's quantiles."""
    case = Case(name)
    expected = case.expected
    got = estimate_quantiles(case.columns["x"], expected["probs"], definition=f"r{kind}")
    assert near(expected[f"type{kind}"], 1e-13) == list(got.values)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("definition", range(1, 6))
def test_quantiles_of_the_five_sas_definitions(name, definition):
    """Each SAS definition is the R type that the case names."""
    case = Case(name)
    expected = case.expected
    got = estimate_quantiles(case.columns["x"], expected["probs"], definition=definition)
    assert near(expected[expected["sas"][f"PCTLDEF{definition}"]], 1e-13) == list(got.values)


@pytest.mark.parametrize("name", CASES)
def test_moments(name):
    """Mean, deviation, limits and the rest equal R's."""
    case = Case(name)
    x, expected = case.columns["x"], case.expected
    got, logs = summarize_values(x), summarize_geometric(x)
    found = {
        "mean": got.mean,
        "sd": got.sd,
        "var": got.variance,
        "min": got.minimum,
        "max": got.maximum,
        "n": got.n,
        "se": got.se,
        "cv_pct": got.cv,
        "geo_mean": logs.mean,
        "geo_cv_pct": logs.cv,
        "t_ci95": [got.mean_lower, got.mean_upper],
    }
    wanted = {key: expected[key] for key in found if expected.get(key) is not None}
    assert {key: near(value, 1e-12) for key, value in wanted.items()} == {
        key: found[key] for key in wanted
    }
