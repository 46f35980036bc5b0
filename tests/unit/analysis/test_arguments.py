"""Arguments of the array statistics."""

import math

import numpy as np
import pandas as pd
import pytest

from tlfgen.analysis.arguments import (
    choose_default,
    code_levels,
    code_strata,
    is_absent,
    require_level,
    require_word,
    to_floats,
    to_matrix,
    to_number,
)
from tlfgen.analysis.categorical.tables import to_table
from tlfgen.analysis.proportions.one_sample import compare_one_proportion, estimate_proportion
from tlfgen.analysis.proportions.ratio import estimate_odds_ratio
from tlfgen.analysis.rate_contrasts import estimate_rate_ratio
from tlfgen.analysis.rates import compare_rate, estimate_rate
from tlfgen.core.errors import AnalysisError


@pytest.mark.parametrize(
    "values",
    [[1, None], np.array([1.0, np.nan]), pd.Series([1, None], dtype="Int64"), pd.array([1, pd.NA])],
)
def test_every_missing_value_is_nan(values):
    """None, NaN, NA of any array."""
    found = to_floats(values)
    assert (1.0, True) == (found[0], bool(np.isnan(found[1])))


def test_booleans_are_zero_and_one():
    """True counts 1."""
    assert [1.0, 0.0] == to_floats([True, False]).tolist()


@pytest.mark.parametrize(
    "values", [["a", ""], ["a", None], pd.Series(["a", None], dtype="string[pyarrow]")]
)
def test_blank_text_is_missing(values):
    """Blank, None, NA."""
    assert [False, True] == is_absent(values).tolist()


def test_levels_are_sorted_unless_given():
    """Sorted; in the given order; an empty level keeps its place."""
    assert ([1, 0], ("a", "b")) == (code_levels(["b", "a"])[0].tolist(), code_levels(["b", "a"])[1])
    codes, levels = code_levels(["b", "a"], ["b", "c", "a"])
    assert ([0, 2], ("b", "c", "a")) == (codes.tolist(), levels)


def test_a_missing_level_has_no_number():
    """It is -1."""
    assert [0, -1] == code_levels(["a", None])[0].tolist()


def test_a_level_not_given_is_an_error():
    """A value outside the levels never vanishes."""
    with pytest.raises(AnalysisError) as error:
        code_levels(["a", "z"], ["a", "b"])
    assert "analysis.unknown-level" == error.value.code


def test_strata_of_several_columns():
    """One stratum per combination that occurs."""
    codes, levels, absent = code_strata([["a", 1], ["a", 2], ["b", 1], ["a", None]], 4)
    assert 3 == len(set(codes[~absent].tolist()))
    assert [False, False, False, True] == absent.tolist()
    assert ("a", 1) in levels


def test_without_strata_all_rows_are_in_one():
    """One stratum."""
    assert [0, 0] == code_strata(None, 2)[0].tolist()


def test_defaults_follow_the_preset():
    """House is SAS; an explicit word wins."""
    table = {"sas": 1, "r": 2}
    found = [choose_default(preset, None, table) for preset in (None, "sas", "r")]
    assert [1, 1, 2] == found
    assert 3 == choose_default("r", 3, table)


def test_one_column_from_one_dimension():
    """Shape (n, 1)."""
    assert (3, 1) == to_matrix([1, 2, 3]).shape


def test_words_and_levels_are_checked():
    """Unknown word; level of 95."""
    with pytest.raises(AnalysisError) as error:
        require_word("ties", "efrom", ["efron"])
    assert "did you mean 'efron'?" == error.value.findings[0].hint
    with pytest.raises(AnalysisError) as error:
        require_level(95)
    assert "analysis.level-out-of-range" == error.value.code


def test_one_number_may_be_missing():
    """None becomes NaN, so that a count that is missing is told as such."""
    assert math.isnan(to_number(None))


def test_a_missing_count_is_told():
    """For proportions and for rates."""
    for call in (lambda: estimate_proportion(None, 5), lambda: estimate_rate(None, 5.0)):
        with pytest.raises(AnalysisError, match=r"analysis\.bad-count"):
            call()


def test_exact_methods_refuse_parts_of_events():
    """Their laws are of whole counts: half an event has no probability."""
    for call in (
        lambda: estimate_proportion(2.5, 5, method="mid_p"),
        lambda: compare_one_proportion(2.5, 5),
        lambda: estimate_odds_ratio(2.5, 5, 3, 6, method="exact"),
        lambda: estimate_rate(2.5, 1.0, method="mid_p"),
        lambda: compare_rate(2.5, 1.0),
        lambda: estimate_rate_ratio(2.5, 1.0, 3, 1.0),
    ):
        with pytest.raises(AnalysisError, match="whole counts"):
            call()


def test_a_table_of_unequal_rows_is_told():
    """Also one of text."""
    for table in ([[1, 2], [3]], [["a", 1], [2, 3]]):
        with pytest.raises(AnalysisError, match=r"analysis\.table-shape"):
            to_table(table)
