"""Where clauses are written as they are read."""

import pytest

from tlfgen.model.expression import (
    And,
    Compare,
    Expression,
    In,
    Missing,
    Number,
    Or,
    Reference,
    Text,
)
from tlfgen.spec.workbook.where import where_parts, where_text

CODE = Compare("=", Reference(None, "PARAMCD"), Text("SYSBP"))
VISITS = In(Reference(None, "AVISITN"), (Number(2), Number(4)), negated=True)


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (CODE, "PARAMCD EQ SYSBP"),
        (And((CODE, VISITS)), "PARAMCD EQ SYSBP and AVISITN NOTIN (2, 4)"),
        (Or((CODE, VISITS)), "PARAMCD EQ SYSBP or AVISITN NOTIN (2, 4)"),
        (Missing(Reference(None, "AVAL")), None),
    ],
)
def test_inline(tree: Expression, text: str | None):
    """A condition the notation does not know is None."""
    assert where_text(tree) == text


def test_as_rows():
    """One row a comparison; the dataset is that of the item unless another is named."""
    other = Compare(">=", Reference("DM", "AGE"), Number(18))
    rows = where_parts(And((CODE, VISITS, other)), "ADVS")
    assert rows == [
        ("ADVS", "PARAMCD", "EQ", "SYSBP"),
        ("ADVS", "AVISITN", "NOTIN", "2, 4"),
        ("DM", "AGE", "GE", "18"),
    ]


def test_values_with_commas_are_quoted_in_lists():
    """A comma parts values."""
    tree = In(Reference(None, "AETERM"), (Text("RASH, MILD"), Text("ITCH")))
    assert where_parts(tree, "AE") == [("AE", "AETERM", "IN", '"RASH, MILD", ITCH')]


def test_rows_do_not_know_or():
    """Rows of one id all have to hold."""
    assert where_parts(Or((CODE, VISITS)), "ADVS") is None
