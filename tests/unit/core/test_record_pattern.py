"""Patterns of record texts: placeholders, words of values, optional parts."""

import pytest

from tlfgen.core.errors import SpecError
from tlfgen.core.record_pattern import Hole, OptionalPart, Words, parse_record_pattern, with_case


def test_plain_text_has_no_placeholder():
    """A text without braces is one part."""
    assert ("Week 4",) == parse_record_pattern("Week 4")


def test_a_placeholder_may_have_a_word():
    """What follows the colon is a date word, a number pattern or a case word."""
    assert (Hole("ASTDT", "date9"),) == parse_record_pattern("{ASTDT:date9}")


def test_words_of_values():
    """Values are named with their words, * stands for any other, nothing for a missing one."""
    (hole,) = parse_record_pattern("{SEX:F=woman|M=man|*=person|=unknown}")
    words = Words((("F", "woman"), ("M", "man")), "person", "unknown")
    assert Hole("SEX", None, words) == hole
    assert ["woman", "person", "unknown"] == [words.text(one) for one in ("F", "U", "")]


def test_a_value_without_a_word_prints_as_it_is():
    """Without * nothing is lost."""
    assert "ND" == Words((("HIGH", "H"),)).text("ND")


def test_an_empty_word_prints_nothing():
    """A value may be left unsaid."""
    (hole,) = parse_record_pattern("{ANRIND:HIGH=H|NORMAL=}")
    assert hole.words is not None
    assert "" == hole.words.text("NORMAL")


def test_optional_parts():
    """Double brackets hold text that stands or falls with its placeholders."""
    found = parse_record_pattern("{AVAL}[[ ({ADY})]]")
    assert (Hole("AVAL"), OptionalPart((" (", Hole("ADY"), ")"))) == found


def test_single_brackets_are_text():
    """[1] stays what it is."""
    assert ("value [1]",) == parse_record_pattern("value [1]")


def test_doubled_braces_are_braces():
    """{{ and }} print one brace."""
    assert "{x}" == "".join(map(str, parse_record_pattern("{{x}}")))


@pytest.mark.parametrize(
    "text", ["{", "a }", "{}", "[[no placeholder]]", "[[{A}", "{A}]]", "[[{A} [[{B}]]]]"]
)
def test_what_is_not_a_pattern(text):
    """A pattern that cannot be read is refused."""
    with pytest.raises(SpecError) as error:
        parse_record_pattern(text)
    assert "spec.bad-format" == error.value.code


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("POSSIBLY RELATED", "lower", "possibly related"),
        ("ALT increased", "lower", "ALT increased"),
        ("Upper respiratory tract infection", "lower", "upper respiratory tract infection"),
        ("NOT RECOVERED/NOT RESOLVED", "sentence", "Not recovered/not resolved"),
        ("asian", "upper", "ASIAN"),
        ("WHITE MATTER", "title", "White Matter"),
        ("", "sentence", ""),
    ],
)
def test_case_words(text, word, expected):
    """Abbreviations of a text in mixed case keep their letters."""
    assert expected == with_case(text, word)
