"""Tabulation data mapped from the raw forms of pharmaverseraw, against those published."""

from pathlib import Path

import pandas as pd
import pytest

from tests.shared_data import require_shared
from tlfgen.core.errors import TlfgenError
from tlfgen.io.tabular import read_dataset
from tlfgen.run.build import build_study
from tlfgen.run.request import Request

pytestmark = pytest.mark.slow

STUDY = Path(__file__).resolve().parents[2] / "specs" / "pharmaverseraw"
NEAR = 1e-9
KEYS = {
    "DM": ["USUBJID"],
    "AE": ["USUBJID", "AEDECOD", "AELLT", "AEDTC", "AESEV", "AEENDTC", "AEREL", "AEOUT"],
    "DS": ["USUBJID", "DSCAT", "DSDECOD"],
    "EX": ["USUBJID", "EXSTDTC"],
    "VS": ["USUBJID", "VSTESTCD", "VISITNUM", "VSTPTNUM"],
}
DIFFERENT = {
    "DM": {"RFICDTC": 254, "RFPENDTC": 67},
    "AE": {"AESEQ": 231, "AELLTCD": 1182, "AESOCCD": 1182, "AESTDTC": 15, "AESTDY": 1},
    "DS": {"DSSEQ": 521},
    "EX": {},
    "VS": {"VSSEQ": 64, "VSORRESU": 1, "VSSTRESC": 1, "VSSTRESN": 1},
}
"""Values that differ, by variable; docs/pharmaverseraw.md says why."""
ROWS = {"DM": (306, 306), "AE": (1191, 1191), "DS": (850, 596), "EX": (591, 591),
        "VS": (29644, 29643)}  # fmt: skip
ABSENT = {"DM": [], "AE": ["AESPID"], "DS": ["DSSPID"], "EX": [], "VS": []}


def _request(data, out):
    return Request(study=STUDY, data=data, out=out, jobs=1, quiet=True)


@pytest.fixture(scope="module")
def data():
    """Give the folder that holds the raw forms with the published data, or skip."""
    require_shared("data/pilot-sdtm")
    return require_shared("data/pharmaverseraw").parent


@pytest.fixture(scope="module")
def mapped(data, tmp_path_factory):
    """Build the study, and give its datasets."""
    out = tmp_path_factory.mktemp("raw") / "out"
    build_study(_request(data, out))
    paths = (out / "sdtm").glob("*.xpt")
    return {path.stem.upper(): _plain(path) for path in paths}


@pytest.fixture(scope="module")
def published(data):
    """Give the published datasets."""
    folder = data / "pilot-sdtm"
    found = {}
    for name in KEYS:
        paths = (folder / f"{name.lower()}.xpt", folder / f"{name.lower()}.xpt.gz")
        found[name] = _plain(next(path for path in paths if path.exists()))
    return found


def _plain(path):
    frame = read_dataset(path).frame
    texts = frame.select_dtypes(include="string").columns
    numbers = [one for one in frame.columns if one not in texts]
    return pd.concat(
        [frame[texts].astype(object).fillna(""), frame[numbers].astype("float64")], axis=1
    )[[one for one in frame.columns if one != "_row"]]


def _side_by_side(name, mapped, published):
    """Give the records of both, told apart by key; equal keys stand in order of their start."""
    keys = KEYS[name]
    sides = []
    for frame in (mapped[name], published[name]):
        own = frame
        if name == "AE":
            start = own["AESTDTC"].where(own["AESTDTC"].str.len() != 7, "")
            own = own.assign(_start=start).sort_values([*keys, "_start"], kind="stable")
        own = own.assign(_count=own.groupby(keys, dropna=False).cumcount())
        sides.append(own.set_index([*keys, "_count"], drop=False))
    common = sides[1].index.intersection(sides[0].index, sort=False)
    return [one.loc[common].reset_index(drop=True) for one in sides]


@pytest.mark.parametrize("name", KEYS)
def test_numbers_of_records(mapped, published, name):
    """As many records as expected stand in the mapped and the published dataset."""
    assert ROWS[name] == (len(mapped[name]), len(published[name]))


@pytest.mark.parametrize("name", KEYS)
def test_every_published_record_is_mapped(mapped, published, name):
    """No published record lacks its mapped one."""
    ours, theirs = _side_by_side(name, mapped, published)
    assert (len(published[name]),) * 2 == (len(ours), len(theirs))


@pytest.mark.parametrize("name", KEYS)
def test_values_by_variable(mapped, published, name):
    """All values are equal but those that are known to differ."""
    ours, theirs = _side_by_side(name, mapped, published)
    found = {}
    for variable in published[name].columns:
        if variable in ours.columns:
            one, other = ours[variable], theirs[variable]
            if one.dtype == float:
                same = ((one - other).abs() <= NEAR) | (one.isna() & other.isna())
            else:
                same = one == other
            found[variable] = int((~same).sum())
    assert DIFFERENT[name] == {variable: count for variable, count in found.items() if count}


@pytest.mark.parametrize("name", KEYS)
def test_variables(mapped, published, name):
    """Only what no form collects is absent."""
    ours = set(mapped[name].columns)
    assert ABSENT[name] == [one for one in published[name].columns if one not in ours]


def test_exposure_as_collected_is_that_of_the_protocol(mapped):
    """EC holds the records of EX, each with an answer that the dose was taken."""
    ec, ex = mapped["EC"], mapped["EX"]
    for variable in ("USUBJID", "ECSEQ", "ECDOSE", "ECSTDTC", "ECENDTC", "ECSTDY", "VISIT"):
        other = ex[variable.replace("EC", "EX", 1) if variable.startswith("EC") else variable]
        assert other.fillna(-1).tolist() == ec[variable].fillna(-1).tolist()
    assert {"Y"} == set(ec["ECOCCUR"])


def test_last_values_before_exposure(mapped):
    """One result a test and position: the last one up to the day of the first dose."""
    vs = mapped["VS"].merge(mapped["DM"][["USUBJID", "RFXSTDTC"]], on="USUBJID")
    before = vs[(vs["VSORRES"] != "") & (vs["VSDTC"] <= vs["RFXSTDTC"])]
    last = before.sort_values(["VSDTC", "VISITNUM"]).drop_duplicates(
        ["USUBJID", "VSTESTCD", "VSTPTNUM"], keep="last"
    )
    flagged = vs[vs["VSLOBXFL"] == "Y"]
    both = [set(zip(one["USUBJID"], one["VSSEQ"], strict=True)) for one in (last, flagged)]
    assert both[0] == both[1]


def test_a_position_with_nothing_measured_is_not_done(mapped):
    """Three positions without a value give three records each, without result and unit."""
    vs = mapped["VS"]
    missed = vs[vs["VSSTAT"] == "NOT DONE"]
    assert {"SYSBP": 3, "DIABP": 3, "PULSE": 3} == missed["VSTESTCD"].value_counts().to_dict()
    assert (missed[["VSORRES", "VSORRESU", "VSSTRESC", "VSSTRESU"]] == "").all(axis=None)


@pytest.mark.parametrize(
    ("name", "date"), [("EX", "EXSTDTC"), ("VS", "VSDTC"), ("DS", "DSSTDTC"), ("AE", "AESTDTC")]
)
def test_epoch_is_that_of_the_day(mapped, name, date):
    """A full date lies before the first dose, up to the last one, or after it."""
    frame = mapped[name].merge(
        mapped["DM"][["USUBJID", "RFXSTDTC", "RFXENDTC", "RFPENDTC", "RFICDTC", "DMDTC"]],
        on="USUBJID",
    )
    frame = frame[(frame[date].str.len() >= 10) & (frame["RFXENDTC"] != "")]
    day = frame[date].str[:10]
    begin = frame[["RFICDTC", "DMDTC"]].min(axis=1)
    inside = (day >= begin) & (day <= frame["RFPENDTC"].str[:10])
    wanted = pd.Series("TREATMENT", index=frame.index)
    wanted[day < frame["RFXSTDTC"]] = "SCREENING"
    wanted[day > frame["RFXENDTC"]] = "FOLLOW-UP"
    assert wanted.where(inside, "").tolist() == frame["EPOCH"].tolist()


def test_without_the_data_there_is_one_clear_error(tmp_path):
    """The folder that was looked for is named, once."""
    with pytest.raises(TlfgenError) as caught:
        build_study(_request(tmp_path, tmp_path / "out"))
    (found,) = caught.value.findings
    assert found.code == "output.no-data-folder"
    assert "pharmaverseraw" in " ".join(found.details)
