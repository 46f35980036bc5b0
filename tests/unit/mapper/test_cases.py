"""Values by conditions or bands."""

import pytest

from tests.mapping import derivation, frame, rows_of, run
from tlfgen.core.errors import MappingError, SpecError

BANDS = "bands: [[null, 18, '<18'], [18, 65, '18-64'], [65, null, '>=65']]"


def rows():
    """Give four rows."""
    return rows_of(frame(USUBJID=["1", "2", "3", "4"], AGE=[17, 18, 65, None], DOSE=[0, 54, 81, 0]))


def test_the_first_condition_that_holds_decides():
    """A later condition that holds too does not count; the branch is kept."""
    text = "case: [{when: AGE < 20, then: young}, {when: AGE < 70, then: old}]"
    made = run(text, rows(), "X")
    assert ["young", "young", "old"] == made.columns["X"].tolist()[:3]
    assert [0, 0, 1, -1] == made.branch.tolist()


def test_a_branch_is_only_computed_on_its_rows():
    """A division by zero in rows of another branch does not stop the step."""
    text = "case: [{when: DOSE = 0, then: 0}, {when: otherwise, then: {expr: 100 / DOSE}}]"
    made = run(text, rows(), "X").columns["X"].tolist()
    assert [0.0, 100 / 54, 100 / 81, 0.0] == made


def test_text_beside_dates_is_an_error():
    """Branches of unlike kinds cannot stand in one column."""
    text = (
        "case: [{when: AGE < 20, then: young}, {when: otherwise, then: {expr: date('2014-01-01')}}]"
    )
    text = text.replace("date('2014-01-01')", "\"date('2014-01-01')\"")
    with pytest.raises(MappingError) as error:
        run(text, rows(), "X")
    assert "mapping.mixed-kinds" == error.value.code


def test_otherwise_before_the_end_is_an_error():
    """Branches behind otherwise could never be reached."""
    with pytest.raises(SpecError) as error:
        derivation("case: [{when: otherwise, then: A}, {when: AGE > 1, then: B}]")
    assert "spec.case-order" == error.value.code


def test_a_band_holds_its_lower_end_not_its_upper():
    """18 lies in 18-64, 65 in >=65, missing in none."""
    made = run(
        f"{{categorize: {{from: AGE, {BANDS}}}, also: {{AGEGR1N: $code}}}}", rows(), "AGEGR1"
    )
    assert ["<18", "18-64", ">=65"] == made.columns["AGEGR1"].tolist()[:3]
    assert [1.0, 2.0, 3.0] == made.columns["AGEGR1N"].tolist()[:3]
    assert made.columns["AGEGR1"].isna().tolist()[3]


def test_a_number_in_no_band_is_an_error():
    """The message shows the number."""
    with pytest.raises(MappingError) as error:
        run("categorize: {from: AGE, bands: [[0, 60, young]]}", rows(), "X")
    assert "mapping.unmatched" == error.value.code
    assert "65" in error.value.findings[0].details[0]


def test_overlapping_bands_are_refused():
    """The spec is wrong before any data are read."""
    with pytest.raises(SpecError) as error:
        derivation("categorize: {from: AGE, bands: [[0, 20, A], [18, 30, B]]}")
    assert "spec.bands-overlap" == error.value.code
