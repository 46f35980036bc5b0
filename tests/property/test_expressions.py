"""What holds for every expression."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.property.expression_trees import (
    answer,
    any_trees,
    frame_of,
    number_trees,
    records,
    same,
    scope_of,
    text_trees,
    truth_trees,
    value,
)
from tlfgen.core.errors import SpecError
from tlfgen.frame.evaluate import evaluate
from tlfgen.model.expression import And, Not, Or, canonical, describe
from tlfgen.spec.expression import parse_expression

seeded = settings(derandomize=True, deadline=None, max_examples=150)


@seeded
@given(any_trees())
def test_the_canonical_text_reads_back(tree):
    """Writing, then reading, changes nothing."""
    assert tree == parse_expression(canonical(tree))


@seeded
@given(any_trees())
def test_every_expression_has_words(tree):
    """No node is without a description."""
    assert describe(tree)


@seeded
@given(st.text(alphabet="AB1'\"=<>!()+-*/,.$ abinotrs", max_size=25))
def test_any_text_is_read_or_refused(text):
    """A text that is no expression raises the one kind of error; one that is reads back."""
    try:
        tree = parse_expression(text)
    except SpecError:
        return
    assert tree == parse_expression(canonical(tree))


@seeded
@given(truth_trees(), records)
def test_a_condition_agrees_with_the_rules_row_by_row(tree, found):
    """Columns give what a reader works out for each record."""
    expected = [answer(tree, row) for row in found]
    assert expected == evaluate(tree, scope_of(frame_of(found))).tolist()


@seeded
@given(st.one_of(number_trees(), text_trees()), records)
def test_a_value_agrees_with_the_rules_row_by_row(tree, found):
    """Columns give what a reader works out for each record."""
    got = evaluate(tree, scope_of(frame_of(found))).tolist()
    assert all(same(value(tree, row), one) for row, one in zip(found, got, strict=True))


@seeded
@given(truth_trees(), truth_trees(), records)
def test_de_morgan(one, other, found):
    """Not both is either not; two-valued truth keeps the law."""
    scope = scope_of(frame_of(found))
    left = evaluate(Not(And((one, other))), scope)
    assert left.equals(evaluate(Or((Not(one), Not(other))), scope))


@seeded
@given(truth_trees(), records, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(tree, found, random):
    """Each record has the same answer wherever it stands."""
    frame = frame_of(found)
    positions = list(range(len(frame)))
    random.shuffle(positions)
    shuffled = frame.take(positions).reset_index(drop=True)
    expected = evaluate(tree, scope_of(frame)).to_numpy()[positions]
    assert np.array_equal(expected, evaluate(tree, scope_of(shuffled)).to_numpy())
