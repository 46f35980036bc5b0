"""The comparison of displays as JSON."""

from tlfgen.check.compare_displays import display_differences


def _display(**changes):
    return {
        "id": "t_1",
        "titles": ["A title"],
        "columns": [{"path": ["Dose", "Low"], "label": "Low", "n": 3}],
        "rows": [
            {"path": ["Sex", "F"], "label": "F", "page": 1, "cells": ["2"], "results": [["a"]]},
            {"path": ["Sex", "F"], "label": "F", "page": 1, "cells": ["3"], "results": [["b"]]},
        ],
        "footnotes": [],
        **changes,
    }


def test_equal_displays():
    """The same texts have no difference."""
    assert () == display_differences(_display(), _display())


def test_page_and_result_names_do_not_count():
    """Where a row falls, or what its results are called, is no text."""
    rows = [{**row, "page": 2, "results": [["z"]]} for row in _display()["rows"]]
    assert () == display_differences(_display(), _display(rows=rows))


def test_cell_of_a_repeated_row():
    """Rows of equal path are matched in order; the second is named as such."""
    rows = [dict(row) for row in _display()["rows"]]
    rows[1]["cells"] = ["4"]
    expected = ("Sex/F (2) : Dose/Low: '3' and '4'",)
    assert expected == display_differences(_display(), _display(rows=rows))


def test_header_count():
    """The N of a column is part of the page."""
    columns = [{"path": ["Dose", "Low"], "label": "Low", "n": 4}]
    expected = ("column Dose/Low: N: '3' and '4'",)
    assert expected == display_differences(_display(), _display(columns=columns))


def test_text_of_one_side():
    """A footnote that one side lacks is a difference."""
    expected = ("footnotes.1: nothing and 'New'",)
    assert expected == display_differences(_display(), _display(footnotes=["New"]))


def test_numbers_of_a_figure_within_the_tolerance():
    """Points of a curve may differ by the tolerance."""
    one, other = (_display(series=[{"label": "A", "y": [y]}]) for y in (1.0, 1.0 + 1e-9))
    assert () == display_differences(one, other, tolerance=1e-6)
    assert 1 == len(display_differences(one, other))
