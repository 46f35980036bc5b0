"""Linear combinations of coefficients."""

import numpy as np
import pytest
from scipy import stats

from tlfgen.analysis.contrasts import combine_coefficients, compare_jointly

VALUES = np.array([1.0, 3.0])
SPREAD = np.array([[0.5, 0.1], [0.1, 0.4]])


def test_a_difference():
    """3 - 1 with variance 0.5 + 0.4 - 2 * 0.1, t with 10 degrees of freedom."""
    found = combine_coefficients(VALUES, SPREAD, np.array([[-1.0, 1.0]]), df=10)
    assert (2.0, np.sqrt(0.7)) == (found.estimates[0], pytest.approx(found.std_errors[0]))
    assert 2 * stats.t.sf(2 / np.sqrt(0.7), 10) == pytest.approx(found.p_values[0])
    assert 2 + stats.t.ppf(0.975, 10) * np.sqrt(0.7) == pytest.approx(found.upper[0])


def test_a_missing_coefficient_spoils_its_rows_only():
    """A row that does not use it keeps its number."""
    values = np.array([1.0, np.nan])
    found = combine_coefficients(values, SPREAD, np.eye(2))
    assert (None, "not_estimable") == found.reasons
    assert 1.0 == found.estimates[0]


def test_a_joint_test_of_one_row_is_the_square():
    """Chi-square is z squared, F is t squared."""
    one = combine_coefficients(VALUES, SPREAD, np.array([[-1.0, 1.0]]))
    found = compare_jointly(VALUES, SPREAD, np.array([[-1.0, 1.0]]))
    assert one.statistics[0] ** 2 == pytest.approx(found.statistic)
    assert one.p_values[0] == pytest.approx(found.p_value)


def test_a_row_given_twice_counts_once():
    """The rank is the degrees of freedom."""
    found = compare_jointly(VALUES, SPREAD, np.array([[1.0, 0], [1, 0], [0, 1]]))
    assert 2 == found.df
    assert float(VALUES @ np.linalg.inv(SPREAD) @ VALUES) == pytest.approx(found.statistic)


def test_nothing_to_test_has_a_reason():
    """No row."""
    assert "not_estimable" == compare_jointly(VALUES, SPREAD, np.empty((0, 2))).reason
