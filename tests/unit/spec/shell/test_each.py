"""Rows written once for each level."""

import pytest

from tests.shells import table
from tlfgen.core.errors import SpecError
from tlfgen.spec.shell.each import expand_each

ROWS = "rows:\n  - each: {AVISIT: [Week 4, Week 8]}\n    rows:\n"
MODEL = "models: {m: {fit: ancova, response: CHG, terms: [arm]}}\n"


def test_each_level_is_a_heading() -> None:
    """Two levels make two blocks with the same rows."""
    found = table(ROWS + "      - {var: AGE, stats: n}").rows
    assert ["Week 4", "Week 8"] == [row.label for row in found]
    assert ["AGE", "AGE"] == [row.cross[0][0].variable for row in found]


def test_rows_of_a_model_stand_at_the_level() -> None:
    """A contrast and means take the level; a place that is given stays."""
    text = (
        MODEL
        + ROWS
        + "      - {lsmeans: m}\n"
        + "      - {contrast: {model: m, arms: [[high, low]], at: {SEX: F}}}\n"
    )
    means, contrast = table(text).rows[1].cross[0]
    assert {"AVISIT": "Week 8"} == means.lsmeans.at
    assert {"SEX": "F", "AVISIT": "Week 8"} == contrast.contrast.at


def test_other_rows_are_left_alone() -> None:
    """A row without ``each`` passes through."""
    assert [{"any": "Any"}, "blank"] == list(expand_each([{"any": "Any"}, "blank"]))


@pytest.mark.parametrize(
    "row",
    [
        {"each": {"A": ["1"], "B": ["2"]}, "rows": []},
        {"each": ["A"], "rows": []},
        {"each": {"A": ["1"]}},
        {"each": {"A": ["1"]}, "rows": [], "label": "X"},
    ],
)
def test_a_wrong_shape_is_refused(row: dict[str, object]) -> None:
    """One variable with its levels, and rows, are all that ``each`` takes."""
    with pytest.raises(SpecError) as caught:
        list(expand_each([row]))
    assert "spec.wrong-value" == caught.value.code
