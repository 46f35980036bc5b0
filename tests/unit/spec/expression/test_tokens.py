"""The words of an expression."""

import pytest

from tlfgen.core.errors import SpecError
from tlfgen.core.source import Source
from tlfgen.model.expression import canonical, describe
from tlfgen.spec.expression import parse_expression
from tlfgen.spec.expression.tokens import Tokens, number_node, tokenize


def test_words_keep_their_place():
    """Each word knows where it starts."""
    expected = [("name", 0), ("symbol", 2), ("number", 5), ("end", 6)]
    assert expected == [(token.kind, token.start) for token in tokenize("A >= 3", None)]


def test_whole_numbers_stay_whole():
    """A number without a point is a whole number."""
    assert (54, 0.5) == (number_node("54").value, number_node(".5").value)


def test_very_long_numbers_become_doubles():
    """More digits than a double holds are read as a double."""
    assert isinstance(number_node("1" * 20).value, float)


def test_a_line_break_keeps_the_column_of_the_scalar():
    """Behind a line break the column inside the file is not known."""
    with pytest.raises(SpecError) as caught:
        tokenize("A = 1 and\nB # 2", Source("a.yaml", 3, 4))
    assert 4 == caught.value.findings[0].source.column


def test_several_words_are_accepted_only_together():
    """Nothing is taken where the second word is another."""
    tokens = Tokens("starts then", None)
    assert (False, "starts") == (tokens.accept("starts", "with"), tokens.here.text)


@pytest.mark.parametrize("mark", ["≥", "≠", "“", "‘", "{", "[", "%", "!", "|", "&"])
def test_other_marks_are_explained(mark):
    """A mark of another language comes with what to write instead."""
    with pytest.raises(SpecError) as caught:
        tokenize(f"A {mark} 1", None)
    assert caught.value.findings[0].hint


@pytest.mark.parametrize("text", ["(" * 41 + "A" + ")" * 41, "A" + " + A" * 151])
def test_monstrous_expressions_are_refused(text):
    """What no reviewer could read is not read."""
    with pytest.raises(SpecError, match="too long"):
        tokenize(text, None)


def test_long_expressions_are_handled_to_the_end():
    """The longest one allowed is parsed, written, described."""
    for text in ("(" * 40 + "A" + ")" * 40, "A" + " + A" * 150):
        tree = parse_expression(text)
        assert tree == parse_expression(canonical(tree))
        assert describe(tree)


def test_long_lists_are_allowed():
    """A list of a thousand terms is no monster."""
    items = ", ".join(f"'{number}'" for number in range(1000))
    assert 1000 == len(parse_expression(f"A in ({items})").items)
