"""Log-rank tests."""

import numpy as np
import pytest
from lifelines.statistics import multivariate_logrank_test
from statsmodels.duration.survfunc import survdiff

from tlfgen.analysis.survival.logrank import compare_survival_curves
from tlfgen.core.errors import AnalysisError

RNG = np.random.default_rng(7)
TIME = np.ceil(RNG.exponential(9, 80))
EVENT = RNG.integers(0, 2, 80)
GROUP = np.array(list("abcd"))[RNG.integers(0, 4, 80)]
STRATA = RNG.integers(0, 3, 80)


@pytest.mark.parametrize(
    ("weights", "theirs"),
    [
        ("log-rank", None),
        ("wilcoxon", "wilcoxon"),
        ("tarone-ware", "tarone-ware"),
        ("peto", "peto"),
    ],
)
def test_weights_agree_with_lifelines(weights, theirs):
    """Chi-square of four groups."""
    expected = multivariate_logrank_test(TIME, GROUP, EVENT, weightings=theirs)
    found = compare_survival_curves(TIME, EVENT, GROUP, weights=weights)
    assert (expected.test_statistic, expected.p_value) == (
        pytest.approx(found.statistic),
        pytest.approx(found.p_value),
    )


def test_fleming_harrington_agrees_with_lifelines():
    """Powers 1 and one half."""
    expected = multivariate_logrank_test(
        TIME, GROUP, EVENT, weightings="fleming-harrington", p=1, q=0.5
    )
    found = compare_survival_curves(
        TIME, EVENT, GROUP, weights="fleming-harrington", rho=1, gamma=0.5
    )
    assert expected.test_statistic == pytest.approx(found.statistic)


def test_strata_agree_with_statsmodels():
    """Sums within strata."""
    expected = survdiff(TIME, EVENT, GROUP, strata=STRATA)
    found = compare_survival_curves(TIME, EVENT, GROUP, strata=STRATA)
    assert expected == pytest.approx((found.statistic, found.p_value))


def test_strata_of_two_factors_are_their_combinations():
    """A table of two columns equals one column of pairs."""
    other = RNG.integers(0, 2, 80)
    pairs = [f"{one}/{two}" for one, two in zip(STRATA, other, strict=True)]
    expected = compare_survival_curves(TIME, EVENT, GROUP, strata=pairs)
    found = compare_survival_curves(TIME, EVENT, GROUP, strata=np.column_stack([STRATA, other]))
    assert expected.statistic == pytest.approx(found.statistic)


def test_modest_weight_until_the_start_is_the_log_rank():
    """A weight constant from time 0 is 1."""
    expected = compare_survival_curves(TIME, EVENT, GROUP).statistic
    found = compare_survival_curves(TIME, EVENT, GROUP, weights="modest", until=0)
    assert expected == pytest.approx(found.statistic)


def test_observed_equals_expected_in_sum():
    """Events are shared out among the groups."""
    found = compare_survival_curves(TIME, EVENT, GROUP, strata=STRATA)
    assert EVENT.sum() == pytest.approx(found.expected.sum())
    assert EVENT.sum() == found.observed.sum()


def test_trend_of_two_groups_is_the_test_itself():
    """With two groups any scores give the same test."""
    two = np.where(GROUP > "b", 1, 0)
    found = compare_survival_curves(TIME, EVENT, two, trend_scores=[1, 5])
    assert found.statistic == pytest.approx(found.trend_z**2)
    assert found.p_value == pytest.approx(found.trend_p_value)


def test_a_level_without_rows_takes_no_degree_of_freedom():
    """An arm nobody is in."""
    found = compare_survival_curves(TIME, EVENT, GROUP, levels=[*"abcd", "e"])
    assert (3, 0) == (found.df, found.n[4])


@pytest.mark.parametrize(
    ("time", "event", "group", "reason"),
    [
        ([], [], [], "too_few"),
        ([1, 2], [1, 1], ["a", "a"], "one_group"),
        ([1, 2], [0, 0], ["a", "b"], "no_events"),
        ([2, 2], [1, 1], ["a", "b"], "no_variation"),
        ([1, 5], [0, 1], ["a", "b"], "no_variation"),
    ],
)
def test_no_test_has_a_reason(time, event, group, reason):
    """Nothing to compare: a reason, no statistic."""
    found = compare_survival_curves(time, event, group)
    assert reason == found.reason
    assert np.isnan([found.statistic, found.p_value, found.z]).all()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"weights": "logrank"}, "analysis.unknown-weights"),
        ({"levels": ["a"]}, "analysis.unknown-level"),
        ({"trend_scores": [1]}, "analysis.trend-scores"),
    ],
)
def test_wrong_options_are_errors(options, code):
    """A wrong word is never ignored."""
    with pytest.raises(AnalysisError) as error:
        compare_survival_curves(TIME, EVENT, GROUP, **options)
    assert code == error.value.code
