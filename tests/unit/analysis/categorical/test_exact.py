"""Fisher's exact test."""

import math

import pytest
from scipy import stats

from tlfgen.analysis.categorical.exact import compare_table_exact
from tlfgen.core.errors import AnalysisError

TABLE = [[2, 15], [10, 3]]


@pytest.mark.parametrize("alternative", ["two_sided", "less", "greater"])
def test_p_agrees_with_scipy(alternative):
    """Three alternatives."""
    other = stats.fisher_exact(TABLE, alternative=alternative.replace("_", "-"))
    found = compare_table_exact(TABLE, alternative=alternative)
    assert pytest.approx([other.statistic, other.pvalue]) == [found.sample_odds_ratio, found.p]


def test_conditional_odds_agree_with_scipy():
    """Estimate and limits, solved to the end."""
    other = stats.contingency.odds_ratio(TABLE, kind="conditional")
    limits = other.confidence_interval(0.95)
    found = compare_table_exact(TABLE)
    assert pytest.approx([other.statistic, *limits], rel=1e-5) == [
        found.odds_ratio,
        found.lower,
        found.upper,
    ]


def test_r_stops_early():
    """R's documentation prints 621.93 where 626.24 solves the equation."""
    tea = [[3, 1], [1, 3]]
    uppers = [round(compare_table_exact(tea, preset=word).upper, 2) for word in ("r", "sas")]
    assert uppers == [621.93, 626.24]


def test_mid_p_takes_half_the_observed_table():
    """Both the p and the limits."""
    found = compare_table_exact(TABLE)
    narrow = compare_table_exact(TABLE, limits="mid_p")
    assert pytest.approx(found.p - found.probability / 2) == found.p_mid
    assert found.lower < narrow.lower < narrow.upper < found.upper


def test_an_empty_cell_has_a_limit_of_zero():
    """The estimate is 0, the upper limit stands."""
    found = compare_table_exact([[0, 5], [7, 9]])
    assert [0.0, 0.0, 0.0] == [found.odds_ratio, found.sample_odds_ratio, found.lower]
    assert found.upper < math.inf


@pytest.mark.parametrize(
    ("table", "options", "reason"),
    [
        ([[0, 0], [0, 0]], {}, "no_records"),
        ([[0, 5], [0, 7]], {}, "no_variation"),
        ([[3, 5], [0, 0]], {}, "one_group"),
        ([[1, 2, 3], [3, 2, 1]], {"alternative": "less"}, "not_two_by_two"),
        ([[40] * 5] * 5, {}, "too_large"),
    ],
)
def test_tables_without_a_test(table, options, reason):
    """Each case has its reason."""
    found = compare_table_exact(table, **options)
    assert [None, reason] == [found.p, found.reason]


def test_counts_are_whole():
    """A weighted table is no table of subjects."""
    with pytest.raises(AnalysisError) as caught:
        compare_table_exact([[1.5, 2], [3, 4]])
    assert caught.value.code == "analysis.bad-count"
