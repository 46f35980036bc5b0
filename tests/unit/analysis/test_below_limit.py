"""Tests of concentrations below the limit of quantification."""

import math

import numpy as np
import pytest

from tlfgen.analysis import impute_below_limit, summarize_concentrations
from tlfgen.core.errors import AnalysisError

VALUES = [float("nan"), 4.0, 2.0]
BELOW = [True, False, False]


@pytest.mark.parametrize(
    ("replacement", "expected"),
    [("zero", 0), ("half", 0.25), ("limit", 0.5), ("root_two", 0.5 / math.sqrt(2))],
)
def test_a_number_takes_the_place(replacement, expected):
    """A value below the limit becomes the number of the rule, others stay."""
    found = impute_below_limit(VALUES, BELOW, replacement=replacement, limit=0.5)
    assert [expected, 4, 2] == pytest.approx(found.values.tolist())


def test_a_value_may_be_left_out():
    """Missing takes away even a number that stands there."""
    assert math.isnan(impute_below_limit([1, 2], [1, 0], replacement="missing").values[0])


def test_half_of_no_limit_is_refused():
    """Half the limit needs the limit."""
    with pytest.raises(AnalysisError, match="limit"):
        impute_below_limit(VALUES, BELOW, replacement="half")


def test_limits_may_differ_by_record():
    """Each record may have its own limit."""
    found = impute_below_limit([0, 0], [1, 1], replacement="half", limit=[1, 4])
    assert [0.5, 2] == found.values.tolist()


@pytest.mark.parametrize(
    ("below", "rule", "is_after", "given"),
    [
        (1, "none", True, {"mean", "geo_mean", "median", "maximum"}),
        (1, "one_third", True, {"mean", "geo_mean", "median", "maximum"}),
        (1, "one_third", False, {"mean", "median", "maximum"}),
        (2, "one_third", True, {"maximum"}),
        (2, "one_third", False, {"median", "maximum"}),
        (1, "one_half", True, {"mean", "geo_mean", "median", "maximum"}),
        (2, "one_half", False, {"maximum"}),
    ],
)
def test_rules_withhold_numbers(below, rule, is_after, given):
    """A third, or one half, of three values below the limit is the most that is described."""
    marks = [place < below for place in range(3)]
    found = summarize_concentrations([0.5, 2, 3], marks, rule=rule, is_after_dose=is_after)
    names = ("mean", "geo_mean", "median", "maximum")
    assert given == {name for name in names if getattr(found, name) is not None}


def test_numbers_are_those_of_the_values_given():
    """Mean, geometric mean and CV of replaced values."""
    found = summarize_concentrations([0.5, 2, 4], [1, 0, 0])
    values = np.array([0.5, 2, 4])
    expected = (
        values.mean(),
        np.exp(np.log(values).mean()),
        100 * values.std(ddof=1) / values.mean(),
    )
    assert expected == pytest.approx((found.mean, found.geo_mean, found.cv))


def test_zero_has_no_geometric_mean():
    """A zero leaves the geometric numbers out."""
    assert summarize_concentrations([0, 2], [1, 0]).geo_mean is None
