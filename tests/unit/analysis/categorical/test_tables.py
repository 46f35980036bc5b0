"""Tables of counts."""

import numpy as np
import pytest

from tlfgen.analysis.categorical.tables import (
    count_table,
    reason_of,
    to_strata,
    to_table,
    without_empty,
)
from tlfgen.core.errors import AnalysisError


def test_labels_are_counted_in_the_order_of_their_levels():
    """Empty levels have rows of zeros."""
    found = count_table(["b", "a", "b"], ["y", "y", "n"], row_levels=["b", "c", "a"])
    assert [[1.0, 1.0], [0.0, 0.0], [0.0, 1.0]] == found.counts.tolist()


def test_strata_come_first():
    """Shape is strata, rows, columns."""
    found = count_table(["a", "b"], ["y", "n"], strata=[2, 1])
    assert [(2, 2, 2), (1, 2)] == [found.counts.shape, found.strata]


def test_weights_count_records():
    """A weight stands for so many."""
    assert count_table(["a"], ["y"], weights=[7]).n == 7.0


def test_records_that_lack_a_label_are_dropped():
    """They are counted."""
    assert count_table(["a", None, "b"], ["y", "y", ""]).n_missing == 2


def test_empty_margins_go():
    """Only rows and columns that hold something stay."""
    assert [[3.0]] == without_empty(np.array([[0.0, 3.0], [0.0, 0.0]])).tolist()


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        (np.zeros((0, 0)), "no_records"),
        (np.ones((1, 2)), "one_group"),
        (np.ones((2, 1)), "no_variation"),
        (np.ones((2, 2)), None),
    ],
)
def test_reasons(counts, reason):
    """Why a table cannot be tested."""
    assert reason == reason_of(counts)


def test_one_table_is_one_stratum():
    """A plane is a pile of one."""
    assert to_strata([[1, 2], [3, 4]]).shape == (1, 2, 2)


@pytest.mark.parametrize(
    ("table", "whole", "code"),
    [
        ([1, 2], False, "analysis.table-shape"),
        ([[1, -2]], False, "analysis.bad-count"),
        ([[1, np.nan]], False, "analysis.bad-count"),
        ([[1.5, 2]], True, "analysis.bad-count"),
    ],
)
def test_wrong_tables_are_named(table, whole, code):
    """Each fault has its code."""
    with pytest.raises(AnalysisError) as caught:
        to_table(table, is_whole=whole)
    assert caught.value.code == code
