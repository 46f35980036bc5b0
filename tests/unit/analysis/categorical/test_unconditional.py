"""Unconditional exact tests."""

import numpy as np
import pytest
from scipy import stats

from tlfgen.analysis.categorical.unconditional import compare_table_unconditional
from tlfgen.core.errors import AnalysisError

TABLE = [[7, 12], [8, 3]]


@pytest.mark.parametrize("alternative", ["less", "greater"])
@pytest.mark.parametrize(("ordering", "pooled"), [("pooled", True), ("unpooled", False)])
def test_barnard_agrees_with_scipy(alternative, ordering, pooled):
    """One-sided; scipy has the groups in columns."""
    found = compare_table_unconditional(TABLE, ordering=ordering, alternative=alternative)
    other = stats.barnard_exact(np.transpose(TABLE), alternative=alternative, pooled=pooled, n=4096)
    assert pytest.approx([other.statistic, other.pvalue], rel=1e-6) == [found.statistic, found.p]


@pytest.mark.parametrize("alternative", ["less", "greater"])
def test_boschloo_agrees_with_scipy(alternative):
    """One-sided."""
    found = compare_table_unconditional(TABLE, ordering="boschloo", alternative=alternative)
    other = stats.boschloo_exact(np.transpose(TABLE), alternative=alternative, n=4096)
    assert pytest.approx([other.statistic, other.pvalue], rel=1e-6) == [found.statistic, found.p]


@pytest.mark.parametrize("ordering", ["pooled", "unpooled", "boschloo"])
def test_two_sided_p_is_the_largest_over_the_nuisance(ordering):
    """By summing over all tables at its nuisance; no other nuisance gives more."""
    found = compare_table_unconditional([[1, 6], [5, 2]], ordering=ordering)
    mirrored = compare_table_unconditional([[6, 1], [2, 5]], ordering=ordering)
    assert pytest.approx(found.p) == mirrored.p
    assert 0 < found.p < 1


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([[0, 0], [0, 0]], "no_records"),
        ([[1, 2], [0, 0]], "one_group"),
        ([[2000, 0], [0, 2000]], "too_large"),
    ],
)
def test_tables_without_a_test(table, reason):
    """Each case has its reason."""
    assert reason == compare_table_unconditional(table).reason


def test_no_event_has_p_of_one():
    """Nothing is less extreme."""
    assert compare_table_unconditional([[0, 5], [0, 5]]).p == 1.0


def test_only_two_by_two():
    """A larger table is an error."""
    with pytest.raises(AnalysisError) as caught:
        compare_table_unconditional([[1, 2, 3], [4, 5, 6]])
    assert caught.value.code == "analysis.table-shape"
