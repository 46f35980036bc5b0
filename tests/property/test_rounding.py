"""Rounding agrees with decimal arithmetic on any number."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tlfgen.core.numformat import format_pattern
from tlfgen.core.rounding import round_decimal, round_half_away, round_text

often = settings(max_examples=300, deadline=None, derandomize=True)
short = st.tuples(st.integers(-(10**9), 10**9), st.integers(0, 6))


@often
@given(short, st.integers(0, 6))
@pytest.mark.parametrize(
    ("rule", "way"), [("half_away", ROUND_HALF_UP), ("half_even", ROUND_HALF_EVEN)]
)
def test_short_decimals_round_as_decimals(rule, way, number, digits):
    """A double read from a short decimal rounds as that decimal."""
    whole, places = number
    exact = Decimal(whole).scaleb(-places)
    expected = exact.quantize(Decimal(1).scaleb(-digits), rounding=way)
    assert expected == round_decimal(float(exact), digits, rule=rule)


@often
@given(st.floats(-1e12, 1e12), st.integers(0, 6))
def test_the_text_reads_back_as_the_rounded_number(number, digits):
    """Text and number come from one rounding."""
    assert float(round_text(number, digits)) == round_half_away(number, digits)


@often
@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_a_sign_turns_with_the_number(number, digits):
    """Ties go away from zero on both sides."""
    assert round_half_away(-number, digits) == -round_half_away(number, digits)


@often
@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_rounding_moves_a_number_by_half_a_digit_at_most(number, digits):
    """Up to the snap."""
    assert abs(round_half_away(number, digits) - number) <= 0.5 * 10.0**-digits * (1 + 2e-3)


@often
@given(st.integers(0, 10**6), st.floats(0, 100))
def test_a_cell_is_as_wide_as_its_pattern(count, percent):
    """Never narrower, for numbers that fit and those that do not."""
    text = format_pattern("{n:xxx} ({pct:xxx.x}%)", {"n": count, "pct": percent})
    assert len(text) >= len("xxx (xxx.x%)")
