"""Expressions in the words of a define file."""

import pytest

from tlfgen.model.expression import OrderKey, Reference, describe, describe_order_key
from tlfgen.spec.expression import parse_expression


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "EXDOSE > 0 or (EXDOSE = 0 and EXTRT contains 'PLACEBO')",
            "EXDOSE greater than 0, or EXDOSE equal to 0 and EXTRT containing 'PLACEBO'",
        ),
        ("A = 1 or B = 2", "A equal to 1 or B equal to 2"),
        ("A = 1 and (B = 2 or B = 3)", "A equal to 1 and (B equal to 2 or B equal to 3)"),
        ("A is missing", "A is missing"),
        ("A is present", "A is present"),
        ("A in ('A', 'B')", "A is one of 'A', 'B'"),
        ("A not in $arms", "A is not one of $arms"),
        ("A not between 1 and 2", "A not between 1 and 2"),
        ("A not starts with 'X'", "A not starting with 'X'"),
        ("A matches '[a-z]+'", "A matching the pattern '[a-z]+'"),
        ("not valid_dose", "not (valid dose)"),
        ("datepart(EXSTDTC)", "the date part of EXSTDTC"),
        (
            "ADT >= date('2014-09-01')",
            "ADT greater than or equal to 2014-09-01",
        ),
        ("min(A, B, 3)", "the smallest of A, B and 3"),
        ("if(A is missing, 0, A)", "0 if A is missing, otherwise A"),
        ("substr(A, 2, 3)", "3 characters of A from position 2"),
        ("substr(A, 2)", "the characters of A from position 2"),
        ("ADT - TRTSDT + 1", "ADT - TRTSDT + 1"),
        ("A - (B - C)", "A - (B - C)"),
        ("(A + B) * 2", "(A + B) * 2"),
        ("A / (B * C)", "A / (B * C)"),
        ("datepart(A) - B", "(the date part of A) - B"),
        ("-(A + B)", "-(A + B)"),
    ],
)
def test_words_of_an_expression(written, expected):
    """Every node has its words, brackets where two readings are possible."""
    assert expected == describe(parse_expression(written))


def test_labels_replace_names():
    """Words given for a variable, a condition or a list are shown instead."""
    tree = parse_expression("EX.EXDOSE > 0 and valid_dose and ARMCD in $arms")
    labels = {"EX.EXDOSE": "the dose", "valid_dose": "a valid dose", "$arms": "the active arms"}
    expected = "the dose greater than 0 and a valid dose and ARMCD is one of the active arms"
    assert expected == describe(tree, labels)


def test_order_key_tells_direction():
    """Descending stands in brackets after the variable."""
    key = OrderKey(Reference(None, "ADT"), descending=True)
    assert "ADT (descending)" == describe_order_key(key)
