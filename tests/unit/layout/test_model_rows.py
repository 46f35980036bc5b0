"""Facts about the printed rows of a model."""

import pytest

from tests.shells import STAMP, dataset, lines, page, study, table
from tlfgen.layout.mock import mock_display

TOP = """
kind: model
population: fas
data: ADEFF
columns: {by: arm}
models: {m: {fit: ancova, response: CHG, terms: [arm], class: [arm]}}
rows:
"""
GIVEN = dataset(
    "ADEFF",
    {"USUBJID": ["1", "2", "3", "4", "6", "7"], "CHG": [10, 20, 30, 5, 1, 3]},
)


def shown(rows, top=TOP):
    """Give the lines of rows of a model."""
    return lines(page(top + rows, ADEFF=GIVEN))


def test_a_contrast_stands_in_the_column_of_its_first_arm():
    """Pairs of different first arms share a line."""
    row = "  - {contrast: {model: m, arms: [[high, placebo], [low, placebo]]}, show: '{diff:x}'}\n"
    assert ["{diff:x}|18|3"] == shown(row)


def test_a_contrast_may_stand_in_the_column_of_its_second_arm():
    """``place: second_named`` takes the comparator."""
    row = (
        "  - {contrast: {model: m, arms: [[high, low]]}, show: '{diff:x}', place: second_named,"
        " labels: {'{diff:x}': Difference}}\n"
    )
    assert ["Difference||15"] == shown(row)


def test_pairs_that_want_one_column_stand_below_each_other():
    """Each block of lines says which pair it shows."""
    row = (
        "  - {contrast: {model: m, arms: [[high, low], [high, placebo]]}, show: '{diff:x}',"
        " label: Difference}\n"
    )
    assert ["Difference, High vs Low|15", "Difference, High vs Placebo|18"] == shown(row)


def test_the_label_stands_on_the_first_line():
    """Lines below stand one step further in."""
    row = (
        "  - {contrast: {model: m, arms: [[high, low]]}, show: ['{diff:x}', df], label: Difference,"
        " labels: {df: Degrees}}\n"
    )
    assert ["Difference|15", "  Degrees|3"] == shown(row)


def test_a_label_for_the_first_line_makes_the_row_label_a_heading():
    """Both labels are printed."""
    row = "  - {lsmeans: m, show: df, label: Means, labels: {df: Degrees}}\n"
    assert ["Means", "  Degrees|3|3|3"] == shown(row)


def test_a_term_stands_in_the_last_arm():
    """Totals are no arms."""
    top = TOP.replace("{by: arm}", "{by: arm, total: Total}")
    row = "  - {term: {model: m, of: arm}, show: df}\n"
    assert ["df|||2"] == shown(row, top)


def test_a_term_may_stand_in_the_comparison_column():
    """``place: compare`` takes the first one."""
    top = TOP.replace("{by: arm}", "{by: arm, compare: {p: p}}")
    row = "  - {term: {model: m, of: arm}, show: df, place: compare}\n"
    assert ["df||||2"] == shown(row, top)


def test_the_level_of_the_limits_is_named():
    """The label of an interval follows the level of the model."""
    top = TOP.replace("class: [arm]}", "class: [arm], level: 0.9}")
    row = "  - {lsmeans: m, show: ci}\n"
    assert shown(row, top)[0].startswith("90% CI|")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("  - {lsmeans: m, show: df}\n", "df|xx|xx|xx"),
        ("  - {term: {model: m, of: arm}}\n", "p-value|||x.xxx"),
        ("  - {contrast: {model: m, arms: [[low, placebo]]}, show: p}\n", "p-value||x.xxx"),
    ],
)
def test_a_mock_shows_the_same_places(row, expected):
    """Marks stand where numbers will."""
    assert [expected] == lines(mock_display(table(TOP + row), study(), STAMP))


def test_decimals_are_those_of_the_response():
    """A mean has one decimal more than the data, its error two."""
    given = dataset(
        "ADEFF",
        {"USUBJID": ["1", "2", "3", "4", "6", "7"], "CHG": [10.5, 20, 30, 5, 1, 3]},
    )
    made = page(TOP + "  - {lsmeans: m, show: lsmean_se}\n", ADEFF=given)
    assert lines(made)[0].startswith("LS Mean (SE)|20.17 (4.6")
