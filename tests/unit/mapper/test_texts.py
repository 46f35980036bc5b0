"""Long texts in parts, carried out."""

import pytest

from tests.mapping import frame, rows_of, run, sentence
from tlfgen.core.errors import MappingError
from tlfgen.mapper.texts import split_text


def test_a_text_is_cut_at_blanks():
    """Whole words stay together, the blank at the cut is dropped."""
    assert ["one two", "three"] == split_text("one two three", 8)


def test_no_part_is_longer_than_asked_in_bytes():
    """A degree sign counts its two bytes."""
    assert ["aaa", "°°°"] == split_text("aaa °°°", 8)
    assert all(len(part.encode()) <= 8 for part in split_text("°°° °°° °°°", 8))


def test_a_word_longer_than_a_part_is_cut_inside_but_not_within_a_character():
    """Nothing of a long word is lost."""
    assert ["°°°°", "°x"] == split_text("°°°°°x", 8)


def test_a_blank_text_has_no_part():
    """Blanks alone are no text."""
    assert [] == split_text("  ", 8)


def test_each_target_takes_a_part():
    """A short text fills the first target alone."""
    rows = rows_of(frame(USUBJID=["1", "2", "3"], NOTE=["one two three", "one", None]))
    made = run("split_text: {from: NOTE, bytes: 8}", rows, "COVAL", "COVAL1").columns
    assert ["one two", "one", None] == made["COVAL"].astype(object).where(
        made["COVAL"].notna(), None
    ).tolist()
    assert [False, True, True] == made["COVAL1"].isna().tolist()
    assert "three" == made["COVAL1"].iloc[0]


def test_a_text_with_more_parts_than_targets_is_an_error():
    """No part of a text is lost silently."""
    rows = rows_of(frame(USUBJID=["1"], NOTE=["one two three four"]))
    with pytest.raises(MappingError) as error:
        run("split_text: {from: NOTE, bytes: 8}", rows, "COVAL", "COVAL1")
    assert "mapping.text-too-long" == error.value.code


def test_the_sentence_names_targets_with_the_length():
    """The method text says where the parts are."""
    said = sentence("split_text: {from: NOTE}", "COVAL", "COVAL1")
    expected = "NOTE in COVAL and COVAL1, cut at blanks into parts of at most 200 bytes."
    assert expected == said
