"""Tests with two answers."""

import pytest

from tests.unit.frame.evaluate.frames import scope, values
from tlfgen.core.errors import SpecError
from tlfgen.frame.evaluate import evaluate
from tlfgen.model.expression import Compare, Number, Reference

YES, NO = True, False


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AVAL = 1", [YES, NO, NO]),
        ("AVAL != 1", [NO, YES, YES]),
        ("AVAL < 100", [YES, NO, YES]),
        ("AVAL <= 1", [YES, NO, NO]),
        ("AVAL > -100", [YES, NO, YES]),
        ("AVAL >= 3", [NO, NO, YES]),
        ("AVAL in (1, 2)", [YES, NO, NO]),
        ("AVAL not in (1, 2)", [NO, YES, YES]),
        ("AVAL between 1 and 2", [YES, NO, NO]),
        ("AVAL not between 1 and 2", [NO, YES, YES]),
        ("not AVAL = 1", [NO, YES, YES]),
        ("AVAL is missing", [NO, YES, NO]),
        ("AVAL is present", [YES, NO, YES]),
        ("AVAL = AGE", [NO, NO, NO]),
        ("AVAL != AGE", [YES, YES, YES]),
        ("AGE > 10", [NO, NO, YES]),
        ("ADT <= date('2014-01-16')", [YES, NO, NO]),
        ("ADT != date('2014-01-16')", [NO, YES, YES]),
        ("ADT in (date('2014-01-16'))", [YES, NO, NO]),
        ("ADTM between ADT and ADT + 1", [YES, NO, NO]),
        ("GRADE > 1", [NO, YES, NO]),
    ],
)
def test_a_missing_number_or_date_makes_negations_true(text, expected):
    """Missing is unlike everything, smaller than nothing."""
    assert expected == values(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TEXT = 'A'", [YES, NO, NO]),
        ("TEXT = 'A   '", [YES, NO, NO]),
        ("TEXT != 'NOT DONE'", [YES, YES, NO]),
        ("TEXT = ''", [NO, YES, NO]),
        ("TEXT not in ('A')", [NO, YES, YES]),
        ("TEXT in ('A', '')", [YES, YES, NO]),
        ("TEXT is missing", [NO, YES, NO]),
        ("TEXT < 'B'", [YES, YES, NO]),
        ("'B' > TEXT", [YES, YES, NO]),
        ("TEXT != SEX", [YES, YES, YES]),
        ("TEXT = concat(TEXT, ' ')", [YES, YES, YES]),
        ("SEX = 'F'", [NO, YES, NO]),
        ("SEX != 'F'", [YES, NO, YES]),
        ("TEXT between 'A' and 'B'", [YES, NO, NO]),
        ("'a' = 'a '", [YES, YES, YES]),
    ],
)
def test_blank_text_is_a_value(text, expected):
    """Null text is blank, trailing blanks do not count."""
    assert expected == values(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TEXT contains 'O'", [NO, NO, YES]),
        ("TEXT contains 'o'", [NO, NO, NO]),
        ("TEXT not contains 'O'", [YES, YES, NO]),
        ("TEXT starts with 'NOT'", [NO, NO, YES]),
        ("TEXT matches '[A-Z]'", [YES, NO, NO]),
        ("TEXT matches 'NOT'", [NO, NO, NO]),
        ("SEX matches 'M|F'", [YES, YES, NO]),
        ("'abc' contains 'b'", [YES, YES, YES]),
        ("NOTHING contains 'b'", [NO, NO, NO]),
    ],
)
def test_text_tests_mind_case(text, expected):
    """A match is a match of the whole text."""
    assert expected == values(text)


def test_a_list_of_the_study_holds_texts():
    """The texts of a list count as numbers beside a number."""
    lists = {"sexes": ("F",), "grades": ("1", "3")}
    assert [NO, YES, NO] == values("SEX in $sexes", lists=lists)
    assert [NO, YES, NO] == values("AVAL not in $grades", lists=lists)


def test_a_list_of_words_does_not_fit_a_number():
    """A word in a list beside a number is an error of the spec."""
    with pytest.raises(SpecError, match=r"spec\.type-mismatch"):
        values("AVAL in $sexes", lists={"sexes": ("F",)})


@pytest.mark.parametrize(
    "text",
    ["TEXT = 1", "AVAL = 'a'", "ADT > 'a'", "TEXT in (1)", "AVAL contains '1'", "ADT = 1"],
)
def test_unlike_kinds_are_refused(text):
    """Text against number, or date against either, is an error of the spec."""
    with pytest.raises(SpecError, match=r"spec\.type-mismatch"):
        values(text)


def test_ordering_iso_text_is_refused():
    """A --DTC text has no order even where the tree was built without the parser."""
    tree = Compare("<", Reference(None, "AESTDTC"), Number(1))
    with pytest.raises(SpecError, match=r"spec\.dtc-comparison"):
        evaluate(tree, scope())


def test_a_column_without_values_fits_every_kind():
    """An untyped empty column is missing beside text, number, date."""
    assert [YES, YES, YES] == values("NOTHING != 'a' and NOTHING != 1 and NOTHING is missing")
