"""The reading of Pinnacle 21 where clauses."""

import pytest

from tlfgen.core.errors import SpecError
from tlfgen.core.source import Source
from tlfgen.model.expression import Compare, Number, Reference, Text, canonical
from tlfgen.spec.expression import parse_where_p21


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PARAMCD EQ ACITM01", "PARAMCD = 'ACITM01'"),
        ("A eq 1 AND B ne 'x y'", "A = 1 and B != 'x y'"),
        ('A IN ("X Y", Z)', "A in ('X Y', 'Z')"),
        ("A NOTIN X, Y", "A not in ('X', 'Y')"),
        ("A IN (X Y)", "A in ('X', 'Y')"),
        ("A LT 1 and B LE 2 and C GT 3 and D GE -4.5", "A < 1 and B <= 2 and C > 3 and D >= -4.5"),
        ("A EQ 1 or B EQ 2", "A = 1 or B = 2"),
        (
            "ADADAS[PARAMCD EQ ACTOT and EFFFL EQ Y]",
            "ADADAS.PARAMCD = 'ACTOT' and ADADAS.EFFFL = 'Y'",
        ),
        ('A EQ "say ""x"""', "A = 'say \"x\"'"),
    ],
)
def test_p21_reads_into_the_one_tree(text, expected):
    """Each comparator has its sign."""
    assert expected == canonical(parse_where_p21(text))


def test_a_quoted_number_is_text():
    """Quotes make text of a number."""
    assert Compare("=", Reference(None, "SITEID"), Text("701")) == parse_where_p21(
        'SITEID EQ "701"'
    )


def test_metadata_decide_what_a_bare_number_is():
    """With the kind of the variable known, a bare code stays text, a quoted number a number."""
    is_number = {"SITEID": False, "AVISITN": True}.__getitem__
    tree = parse_where_p21("SITEID EQ 701 and AVISITN EQ '8'", is_number=is_number)
    assert [Text("701"), Number(8)] == [part.right for part in tree.operands]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("A FOO 1", 7),
        ("A EQ", 9),
        ('A EQ "x', 10),
        ("A EQ 1 B EQ 2", 12),
        ("A IN (1", 12),
        ("1 EQ A", 5),
    ],
)
def test_errors_point_into_the_clause(text, column):
    """The column of the file is that of the word meant."""
    with pytest.raises(SpecError) as caught:
        parse_where_p21(text, Source("adam.xlsx", 3, 5))
    assert ("spec.expression", column) == (
        caught.value.code,
        caught.value.findings[0].source.column,
    )
