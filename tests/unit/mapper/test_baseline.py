"""Baseline, change, shift."""

import pytest

from tests.mapping import day, frame, rows_of, run
from tlfgen.core.errors import DataError, MappingError


def rows(**changes):
    """Give five records of two subjects, the second without baseline."""
    columns = {
        "USUBJID": ["1", "1", "1", "2", "2"],
        "PARAMCD": ["A"] * 5,
        "ADT": [day(f"2014-01-0{n}") for n in (1, 2, 3, 1, 2)],
        "AVAL": [-10.0, 5.0, None, 0.0, 7.0],
        "ANRIND": ["LOW", None, "HIGH", "NORMAL", "HIGH"],
        "ABLFL": ["Y", None, None, None, None],
        "BASE": [-10.0, -10.0, -10.0, 0.0, 0.0],
        "CHG": [0.0, 15.0, None, 0.0, 7.0],
    }
    return rows_of(frame(**{**columns, **changes}))


def test_every_record_has_the_values_of_its_baseline():
    """A group without a flagged record has none; the record chosen is kept."""
    text = "baseline: {of: [AVAL, ANRIND], flag: ABLFL, by: [USUBJID, PARAMCD]}"
    made = run(text, rows(), "B", "BNRIND")
    assert [-10.0, -10.0, -10.0] == made.columns["B"].dropna().tolist()
    assert ["LOW"] * 3 == made.columns["BNRIND"].dropna().tolist()
    assert [1, 1, 1, -1, -1] == made.chosen.tolist()


def test_two_baseline_records_of_a_group_are_an_error():
    """The message shows them."""
    with pytest.raises(MappingError) as error:
        run(
            "baseline: {of: AVAL, flag: ABLFL, by: [USUBJID, PARAMCD]}",
            rows(ABLFL=["Y", "Y", None, None, None]),
            "B",
        )
    assert "mapping.many-records" == error.value.code


def test_change_is_computed_for_the_records_stated():
    """All; later than the baseline record; by a condition."""
    changes = {
        "all": [0.0, 15.0, 0.0, 7.0],
        "after_baseline_record": [15.0],
        "{where: AVAL > 6}": [7.0],
    }
    for stated, wanted in changes.items():
        made = run(f"change: {{post_baseline: {stated}}}", rows(), "X").columns["X"]
        assert wanted == made.dropna().tolist()


def test_percent_change_by_the_denominator_stated():
    """15 over -10 is -150%, over its size 150%; over 0 nothing."""
    for denominator, wanted in (("base", -150.0), ("abs_base", 150.0)):
        text = f"percent_change: {{base_zero: missing, denominator: {denominator}}}"
        made = run(text, rows(), "X").columns["X"]
        assert wanted == made.tolist()[1]
        assert made.isna().tolist() == [False, False, True, True, True]


def test_a_baseline_of_zero_may_be_an_error():
    """Where the spec says so."""
    with pytest.raises(DataError) as error:
        run("percent_change: {base_zero: error, denominator: base}", rows(), "X")
    assert "data.base-zero" == error.value.code


def test_a_shift_shows_a_missing_value_by_its_word():
    """With null the shift is missing."""
    given = rows(BNRIND=["LOW"] * 5)
    made = run("shift: {from: BNRIND, to: ANRIND, missing: MISSING}", given, "S").columns["S"]
    assert ["LOW to LOW", "LOW to MISSING"] == made.tolist()[:2]
    made = run("shift: {from: BNRIND, to: ANRIND, missing: null}", given, "S").columns["S"]
    assert made.isna().tolist() == [False, True, False, False, False]
