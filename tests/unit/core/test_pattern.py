"""Patterns of number formats are parsed once."""

import pytest

from tlfgen.core.errors import SpecError
from tlfgen.core.pattern import Slot, parse_pattern


def test_x_before_the_point_is_width_and_after_it_decimals():
    """The slot holds both."""
    assert Slot("pct", width=3, decimals=1) == parse_pattern("{pct:xxx.x}").slots[0]


def test_a_pattern_adds_to_the_data_decimals():
    """``a+1`` is one more than the data have."""
    assert parse_pattern("{mean:xx.a+1}").slots[0].digits(2) == 3


def test_doubled_braces_are_text():
    """A brace may be printed."""
    assert parse_pattern("{{n}}").parts == ("{", "n", "}")


@pytest.mark.parametrize("text", ["{n:yy}", "{n", "n}", "{:xx}", "{n:sig0}", "{n:x.}"])
def test_a_wrong_pattern_is_named(text):
    """Every malformed pattern raises one code."""
    with pytest.raises(SpecError) as caught:
        parse_pattern(text)
    assert caught.value.code == "spec.bad-format"
