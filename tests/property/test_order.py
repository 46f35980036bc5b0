"""What holds for sorting, matching."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tlfgen.frame.match import match_one
from tlfgen.frame.order import first_last, prove_total_order, sort_stable
from tlfgen.spec.expression import parse_order_key

seeded = settings(derandomize=True, deadline=None, max_examples=150)
keys = st.lists(st.sampled_from(["1", "2", "3", "4"]), min_size=1, max_size=12)
values = st.one_of(st.none(), st.integers(-2, 2).map(float))
tables = st.lists(st.tuples(st.sampled_from(["1", "2"]), values), min_size=1, max_size=8).map(
    lambda found: pd.DataFrame(found, columns=["USUBJID", "AVAL"]).astype(
        {"USUBJID": "string[pyarrow]", "AVAL": "float64"}
    )
)
orders = st.lists(
    st.sampled_from(["AVAL", "desc AVAL", "abs AVAL", "desc abs AVAL", "USUBJID", "desc USUBJID"]),
    min_size=1,
    max_size=2,
).map(lambda texts: [parse_order_key(text) for text in texts])


@seeded
@given(tables, orders)
def test_sorting_twice_changes_nothing(frame, order):
    """A sorted frame is sorted."""
    once = sort_stable(frame, order)
    pd.testing.assert_frame_equal(once, sort_stable(once, order))


@seeded
@given(tables, orders, st.randoms(use_true_random=False))
def test_a_total_order_ignores_the_order_of_rows(frame, order, random):
    """Where no rows tie, any arrangement sorts to the same frame, the same choice is made."""
    total = [*order, parse_order_key("SEQ")]
    frame = frame.assign(SEQ=range(len(frame)))
    positions = list(range(len(frame)))
    random.shuffle(positions)
    shuffled = frame.take(positions).reset_index(drop=True)
    assert 0 == len(prove_total_order(frame, ["USUBJID"], total))
    pd.testing.assert_frame_equal(sort_stable(frame, total), sort_stable(shuffled, total))
    for which in ("first", "last"):
        one = first_last(frame, ["USUBJID"], total, which)
        other = first_last(shuffled, ["USUBJID"], total, which)
        chosen = frame["SEQ"].take(one.positions).tolist()
        assert chosen == shuffled["SEQ"].take(other.positions).tolist()


@seeded
@given(tables, orders)
def test_the_first_row_is_the_first_of_the_sorted_group(frame, order):
    """Choosing agrees with sorting, then taking the top row."""
    found = first_last(frame, ["USUBJID"], order, "first")
    for position in found.positions.tolist():
        group = frame[frame["USUBJID"] == frame["USUBJID"].iloc[position]]
        top = sort_stable(group, order)["AVAL"].iloc[0]
        got = frame["AVAL"].iloc[position]
        assert (pd.isna(top) and pd.isna(got)) or top == got


@seeded
@given(keys, keys)
def test_a_match_has_the_key_of_its_row(left, right):
    """A row is matched exactly where its key is among the records."""
    offered = pd.DataFrame({"K": sorted(set(right))})
    found = match_one(pd.DataFrame({"K": left}), offered, ["K"])
    got = [None if place < 0 else offered["K"].iloc[place] for place in found.positions.tolist()]
    assert [key if key in right else None for key in left] == got
