"""Rounding of columns."""

import numpy as np
import pytest

from tlfgen.core.errors import SpecError
from tlfgen.frame.rounding import round_column, round_column_text, round_column_to_unit


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [(2.5, 0, 3.0), (62.5, 0, 63.0), (0.845, 2, 0.85), (1.005, 2, 1.01), (-0.04, 1, 0.0)],
)
def test_ties_go_away_from_zero(value, digits, expected):
    """The cases that the rounding of Python gets wrong."""
    assert expected == round_column(np.array([value, np.nan]), digits)[0]


def test_missing_stays_missing():
    """Not-a-number has no rounded value."""
    assert np.isnan(round_column(np.array([np.nan]), 0)[0])


def test_zero_has_no_sign():
    """A small negative number becomes plain zero."""
    assert not np.signbit(round_column(np.array([-0.04]), 1)[0])


def test_a_unit_is_above_zero():
    """Even without values the unit is checked."""
    with pytest.raises(SpecError, match=r"spec\.unit-not-positive"):
        round_column_to_unit(np.array([]), 0)


def test_text_has_fixed_decimals():
    """Missing gives blank."""
    assert ["1.01", ""] == round_column_text(np.array([1.005, np.nan]), 2).tolist()
