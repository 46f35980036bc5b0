"""Every display of the pilot has the titles, columns and fixed rows of the published layout."""

import json

import pytest

from tests.shared_data import require_shared
from tests.study.pilot import build

pytestmark = pytest.mark.slow

SPANS = {
    "Completers at Week 24": "Completers",
    "Safety Population [1]": "Safety",
    "Change from baseline": "Change",
    "Fisher's Exact p-values Placebo vs. Low Dose": "p Placebo vs Low Dose",
    "Fisher's Exact p-values Placebo vs. High Dose": "p Placebo vs High Dose",
}
"""The layout names a few columns by short words of its own."""

_LAYOUT = "pilot-displays.json"


@pytest.fixture(scope="module")
def layout():
    """Read the layout by number of display."""
    found = json.loads((require_shared("design") / _LAYOUT).read_text(encoding="utf-8"))
    return {one["number"]: one for one in (*found["tables"], *found["figures"])}


@pytest.fixture(scope="module")
def displays(tmp_path_factory):
    """Build every display from the given analysis data, and give its JSON by number."""
    require_shared("data/pilot-adam")
    out = build("folder", tmp_path_factory.mktemp("layout"), start="adam")
    found = [
        json.loads(path.read_text(encoding="utf-8")) for path in (out / "displays").glob("*.json")
    ]
    return {one["number"]: one for one in found}


def _blocks(wanted):
    """Give the blocks that each fixed row stands in."""
    runs = wanted.get("fixed_row_groups")
    if runs is None:
        return [[] for _ in wanted["fixed_row_labels"]]
    return [run["path"] for run in runs for _ in range(run["rows"])]


def test_every_display_of_the_layout_is_built(layout, displays):
    """No display is missing, none is there that the layout lacks."""
    assert sorted(layout) == sorted(displays)


def test_titles_and_populations(layout, displays):
    """Title and population are those of the layout."""
    expected = {number: ([one["title"]], one["population"]) for number, one in layout.items()}
    assert expected == {
        number: (one["titles"], one["population"]) for number, one in displays.items()
    }


def test_columns(layout, displays):
    """Columns stand in the order of the layout, under its words."""
    for number, wanted in layout.items():
        if wanted.get("kind") != "figure":
            shown = [" ".join(one["path"]) for one in displays[number]["columns"]]
            for words, short in SPANS.items():
                shown = [text.replace(words, short) for text in shown]
            assert wanted["columns"] == shown, number


def test_fixed_rows(layout, displays):
    """Rows that every table of this number has stand in their blocks, in the order given."""
    for number, wanted in layout.items():
        if wanted.get("kind") != "figure" and "repeats" not in wanted:
            shown = [row["path"] for row in displays[number]["rows"]]
            labels, blocks = wanted["fixed_row_labels"], _blocks(wanted)
            expected = [[*path, label] for path, label in zip(blocks, labels, strict=True)]
            assert expected == shown, number


def test_rows_beside_those_that_repeat(layout, displays):
    """A fixed row of a table with repeated ones stands first, or last where the layout says so."""
    for number, wanted in layout.items():
        labels = wanted.get("fixed_row_labels", [])
        if "repeats" in wanted and len(labels) == 1:
            rows = [row["label"] for row in displays[number]["rows"]]
            place = -1 if "before the fixed row" in wanted["repeats"] else 0
            assert labels[0] == rows[place], number


def test_every_display_has_the_mast_of_its_kind(displays):
    """A number is that of the file, so that nobody looks for a display in vain."""
    for number, one in displays.items():
        assert number.replace("-", "_").replace(".", "_") == one["id"][2:]
