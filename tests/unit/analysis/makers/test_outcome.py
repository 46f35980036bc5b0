"""Tests by the name a shell gives them."""

import numpy as np
import pytest

from tlfgen.analysis.makers.outcome import (
    compare_changes,
    compare_counts,
    compare_jointly_adjusted,
    compare_numbers,
    compare_strata,
)
from tlfgen.core.errors import AnalysisError

TABLE = np.array([[8, 2], [5, 5]])


def test_a_risk_difference_is_in_percent():
    """8 of 10 less 5 of 10."""
    assert compare_counts("risk_difference", TABLE, {}).numbers["estimate"] == pytest.approx(30)


def test_a_margin_is_in_percent():
    """A margin of ten points: z = (0.3 + 0.1) / sqrt(0.8 * 0.2 / 10 + 0.5 * 0.5 / 10)."""
    found = compare_counts("risk_difference", TABLE, {"null": -10})
    assert found.numbers["statistic"] == pytest.approx(0.4 / np.sqrt(0.041))


def test_the_preset_decides_the_correction():
    """R corrects a 2 x 2 table, SAS does not."""
    sas = compare_counts("chisq", TABLE, {"preset": "sas"}).numbers["statistic"]
    r = compare_counts("chisq", TABLE, {"preset": "r"}).numbers["statistic"]
    assert pytest.approx(20 * 30**2 / (13 * 7 * 100)) == sas
    assert pytest.approx(20 * 20**2 / (13 * 7 * 100)) == r


def test_three_groups_have_no_difference():
    """A difference is of two."""
    assert compare_counts("odds_ratio", np.ones((3, 2)), {}).reason == "one_group"


def test_a_trend_runs_over_the_longer_side():
    """Two arms and three ordered categories are the same table turned."""
    table = np.array([[9, 5, 2], [3, 5, 8]])
    one, two = (compare_counts("cochran_armitage", t, {}).numbers["p"] for t in (table, table.T))
    assert pytest.approx(one) == two


def test_counts_without_strata_are_one_stratum():
    """A stratified test of one table."""
    one = compare_counts("cmh", TABLE, {})
    assert one == compare_strata("cmh", TABLE[None], {})


def test_more_categories_are_the_first_against_the_rest():
    """A common odds ratio of three categories."""
    tables = np.array([[[4, 3, 2], [2, 3, 5]]])
    pooled = np.array([[[4, 5], [2, 8]]])
    found = compare_strata("common_odds_ratio", tables, {})
    assert found == compare_strata("common_odds_ratio", pooled, {})


def test_strata_of_numbers():
    """Ranks within two strata that differ in level alone."""
    samples = [np.array([1.0, 2, 101, 102]), np.array([3.0, 4, 103, 104])]
    strata = [np.array([1.0, 1, 2, 2])] * 2
    one = compare_numbers("van_elteren", samples, {}, strata).numbers["p"]
    two = compare_numbers("van_elteren", samples, {}, [np.ones(4)] * 2).numbers["p"]
    assert one < two


def test_a_pair_the_other_way_round_turns_its_limits():
    """The sign of the difference turns, not the p."""
    samples = [np.array([1.0, 2, 3]), np.array([4.0, 5, 7]), np.array([2.0, 4, 5])]
    one = compare_jointly_adjusted("tukey", samples, (1, 0), {}).numbers
    two = compare_jointly_adjusted("tukey", samples, (0, 1), {}).numbers
    assert [one["low"], one["high"], one["p"]] == [-two["high"], -two["low"], two["p"]]


def test_dunnett_takes_the_second_of_the_pair_as_control():
    """Differences from the third sample."""
    samples = [np.array([1.0, 2, 3]), np.array([4.0, 5, 7]), np.array([2.0, 4, 5])]
    found = compare_jointly_adjusted("dunnett", samples, (0, 2), {})
    assert found.numbers["estimate"] == pytest.approx(2 - 11 / 3)


def test_a_sign_test_of_changes():
    """Four of four above zero: p = 2 / 16."""
    assert compare_changes("sign_test", np.array([1.0, 2, 3, 4]), {}).numbers["p"] == 0.125


def test_a_preset_may_stand_where_it_changes_nothing():
    """One analysis of variance for SAS and R."""
    samples = [np.array([1.0, 2, 3]), np.array([4.0, 5, 7])]
    assert compare_numbers("anova", samples, {}) == compare_numbers(
        "anova", samples, {"preset": "r"}
    )
    with pytest.raises(AnalysisError, match="stata"):
        compare_numbers("anova", samples, {"preset": "stata"})
