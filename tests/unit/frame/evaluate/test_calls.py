"""Functions of numbers, choices."""

import math

import pytest

from tests.unit.frame.evaluate.frames import values
from tlfgen.core.errors import DataError, SpecError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abs(-AGE)", [10.0, None, 30.0]),
        ("min(AVAL, AGE)", [1.0, None, 3.0]),
        ("max(AVAL, ZERO)", [1.0, 1.0, 3.0]),
        ("min(NOTHING, 2)", [2.0, 2.0, 2.0]),
        ("round(AVAL / 7, 0.1)", [0.1, None, 0.4]),
        ("round(2.5, 1)", [3.0, 3.0, 3.0]),
        ("round(-2.5, 1)", [-3.0, -3.0, -3.0]),
        ("round(12.5, AGE / 2)", [15.0, None, 15.0]),
        ("floor(-AVAL / 2)", [-1.0, None, -2.0]),
        ("floor(0.1 * 3 * 10)", [3.0, 3.0, 3.0]),
        ("ceil(AVAL / 2)", [1.0, None, 2.0]),
        ("exp(0)", [1.0, 1.0, 1.0]),
        ("log(AGE)", [math.log(10), None, math.log(30)]),
        ("sqrt(AVAL)", [1.0, None, math.sqrt(3)]),
        ("ratio(AGE, ZERO)", [None, None, 15.0]),
        ("if(AVAL is missing, AGE, AVAL)", [1.0, None, 3.0]),
        ("if(SEX = 'M', 'male', TEXT)", ["male", None, "NOT DONE"]),
        ("coalesce(AVAL, ZERO)", [1.0, 1.0, 3.0]),
        ("coalesce(TEXT, SEX, 'none')", ["A ", "F", "NOT DONE"]),
        ("coalesce(NOTHING, SEX)", ["M", "F", None]),
        ("coalesce(ADT, TRTSDT) - TRTSDT", [6.0, 7.0, 0.0]),
        ("max(ADT, TRTSDT) - TRTSDT", [6.0, 7.0, 0.0]),
    ],
)
def test_values_of_each_function(text, expected):
    """Min and max pass over missing values, the others hand them on."""
    assert expected == values(text)


@pytest.mark.parametrize("text", ["log(ZERO)", "sqrt(-AGE)", "exp(AGE * 100)", "round(AGE, ZERO)"])
def test_what_is_not_defined_is_an_error(text):
    """The rows are counted."""
    with pytest.raises(DataError, match=r"data\.undefined-value"):
        values(text)


@pytest.mark.parametrize(
    "text",
    ["abs(TEXT)", "if(AGE > 1, 'x', 1)", "coalesce(TEXT, AGE)", "min(TEXT, SEX)", "max(ADT, 1)"],
)
def test_unlike_kinds_are_refused(text):
    """The values of one function are of one kind."""
    with pytest.raises(SpecError, match=r"spec\.type-mismatch"):
        values(text)
