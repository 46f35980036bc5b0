"""One proportion over strata."""

import pytest

from tlfgen.analysis.proportions.one_sample import estimate_proportion
from tlfgen.analysis.proportions.stratified import estimate_stratified_proportion
from tlfgen.core.errors import AnalysisError

EVENTS, TOTALS = [16, 20, 10], [40, 45, 20]


@pytest.mark.parametrize("is_corrected", [True, False])
@pytest.mark.parametrize("weights", ["optimal", "size", "equal", [3.0]])
def test_one_stratum_is_wilson(is_corrected, weights):
    """Whatever the weights."""
    found = estimate_stratified_proportion([7], [20], weights=weights, is_corrected=is_corrected)
    plain = estimate_proportion(7, 20, method="wilson_cc" if is_corrected else "wilson")
    assert pytest.approx([plain.lower, plain.upper]) == [found.lower, found.upper]


def test_weights_by_size_give_the_crude_proportion():
    """46 of 105."""
    found = estimate_stratified_proportion(EVENTS, TOTALS, weights="size")
    assert pytest.approx(46 / 105) == found.estimate


def test_optimal_limits_are_narrower():
    """That is what they are for."""
    best = estimate_stratified_proportion(EVENTS, TOTALS)
    equal = estimate_stratified_proportion(EVENTS, TOTALS, weights="equal")
    assert best.upper - best.lower < equal.upper - equal.lower


def test_strata_without_events_have_limits():
    """The quantile takes variances of 1 / n."""
    found = estimate_stratified_proportion([0, 0], [10, 20])
    assert [0.0, 0.0] == [found.estimate, found.lower]
    assert found.upper > 0


def test_an_empty_stratum_is_left_out():
    """With its weight."""
    found = estimate_stratified_proportion([7, 0], [20, 0], weights=[1, 1])
    assert [1, (1.0,)] == [found.strata, found.weights]


def test_no_stratum_has_no_proportion():
    """With a reason."""
    assert estimate_stratified_proportion([0], [0]).reason == "no_records"


@pytest.mark.parametrize(
    ("weights", "code"),
    [("cmh", "analysis.unknown-weights"), ([1, 2], "analysis.bad-weights")],
)
def test_wrong_weights_are_named(weights, code):
    """Each fault has its code."""
    with pytest.raises(AnalysisError) as caught:
        estimate_stratified_proportion(EVENTS, TOTALS, weights=weights)
    assert caught.value.code == code
