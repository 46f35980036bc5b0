"""Adjusted p-values."""

import math

import pytest
from statsmodels.stats.multitest import multipletests

from tlfgen.analysis.multiplicity import adjust_p_values
from tlfgen.core.errors import AnalysisError

P = [0.0123, 0.04, 0.0008, 0.2, 0.049, 0.31, 0.04]


@pytest.mark.parametrize(
    ("method", "other"),
    [
        ("bonferroni", "bonferroni"),
        ("sidak", "sidak"),
        ("holm", "holm"),
        ("holm_sidak", "holm-sidak"),
        ("hochberg", "simes-hochberg"),
        ("hommel", "hommel"),
        ("bh", "fdr_bh"),
        ("by", "fdr_by"),
    ],
)
def test_methods_agree_with_statsmodels(method, other):
    """With ties among the values."""
    assert pytest.approx(multipletests(P, method=other)[1]) == adjust_p_values(P, method=method).p


def test_missing_values_do_not_count():
    """They stay missing."""
    found = adjust_p_values([0.01, None, 0.04], method="bonferroni")
    assert [(0.02, None, 0.08), 2, 1] == [found.p, found.n, found.n_missing]


def test_a_fixed_sequence_ends_at_a_missing_value():
    """None is less than the one before."""
    found = adjust_p_values([0.01, 0.03, 0.02, math.nan, 0.001], method="fixed_sequence")
    assert (0.01, 0.03, 0.03, None, None) == found.p


def test_a_p_of_one_stays_one():
    """By every method that multiplies."""
    assert adjust_p_values([1.0, 0.0], method="sidak").p == (1.0, 0.0)


def test_no_values_have_a_reason():
    """Nothing to adjust."""
    found = adjust_p_values([None])
    assert [(None,), "no_records"] == [found.p, found.reason]


@pytest.mark.parametrize(
    ("values", "method", "code"),
    [
        ([1.2], "holm", "analysis.probability-out-of-range"),
        ([0.1], "fdr", "analysis.unknown-method"),
    ],
)
def test_wrong_arguments_are_named(values, method, code):
    """Each fault has its code."""
    with pytest.raises(AnalysisError) as caught:
        adjust_p_values(values, method=method)
    assert caught.value.code == code
