"""Model matrices have the columns R gives them."""

import numpy as np

from tlfgen.analysis.mmrm.design import (
    build_effects,
    find_aliased,
    is_absent,
    read_columns,
)

LEVELS = {"A": ("p", "q"), "B": (1, 2, 3)}


def test_terms_are_sorted_by_their_factors() -> None:
    """Main effects stand before crossings, in the order of the model."""
    design = build_effects(["A*B", "X", "A", "B"], LEVELS)
    assert [one.name for one in design.effects] == ["(Intercept)", "X", "A", "B", "A*B"]


def test_names_are_those_of_r() -> None:
    """Columns are named by class and level, the first factor changing fastest."""
    design = build_effects(["A", "B", "A*B"], LEVELS)
    assert design.names == ("(Intercept)", "Aq", "B2", "B3", "Aq:B2", "Aq:B3")


def test_without_a_main_effect_every_level_has_a_column() -> None:
    """A crossing whose margin is not in the model takes all levels of the other class."""
    design = build_effects(["A", "A*B"], LEVELS)
    assert design.names[2:] == ("Ap:B2", "Aq:B2", "Ap:B3", "Aq:B3")


def test_without_an_intercept_the_first_class_is_full() -> None:
    """The first class alone takes the place of the intercept."""
    design = build_effects(["A", "B"], LEVELS, has_intercept=False)
    assert design.names == ("Ap", "Aq", "B2", "B3")


def test_rows_of_records() -> None:
    """A record has indicators and products."""
    design = build_effects(["A", "B", "X", "A*X"], LEVELS)
    columns = {"A": np.array(["q"]), "B": np.array([3]), "X": np.array([2.5])}
    rows = design.rows(read_columns(design.factors, columns, LEVELS))
    assert design.names == ("(Intercept)", "Aq", "B2", "B3", "X", "Aq:X")
    assert rows.tolist() == [[1.0, 1.0, 0.0, 1.0, 2.5, 2.5]]


def test_a_difference_has_no_intercept() -> None:
    """Weights that sum to nothing leave only the columns of their class."""
    design = build_effects(["A", "B", "X"], LEVELS)
    weights = {
        "A": np.array([[-1.0, 1.0]]),
        "B": np.full((1, 3), 1 / 3),
        "X": np.array([[1.0, 9.0]]),
    }
    assert design.rows(weights).tolist() == [[0.0, 1.0, 0.0, 0.0, 0.0]]


def test_a_slope_leaves_out_terms_without_it() -> None:
    """The change of a covariate by one is its column alone."""
    design = build_effects(["A", "X", "A*X"], LEVELS)
    weights = {"A": np.array([[0.5, 0.5]]), "X": np.array([[0.0, 1.0]])}
    assert design.rows(weights).tolist() == [[0.0, 0.0, 1.0, 0.5]]


def test_the_later_column_is_aliased() -> None:
    """Of columns that depend on each other the first are kept."""
    matrix = np.array([[1.0, 1.0, 0.0, 2.0], [1.0, 0.0, 1.0, 1.0], [1.0, 1.0, 0.0, 5.0]])
    assert find_aliased(matrix).tolist() == [False, False, True, False]


def test_a_column_of_zeros_is_aliased() -> None:
    """Nothing can be estimated from nothing."""
    assert find_aliased(np.zeros((3, 1))).tolist() == [True]


def test_absent_values() -> None:
    """None and NaN are absent, in numbers and in text."""
    assert is_absent(np.array([1.0, np.nan])).tolist() == [False, True]
    assert is_absent(np.array(["a", None, np.nan], dtype=object)).tolist() == [False, True, True]
