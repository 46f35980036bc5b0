"""What may stand in a slot."""

import pytest

from tests.mapping import derivation
from tlfgen.core.errors import SpecError
from tlfgen.model.expression import Reference
from tlfgen.spec.node import SpecNode, read_node
from tlfgen.spec.slots import (
    ConditionSlot,
    ExpressionSlot,
    OrderSlot,
    ReferenceSlot,
    ReferencesSlot,
    VariableSlot,
)
from tlfgen.spec.yaml_file import parse_yaml


class Everything(SpecNode):
    """A node with one slot of each kind."""

    value: ExpressionSlot | None = None
    where: ConditionSlot | None = None
    order: OrderSlot = ()
    by: ReferencesSlot = ()
    of: ReferenceSlot | None = None
    flag: VariableSlot | None = None


def read(text):
    """Give the node of a YAML text."""
    return read_node(Everything, parse_yaml(text, "x.yaml"))


def test_expression_remembers_its_place():
    """An expression knows file and line, and is written canonically."""
    node = read("value:   AVAL*2")
    assert node.value is not None
    assert "AVAL * 2" == str(node.value)
    assert node.value.source is not None
    assert 10 == node.value.source.column


def test_condition_must_be_true_or_false():
    """A value in the place of a condition is refused."""
    with pytest.raises(SpecError):
        read("where: AVAL + 1")


def test_order_is_one_key_or_several():
    """A single key needs no list."""
    assert 1 == len(read("order: desc ADT").order)
    assert [False, True] == [key.absolute for key in read("order: [ADT, abs AWTDIFF]").order]


def test_references_are_variables():
    """An expression in the place of a variable is refused, with its place."""
    assert (Reference(None, "A"), Reference("EX", "B")) == read("by: [A, EX.B]").by
    with pytest.raises(SpecError) as error:
        read("of: A + 1")
    assert "spec.not-a-variable" == error.value.code


def test_made_variables_have_no_dataset():
    """A variable that is made is a plain upper-case name."""
    assert "ASTDTF" == read("flag: ASTDTF").flag
    with pytest.raises(SpecError) as error:
        read("flag: AE.ASTDTF")
    assert "spec.not-a-variable" == error.value.code


def test_all_problems_at_once():
    """Two broken slots give two findings."""
    with pytest.raises(SpecError) as error:
        read("value: 'A +'\norder: [desc]\n")
    assert 2 == len(error.value.findings)


def test_list_where_one_value_is_needed():
    """A list in an expression slot is refused."""
    with pytest.raises(SpecError) as error:
        derivation("expr: [A]")
    assert "spec.wrong-value" == error.value.code
