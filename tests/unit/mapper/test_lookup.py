"""Values looked up, visits placed, records summarised."""

import pytest

from tests.mapping import frame, rows_of, run
from tlfgen.core.errors import MappingError, SpecError

VISITS = """
visits:
  - {number: 1, name: Baseline, day: 1}
  - {number: 2, name: Week 2, day: 14}
"""


def rows():
    """Give three rows of two subjects."""
    own = frame(USUBJID=["1", "1", "2"], CODE=["ALT", "AST", "ZZZ"], VISIT=["baseline", "2", "UNS"])
    source = frame(USUBJID=["1", "1", "1"], EXDOSE=[5, 10, None], EXTRT=["B", "A", "B"])
    table = frame(CODE=["ALT", "AST"], PARAM=["Alanine", "Aspartate"], PARAMN=[1, 2])
    return rows_of(own, {"EX": source}, tables={"P": table}, study_text=VISITS)


def test_columns_of_a_table_by_key():
    """Several targets come from one row of the table."""
    made = run("lookup: {table: P, by: [CODE], unmatched: null}", rows(), "PARAM", "PARAMN")
    assert ["Alanine", "Aspartate"] == made.columns["PARAM"].tolist()[:2]
    assert [False, False, True] == made.columns["PARAMN"].isna().tolist()


def test_a_key_the_table_does_not_hold_is_an_error():
    """The message shows the key with its count."""
    with pytest.raises(MappingError) as error:
        run("lookup: {table: P, by: [CODE]}", rows(), "PARAM")
    assert "mapping.unmatched" == error.value.code
    assert ("CODE ZZZ (1 records)",) == error.value.findings[0].details


def test_keep_gives_the_key():
    """A table of replacements need not hold every value."""
    made = run("lookup: {table: P, by: CODE, take: {X: PARAM}, unmatched: keep}", rows(), "X")
    assert ["Alanine", "Aspartate", "ZZZ"] == made.columns["X"].tolist()


def test_a_column_the_table_lacks_is_a_spec_error():
    """The allowed columns are listed."""
    with pytest.raises(SpecError) as error:
        run("lookup: {table: P, by: [CODE], take: {X: PARAMM}}", rows(), "X")
    assert "spec.unknown-column" == error.value.code


def test_a_visit_is_known_by_name_or_number():
    """An unscheduled visit keeps its name, without number or day."""
    made = run("visit: {from: VISIT, unmatched: keep}", rows(), "VISIT2", "VISITNUM", "VISITDY")
    assert ["Baseline", "Week 2", "UNS"] == made.columns["VISIT2"].tolist()
    assert [1.0, 2.0] == made.columns["VISITNUM"].tolist()[:2]
    assert [1, 14] == made.columns["VISITDY"].tolist()[:2]
    assert made.columns["VISITNUM"].isna().tolist()[2]


def test_a_visit_that_is_not_planned_is_an_error():
    """Unscheduled visits have to be named or stated."""
    with pytest.raises(MappingError) as error:
        run("visit: {from: VISIT}", rows(), "VISIT2")
    assert "mapping.unmatched" == error.value.code


@pytest.mark.parametrize(
    ("stat", "wanted"), [("mean", 7.5), ("sum", 15), ("min", 5), ("max", 10), ("count", 2)]
)
def test_missing_values_do_not_count(stat, wanted):
    """Two of three doses are present."""
    made = run(f"summary: {{from: EX, of: EXDOSE, stat: {stat}}}", rows(), "X").columns["X"]
    assert wanted == made.tolist()[0]


def test_records_are_counted_from_zero():
    """A subject without records has a count of 0."""
    made = run("summary: {from: EX, where: EXDOSE > 5, stat: count}", rows(), "X").columns["X"]
    assert [1, 1, 0] == made.tolist()


def test_texts_are_joined_in_order():
    """By an order, or alphabetically; equal ones once where asked."""
    ordered = "summary: {from: EX, of: EXTRT, stat: concat, order: [desc EXDOSE]}"
    assert "A, B, B" == run(ordered, rows(), "X").columns["X"].tolist()[0]
    once = "summary: {from: EX, of: EXTRT, stat: concat, distinct: true, separator: '; '}"
    assert "A; B" == run(once, rows(), "X").columns["X"].tolist()[0]
