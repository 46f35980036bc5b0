"""Single doses or actual arms on the tabulation data of the pilot."""

import pandas as pd
import pytest

from tests.mapping import dataset_spec, study
from tests.shared_data import require_shared
from tlfgen.io.tabular import read_dataset
from tlfgen.mapper.engine import build_dataset

DOSES = """
dataset: ADEX
sources: {EX: sdtm.EX}
records:
  from: EX
  where: EXENDTC is present
  doses: {start: EXSTDTC, end: EXENDTC, frequency: EXDOSFRQ, number: DOSENO}
columns: {"USUBJID, EXSEQ": EX.*}
"""
ARMS = """
dataset: ADSL
sources: {DM: sdtm.DM, EX: sdtm.EX}
define: {dosed: {exists: {in: EX}}}
records: {from: DM, where: dosed}
columns:
  USUBJID, ARM: DM.*
  ACTARM:
    actual_arm:
      from: EX
      treatment: "concat(EXTRT, ' ', text(EXDOSE, '0'))"
      arms: {Placebo: PLACEBO 0, Low: XANOMELINE 54, High: [XANOMELINE 54, XANOMELINE 81]}
      arm: ARM
"""


@pytest.fixture(scope="module")
def sources():
    """Read DM and EX."""
    folder = require_shared("data/pilot-sdtm")
    names = ("dm", "ex")
    return {
        f"sdtm.{name.upper()}": read_dataset(folder / f"{name}.xpt", stage="sdtm") for name in names
    }


def test_one_dose_a_day(sources):
    """Every record is given once a day: its doses are its days, 29,038 in all."""
    made = build_dataset(dataset_spec(DOSES), sources, study()).dataset.frame
    ex = sources["sdtm.EX"].frame
    ex = ex[ex["EXENDTC"].notna()]
    days = (pd.to_datetime(ex["EXENDTC"]) - pd.to_datetime(ex["EXSTDTC"])).dt.days + 1
    assert {"QD"} == set(ex["EXDOSFRQ"])
    assert (29038, 29038) == (int(days.sum()), len(made))
    found = made.groupby(["USUBJID", "EXSEQ"])["DOSENO"].max()
    keys = pd.MultiIndex.from_arrays([ex["USUBJID"], ex["EXSEQ"].astype(float)])
    wanted = dict(zip(keys, days, strict=True))
    assert wanted == {(one, float(seq)): int(most) for (one, seq), most in found.items()}


def test_the_arm_of_the_doses_received(sources):
    """Twelve subjects of the high dose left before they had any dose of 81 mg."""
    made = build_dataset(dataset_spec(ARMS), sources, study()).dataset.frame
    ex = sources["sdtm.EX"].frame
    most = ex.groupby("USUBJID")["EXDOSE"].max()
    names = {0.0: "Placebo", 54.0: "Low", 81.0: "High"}
    assert [names[float(most[one])] for one in made["USUBJID"]] == made["ACTARM"].tolist()
    differ = made[made["ARM"].eq("Xanomeline High Dose") & made["ACTARM"].eq("Low")]
    assert 12 == len(differ)
