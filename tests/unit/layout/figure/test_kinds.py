"""Profiles, boxes, scatter plots, forests, dot plots, flows laid out."""

import pytest

from tests import figure_factories as make
from tests.unit.analysis.figure import test_dots as dots
from tests.unit.analysis.figure import test_flow as flow
from tests.unit.analysis.figure import test_forest as forest
from tests.unit.analysis.figure import test_people as people
from tests.unit.analysis.figure.test_places import data
from tlfgen.core.errors import SpecError
from tlfgen.layout.figure.forest import pages_of_labels, wrapped_label


def test_profiles_have_a_panel_an_arm():
    """Arms with values stand side by side with the same axes."""
    made = make.figure(people.PROFILES, *data())
    assert ["High dose (n=2)", "Placebo (n=2)"] == [one.title for one in made.panels]
    assert (1, 2) == made.grid
    assert made.panels[0].x == made.panels[1].x


def test_profiles_label_their_axis_once():
    """Only the first panel of a row names the y axis."""
    made = make.figure(people.PROFILES, *data())
    assert ["AVAL", ""] == [one.y.label for one in made.panels]


def test_profile_is_a_line_a_subject():
    """Each subject has a thin line, the mean a line of its own."""
    panel = make.figure(people.PROFILES, *data()).panels[0]
    assert ["S1", "S2", "Mean"] == [one.label for one in panel.series]
    assert (1.0, 2.0) == panel.series[0].y
    assert [True, True, False] == [one.is_thin for one in panel.series]


def test_boxes_stand_at_equal_distances():
    """Visits of a box plot are one apart, whatever their weeks."""
    panel = make.figure(people.BOX, *data()).panels[0]
    assert (0.0, 1.0) == panel.x.ticks
    assert ("4", "12") == panel.x.tick_labels


def test_box_shape():
    """A box has the quartiles of its values."""
    box = make.figure(people.BOX, *data()).panels[0].series[0].boxes[0]
    assert (1.0, 2.0, 3.0) == (box.low, box.median, box.high)


def test_scatter_points():
    """A point a subject; only chosen ones have a name."""
    series = make.figure(people.SCATTER, *people.labs()).panels[0].series[0]
    assert ((3.0, 4.0), (0.5, 2.5), ("S1", "")) == (series.x, series.y, series.point_labels)


def test_scatter_quadrants():
    """Quadrants are named in corners that exist."""
    text = people.SCATTER + "    quadrants: {upper right: Hy's Law}\n"
    assert (("upper right", "Hy's Law"),) == make.figure(text, *people.labs()).panels[0].corners
    with pytest.raises(SpecError) as error:
        make.figure(text.replace("upper right", "top right"), *people.labs())
    assert "spec.unknown-corner" == error.value.code


def test_forest_lines():
    """Every line has its label; a heading has no point."""
    panel = make.figure(forest.FOREST, *data()).panels[0]
    assert ("All subjects", "SEX", "  F", "  M") == panel.text_columns[0].texts
    assert (0.0, 2.0, 3.0) == panel.series[0].y


def test_forest_text_beside_the_axis():
    """The estimate stands with its limits; NE where there is none."""
    text = make.figure(forest.FOREST, *data()).panels[0].text_columns[1]
    assert "right" == text.side
    assert text.texts[0].startswith("-13.0 (")
    assert "" == text.texts[1]


def test_forest_of_several_pairs():
    """A line of several pairs becomes a heading with a line a pair."""
    text = forest.FOREST.replace(", pairs: [[high, placebo]]", "").replace(
        "by: [SEX]", "rows: [{label: All}]"
    )
    panel = make.figure(text, *data()).panels[0]
    expected = ("All", "  High dose vs. Placebo", "  Low dose vs. Placebo")
    assert expected == panel.text_columns[0].texts


def test_forest_of_ratios_is_logarithmic():
    """Ratios stand on a logarithmic axis with a line at 1."""
    text = dots.DOTS.replace(
        "dots: {of: AEDECOD, arms: [high, placebo]}",
        "forest: {estimate: odds_ratio, rows: [{label: Any}], pairs: [[high, placebo]]}",
    )
    panel = make.figure(text, *dots.data()).panels[0]
    assert ("log", (1.0,)) == (panel.x.scale, panel.x_lines)


def test_forest_borrows_from_a_table():
    """A row may show the estimate of a table, which the figure is given."""
    table = """
id: t_9
number: "9"
kind: survival
data: ADTTE
columns: {by: arm, arms: [high, placebo]}
rows: [{hr: {label: Unstratified}}]
"""
    text = """
id: f_9
number: "9"
kind: figure
data: ADTTE
plot: {forest: {rows: [{label: Response, from: t_9, result: hr.unstratified}]}}
"""
    tte = make.dataset(
        "ADTTE", USUBJID=["S1", "S2", "S5", "S6"], AVAL=[4.0, 8.0, 5.0, 9.0], CNSR=[0, 0, 0, 0]
    )
    panel = make.figure(text, make.subjects(), tte, shell=table).panels[0]
    assert ("t_9/hr.unstratified/hr/high_vs_placebo",) == panel.series[0].results


def test_dots_share_their_lines():
    """Rates and differences stand in two panels of the same lines."""
    made = make.figure(dots.DOTS, *dots.data())
    left, right = made.panels
    assert (1, 2) == made.grid
    assert left.y == right.y
    assert ("NAUSEA", "RASH", "COUGH") == left.text_columns[0].texts
    assert (50.0, 25.0, 0.0) == left.series[0].x
    assert (25.0, 25.0, -25.0) == right.series[0].x


def test_flow_boxes():
    """Boxes have their counts, and know where they come from."""
    nodes = make.figure(flow.FLOW, make.subjects("HHLP   ")).panels[0].nodes
    by_name = {one.name: one for one in nodes}
    assert ("Screened (n=7)",) == by_name["screened/"].lines
    assert ("Excluded (n=3)", "  M (n=2)", "  F (n=1)") == by_name["excluded/"].lines
    assert by_name["excluded/"].is_side
    assert (2, ("screened/",)) == (by_name["treated/low"].row, by_name["treated/low"].after)
    assert ("Low dose (n=1)", "  Older (n=1)") == by_name["treated/low"].lines


def test_flow_box_after_nothing():
    """A box comes after one that stands above it."""
    with pytest.raises(SpecError) as error:
        make.figure(flow.FLOW.replace("side: true", "after: treatd"), make.subjects())
    assert "spec.unknown-flow-box" == error.value.code


def test_long_label_wraps():
    """A label of a row takes at most 38 cells, further lines are indented."""
    lines = wrapped_label("  " + "Injury, poisoning and procedural complications").split("\n")
    assert all(len(line) <= 40 for line in lines)
    assert lines[1].startswith("    ")


def test_rows_are_paged_by_their_lines():
    """A page holds as many rows as have room; every row stands on one page."""
    labels = ["two\nlines"] * 30
    parts = list(pages_of_labels(labels))
    assert [slice(0, 12), slice(12, 24), slice(24, 30)] == parts


@pytest.mark.parametrize(("given", "code"), [
    ("legend: upper rigth", "spec.unknown-legend"),
    ("x: {labels: {Week 5: Five}}", "spec.unknown-tick"),
    ("y: {labels: {'1000': Many}}", "spec.unknown-tick"),
])  # fmt: skip
def test_misspelt_words(given, code):
    """Words that name nothing of the figure are errors, never ignored."""
    with pytest.raises(SpecError) as error:
        make.figure(people.BOX.replace("of: AVAL", f"of: AVAL, {given}"), *data())
    assert code == error.value.code


def test_unknown_number_in_a_text_column():
    """A text column names numbers that the lines have."""
    columns = "columns: [{label: HR, text: '{hr:x.x}'}], estimate:"
    with pytest.raises(SpecError) as error:
        make.figure(forest.FOREST.replace("estimate:", columns), *data())
    assert "spec.unknown-result" == error.value.code
