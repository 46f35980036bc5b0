"""The difference or ratio of risks over strata."""

import math

import numpy as np
import pytest
from statsmodels.stats.contingency_tables import StratifiedTable

from tlfgen.analysis.categorical.cmh import compare_stratified_tables
from tlfgen.analysis.proportions.across_strata import estimate_common_difference
from tlfgen.analysis.proportions.common_risk import estimate_common_risk_ratio
from tlfgen.analysis.proportions.difference import estimate_proportion_difference
from tlfgen.analysis.proportions.stratified import estimate_stratified_proportion
from tlfgen.core.errors import AnalysisError

TABLES = np.array([[[16, 24], [10, 28]], [[20, 25], [22, 28]], [[10, 10], [4, 20]]])
METHODS = ["cmh", "sato", "inverse_variance", "miettinen_nurminen", "newcombe", "newcombe_cc"]


@pytest.mark.parametrize(
    ("method", "plain"),
    [
        ("cmh", "wald"),
        ("inverse_variance", "wald"),
        ("miettinen_nurminen", "miettinen_nurminen"),
        ("newcombe", "newcombe"),
        ("newcombe_cc", "newcombe_cc"),
    ],
)
def test_one_stratum_is_the_plain_method(method, plain):
    """The same limits and p."""
    one = estimate_common_difference(TABLES[:1], method=method)
    two = estimate_proportion_difference(16, 40, 10, 38, method=plain)
    assert pytest.approx([two.lower, two.upper]) == [one.lower, one.upper]
    assert (two.p is None and one.p is None) or pytest.approx(two.p) == one.p


def test_the_score_test_with_cmh_weights_is_cmh():
    """The same p."""
    found = estimate_common_difference(TABLES, method="miettinen_nurminen")
    assert pytest.approx(compare_stratified_tables(TABLES).general_p) == found.p


@pytest.mark.parametrize("method", METHODS)
def test_an_exchange_of_groups_turns_the_sign(method):
    """Limits are exchanged too."""
    one = estimate_common_difference(TABLES, method=method)
    two = estimate_common_difference(TABLES[:, ::-1], method=method)
    assert pytest.approx([-one.upper, -one.lower]) == [two.lower, two.upper]


def test_corrected_limits_are_wider():
    """A correction never narrows."""
    plain = estimate_common_difference(TABLES, method="newcombe")
    corrected = estimate_common_difference(TABLES, method="newcombe_cc")
    assert corrected.lower < plain.lower < plain.upper < corrected.upper


def test_weights_may_be_given():
    """A stratum of weight 0 does not count."""
    first = estimate_common_difference(TABLES, method="cmh", weights=[1, 0, 0])
    assert pytest.approx(16 / 40 - 10 / 38) == first.estimate


def test_the_risk_ratio_agrees_with_statsmodels():
    """Mantel & Haenszel's."""
    expected = StratifiedTable(TABLES.transpose(1, 2, 0)).riskratio_pooled
    assert pytest.approx(expected) == estimate_common_risk_ratio(TABLES).estimate


def test_a_stratum_with_one_group_is_left_out():
    """It compares nothing."""
    more = np.concatenate([TABLES, [[[3, 2], [0, 0]]]])
    one, two = estimate_common_difference(TABLES), estimate_common_difference(more)
    assert [one.estimate, one.lower, 3] == [two.estimate, two.lower, two.strata]


@pytest.mark.parametrize("method", METHODS[:2] + METHODS[3:])
def test_zero_events_have_a_difference_of_zero(method):
    """With the limits of the method."""
    found = estimate_common_difference([[[0, 10], [0, 20]], [[0, 5], [0, 5]]], method=method)
    assert [0.0, None] == [found.estimate, found.reason]
    assert -1 <= found.lower <= 0 <= found.upper <= 1


def test_inverse_variance_needs_variance():
    """In every stratum."""
    found = estimate_common_difference([[[0, 10], [0, 20]]], method="inverse_variance")
    assert [None, "not_estimable"] == [found.estimate, found.reason]


@pytest.mark.parametrize(
    ("tables", "estimate", "reason"),
    [
        ([[[0, 0], [1, 2]]], None, "no_records"),
        ([[[0, 5], [0, 5]]], None, "not_estimable"),
        ([[[2, 5], [0, 5]]], math.inf, "not_estimable"),
        ([[[0, 5], [2, 5]]], 0.0, "not_estimable"),
    ],
)
def test_risk_ratios_without_limits(tables, estimate, reason):
    """Each case has its reason."""
    found = estimate_common_risk_ratio(tables)
    assert [estimate, reason] == [found.estimate, found.reason]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"method": "mantel_haenszel"}, "analysis.unknown-method"),
        ({"weights": "inverse"}, "analysis.unknown-weights"),
        ({"weights": [1], "method": "cmh"}, "analysis.bad-weights"),
    ],
)
def test_wrong_options_are_named(options, code):
    """Each fault has its code."""
    with pytest.raises(AnalysisError) as caught:
        estimate_common_difference(TABLES, **options)
    assert caught.value.code == code


def test_weights_of_wilson_are_those_of_both_groups():
    """Weights that make the limits of all records narrow, given by hand, are the same."""
    tables = np.array([[[16, 24], [10, 28]], [[20, 25], [22, 28]], [[10, 10], [4, 20]]])
    pooled = tables.sum(axis=1)
    own = estimate_stratified_proportion(pooled[:, 0], pooled.sum(axis=1)).weights
    found = estimate_common_difference(tables, method="newcombe", weights="wilson_h")
    given = estimate_common_difference(tables, method="newcombe", weights=own)
    assert (given.lower, given.upper) == pytest.approx((found.lower, found.upper))


def test_the_logit_risk_ratio():
    """The mean of two log ratios by their inverse variances; an empty cell takes one half."""
    tables = [[[10, 30], [5, 35]], [[4, 16], [0, 20]]]
    logs, weights = [], []
    for (a, b), (c, d) in ([[10, 30], [5, 35]], [[4.5, 16.5], [0.5, 20.5]]):
        logs.append(math.log(a / (a + b) / (c / (c + d))))
        weights.append(1 / (1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)))
    expected = math.exp(np.dot(logs, weights) / sum(weights))
    assert expected == pytest.approx(estimate_common_risk_ratio(tables, method="logit").estimate)
