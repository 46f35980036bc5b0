"""Flags, numbers, values of the record before."""

import pytest

from tests.mapping import day, frame, rows_of, run
from tlfgen.core.errors import MappingError


def rows():
    """Give five records of two subjects."""
    dates = ["2014-01-01", "2014-01-08", "2014-01-15", "2014-01-01", "2014-01-09"]
    own = frame(
        USUBJID=["1", "1", "1", "2", "2"],
        PARAMCD=["A"] * 5,
        ADT=[day(one) for one in dates],
        LBSEQ=[1, 2, 3, 1, 2],
        AVAL=[10.0, 0.0, None, 5.0, 7.0],
        DTC=["2014-01-01T09:00", *dates[1:]],
    )
    dm = frame(USUBJID=["1", "2"], RFXSTDTC=["2014-01-01T10:00", "2014-01-01"])
    return rows_of(own, {"DM": dm})


def flagged(text):
    """Give the positions of the flagged records."""
    values = run(text, rows(), "FL").columns["FL"]
    return [n for n, value in enumerate((values == "Y").fillna(False)) if value]


def test_the_last_record_that_meets_the_condition_is_flagged():
    """Records with a missing value are not eligible here."""
    assert [1, 4] == flagged(
        "flag_last: {where: AVAL is present, by: [USUBJID, PARAMCD], order: [ADT, LBSEQ]}"
    )


def test_the_first_record_by_a_descending_key_is_flagged():
    """The largest value of each subject."""
    assert [0, 4] == flagged(
        "flag_first: {where: AVAL is present, by: [USUBJID], order: [desc AVAL, LBSEQ]}"
    )


def test_a_tie_is_an_error_unless_the_record_order_is_stated():
    """With ties: record the earlier record is flagged."""
    text = "flag_first: {by: [USUBJID], order: [PARAMCD]}"
    with pytest.raises(MappingError) as error:
        flagged(text)
    assert "mapping.tie" == error.value.code
    assert [0, 3] == flagged(text.replace("PARAMCD]", "PARAMCD], ties: record"))


def test_a_missing_order_value_needs_a_policy():
    """The third record of the first subject has no value."""
    with pytest.raises(MappingError) as error:
        flagged("flag_first: {by: [USUBJID], order: [AVAL, LBSEQ]}")
    assert "mapping.missing-order" == error.value.code
    assert [1, 3] == flagged("flag_first: {by: [USUBJID], order: [AVAL, LBSEQ], missing: exclude}")


def test_a_flag_may_have_an_other_value():
    """N on every other record."""
    text = "flag_best: {by: [USUBJID], order: [LBSEQ], otherwise: N}"
    assert ["Y", "N", "N", "Y", "N"] == run(text, rows(), "FL").columns["FL"].tolist()


@pytest.mark.parametrize(("same_day", "wanted"), [("include", [0, 3]), ("exclude", [0])])
def test_the_last_record_before_exposure(same_day, wanted):
    """09:00 is before 10:00; a day without time on the day of exposure goes by the policy."""
    text = f"""last_before_exposure: {{date: DTC, first_dose: DM.RFXSTDTC, result: AVAL,
      same_day: {same_day}, by: [USUBJID, PARAMCD], order: [DTC, LBSEQ]}}"""
    assert wanted == flagged(text)


def test_records_are_numbered_in_order():
    """From 1 within each subject, latest first."""
    made = run("sequence: {by: [USUBJID], order: [desc ADT]}", rows(), "SEQ").columns["SEQ"]
    assert [3, 2, 1, 2, 1] == made.tolist()


def test_a_number_needs_a_total_order():
    """Records alike in the order cannot be numbered."""
    with pytest.raises(MappingError) as error:
        run("sequence: {by: [USUBJID], order: [PARAMCD]}", rows(), "SEQ")
    assert "mapping.tie" == error.value.code


def test_the_value_of_the_record_before():
    """Passing over records that do not count; the record chosen is kept."""
    text = """previous_value: {of: AVAL, by: [USUBJID], order: [ADT], where: AVAL > 0,
      skip_missing: true}"""
    made = run(text, rows(), "PREV")
    assert [10.0, 10.0, 5.0] == made.columns["PREV"].dropna().tolist()
    assert [-1, 1, 1, -1, 4] == made.chosen.tolist()
