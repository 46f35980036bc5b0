"""Estimable functions."""

import numpy as np

from tlfgen.analysis.design import build_design
from tlfgen.analysis.estimability import find_type3_rows, is_contained, is_estimable, span_estimable

TERMS = {"A": list("aabb"), "B": list("xyxy"), "N": [1.0, 2, 4, 7]}
DESIGN = build_design(TERMS, ["A", "B"], ["A|B", "N", "N*A"])


def test_a_difference_of_levels_is_estimable_a_level_is_not():
    """The model has an intercept."""
    design = build_design(TERMS, ["A"], ["A"])
    free, basis = span_estimable(design.matrix())
    assert [True, False] == is_estimable(np.array([[0.0, 1, -1], [0, 1, 0]]), free, basis).tolist()


def test_containment_of_classes():
    """A product of classes contains each of them, and the intercept."""
    intercept, a, product = (
        DESIGN.find_term(name) if name else DESIGN.terms[0] for name in ("", "A", "A*B")
    )
    assert is_contained(DESIGN, a, product)
    assert is_contained(DESIGN, intercept, a)
    assert not is_contained(DESIGN, product, a)


def test_a_class_is_not_contained_in_its_product_with_a_number_in_sas():
    """By marginality, as in R, it is."""
    a, product = DESIGN.find_term("A"), DESIGN.find_term("N*A")
    assert not is_contained(DESIGN, a, product)
    assert is_contained(DESIGN, a, product, is_sas=False)


def test_type_three_of_a_balanced_main_effect():
    """Half of each cell of a against half of each cell of b."""
    design = build_design(TERMS, ["A", "B"], ["A|B"])
    _, basis = span_estimable(design.matrix())
    (row,) = find_type3_rows(design, basis, design.find_term("A"))
    row = row / row[1]
    # columns: intercept, A=b, A=a, B=y, B=x, then the four cells b*y, b*x, a*y, a*x
    assert [0, 1, -1, 0, 0, 0.5, 0.5, -0.5, -0.5] == row.round(9).tolist()
