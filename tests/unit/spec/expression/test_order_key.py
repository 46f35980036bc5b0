"""The reading of order keys."""

import pytest

from tlfgen.core.errors import SpecError
from tlfgen.model.expression import OrderKey, Reference
from tlfgen.spec.expression import parse_order_key

ADT = Reference(None, "ADT")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("ADT", OrderKey(ADT)),
        ("desc ADT", OrderKey(ADT, descending=True)),
        ("abs ADT", OrderKey(ADT, absolute=True)),
        ("desc abs ADT", OrderKey(ADT, descending=True, absolute=True)),
        ("EX.EXSEQ", OrderKey(Reference("EX", "EXSEQ"))),
    ],
)
def test_an_order_key_has_two_optional_words(text, key):
    """Desc and abs stand before the variable."""
    assert key == parse_order_key(text)


@pytest.mark.parametrize("text", ["", "adt", "ADT desc", "abs desc ADT", "asc ADT", "ADT, ASEQ"])
def test_anything_else_is_refused(text):
    """Other words, or two variables, are an error."""
    with pytest.raises(SpecError, match=r"spec\.expression"):
        parse_order_key(text)
