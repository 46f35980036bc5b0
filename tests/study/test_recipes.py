"""Recipes that analysis datasets ask for, each on a few records, values counted by hand."""

import pytest

from tests.mapping import dataset, dataset_spec, day, frame, study
from tlfgen.core.errors import MappingError
from tlfgen.mapper.engine import build_dataset

EX = frame(
    USUBJID=["1", "1", "1", "2"],
    PARAMCD=["DOSE"] * 4,
    ASTDT=[day(f"2024-01-{d:02d}") for d in (1, 8, 15, 1)],
    AENDT=[day(f"2024-01-{d:02d}") for d in (7, 14, 21, 3)],
    AVAL=[10.0, 20.0, 30.0, 5.0],
)
VISITS = frame(AVISITN=[1, 2, 3, 4], AVISIT=["V1", "V2", "V3", "V4"])
SCORES = frame(
    USUBJID=["1"] * 4 + ["2"] * 2,
    PARAMCD=["X"] * 6,
    AVISITN=[0, 1, 2, 4, 0, 1],
    AVISIT=["B", "V1", "V2", "V4", "B", "V1"],
    ADT=[day(f"2024-01-0{d}") for d in (1, 2, 3, 5, 1, 2)],
    AVAL=[5.0, 9.0, None, 7.0, 4.0, 3.0],
    ABLFL=["Y", None, None, None, "Y", None],
)
SOURCES = {
    "adam.EX": dataset("EX", EX, "adam"),
    "adam.S": dataset("S", SCORES, "adam"),
    "ref.vis": dataset("VIS", VISITS, "reference"),
}


def made(text, **more):
    """Give the records of a recipe."""
    given = {**SOURCES, **{name.replace("_", "."): one for name, one in more.items()}}
    return build_dataset(dataset_spec(text), given, study()).dataset.frame


CARRIED = """
dataset: ADXX
sources: {S: adam.S, VIS: ref.vis}
records: {from: S}
columns: {"USUBJID, PARAMCD, AVISIT, AVISITN, AVAL, ABLFL": S.*}
derived_records:
  - id: carried
    carry_forward:
      by: [USUBJID, PARAMCD]
      expected: {table: VIS}
      when: AVAL is missing
      from: {order: [AVISITN], %s}
    set: {DTYPE: %s}
"""


@pytest.mark.parametrize(
    ("rule", "dtype", "wanted"),
    [
        ("baseline: never", "LOCF", [9.0, 9.0, 3.0, 3.0, 3.0]),
        ("where: ABLFL = 'Y'", "BOCF", [5.0, 5.0, 4.0, 4.0, 4.0]),
        ("worst: desc AVAL", "WOCF", [9.0, 9.0, 4.0, 4.0, 4.0]),
        ("worst: AVAL", "WOCF", [5.0, 5.0, 3.0, 3.0, 3.0]),
    ],
)
def test_values_carried_forward(rule, dtype, wanted):
    """Subject 1 lacks visits 2 and 3; subject 2 visits 2, 3 and 4."""
    rows = made(CARRIED % (rule, dtype))
    added = rows[rows["DTYPE"] == dtype]
    assert [2, 3, 2, 3, 4] == added["AVISITN"].tolist()
    assert wanted == added["AVAL"].tolist()


EXPOSURE = """
dataset: ADEX
sources: {EX: adam.EX}
stages:
  - records: {from: EX}
    columns: {"USUBJID, PARAMCD, ASTDT, AENDT, AVAL": EX.*}
    derived_records:
      - id: total
        summary:
          by: [USUBJID]
          where: PARAMCD = 'DOSE'
          values: {AVAL: sum, ASTDT: min, AENDT: max}
        set: {PARAMCD: TOTAL}
  - derived_records:
      - id: count
        summary: {by: [USUBJID], where: PARAMCD = 'DOSE', values: {AVAL: n}}
        set: {PARAMCD: COUNT}
      - id: planned
        copy_records: {where: PARAMCD = 'TOTAL'}
        set: {PARAMCD: PLAN, AVAL: {expr: "10 * (AENDT - ASTDT + 1)"}}
  - derived_records:
      - id: intensity
        from_params: {TOTAL: t, PLAN: p}
        by: [USUBJID]
        set:
          PARAMCD: RDI
          AVAL: {formula: {name: dose_intensity, of: {given: t.AVAL, planned: p.AVAL}}}
"""


def test_exposure_parameters():
    """Total with its first and last day, number of doses, planned dose, relative intensity."""
    rows = made(EXPOSURE)
    values = {
        (subject, code): value
        for subject, code, value in zip(rows["USUBJID"], rows["PARAMCD"], rows["AVAL"], strict=True)
    }
    assert (60.0, 3.0, 210.0) == tuple(values["1", code] for code in ("TOTAL", "COUNT", "PLAN"))
    assert values["1", "RDI"] == pytest.approx(100 * 60 / 210)
    assert values["2", "RDI"] == pytest.approx(100 * 5 / 30)
    total = rows[(rows["PARAMCD"] == "TOTAL") & (rows["USUBJID"] == "1")].iloc[0]
    assert (day("2024-01-01"), day("2024-01-21")) == (total["ASTDT"], total["AENDT"])


def test_a_statistic_that_dates_do_not_have():
    """The mean of dates is refused."""
    with pytest.raises(MappingError) as caught:
        made(EXPOSURE.replace("ASTDT: min", "ASTDT: mean"))
    assert caught.value.code == "mapping.not-a-number"
    assert caught.value.findings[0].allowed == ("max", "min", "n")


def test_records_of_subjects_that_another_dataset_holds():
    """A condition that is a verb decides which records are taken."""
    rows = made(
        """
dataset: ADXX
sources: {S: adam.S, EX: adam.EX}
define: {dosed_high: {exists: {in: EX, where: AVAL > 15}}}
records: {from: S, where: dosed_high and AVAL is present}
columns: {"USUBJID, AVAL": S.*}
"""
    )
    assert [("1", 5.0), ("1", 9.0), ("1", 7.0)] == list(
        zip(rows["USUBJID"], rows["AVAL"], strict=True)
    )


def test_the_last_dose_before_an_event():
    """Date and dose of the last record that began on or before the event; none before the first."""
    events = frame(
        USUBJID=["1", "1", "2"],
        AESEQ=[1, 2, 1],
        AESTDTC=["2024-01-10", "2023-12-01", "2024-02-01"],
    )
    rows = made(
        """
dataset: ADAE
sources: {AE: sdtm.AE, EX: adam.EX}
records: {from: AE}
columns:
  USUBJID, AESEQ: AE.*
  ASTDT: {impute_date: {from: AESTDTC, upto: none}}
  LDOSEDT:
    last_record: {from: EX, where: EX.ASTDT <= ADAE.ASTDT, order: [EX.ASTDT], value: EX.ASTDT}
  LDOSE: {last_record: {from: EX, where: EX.ASTDT <= ADAE.ASTDT, order: [EX.ASTDT], value: AVAL}}
""",
        sdtm_AE=dataset("AE", events),
    )
    assert ["2024-01-08", "", "2024-01-01"] == rows["LDOSEDT"].dt.strftime("%F").fillna("").tolist()
    assert [20.0, 5.0] == rows["LDOSE"].dropna().tolist()


def test_two_kinds_of_baseline():
    """The first value of all visits, and the first after the run-in."""
    rows = made(
        """
dataset: ADXX
sources: {S: adam.S}
records:
  - {id: all, from: S, set: {BASETYPE: RUN-IN}}
  - {id: blinded, from: S, where: AVISITN > 0, set: {BASETYPE: DOUBLE-BLIND}}
columns:
  USUBJID, PARAMCD, AVISITN, ADT, AVAL: S.*
  ABLFL: {flag_first: {where: AVAL is present, by: [USUBJID, PARAMCD, BASETYPE], order: [ADT]}}
  BASE: {baseline: {of: AVAL, flag: ABLFL, by: [USUBJID, PARAMCD, BASETYPE]}}
"""
    )
    first = rows[rows["USUBJID"] == "1"]
    assert {"RUN-IN": 5.0, "DOUBLE-BLIND": 9.0} == dict(
        zip(first["BASETYPE"], first["BASE"], strict=True)
    )


def test_a_summary_of_another_dataset():
    """Number, mean and names of the doses of a subject."""
    rows = made(
        """
dataset: ADXX
sources: {S: adam.S, EX: adam.EX}
records: {from: S, where: ABLFL = 'Y'}
columns:
  USUBJID: S.USUBJID
  NDOSE: {summary: {from: EX, stat: count}}
  MDOSE: {summary: {from: EX, stat: mean, of: AVAL}}
  NAMES: {summary: {from: EX, stat: concat, of: "text(AVAL, '0')"}}
"""
    )
    assert [3, 1] == rows["NDOSE"].tolist()
    assert [20.0, 5.0] == rows["MDOSE"].tolist()
    assert ["10, 20, 30", "5"] == rows["NAMES"].tolist()


def test_an_existence_parameter():
    """Whether a dose above 15 was given, as a record of its own."""
    rows = made(
        """
dataset: ADXX
sources: {S: adam.S, EX: adam.EX}
records: {from: S, where: ABLFL = 'Y', set: {PARAMCD: HIGH}}
columns:
  USUBJID: S.USUBJID
  AVALC: {exists: {in: EX, where: AVAL > 15, then: Y, else: "N", no_records: "N"}}
"""
    )
    assert ["Y", "N"] == rows["AVALC"].tolist()
