"""What an expression reads."""

from tlfgen.model.expression import (
    And,
    Compare,
    Condition,
    In,
    ListReference,
    Number,
    Reference,
    Text,
    conditions,
    is_truth,
    lists,
    references,
    walk,
)

DOSE = Reference("EX", "EXDOSE")
TREE = And(
    (
        Compare(">", DOSE, Number(0)),
        Condition("valid_dose"),
        In(Reference(None, "ARMCD"), ListReference("active_arms")),
    )
)


def test_references_give_every_variable_once():
    """The variables of a tree are a set."""
    assert frozenset({DOSE, Reference(None, "ARMCD")}) == references(TREE)


def test_conditions_give_the_names():
    """Named conditions are found by name."""
    assert frozenset({"valid_dose"}) == conditions(TREE)


def test_lists_give_names_without_dollar():
    """Lists of the study are found by their plain name."""
    assert frozenset({"active_arms"}) == lists(TREE)


def test_a_list_of_literals_is_no_list_of_the_study():
    """Literals name nothing."""
    assert frozenset() == lists(In(DOSE, (Number(1),)))


def test_walk_gives_parents_before_parts():
    """The first node is the tree itself, then its first part."""
    assert [TREE, TREE.operands[0], DOSE, Number(0)] == list(walk(TREE))[:4]


def test_a_comparison_is_true_or_false():
    """A comparison is a condition; text is not."""
    assert (True, False) == (is_truth(TREE.operands[0]), is_truth(Text("Y")))


def test_source_stands_before_the_variable():
    """A reference prints as in a spec."""
    assert ("EX.EXDOSE", "ARMCD") == (str(DOSE), str(Reference(None, "ARMCD")))
