"""The odds ratio that strata have in common."""

import math

import numpy as np
import pytest
from statsmodels.stats.contingency_tables import StratifiedTable

from tlfgen.analysis.categorical.common_odds import (
    compare_odds_homogeneity,
    estimate_common_odds_ratio,
)
from tlfgen.core.errors import AnalysisError

TABLES = np.array([[[16, 11], [5, 20]], [[12, 16], [7, 19]]])
OTHER = StratifiedTable(TABLES.transpose(1, 2, 0))


def test_mantel_haenszel_agrees_with_statsmodels():
    """Estimate and limits."""
    found = estimate_common_odds_ratio(TABLES)
    expected = [OTHER.oddsratio_pooled, *OTHER.oddsratio_pooled_confint()]
    assert pytest.approx(expected) == [found.estimate, found.lower, found.upper]


def test_homogeneity_agrees_with_statsmodels():
    """Breslow & Day, with and without Tarone's adjustment."""
    found = compare_odds_homogeneity(TABLES)
    expected = [OTHER.test_equal_odds(adjust=adjust).statistic for adjust in (False, True)]
    assert pytest.approx(expected) == [found.breslow_day, found.tarone]


def test_one_table_is_its_own_odds_ratio():
    """Woolf's and Mantel & Haenszel's are ad / bc."""
    table = TABLES[:1]
    found = [estimate_common_odds_ratio(table, method=m) for m in ("mantel_haenszel", "logit")]
    assert pytest.approx([16 * 20 / 55] * 2) == [one.estimate for one in found]


def test_an_exchange_of_rows_inverts_the_ratio():
    """And exchanges the limits."""
    one = estimate_common_odds_ratio(TABLES)
    two = estimate_common_odds_ratio(TABLES[:, ::-1])
    assert pytest.approx([1 / one.estimate, 1 / one.upper]) == [two.estimate, two.lower]


def test_empty_margins_are_left_out():
    """A stratum without events tells nothing."""
    more = np.concatenate([TABLES, [[[0, 5], [0, 6]]]])
    assert estimate_common_odds_ratio(TABLES) == estimate_common_odds_ratio(more)


@pytest.mark.parametrize(
    ("tables", "estimate", "reason"),
    [
        (np.zeros((1, 2, 2)), None, "no_records"),
        ([[[3, 0], [2, 4]]], math.inf, "not_estimable"),
        ([[[0, 3], [2, 4]]], 0.0, "not_estimable"),
    ],
)
def test_ratios_without_limits(tables, estimate, reason):
    """Each case has its reason."""
    found = estimate_common_odds_ratio(tables)
    assert [estimate, None, reason] == [found.estimate, found.lower, found.reason]


def test_one_stratum_cannot_differ():
    """With a reason."""
    assert compare_odds_homogeneity(TABLES[:1]).reason == "one_group"


def test_only_two_by_two():
    """A larger table is an error."""
    with pytest.raises(AnalysisError) as caught:
        estimate_common_odds_ratio(np.ones((2, 3, 2)))
    assert caught.value.code == "analysis.table-shape"
