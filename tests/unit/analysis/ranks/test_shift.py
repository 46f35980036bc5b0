"""Hodges & Lehmann's estimates."""

import math

import numpy as np
import pytest

from tlfgen.analysis.ranks.shift import estimate_pseudomedian, estimate_shift
from tlfgen.core.errors import AnalysisError


def test_the_estimate_is_the_median_of_all_differences():
    """Nine differences."""
    one, two = [1.0, 4.0, 9.0], [0.0, 2.0, 3.0]
    expected = float(np.median(np.subtract.outer(one, two)))
    assert expected == estimate_shift(one, two).estimate


def test_exact_limits_that_cannot_be_reached_say_so():
    """Two against two covers no more than 2/3 of 3/3."""
    found = estimate_shift([1, 2], [5, 7], limits="exact")
    assert [-6.0, -3.0, pytest.approx(2 / 3)] == [found.lower, found.upper, found.coverage]


def test_the_pseudomedian_is_the_median_of_averages():
    """Six averages of three values."""
    assert estimate_pseudomedian([1.0, 2.0, 6.0]).estimate == 2.75


@pytest.mark.parametrize(("alternative", "end"), [("less", "lower"), ("greater", "upper")])
def test_a_one_sided_limit_stands_alone(alternative, end):
    """The other is infinite."""
    found = estimate_shift([1, 2, 3], [2, 5], alternative=alternative)
    assert math.isinf(getattr(found, end))


def test_inverted_limits_are_differences_of_the_data():
    """The test turns only where two values tie."""
    one, two = [3.0, 5.0, 5.0, 8.0, 9.0], [1.0, 2.0, 5.0, 6.0]
    found = estimate_shift(one, two, limits="inverted")
    assert {found.lower, found.upper} <= set(np.subtract.outer(one, two).ravel().tolist())


@pytest.mark.parametrize(
    ("first", "second", "limits"),
    [([1, 3], [2, 4], "exact"), ([1, 2], [2, 4], "inverted")],
)
def test_r_inverts_the_test_where_there_are_ties(first, second, limits):
    """Otherwise it is exact."""
    assert limits == estimate_shift(first, second, preset="r").limits


def test_no_values_have_no_shift():
    """With a reason."""
    assert [None, "no_records", "no_records"] == [
        estimate_shift([], [1]).estimate,
        estimate_shift([], [1]).reason,
        estimate_pseudomedian([]).reason,
    ]


def test_unknown_limits_are_named():
    """A misspelt word raises."""
    with pytest.raises(AnalysisError) as caught:
        estimate_shift([1], [2], limits="moses")
    assert caught.value.code == "analysis.unknown-limits"
