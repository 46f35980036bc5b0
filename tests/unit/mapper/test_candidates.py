"""The choice of a record of another dataset."""

import pytest

from tests.mapping import day, frame, rows_of
from tlfgen.core.errors import MappingError
from tlfgen.spec.expression import parse_expression, parse_order_key


def exposed():
    """Give three rows of two subjects, with the doses of the first."""
    own = frame(
        USUBJID=["1", "1", "2"],
        ASTDT=[day("2020-01-05"), day("2020-01-20"), day("2020-01-20")],
        VISIT=["A", "B", "A"],
    )
    doses = frame(
        USUBJID=["1", "1", "1"],
        EXSEQ=[1, 2, 3],
        EXSTDT=[day("2020-01-01"), day("2020-01-10"), day("2020-01-30")],
        VISIT=["A", "B", "C"],
    )
    return rows_of(own, {"EX": doses})


def order(*keys):
    """Give order keys."""
    return tuple(map(parse_order_key, keys))


def test_first_and_last_of_a_subject():
    """Every row of a subject is given the same record; a subject without one has none."""
    found = exposed().source("EX")
    assert [1, 1, -1] == found.pick(order("EXSEQ")).chosen.tolist()
    assert [3, 3, -1] == found.pick(order("EXSEQ"), takes_last=True).chosen.tolist()
    assert [3, 3, 0] == found.counts().tolist()


def test_condition_on_candidates_alone_filters_once():
    """A condition that reads the candidates alone does not make pairs."""
    found = exposed().source("EX").where(parse_expression("EXSEQ > 1"))
    assert 2 == len(found.records)
    assert [2, 2, 0] == found.counts().tolist()


def test_condition_on_both_sides_chooses_row_by_row():
    """The last dose on or before an event differs from row to row."""
    found = exposed().source("EX").where(parse_expression("EX.EXSTDT <= ASTDT"))
    assert [1, 2, -1] == found.pick(order("EXSEQ"), takes_last=True).chosen.tolist()
    assert [1, 2, 0] == found.counts().tolist()


def test_qualified_name_of_the_rows_meets_that_of_the_candidates():
    """The same name on both sides is told apart by the dataset at hand."""
    found = exposed().source("EX").where(parse_expression("EX.VISIT = ADXX.VISIT"))
    assert [1, 2, -1] == found.single().chosen.tolist()


def test_pairs_are_made_in_parts(monkeypatch):
    """The choice is the same where the pairs are tested a few at a time."""
    monkeypatch.setattr("tlfgen.mapper.pairs._PAIRS_AT_ONCE", 1)
    found = exposed().source("EX").where(parse_expression("EX.EXSTDT <= ASTDT"))
    assert [1, 2, -1] == found.pick(order("EXSEQ"), takes_last=True).chosen.tolist()


def test_tie_is_an_error_that_shows_records():
    """Two records that the order does not tell apart stop the step."""
    rows = rows_of(frame(USUBJID=["1"]), {"EX": frame(USUBJID=["1", "1"], EXDY=[1, 1])})
    with pytest.raises(MappingError) as error:
        rows.source("EX").pick(order("EXDY"))
    assert "mapping.tie" == error.value.code
    assert "USUBJID=1 EXDY=1" in str(error.value)


def test_tie_away_from_the_edge_does_not_matter():
    """Records that are alike but not first do not stop the step."""
    rows = rows_of(frame(USUBJID=["1"]), {"EX": frame(USUBJID=["1"] * 3, EXDY=[1, 2, 2])})
    assert [1] == rows.source("EX").pick(order("EXDY")).chosen.tolist()


def test_missing_order_value_needs_a_policy():
    """A missing order value stops the step unless its place is stated."""
    rows = rows_of(frame(USUBJID=["1"]), {"EX": frame(USUBJID=["1"] * 2, EXDY=[None, 2])})
    with pytest.raises(MappingError) as error:
        rows.source("EX").pick(order("EXDY"))
    assert "mapping.missing-order" == error.value.code
    assert [1] == rows.source("EX").pick(order("EXDY"), missing="first").chosen.tolist()
    assert [2] == rows.source("EX").pick(order("EXDY"), missing="last").chosen.tolist()
    assert [2] == rows.source("EX").pick(order("EXDY"), missing="exclude").chosen.tolist()


def test_missing_order_value_of_a_single_record_does_not_matter():
    """One record is the first whatever its order value."""
    rows = rows_of(frame(USUBJID=["1"]), {"EX": frame(USUBJID=["1"], EXDY=[None])})
    assert [1] == rows.source("EX").pick(order("EXDY")).chosen.tolist()


def test_source_without_subjects_serves_every_row():
    """Records that belong to no subject are candidates of all rows."""
    rows = rows_of(frame(USUBJID=["1", "2"], SITE=["B", "A"]), {"SITES": frame(SITEID=["A", "B"])})
    from dataclasses import replace

    from tlfgen.mapper.setting import SourceData

    sources = {"SITES": SourceData("SITES", rows.setting.sources["SITES"].frame, None)}
    rows = replace(rows, setting=replace(rows.setting, sources=sources))
    found = rows.source("SITES").where(parse_expression("SITEID = SITE"))
    assert [2, 1] == found.single().chosen.tolist()


def test_blank_text_matches_blank_text_and_missing_numbers_match_nothing():
    """Equality of both sides follows the rules of the language."""
    own = frame(USUBJID=["1", "1"], A=["", "x "], N=[None, 1])
    other = frame(USUBJID=["1", "1"], B=[None, "x"], M=[None, 1])
    rows = rows_of(own, {"QS": other})
    by_text = rows.source("QS").where(parse_expression("B = A"))
    by_number = rows.source("QS").where(parse_expression("M = N"))
    assert [1, 2] == by_text.single().chosen.tolist()
    assert [-1, 2] == by_number.single().chosen.tolist()


def test_nested_value_reads_both_sides():
    """A value derived on the record chosen may read the row that asked."""
    from tests.mapping import derivation

    rows = exposed()
    choice = (
        rows.source("EX")
        .where(parse_expression("EX.EXSTDT <= ASTDT"))
        .pick(order("EXSEQ"), takes_last=True)
    )
    made = choice.derive(derivation("ASTDT - EXSTDT"))
    assert [4.0, 10.0] == made.columns["VALUE"].tolist()[:2]
    assert made.columns["VALUE"].isna().tolist()[2]
