"""Single doses from records of treatment."""

import pytest

from tests.mapping import dataset, dataset_spec, frame, study
from tlfgen.core.errors import MappingError
from tlfgen.mapper.engine import build_dataset
from tlfgen.spec.doses import FREQUENCIES

SPEC = """
dataset: ADEX
sources: {EX: sdtm.EX}
records:
  - {from: EX, doses: {start: EXSTDTC, end: EXENDTC, frequency: EXDOSFRQ, datetime: ASTDTM,
     number: DOSENO%s}}
columns: {USUBJID: EX.USUBJID}
"""


def doses(start, end, frequency, more=""):
    """Give the doses of one record as texts."""
    given = frame(USUBJID=["1"], EXSTDTC=[start], EXENDTC=[end], EXDOSFRQ=[frequency])
    made = build_dataset(
        dataset_spec(SPEC % more), {"sdtm.EX": dataset("EX", given)}, study()
    ).dataset.frame
    return made["ASTDTM"].dt.strftime("%m-%d %H:%M").tolist()


@pytest.mark.parametrize(
    ("start", "end", "frequency", "wanted"),
    [
        ("2024-01-01", "2024-01-01", "QD", ["01-01 00:00"]),
        ("2024-01-01", "2024-01-03", "QD", ["01-01 00:00", "01-02 00:00", "01-03 00:00"]),
        ("2024-01-01T08:00", "2024-01-02", "BID",
         ["01-01 08:00", "01-01 20:00", "01-02 08:00", "01-02 20:00"]),
        ("2024-01-01T08:00", "2024-01-02T08:00", "BID",
         ["01-01 08:00", "01-01 20:00", "01-02 08:00"]),
        ("2024-01-01", "2024-01-05", "QOD", ["01-01 00:00", "01-03 00:00", "01-05 00:00"]),
        ("2024-01-01", "2024-01-11", "BIW",
         ["01-01 00:00", "01-04 12:00", "01-08 00:00", "01-11 12:00"]),
        ("2024-01-01", "2024-02-12", "Q3W", ["01-01 00:00", "01-22 00:00", "02-12 00:00"]),
        ("2024-01-31", "2024-03-31", "QM", ["01-31 00:00", "02-29 00:00", "03-31 00:00"]),
        ("2024-01-31", "2024-03-30", "QM", ["01-31 00:00", "02-29 00:00"]),
        ("2024-01-01T10:00", None, "ONCE", ["01-01 10:00"]),
        ("2024-01-02", "2024-01-01", "QD", []),
    ],
)  # fmt: skip
def test_doses_of_a_record(start, end, frequency, wanted):
    """Both ends count; a date without a time holds its whole day."""
    assert wanted == doses(start, end, frequency)


def test_every_dose_knows_its_record_date_and_number():
    """Variables of the record are there; ASTDT is the day."""
    given = frame(
        USUBJID=["1", "2"],
        EXSTDTC=["2024-01-01", "2024-02-01"],
        EXENDTC=["2024-01-02", "2024-02-01"],
        EXDOSFRQ=["qd", "QD"],
    )
    made = build_dataset(
        dataset_spec(SPEC % ""), {"sdtm.EX": dataset("EX", given)}, study()
    ).dataset.frame
    assert ["1", "1", "2"] == made["USUBJID"].tolist()
    assert [1, 2, 1] == made["DOSENO"].tolist()
    assert ["2024-01-01", "2024-01-02", "2024-02-01"] == made["ASTDT"].dt.strftime("%F").tolist()


def test_words_of_the_study():
    """Ten days apart; 0 is a single dose."""
    assert ["01-01 00:00", "01-11 00:00"] == doses(
        "2024-01-01", "2024-01-15", "Decade", ", other: {decade: 10}"
    )
    assert ["01-01 00:00"] == doses("2024-01-01", "2024-01-15", "Bolus", ", other: {BOLUS: 0}")


@pytest.mark.parametrize(
    ("start", "end", "frequency", "code"),
    [
        ("2024-01-01", "2024-01-02", "PRN", "mapping.unknown-frequency"),
        ("2024-01", "2024-01-02", "QD", "mapping.no-dose-dates"),
        ("2024-01-01", None, "QD", "mapping.no-dose-dates"),
        ("2024-01-01", "2024", "QD", "mapping.no-dose-dates"),
        ("1900-01-01", "2024-01-01", "QD", "mapping.no-dose-dates"),
    ],
)
def test_records_that_give_no_doses_are_told(start, end, frequency, code):
    """With the subject."""
    with pytest.raises(MappingError) as caught:
        doses(start, end, frequency)
    assert caught.value.code == code


def test_a_record_without_end_may_be_one_dose():
    """The policy is the study's."""
    assert ["01-01 00:00"] == doses("2024-01-01", None, "QD", ", no_end: once")


def test_distances_of_the_words():
    """Hours, days, weeks and calendar months."""
    assert 0.25 == FREQUENCIES["QID"].days == FREQUENCIES["Q6H"].days
    assert 21 == FREQUENCIES["Q3W"].days == FREQUENCIES["EVERY 3 WEEKS"].days
    assert 3 == FREQUENCIES["Q3M"].months
    assert 7 / 3 == FREQUENCIES["3 TIMES PER WEEK"].days


def test_the_lineage_of_a_dose():
    """Its date is derived from start, end and frequency."""
    given = frame(USUBJID=["1"], EXSTDTC=["2024-01-01"], EXENDTC=["2024-01-02"], EXDOSFRQ=["QD"])
    text = SPEC % "" + "variables: {USUBJID: {label: Subject}, ASTDT: {label: Start, type: date}}\n"
    built = build_dataset(dataset_spec(text), {"sdtm.EX": dataset("EX", given)}, study())
    lineage = {one.variable: one for one in built.lineage.columns}["ASTDT"]
    assert ("EX.EXDOSFRQ", "EX.EXENDTC", "EX.EXSTDTC") == lineage.reads
    assert "Derived" == lineage.origin
    assert lineage.sentence == (
        "On the records from EX: the date of the dose: the first at EX.EXSTDTC, the next ones at "
        "the distance that EX.EXDOSFRQ names, up to EX.EXENDTC, which is included."
    )
