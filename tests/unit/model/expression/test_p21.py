"""Filters in the form of a Pinnacle 21 workbook."""

import pytest

from tlfgen.model.expression import to_p21
from tlfgen.spec.expression import parse_expression


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("PARAMCD = 'ACTOT' and AVISITN = 24", "PARAMCD EQ ACTOT and AVISITN EQ 24"),
        ("A != 'x y'", 'A NE "x y"'),
        ("SITEID = '701'", 'SITEID EQ "701"'),
        ("A not in (1, 2)", "A NOTIN (1, 2)"),
        ("A in ('x', 'in')", 'A IN (x, "in")'),
        ("A < 1 and B <= 2 and C > 3 and D >= 4", "A LT 1 and B LE 2 and C GT 3 and D GE 4"),
        ("A = 'say \"x\"'", 'A EQ "say ""x"""'),
    ],
)
def test_what_p21_can_say(written, expected):
    """Comparisons with literals, lists, conjunctions have a P21 form."""
    assert expected == to_p21(parse_expression(written))


@pytest.mark.parametrize(
    "written",
    [
        "A = 1 or B = 2",
        "A is missing",
        "A = B",
        "A in $arms",
        "not A = 1",
        "A + 1 = 2",
        "A = 1 and B contains 'x'",
    ],
)
def test_what_p21_cannot_say(written):
    """Anything else gives None rather than a part of the filter."""
    assert to_p21(parse_expression(written)) is None
