"""Collected dates as ISO 8601."""

import pytest

from tests.mapping import derivation, frame, rows_of, run
from tlfgen.core.errors import MappingError, SpecError

TEXT = "iso_datetime: {parts: [DAT, TIM], formats: [d-m-y, 'H:M'], unknown: [UN, UNK]}"


def rows(dates, times):
    """Give rows with a collected date and time."""
    return rows_of(frame(USUBJID=["1"] * len(dates), DAT=dates, TIM=times))


def test_unknown_parts_are_cut_or_a_hyphen():
    """Complete, unknown day, unknown month, nothing."""
    given = rows(["14-03-2014", "UN-03-2014", "14-UNK-2014", None], ["7:05", None, "", None])
    made = run(TEXT, given, "DTC").columns["DTC"]
    assert ["2014-03-14T07:05", "2014-03", "2014---14"] == made.tolist()[:3]
    assert made.isna().tolist()[3]


def test_a_value_of_no_form_is_an_error_with_its_record():
    """The message names the value."""
    with pytest.raises(MappingError) as error:
        run(TEXT, rows(["14-03-2014", "31-02-2014"], [None, None]), "DTC")
    assert "mapping.unreadable-date" == error.value.code
    assert "31-02-2014" in error.value.findings[0].details[0]


def test_each_part_has_one_format():
    """The counts agree before any data are read."""
    with pytest.raises(SpecError) as error:
        derivation("iso_datetime: {parts: [DAT, TIM], formats: [d-m-y]}")
    assert "spec.arity" == error.value.code
