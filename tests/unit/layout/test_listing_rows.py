"""Several records in one row, columns across values."""

import pytest

from tests import figure_factories as make
from tlfgen.core.errors import DataError, SpecError

SHELL = """
id: l_1
number: "1"
title: Laboratory
kind: listing
population: saf
data: LB
keys: [{var: USUBJID, label: Subject}]
one_row: [USUBJID, VISITNUM]
columns:
  - {var: VISIT}
  - across: LBTESTCD
    text: "{LBSTRESC}[[ {LBNRIND:HIGH=H|NORMAL=}]]"
    values: {ALT: "ALT\\nU/L", AST: AST}%s
sort: [USUBJID, VISITNUM, LBSEQ]
"""


def results(**changes):
    """Give two visits of a subject, the second drawn twice for ALT."""
    columns = {
        "USUBJID": ["S1"] * 5,
        "VISITNUM": [1, 1, 2, 2, 2],
        "VISIT": ["Week 0", "Week 0", "Week 4", "Week 4", "Week 4"],
        "LBSEQ": [1, 2, 3, 4, 5],
        "LBTESTCD": ["ALT", "AST", "ALT", "ALT", "AST"],
        "LBSTRESC": ["20", "30", "90", "95", "31"],
        "LBNRIND": ["NORMAL", "NORMAL", "HIGH", "HIGH", None],
    }
    return make.dataset("LB", **{**columns, **changes})


def body(made):
    """Give the cells of the rows as texts."""
    return [[cell.text for cell in row.cells] for row in made.rows]


def test_a_row_for_each_visit_a_column_for_each_test():
    """Both results of a test that was drawn twice are shown."""
    made = make.listing(SHELL % "", make.subjects(), results())
    assert [["S1", "Week 0", "20", "30"], ["S1", "Week 4", "90 H\n95 H", "31"]] == body(made)


def test_labels_of_columns_across():
    """Each value heads its column."""
    made = make.listing(SHELL % "", make.subjects(), results())
    assert ["Subject", "ALT\nU/L", "AST"] == [made.columns[place].label for place in (0, 2, 3)]


def test_a_row_names_all_its_records():
    """No record is in two rows."""
    made = make.listing(SHELL % "", make.subjects(), results())
    assert [(0, 1), (2, 3, 4)] == [row.records for row in made.rows]


def test_a_value_without_a_column_is_an_error():
    """Nothing is lost in silence."""
    lost = results(LBTESTCD=["ALT", "AST", "ALT", "GGT", "AST"])
    with pytest.raises(DataError) as error:
        make.listing(SHELL % "", make.subjects(), lost)
    assert "data.unlisted-level" == error.value.code
    assert "'GGT'" in error.value.findings[0].what


def test_others_may_be_dropped():
    """Unless the shell says that other columns show them."""
    kept = results(LBTESTCD=["ALT", "AST", "ALT", "GGT", "AST"])
    made = make.listing(SHELL % "\n    others: drop", make.subjects(), kept)
    assert ["S1", "Week 4", "90 H", "31"] == body(made)[1]


def test_decimals_stand_below_each_other():
    """A flag hangs over to the right of its number."""
    values = results(LBSTRESC=["2.5", "30", "90", "95", "3.1"])
    made = make.listing(SHELL % "\n    align: decimal", make.subjects(), values)
    assert [" 2.5", "90 H\n95 H"] == [row[2].rstrip() for row in body(made)]


def test_across_needs_rows():
    """A column across values is refused where each record is a row."""
    with pytest.raises(SpecError) as error:
        make.spec((SHELL % "").replace("one_row: [USUBJID, VISITNUM]\n", ""))
    assert "spec.across" == error.value.code
