"""Numbers for keys."""

import pandas as pd
import pytest

from tlfgen.core.errors import SpecError
from tlfgen.frame.keys import column_codes, group_codes, shared_codes


def test_an_ordered_categorical_sorts_by_its_categories():
    """Category order wins over the characters."""
    coded = pd.Series(pd.Categorical(["b", "a", None], ["b", "a"], ordered=True))
    assert [0, 1, -1] == column_codes(coded).tolist()


def test_an_unordered_categorical_sorts_by_its_characters():
    """Without order the categories have none to give."""
    assert [1, 0] == column_codes(pd.Series(pd.Categorical(["b", "a"], ["b", "a"]))).tolist()


def test_numbers_sort_by_size():
    """Ten follows two."""
    assert [1, 0, -1] == column_codes(pd.Series([10.0, 2.0, None])).tolist()


def test_missing_values_make_a_group():
    """Blank rows belong together."""
    assert ([0, 1, 0], 2) == (
        group_codes(pd.DataFrame({"A": [None, "x", ""]}), ["A"])[0].tolist(),
        group_codes(pd.DataFrame({"A": [None, "x", ""]}), ["A"])[1],
    )


def test_no_columns_make_one_group():
    """All rows agree in nothing."""
    codes, count = group_codes(pd.DataFrame({"A": [1, 2]}), [])
    assert ([0, 0], 1) == (codes.tolist(), count)


def test_no_rows_make_no_group():
    """An empty frame has no groups."""
    assert 0 == group_codes(pd.DataFrame({"A": []}), ["A"])[1]


def test_keys_of_two_frames_are_comparable():
    """Equal values have equal numbers whatever their dtype."""
    left = pd.DataFrame({"A": pd.Categorical(["x", "y "]), "N": [1, 2]})
    right = pd.DataFrame({"A": ["y", "x"], "M": [2.0, 1.0]})
    one, other = shared_codes(left, right, [("A", "A"), ("N", "M")])
    assert one.tolist() == other.tolist()[::-1]


def test_a_missing_number_has_no_key():
    """It equals nothing, not even another missing number."""
    left, right = pd.DataFrame({"N": [None, 1.0]}), pd.DataFrame({"N": [None, 2.0]})
    one, other = shared_codes(left, right, [("N", "N")])
    assert (-1, -1) == (one[0], other[0])


def test_unlike_kinds_are_refused():
    """Text cannot equal a number."""
    with pytest.raises(SpecError, match=r"spec\.type-mismatch"):
        shared_codes(pd.DataFrame({"A": ["1"]}), pd.DataFrame({"A": [1]}), [("A", "A")])
