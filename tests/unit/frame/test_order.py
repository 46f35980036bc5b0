"""Sorting with proof."""

import pandas as pd
import pytest

from tlfgen.frame.order import first_last, prove_total_order, sort_positions, sort_stable
from tlfgen.spec.expression import parse_order_key

FRAME = pd.DataFrame(
    {
        "USUBJID": ["2", "1", "1", "1", "2"],
        "AVAL": [1.0, -2.0, None, 2.0, 1.0],
        "SEQ": [2, 1, 2, 3, 1],
    }
)


def _keys(*texts):
    return [parse_order_key(text) for text in texts]


@pytest.mark.parametrize(
    ("keys", "missing", "expected"),
    [
        (["AVAL"], None, [2, 1, 0, 4, 3]),
        (["desc AVAL"], None, [3, 0, 4, 1, 2]),
        (["abs AVAL"], None, [2, 0, 4, 1, 3]),
        (["desc abs AVAL"], None, [1, 3, 0, 4, 2]),
        (["AVAL"], "last", [1, 0, 4, 3, 2]),
        (["desc AVAL"], "first", [2, 3, 0, 4, 1]),
        (["USUBJID", "desc SEQ"], None, [3, 2, 1, 0, 4]),
        ([], None, [0, 1, 2, 3, 4]),
    ],
)
def test_missing_is_smallest_unless_stated(keys, missing, expected):
    """As in PROC SORT; ties keep the order they had."""
    assert expected == sort_positions(FRAME, _keys(*keys), missing=missing).tolist()


def test_a_sorted_frame_has_a_range_index():
    """The old row numbers are gone."""
    assert pd.RangeIndex(5).equals(sort_stable(FRAME, _keys("AVAL")).index)


def test_ties_are_found_inside_groups():
    """Two rows of subject 2 share their value; equal values of two subjects are no tie."""
    assert [0, 4] == prove_total_order(FRAME, ["USUBJID"], _keys("AVAL")).tolist()


def test_a_sequence_number_makes_the_order_total():
    """No row shares both values with another of its subject."""
    assert [] == prove_total_order(FRAME, ["USUBJID"], _keys("AVAL", "SEQ")).tolist()


@pytest.mark.parametrize(("which", "expected"), [("first", [2, 4]), ("last", [3, 0])])
def test_one_row_a_group_is_chosen(which, expected):
    """Groups come in the order of their keys."""
    found = first_last(FRAME, ["USUBJID"], _keys("AVAL", "SEQ"), which)
    assert (expected, [3, 2], []) == (
        found.positions.tolist(),
        found.candidates.tolist(),
        found.tied.tolist(),
    )


def test_a_tie_for_the_place_is_reported():
    """Both rows of subject 2 come first; the row not chosen is named."""
    assert [4] == first_last(FRAME, ["USUBJID"], _keys("AVAL"), "first").tied.tolist()


def test_a_tie_elsewhere_does_not_matter():
    """Three rows, two of them equal, but the last one stands alone."""
    frame = pd.DataFrame({"A": [1, 1, 2]})
    assert [] == first_last(frame, [], _keys("A"), "last").tied.tolist()


def test_no_rows_have_no_first():
    """An empty frame gives empty answers."""
    found = first_last(FRAME.iloc[:0], ["USUBJID"], _keys("AVAL"), "first")
    assert ([], []) == (found.positions.tolist(), found.tied.tolist())
