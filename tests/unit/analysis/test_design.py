"""Model matrices."""

import numpy as np
import pytest

from tlfgen.analysis.design import build_design
from tlfgen.core.errors import AnalysisError

TERMS = {"ARM": ["A", "B", "A", "B"], "SEX": ["F", "F", "M", "M"], "AGE": [1.0, 2, 3, 4]}


def test_one_column_per_level():
    """The reference comes last within its term."""
    design = build_design(TERMS, ["ARM"], ["ARM"])
    assert ("Intercept", "ARM=B", "ARM=A") == design.names
    assert [[1, 0, 1], [1, 1, 0], [1, 0, 1], [1, 1, 0]] == design.matrix().tolist()


def test_the_reference_can_be_chosen():
    """By name, or the last."""
    assert "ARM=A" == build_design(TERMS, ["ARM"], ["ARM"], references={"ARM": "B"}).names[1]
    assert "ARM=A" == build_design(TERMS, ["ARM"], ["ARM"], has_last_reference=True).names[1]


def test_a_bar_stands_for_main_effects_with_their_product():
    """A|B is A, B, A*B."""
    design = build_design(TERMS, ["ARM", "SEX"], ["ARM|SEX"])
    assert ["Intercept", "ARM", "SEX", "ARM*SEX"] == [term.name for term in design.terms]


def test_a_product_with_a_number():
    """The number where the level is, else 0."""
    design = build_design(TERMS, ["ARM"], ["AGE*ARM"])
    assert [[0, 1], [2, 0], [0, 3], [4, 0]] == design.matrix()[:, 1:].tolist()


def test_a_row_with_a_missing_value_is_left_out():
    """Only variables of the model count."""
    terms = TERMS | {"AGE": [1.0, np.nan, 3, 4]}
    assert 1 == build_design(terms, ["ARM"], ["ARM", "AGE"]).n_missing
    assert 0 == build_design(terms, ["ARM"], ["ARM"]).n_missing


def test_levels_of_incomplete_rows_do_not_count():
    """A level only there in a row left out has no column."""
    terms = {"ARM": ["A", "B", "C"], "AGE": [1, 2, np.nan]}
    assert ("A", "B") == build_design(terms, ["ARM"]).levels["ARM"]


def test_the_mean_row_of_equal_margins():
    """Halves for both arms, the age given."""
    design = build_design(TERMS, ["ARM"], ["ARM", "AGE", "ARM*AGE"])
    row = design.mean_row({"ARM": np.array([0.5, 0.5])}, {"AGE": 4.0})
    assert [1, 0.5, 0.5, 4, 2, 2] == row.tolist()


def test_factors_are_found_in_any_order():
    """SEX*ARM is ARM*SEX."""
    design = build_design(TERMS, ["ARM", "SEX"], ["ARM*SEX"])
    assert "ARM*SEX" == design.find_term("SEX*ARM").name


@pytest.mark.parametrize(
    ("arguments", "options", "code"),
    [
        ((TERMS, ["ARM"], ["ARM", "WEIGHT"]), {}, "analysis.unknown-term"),
        ((TERMS, ["TRT"], ["ARM"]), {}, "analysis.unknown-term"),
        ((TERMS, ["ARM"], ["ARM"]), {"references": {"ARM": "Z"}}, "analysis.unknown-level"),
        ((TERMS, ["ARM"], ["ARM"]), {"levels": {"ARM": ["A"]}}, "analysis.unknown-level"),
        (({"A": [1], "B": [1, 2]},), {}, "analysis.length-mismatch"),
        ((TERMS, [], ["ARM"]), {}, "analysis.not-a-number"),
    ],
)
def test_wrong_models_are_errors(arguments, options, code):
    """A wrong name is never ignored."""
    with pytest.raises(AnalysisError) as error:
        build_design(*arguments, **options)
    assert code == error.value.code
