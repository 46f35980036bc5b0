"""Tests of the formats a shell writes numbers with."""

import pytest

from tests.shells import STUDY_TEXT, study
from tlfgen.core.numformat import format_values
from tlfgen.spec.grid.node import shown_stat
from tlfgen.spec.shell.stats import StatSpec


def _written(given, values, decimals=0, more=""):
    made = study(f"{STUDY_TEXT}formats: {{own: {given}}}\n{more}")
    return format_values(shown_stat(StatSpec(stat="own"), made).format, values, decimals)


@pytest.mark.parametrize(
    ("given", "values", "expected"),
    [
        ("{text: '{n} ({pct:x.x}%)', full: '{n} (100%)'}", {"n": 7, "pct": 100.0}, "7 (100%)"),
        ("{text: '{pct:x.x}%', above: {99.9: '>99.9'}}", {"pct": 99.96}, ">99.9%"),
        ("{text: '{pct:x.x}%', below: {0.1: '<0.1'}}", {"pct": 0.04}, "<0.1%"),
        ("{text: '{p:x.xx}', differ_from: 0.05}", {"p": 0.0499}, "0.0499"),
        ("{text: '{mean:a+2}', max_decimals: 3}", {"mean": 1.23456}, "1.235"),
        ("{text: '{mean:sig3}'}", {"mean": 0.0123456}, "0.0123"),
        ("{text: '{low:x.x}, {high:x.x}', missing: NE}", {"low": 1.0, "high": None}, "1.0,  NE"),
        ("{text: '{p:x.xxx}', below: {0.001: '<0.001'}, thresholds: rounded}", {"p": 0.00098},
         "0.001"),
    ],
)  # fmt: skip
def test_special_cases(given, values, expected):
    """A study says how whole, large, small, missing numbers are written."""
    assert expected == _written(given, values, decimals=2)


def test_rounding_of_the_study():
    """A study may round halves to even, a format otherwise."""
    even = _written("{text: '{mean:x}'}", {"mean": 2.5}, more="rounding: half_even\n")
    away = _written("{text: '{mean:x}', rounding: half_away}", {"mean": 2.5},
                    more="rounding: half_even\n")  # fmt: skip
    assert ("2", "3") == (even, away)
