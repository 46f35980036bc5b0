"""Samples lose their missing values before a method sees them."""

import math

import numpy as np
import pandas as pd
import pytest

from tlfgen.analysis.samples import (
    drop_missing,
    limit_tail,
    number,
    require_alternative,
    split_groups,
    tail_probability,
    variance_of,
)
from tlfgen.core.errors import AnalysisError


def test_every_kind_of_missing_value_is_dropped():
    """None, not-a-number, NA and infinities count as missing."""
    (kept,), n_missing = drop_missing(pd.Series([1, None, 3], dtype="Int64"))
    (other,), n_other = drop_missing([1.0, math.inf, math.nan, None])
    assert [[1.0, 3.0], 1, [1.0], 3] == [kept.tolist(), n_missing, other.tolist(), n_other]


def test_pairs_are_dropped_together():
    """A row with one missing value is dropped from both."""
    kept, n_missing = drop_missing([1, 2, None], [None, 5, 6])
    assert [[[2.0], [5.0]], 2] == [[array.tolist() for array in kept], n_missing]


def test_arrays_of_different_length_are_an_error():
    """Pairs need one length."""
    with pytest.raises(AnalysisError) as caught:
        drop_missing([1, 2], [1])
    assert caught.value.code == "analysis.length-mismatch"


def test_groups_follow_their_levels():
    """A level without a value is left out."""
    parts, levels, n_missing = split_groups([1, 2, 3], ["b", "a", None], ["b", "c", "a"])
    assert [[[1.0], [2.0]], ("b", "a"), 1] == [[p.tolist() for p in parts], levels, n_missing]


def test_one_sided_limits_put_all_beyond_one_side():
    """The whole complement of the level lies beyond one limit."""
    assert pytest.approx(0.05) == limit_tail(0.95, "less")


@pytest.mark.parametrize("level", [0, 1, 95])
def test_a_level_is_a_probability(level):
    """95 is not a level."""
    with pytest.raises(AnalysisError) as caught:
        limit_tail(level)
    assert caught.value.code == "analysis.level-out-of-range"


def test_an_unknown_alternative_is_named():
    """R's spelling is not ours."""
    with pytest.raises(AnalysisError) as caught:
        require_alternative("two.sided")
    assert caught.value.code == "analysis.unknown-alternative"


def test_two_sided_p_is_never_over_one():
    """At 0 both tails hold one half."""

    class Half:
        def sf(self, _):
            return 0.5000001

    assert tail_probability(Half(), 0.0) == 1.0


def test_equal_values_have_no_variance():
    """No rounding remains."""
    assert variance_of(np.full(3, 0.1)) == 0.0


def test_not_a_number_is_none():
    """Results hold None, never not-a-number."""
    assert number(math.nan) is None
