"""Number formats turn values into text."""

import math

import pytest

from tlfgen.core.errors import SpecError
from tlfgen.core.numformat import (
    NumberFormat,
    format_pattern,
    format_values,
    mock_text,
    parse_pattern,
)

N_PCT = "{n:xx} ({pct:xxx}%)"


@pytest.mark.parametrize(
    ("expected", "pattern", "values", "options"),
    [
        ("12 ( 34%)", N_PCT, {"n": 12, "pct": 34.3}, {}),
        (" 1 ( <1%)", N_PCT, {"n": 1, "pct": 0.4}, {"below": {1: "<1"}}),
        (" 0", N_PCT, {"n": 0, "pct": 0.0}, {"zero": "{n:xx}"}),
        (" 0 (  0%)", N_PCT, {"n": 0, "pct": 0.0}, {"below": {1: "<1"}}),
        ("20 (100%)", "{n:xx} ({pct:xxx.x}%)", {"n": 20, "pct": 100.0}, {"full": "{n:xx} (100%)"}),
        ("", N_PCT, {"n": 0, "pct": None}, {"no_denominator": ""}),
        ("", N_PCT, {"n": None, "pct": math.nan}, {}),
        ("5.0 (NE)", "{mean:x.x} ({sd:xx})", {"mean": 5.0, "sd": "NE"}, {}),
        ("<0.001", "{p:x.xxx}", {"p": 0.0}, {"below": {0.001: "<0.001"}}),
        (">0.99", "{p:x.xx}", {"p": 0.995}, {"above": {0.99: ">0.99"}}),
        (">999.99", "{hr:x.xx}", {"hr": math.inf}, {"above": {999.99: ">999.99"}}),
        ("NE", "{hr:x}", {"hr": "NE"}, {}),
        (".3", "{p:.xxx}", {"p": 0.3}, {"leading_zero": False, "trim_zeros": True}),
        ("-0.5", "{d:x.x}", {"d": -0.45}, {}),
        ("0.0123", "{c:sig3}", {"c": 0.012345}, {}),
        ("(1.50, 22.25)", "({lo:x.xx}, {hi:x.xx})", {"lo": 1.5, "hi": 22.25}, {}),
        ("7", "{n}", {"n": 7.0}, {}),
        ("0.1", "{n}", {"n": 0.1}, {}),
    ],
)
def test_text_of_a_cell(expected, pattern, values, options):
    """The pattern gives width and decimals, the options the special values."""
    assert expected == format_pattern(pattern, values, **options)


def test_data_decimals_give_the_digits():
    """Mean takes one decimal more than the data, its deviation two."""
    assert format_pattern("{mean:a+1} ({sd:a+2})", {"mean": 1.25, "sd": 0.5}, 1) == "1.25 (0.500)"


def test_data_decimals_are_capped():
    """No more decimals than asked."""
    fmt = NumberFormat(parse_pattern("{mean:a+1}"), max_decimals=3)
    assert format_values(fmt, {"mean": 1.0}, 5) == "1.000"


def test_limits_may_hold_for_the_rounded_value():
    """0.7 percent rounds to 1 and is then not below 1."""
    fmt = NumberFormat(parse_pattern("{pct:xxx}"), below=((1, "<1"),), thresholds="rounded")
    assert [format_values(fmt, {"pct": pct}) for pct in (0.7, 0.4)] == ["  1", " <1"]


def test_digits_are_added_until_the_level_is_left():
    """0.0499 does not print as the level 0.05."""
    fmt = NumberFormat(parse_pattern("{p:x.xx}"), differ_from=0.05)
    assert [format_values(fmt, {"p": p}) for p in (0.0499, 0.05, 0.0567)] == [
        "0.0499",
        "0.05",
        "0.06",
    ]


def test_one_missing_value_takes_the_missing_text():
    """A value that is missing beside one that is not."""
    fmt = NumberFormat(parse_pattern("{mean:x.x} ({sd:x.x})"), missing="NA")
    assert format_values(fmt, {"mean": 5.0}) == "5.0 ( NA)"


def test_a_mock_shows_x():
    """The mock needs no data."""
    assert mock_text(N_PCT) == "xx (xxx%)"


def test_an_unknown_threshold_rule_is_named():
    """The word is checked when the format is made."""
    with pytest.raises(SpecError) as caught:
        NumberFormat(parse_pattern("{n}"), thresholds="text")
    assert caught.value.code == "spec.unknown-threshold-rule"
