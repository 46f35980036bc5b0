"""The one written form of an expression."""

import pytest

from tlfgen.model.expression import (
    Binary,
    Number,
    OrderKey,
    Reference,
    Text,
    Unary,
    canonical,
    canonical_order_key,
)
from tlfgen.spec.expression import parse_expression

A = Reference(None, "A")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("((A=1) and (B=2)) or C='x'", "A = 1 and B = 2 or C = 'x'"),
        ("A = 1 and (B = 2 or C = 3)", "A = 1 and (B = 2 or C = 3)"),
        ("A = 1 and (B = 2 and C = 3)", "A = 1 and (B = 2 and C = 3)"),
        ("not (A = 1)", "not A = 1"),
        ("not (not A = 1)", "not (not A = 1)"),
        ("(A - B) - C", "A - B - C"),
        ("A - (B - C)", "A - (B - C)"),
        ("(A + B) * C", "(A + B) * C"),
        ("-(A)", "-A"),
        ("-A * -2", "-A * -2"),
        ("A  not   in('x','it''s')", "A not in ('x', 'it''s')"),
        ("A in $arms", "A in $arms"),
        ("A between 1 and B + 1", "A between 1 and B + 1"),
        ("A is missing", "A is missing"),
        ("A starts with 'x'", "A starts with 'x'"),
        ("round(EX.A/2,0.10)", "round(EX.A / 2, 0.1)"),
        ("1.0 + 1e20", "1 + 1e+20"),
    ],
)
def test_brackets_stand_only_where_needed(written, expected):
    """The canonical text has single blanks with no needless bracket."""
    assert expected == canonical(parse_expression(written))


def test_sign_of_a_literal_belongs_to_it():
    """A turned literal keeps a bracket, so that it reads back as it was."""
    assert ("-5", "-(5)") == (canonical(Number(-5)), canonical(Unary("-", Number(5))))


def test_large_numbers_keep_every_digit():
    """A number reads back as the same double."""
    assert "0.1 + 123456789.123" == canonical(Binary("+", Number(0.1), Number(123456789.123)))


def test_a_quote_is_doubled():
    """A quote inside text is written twice."""
    assert "'O''Neil'" == canonical(Text("O'Neil"))


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (OrderKey(A), "A"),
        (OrderKey(A, descending=True), "desc A"),
        (OrderKey(A, descending=True, absolute=True), "desc abs A"),
    ],
)
def test_order_key_is_written_as_in_a_spec(key, expected):
    """Direction comes before size."""
    assert expected == canonical_order_key(key)
