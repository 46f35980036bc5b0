"""The order in which columns are derived."""

import pytest

from tests.mapping import dataset_spec
from tlfgen.core.errors import SpecError
from tlfgen.mapper.needs import Needs
from tlfgen.mapper.schedule import schedule_stages
from tlfgen.spec.dataset import ColumnSpec

HEAD = "dataset: ADXX\nsources: {XX: sdtm.XX, EX: sdtm.EX}\n"
KNOWN = {"XX": frozenset({"A", "B"}), "EX": frozenset({"EXSEQ", "EXDOSE"})}


def orders(text, **linking):
    """Give for each stage the names in run order, blocks in brackets."""
    spec = dataset_spec(HEAD + text)
    schedules = schedule_stages(spec, Needs(spec, KNOWN, linking))
    return [
        [one.name if isinstance(one, ColumnSpec) else f"[{one.id}]" for one in schedule.actions]
        for schedule in schedules
    ]


def test_columns_follow_what_they_read():
    """The order written does not matter."""
    text = "records: {from: XX}\ncolumns:\n  C: D + 1\n  D: E\n  E: XX.A\n"
    assert [["E", "D", "C"]] == orders(text)


def test_work_columns_come_where_they_are_needed():
    """A work column is derived before its first reader."""
    text = "records: {from: XX}\nwork: {W: XX.B}\ncolumns:\n  C: W + 1\n"
    assert [["W", "C"]] == orders(text)


def test_conditions_bring_what_they_read():
    """A named condition makes its variables needed; one that is a verb is a step."""
    text = """records: {from: XX}
define:
  high: D > 1
  dosed: {exists: {in: EX, where: EXDOSE > 0}}
columns:
  C: {case: [{when: high and dosed, then: Y}]}
  D: XX.A
"""
    (order,) = orders(text)
    assert order.index("D") < order.index("C")
    assert order.index("dosed") < order.index("C")


def test_names_of_the_candidates_are_not_own():
    """A variable that the source has is read there, not in the dataset at hand."""
    text = """records: {from: XX}
columns:
  EXSEQ: {first_record: {from: EX, order: [EXSEQ], value: EXSEQ}}
"""
    assert [["EXSEQ"]] == orders(text)


def test_after_places_a_column():
    """after: orders what reads nothing of each other."""
    text = "records: {from: XX}\ncolumns:\n  C: {expr: XX.A, after: [D]}\n  D: XX.B\n"
    assert [["D", "C"]] == orders(text)


def test_blocks_follow_what_they_read_and_precede_the_rest():
    """Only the columns a block needs are derived before it."""
    text = """records: {from: XX}
columns:
  C: XX.A
  D: XX.B
  E: C + 1
derived_records:
  - {id: one, copy_records: {where: E > 1}}
"""
    assert [["C", "E", "[one]", "D"]] == orders(text)


def test_stages_run_in_turn():
    """A column of a later stage sees what the earlier ones made."""
    text = """stages:
  - {records: {from: XX}, columns: {C: XX.A}}
  - {columns: {D: C + 1}}
"""
    assert [["C"], ["D"]] == orders(text)


def test_loop_prints_itself():
    """Columns that need each other are an error with the whole loop."""
    with pytest.raises(SpecError) as error:
        orders("records: {from: XX}\ncolumns:\n  C: D\n  D: E\n  E: C\n")
    assert "C -> D -> E -> C" in str(error.value)


def test_source_known_by_an_own_variable_waits_for_it():
    """A source whose subjects are known by USUBJID is read after USUBJID."""
    text = """records: {from: XX}
columns:
  C: {first_record: {from: EX, order: [EXSEQ], value: EXSEQ}}
  USUBJID: XX.A
"""
    assert [["USUBJID", "C"]] == orders(text, EX="USUBJID")


def test_listing_for_reviewers():
    """The run order can be printed, with verb and place."""
    spec = dataset_spec(HEAD + "records: {from: XX}\ncolumns:\n  C: XX.A\n")
    (schedule,) = schedule_stages(spec, Needs(spec, KNOWN))
    assert ("records    XX", "column     C  expr  dataset.yaml:5:6 (columns.C)") == schedule.lines()


def test_column_of_a_later_stage():
    """Reading what a later stage makes is an error that names both."""
    with pytest.raises(SpecError) as error:
        orders(
            "stages:\n  - {records: {from: XX}, columns: {C: D + 1}}\n  - {columns: {D: XX.A}}\n"
        )
    assert "spec.read-before-made" == error.value.code
    assert "ADXX.C reads D" in str(error.value)
