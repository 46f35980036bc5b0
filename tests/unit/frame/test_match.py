"""Keyed lookup."""

import numpy as np
import pandas as pd
import pytest

from tlfgen.core.errors import MappingError
from tlfgen.frame.match import Match, match_one, take_matched
from tlfgen.spec.expression import parse_order_key

LEFT = pd.DataFrame({"TEST": ["ALT", "AST ", "BILI", None]})
RIGHT = pd.DataFrame(
    {"TEST": ["AST", "ALT", "AST", ""], "SEQ": [2, 1, 1, 1], "N": [10, 20, 30, 40]}
)
SEQ = [parse_order_key("SEQ")]


def test_each_row_finds_its_record():
    """Blank finds blank, trailing blanks do not count, an absent key finds nothing."""
    found = match_one(LEFT, RIGHT.iloc[[0, 1, 3]], ["TEST"])
    assert [1, 0, -1, 2] == found.positions.tolist()


def test_candidates_are_counted():
    """Two records have the key AST."""
    found = match_one(LEFT, RIGHT, ["TEST"], if_many="first", order=SEQ)
    assert [1, 2, 0, 1] == found.candidates.tolist()


@pytest.mark.parametrize(("if_many", "expected"), [("first", 2), ("last", 0)])
def test_an_order_settles_several_records(if_many, expected):
    """The lowest or highest sequence number is taken."""
    found = match_one(LEFT, RIGHT, ["TEST"], if_many=if_many, order=SEQ)
    assert expected == found.positions[1]


def test_several_records_are_an_error_by_default():
    """The records are quoted."""
    with pytest.raises(MappingError, match=r"mapping\.many-records") as caught:
        match_one(LEFT, RIGHT, ["TEST"])
    assert ("TEST AST",) == caught.value.findings[0].details


def test_several_records_that_nobody_asks_for_are_no_error():
    """Only keys that are looked up matter."""
    assert [1] == match_one(LEFT.iloc[:1], RIGHT, ["TEST"]).positions.tolist()


def test_an_order_with_ties_is_an_error():
    """First by nothing is not defined."""
    with pytest.raises(MappingError, match=r"mapping\.tie"):
        match_one(LEFT, RIGHT, ["TEST"], if_many="first")


def test_columns_may_have_two_names():
    """A pair names the column left, then right."""
    right = pd.DataFrame({"CODE": ["ALT"]})
    assert [0] == match_one(LEFT.iloc[:1], right, [("TEST", "CODE")]).positions.tolist()


def test_a_missing_number_finds_nothing():
    """Missing equals nothing, as in the expression language."""
    frame = pd.DataFrame({"N": [np.nan, 1.0]})
    assert [-1, 1] == match_one(frame, frame, ["N"]).positions.tolist()


def test_unmatched_rows_are_listed():
    """The third row found nothing."""
    assert [2] == match_one(LEFT, RIGHT.iloc[[0, 1, 3]], ["TEST"]).unmatched.tolist()


def test_no_records_match_nothing():
    """An empty table has no keys."""
    found = match_one(LEFT, RIGHT.iloc[:0], ["TEST"])
    assert [-1] * 4 == found.positions.tolist()


def test_values_are_taken_from_the_records():
    """Integers stay integers where every row has a record."""
    found = match_one(LEFT, RIGHT.iloc[[0, 1, 3]].reset_index(drop=True), ["TEST"])
    assert [20, 10, None, 40] == [
        None if pd.isna(value) else value
        for value in take_matched(RIGHT["N"].iloc[[0, 1, 3]], found)
    ]


def test_values_of_an_empty_table_are_missing():
    """The dtype is that of the table."""
    found = take_matched(
        pd.Series([], dtype="string[pyarrow]"), Match(np.array([-1]), np.array([0]))
    )
    assert (True, "string") == (pd.isna(found.iloc[0]), str(found.dtype))
