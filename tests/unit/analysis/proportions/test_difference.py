"""The difference of two proportions."""

import math

import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from tlfgen.analysis.proportions.difference import estimate_proportion_difference
from tlfgen.core.errors import AnalysisError

COUNTS = (56, 70, 48, 80)
METHODS = [
    "agresti_caffo",
    "hauck_anderson",
    "mee",
    "miettinen_nurminen",
    "newcombe",
    "newcombe_cc",
    "wald",
    "wald_cc",
]


@pytest.mark.parametrize(
    ("method", "other"),
    [("wald", "wald"), ("agresti_caffo", "agresti-caffo"), ("newcombe", "newcomb")],
)
def test_limits_agree_with_statsmodels(method, other):
    """Three methods that it has right."""
    found = estimate_proportion_difference(*COUNTS, method=method)
    expected = confint_proportions_2indep(*COUNTS, method=other, compare="diff")
    assert pytest.approx(expected) == (found.lower, found.upper)


@pytest.mark.parametrize("method", METHODS)
def test_zero_events_have_limits(method):
    """The difference is 0 with the limits of the method, not missing."""
    found = estimate_proportion_difference(0, 10, 0, 20, method=method)
    assert [0.0, None] == [found.estimate, found.reason]
    assert -1 <= found.lower <= 0 <= found.upper <= 1


@pytest.mark.parametrize("method", METHODS)
def test_a_group_without_records_has_no_difference(method):
    """With a reason."""
    found = estimate_proportion_difference(0, 0, 1, 2, method=method)
    assert [None, 0.5, "no_records"] == [found.estimate, found.p2, found.reason]


def test_hauck_anderson_needs_two_records():
    """It divides by n - 1."""
    found = estimate_proportion_difference(1, 1, 1, 2, method="hauck_anderson")
    assert [0.5, None, "not_estimable"] == [found.estimate, found.lower, found.reason]


@pytest.mark.parametrize("method", ["wald", "mee", "miettinen_nurminen", "hauck_anderson"])
def test_a_margin_is_rejected_where_its_limit_is_beyond(method):
    """The one-sided limit has a one-sided p of its own level."""
    found = estimate_proportion_difference(*COUNTS, method=method, alternative="greater")
    at_limit = estimate_proportion_difference(
        *COUNTS, method=method, null=found.lower, alternative="greater"
    )
    assert pytest.approx(0.05, abs=1e-6) == at_limit.p


def test_wald_without_variance_has_no_z():
    """Nothing is divided by 0."""
    found = estimate_proportion_difference(10, 10, 0, 10)
    assert [1.0, 1.0, None, None] == [found.lower, found.upper, found.z, found.p]


def test_limits_may_leave_the_range():
    """On request."""
    found = estimate_proportion_difference(10, 10, 0, 10, method="wald_cc", is_truncated=False)
    assert pytest.approx(1.1) == found.upper


def test_one_sided_limits_end_at_one():
    """Or nowhere."""
    options = {"method": "wald", "alternative": "greater"}
    assert [1.0, math.inf] == [
        estimate_proportion_difference(*COUNTS, **options).upper,
        estimate_proportion_difference(*COUNTS, is_truncated=False, **options).upper,
    ]


def test_an_unknown_method_is_named():
    """A misspelt word raises, the nearest is offered."""
    with pytest.raises(AnalysisError) as caught:
        estimate_proportion_difference(*COUNTS, method="newcomb")
    assert caught.value.code == "analysis.unknown-method"
    assert "newcombe" in str(caught.value)


def test_the_correction_of_prop_test_does_not_pass_the_difference():
    """Equal proportions are not corrected by R, others by half of the inverse sizes."""
    same = estimate_proportion_difference(5, 10, 10, 20, method="wald_cc", preset="r")
    plain = estimate_proportion_difference(5, 10, 10, 20, method="wald")
    assert plain.lower == pytest.approx(same.lower)
    apart = estimate_proportion_difference(9, 10, 5, 20, method="wald_cc", preset="r")
    house = estimate_proportion_difference(9, 10, 5, 20, method="wald_cc")
    assert house.lower == pytest.approx(apart.lower)
