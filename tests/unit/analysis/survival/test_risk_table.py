"""Counts at risk at each time."""

import numpy as np
import pytest

from tlfgen.analysis.survival.risk_table import count_at_risk, read_survival_rows, tie_times
from tlfgen.core.errors import AnalysisError


def test_a_subject_censored_at_an_event_time_is_at_risk():
    """Events come before censoring at one time."""
    table = count_at_risk(np.array([1.0, 2, 2, 3]), np.array([True, True, False, True]))
    assert [4, 3, 1] == table.at_risk.tolist()
    assert [1, 1, 1] == table.events.tolist()
    assert [0, 1, 0] == table.censored.tolist()


def test_a_late_subject_is_at_risk_after_its_entry():
    """Entry at 1 counts from after 1."""
    table = count_at_risk(np.array([1.0, 3]), np.array([True, True]), np.array([0.0, 1]))
    assert [1, 1] == table.at_risk.tolist()


def test_times_apart_by_rounding_are_one():
    """0.1 + 0.2 is 0.3."""
    (times,) = tie_times(np.array([0.3, 0.1 + 0.2, 5.0]))
    assert times[0] == times[1]


def test_times_truly_apart_stay_apart():
    """A thousandth of a day is a difference."""
    (times,) = tie_times(np.array([1.0, 1.001]))
    assert times[0] < times[1]


def test_unusable_rows_are_counted():
    """Missing times, missing events, negative times are left out."""
    rows = read_survival_rows([1, None, -1, 2], [1, 1, 1, None])
    assert (1, 3) == (rows.time.size, rows.n_missing)


def test_an_entry_after_the_time_is_left_out():
    """A subject that enters after its end says nothing."""
    rows = read_survival_rows([1.0, 2.0], [1, 1], [2.0, 0.0])
    assert (1, 1) == (rows.time.size, rows.n_missing)


def test_an_event_is_zero_or_one():
    """Another code is an error that names the allowed ones."""
    with pytest.raises(AnalysisError) as error:
        read_survival_rows([1, 2], [1, 2])
    assert error.value.code == "analysis.event-code"


def test_arrays_have_one_length():
    """Arrays of different length are an error."""
    with pytest.raises(AnalysisError) as error:
        read_survival_rows([1, 2], [1])
    assert error.value.code == "analysis.length-mismatch"
