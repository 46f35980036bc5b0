"""Rounding follows the decimal text of a number."""

import math
from decimal import Decimal

import pytest

from tlfgen.core.errors import SpecError
from tlfgen.core.rounding import (
    round_decimal,
    round_half_away,
    round_half_even,
    round_significant,
    round_text,
    round_to_unit,
)


@pytest.mark.parametrize(
    ("expected", "value", "digits"),
    [
        ("3", 2.5, 0),
        ("63", 62.5, 0),
        ("0.85", 0.845, 2),
        ("1.01", 1.005, 2),
        ("0.0", -0.04, 1),
        ("-0.1", -0.05, 1),
        ("0.3", 0.1 + 0.15, 1),
        ("0.2", 0.249999, 1),
        ("123456789012", 123456789012.4, 0),
        ("1300", 1250, -2),
        ("0.00", 1e-300, 2),
        ("100.0", 99.95, 1),
        ("nan", math.nan, 1),
        ("inf", math.inf, 1),
    ],
)
def test_text_of_the_rounded_number(expected, value, digits):
    """Ties go away from zero, zero has no sign, and no number is written with an exponent."""
    assert expected == round_text(value, digits)


def test_a_number_just_under_a_tie_counts_as_the_tie():
    """A double one step below 0.845 rounds as 0.845 does."""
    assert round_half_away(math.nextafter(0.845, 0), 2) == 0.85


def test_half_even_takes_the_even_digit():
    """0.845 and 0.855 both have the even neighbour at two digits."""
    assert [round_half_even(0.845, 2), round_half_even(0.855, 2)] == [0.84, 0.86]


def test_negative_zero_is_kept_on_request():
    """The pilot's own tables print -0.0."""
    assert round_text(-0.04, 1, keep_negative_zero=True) == "-0.0"


def test_rounded_numbers_have_no_negative_zero():
    """A float result is plain zero."""
    assert math.copysign(1, round_half_away(-0.001, 1)) == 1.0


def test_decimals_round_exactly():
    """A decimal is not passed through a float."""
    assert Decimal("0.12345678901234567890123457") == round_decimal(
        Decimal("0.123456789012345678901234565"), 26
    )


@pytest.mark.parametrize(
    ("expected", "value", "unit"),
    [(15.0, 12.5, 5), (-0.5, -0.375, 0.25), (1.01, 1.005, 0.01), (0.0, -0.1, 1), (7.0, 7.4, 1)],
)
def test_multiples_of_a_unit(expected, value, unit):
    """SAS ROUND with a unit gives the nearest multiple, ties away from zero."""
    assert expected == round_to_unit(value, unit)


def test_a_unit_must_be_positive():
    """Zero is not a unit."""
    with pytest.raises(SpecError) as caught:
        round_to_unit(1.0, 0)
    assert caught.value.code == "spec.unit-not-positive"


@pytest.mark.parametrize(
    ("expected", "value", "figures"),
    [("0.0123", 0.012345, 3), ("10.0", 9.996, 3), ("1.23E+5", 123456, 3), ("0.00", 0.0, 3)],
)
def test_significant_figures(expected, value, figures):
    """Figures are counted from the first digit that is not zero."""
    assert expected == str(round_significant(value, figures))


def test_an_unknown_rule_is_named():
    """A misspelt rule raises with the allowed words."""
    with pytest.raises(SpecError) as caught:
        round_decimal(1.0, 1, rule="half_up")
    assert caught.value.code == "spec.unknown-rounding-rule"
