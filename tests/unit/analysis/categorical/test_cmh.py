"""Cochran, Mantel & Haenszel's tests."""

import numpy as np
import pytest
from statsmodels.stats.contingency_tables import StratifiedTable

from tlfgen.analysis.categorical.cmh import compare_stratified_tables
from tlfgen.core.errors import AnalysisError

TABLES = np.array([[[16, 11], [5, 20]], [[12, 16], [7, 19]]])


@pytest.mark.parametrize("is_corrected", [True, False])
def test_two_by_two_agrees_with_statsmodels(is_corrected):
    """With and without the correction of one half."""
    found = compare_stratified_tables(TABLES, is_corrected=is_corrected)
    other = StratifiedTable(TABLES.transpose(1, 2, 0)).test_null_odds(correction=is_corrected)
    assert pytest.approx([other.statistic, other.pvalue]) == [found.general, found.general_p]


def test_scores_may_be_given():
    """Doubled scores change nothing, other steps do."""
    table = [[[5, 3, 2], [2, 3, 9]]]
    plain = compare_stratified_tables(table).row_mean
    assert (
        pytest.approx(plain) == compare_stratified_tables(table, column_scores=[2, 4, 6]).row_mean
    )
    assert plain != compare_stratified_tables(table, column_scores=[0, 1, 5]).row_mean


def test_three_forms_agree_for_two_by_two():
    """One degree of freedom each."""
    found = compare_stratified_tables(TABLES)
    assert pytest.approx([found.general] * 2) == [found.row_mean, found.correlation]


def test_sparse_strata_have_the_rank_as_degrees_of_freedom():
    """Rows 1 and 2 never meet row 3, so one comparison is lost."""
    tables = [[[3, 1], [1, 4], [0, 0], [0, 0]], [[0, 0], [0, 0], [2, 2], [5, 1]]]
    assert compare_stratified_tables(tables).general_df == 2.0


def test_a_stratum_of_one_record_adds_nothing():
    """It is left out."""
    more = np.concatenate([TABLES, [[[1, 0], [0, 0]]]])
    found = compare_stratified_tables(more)
    assert [2, compare_stratified_tables(TABLES).general] == [found.strata, found.general]


@pytest.mark.parametrize(
    ("tables", "reason"),
    [
        (np.zeros((2, 2, 2)), "no_records"),
        ([[[1, 2], [0, 0]]], "one_group"),
        ([[[1, 0], [2, 0]]], "no_variation"),
        ([[[1, 2], [0, 0]], [[0, 0], [2, 1]]], "no_variation"),
    ],
)
def test_tables_without_a_test(tables, reason):
    """Each case has its reason."""
    found = compare_stratified_tables(tables)
    assert [None, reason] == [found.general_p, found.reason]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"scores": "midrank"}, "analysis.unknown-scores"),
        ({"row_scores": [1, 2, 3]}, "analysis.length-mismatch"),
    ],
)
def test_wrong_options_are_named(options, code):
    """Each fault has its code."""
    with pytest.raises(AnalysisError) as caught:
        compare_stratified_tables(TABLES, **options)
    assert caught.value.code == code


@pytest.mark.parametrize("is_corrected", [True, False])
def test_one_sided_association(is_corrected):
    """One-sided p are those of the signed root, and sum to 1."""
    tables = [[[2, 15], [10, 3]], [[4, 6], [5, 5]]]
    both = compare_stratified_tables(tables, is_corrected=is_corrected)
    less, greater = (
        compare_stratified_tables(tables, is_corrected=is_corrected, alternative=one).general_p
        for one in ("less", "greater")
    )
    assert (both.general_p / 2, 1) == pytest.approx((less, less + greater))
