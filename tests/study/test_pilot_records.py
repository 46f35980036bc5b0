"""Event records and carried records against the published CDISC pilot."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.mapping import dataset, dataset_spec, frame, study
from tests.shared_data import require_shared
from tlfgen.io.tabular import read_dataset
from tlfgen.mapper.engine import build_dataset
from tlfgen.model.dataset import Dataset

pytestmark = pytest.mark.slow

ADTTE = """
dataset: ADTTE
keys: [USUBJID, PARAMCD]
sources: {ADSL: adam.ADSL, ADAE: adam.ADAE}
time_to_event:
  - param: {PARAMCD: TTDE}
    population: ADSL where SAFFL = 'Y'
    start: ADSL.TRTSDT
    events:
      - {from: ADAE, where: AOCC01FL = 'Y', date: ASTDT, order: [AESEQ],
         EVNTDESC: Dematologic Event Occured}
    censor:
      - {from: ADSL, date: datepart(RFENDTC), CNSR: 1, EVNTDESC: Study Completion Date,
         SRCVAR: RFENDT}
    value: {AVAL: ADT - STARTDT + 1}
"""

ADADAS = """
dataset: ADADAS
keys: [USUBJID, PARAMCD, AVISITN, ADT, QSSEQ]
sources: {A: adam.ADADAS, VISITS: ref.visits}
records: {from: A}
columns:
  USUBJID, PARAMCD, AVISIT, AVISITN, VISIT, VISITNUM, ADT, AVAL: A.*
  ABLFL, ANL01FL, DTYPE, QSSEQ: A.*
derived_records:
  - id: locf
    carry_forward:
      by: [USUBJID, PARAMCD]
      expected: {table: VISITS, where: AVISITN > 0}
      when: no_record
      from: {where: ANL01FL = 'Y', order: [AVISITN], baseline: if_nothing_else}
      take:
        AVAL: from
        ADT: last_observed
        VISIT: last_observed
        VISITNUM: last_observed
        QSSEQ: last_observed
    set: {DTYPE: LOCF, ANL01FL: Y}
"""


def published(name: str, suffix: str = ".xpt") -> Dataset:
    """Give a published analysis dataset, or skip."""
    return read_dataset(require_shared("data") / "pilot-adam" / f"{name}{suffix}", stage="adam")


def compared(ours: pd.DataFrame, theirs: pd.DataFrame, keys: list[str], name: str) -> int:
    """Give how many records differ in a variable."""
    one = ours.set_index(keys).sort_index()[name]
    other = theirs.set_index(keys).sort_index()[name]
    assert one.index.tolist() == other.index.tolist()
    missing = one.isna().to_numpy() & other.isna().to_numpy()
    same = one.astype(object).to_numpy() == other.astype(object).to_numpy()
    return int((~(same | missing)).sum())


def test_time_to_dermatologic_event():
    """All 254 published records come out, with date, value, code and source."""
    given = {"adam.ADSL": published("adsl"), "adam.ADAE": published("adae")}
    ours = build_dataset(dataset_spec(ADTTE), given, study()).dataset.frame
    theirs = published("adtte").frame
    names = ("AVAL", "STARTDT", "ADT", "CNSR", "EVNTDESC", "SRCDOM", "SRCVAR")
    assert 254 == len(ours)
    assert dict.fromkeys(names, 0) == {
        name: compared(ours, theirs, ["USUBJID"], name) for name in names
    }


def test_last_observation_carried_forward():
    """All 241 published carried totals come out, dated by the last visit observed."""
    whole = published("adadas", ".xpt.gz").frame
    total = whole[whole["PARAMCD"] == "ACTOT"].reset_index(drop=True)
    carried = (total["DTYPE"] == "LOCF").fillna(False)
    at_visit = carried & (total["ANL01FL"] == "Y").fillna(False)
    given = {
        "adam.ADADAS": dataset("ADADAS", total[~at_visit].reset_index(drop=True), "adam"),
        "ref.visits": dataset(
            "visits",
            frame(
                AVISITN=[0.0, 8.0, 16.0, 24.0],
                AVISIT=["Baseline", "Week 8", "Week 16", "Week 24"],
            ),
            "reference",
        ),
    }
    ours = build_dataset(dataset_spec(ADADAS), given, study()).dataset.frame
    made = ours[(ours["DTYPE"] == "LOCF").fillna(False)]
    keys = ["USUBJID", "AVISITN", "ADT"]
    names = ("AVAL", "AVISIT", "VISIT", "VISITNUM", "QSSEQ")
    assert int(carried.sum()) == len(made)
    assert dict.fromkeys(names, 0) == {
        name: compared(made, total[carried], keys, name) for name in names
    }
