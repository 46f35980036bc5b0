"""The reading of expressions."""

import pytest

from tlfgen.core.errors import SpecError
from tlfgen.core.source import Source
from tlfgen.model.expression import (
    And,
    Binary,
    Call,
    Compare,
    Condition,
    In,
    ListReference,
    Missing,
    Not,
    Number,
    Or,
    Reference,
    Text,
    TextTest,
    Unary,
)
from tlfgen.spec.expression import parse_expression, parse_filter

A, B = Reference(None, "A"), Reference(None, "B")
PLACE = Source("adsl.yaml", 7, 12, "columns.SAFFL")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("A", A),
        ("n.AVAL", Reference("n", "AVAL")),
        ("'it''s'", Text("it's")),
        ("-5", Number(-5)),
        ("-(5)", Unary("-", Number(5))),
        (".5", Number(0.5)),
        ("1e3", Number(1000.0)),
        ("A + B * 2", Binary("+", A, Binary("*", B, Number(2)))),
        ("A - B - 1", Binary("-", Binary("-", A, B), Number(1))),
        ("abs(A)", Call("abs", (A,))),
        ("A is present", Missing(A, negated=True)),
        ("A in (1, -2)", In(A, (Number(1), Number(-2)))),
        ("A not in $arms", In(A, ListReference("arms"), negated=True)),
        ("A starts with 'x'", TextTest("starts with", A, "x")),
        ("saf and not teae", And((Condition("saf"), Not(Condition("teae"))))),
    ],
)
def test_each_form_gives_its_node(text, tree):
    """The grammar and the tree correspond one to one."""
    assert tree == parse_expression(text)


def test_and_binds_closer_than_or():
    """A or B and C is A or (B and C)."""
    one, two = Compare("=", A, Number(1)), Compare("=", B, Number(2))
    assert Or((one, And((two, one)))) == parse_expression("A = 1 or B = 2 and A = 1")


def test_conditions_of_one_word_are_one_node():
    """Three conditions joined by and lie side by side."""
    assert 3 == len(parse_expression("A = 1 and A = 2 and A = 3").operands)


def test_words_of_the_language_inside_text_are_text():
    """Text may hold any word."""
    assert Text("and or not in") == parse_expression("'and or not in'")


@pytest.mark.parametrize(
    ("text", "code", "column", "hint"),
    [
        ("A == 1", "spec.expression", 14, "one sign"),
        ("A <> 1", "spec.expression", 14, "!="),
        ('A = "Y"', "spec.expression", 16, "single quotes"),
        ("A = 'Y", "spec.expression", 16, "close the text"),
        ("A != null", "spec.expression", 17, "is missing"),
        ("A is null", "spec.expression", 17, "is missing"),
        ("A is not missing", "spec.expression", 17, "is present"),
        ("A = 1 and not", "spec.expression", 25, None),
        ("and A = 1", "spec.expression", 12, "word of the language"),
        ("A = 1 AND B = 2", "spec.expression", 18, "lower case"),
        ("A EQ 'Y'", "spec.expression", 14, "="),
        ("aval > 3", "spec.expression", 12, "AVAL"),
        ("Aval > 3", "spec.expression", 12, "AVAL"),
        ("A # 1", "spec.expression", 14, None),
        ("A = 2014-09-01", "spec.expression", 21, "date('2014-09-01')"),
        ("A = 001", "spec.expression", 16, "'001'"),
        ("1 < A < 3", "spec.expression", 18, "between"),
        ("A in (B)", "spec.expression", 18, "="),
        ("A in ()", "spec.expression", 18, "in ('A', 'B')"),
        ("A in 'x'", "spec.expression", 17, "in ('A', 'B')"),
        ("A in $source.seq", "spec.expression", 17, "source"),
        ("$arms = 1", "spec.expression", 12, "after 'in'"),
        ("A = 1 + (B = 2)", "spec.expression", 20, "no value"),
        ("SAFFL and A = 1", "spec.expression", 12, "SAFFL = 'Y'"),
        ("A contains ''", "spec.expression", 23, "is missing"),
        ("A contains B", "spec.expression", 23, "contains 'TEXT'"),
        ("A matches '('", "spec.expression", 22, None),
        ("A.B.C = 1", "spec.expression", 15, "SOURCE.VARIABLE"),
        ("A = 1 && B = 2", "spec.expression", 18, "and"),
        ("(A = 1", "spec.expression", 18, None),
        ("", "spec.expression", 12, None),
        ("X like 'A'", "spec.expression", 14, "contains"),
        ("date('2014-02-30')", "spec.expression", 12, "2014-09-01"),
        ("date('2014')", "spec.expression", 12, "2014-09-01"),
        ("lenght(A)", "spec.unknown-function", 12, "length"),
        ("substr(A)", "spec.arity", 12, None),
        ("round(A, 1, 2)", "spec.arity", 12, None),
        ("min(A)", "spec.arity", 12, None),
        ("AESTDTC < date('2014-01-01')", "spec.dtc-comparison", 20, "datepart(AESTDTC)"),
        ("AE.AESTDTC between 1 and 2", "spec.dtc-comparison", 23, "datepart(AE.AESTDTC)"),
    ],
)
def test_errors_point_and_teach(text, code, column, hint):
    """Each error has a code, the column in the file, and advice."""
    with pytest.raises(SpecError) as caught:
        parse_expression(text, PLACE)
    finding = caught.value.findings[0]
    assert (code, column) == (finding.code, finding.source.column)
    assert hint is None or hint in (finding.hint or "")


def test_error_shows_the_character():
    """A mark stands below the character meant."""
    with pytest.raises(SpecError) as caught:
        parse_expression("A == 1", PLACE)
    assert ("A == 1", "  ^") == caught.value.findings[0].details


def test_error_without_place_still_shows_the_character():
    """An expression that came from no file is quoted."""
    with pytest.raises(SpecError) as caught:
        parse_expression("A ==")
    assert (None, "A ==") == (caught.value.findings[0].source, caught.value.findings[0].details[0])


def test_dtc_may_be_tested_for_equality():
    """Equality of ISO 8601 text needs no order."""
    assert Compare("=", Reference(None, "AESTDTC"), Text("2014")) == parse_expression(
        "AESTDTC = '2014'"
    )


def test_a_filter_is_true_or_false():
    """A value where a filter belongs is refused."""
    with pytest.raises(SpecError, match=r"spec\.expression.*a value stands"):
        parse_filter("AVAL + 1", PLACE)


def test_a_filter_may_be_a_named_condition():
    """A lower-case word alone is a condition."""
    assert Condition("saf") == parse_filter("saf")
