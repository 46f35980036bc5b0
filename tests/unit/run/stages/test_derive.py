"""Datasets derived in a worker, part by part."""

from pathlib import Path

import pytest

from tests.mapping import dataset, dataset_spec, frame, study
from tlfgen.io.parquet import DatasetFile
from tlfgen.io.tabular import write_parquet
from tlfgen.run.payloads import DATASET, LINEAGE, PARENTS, SUPPLEMENT, TRACE, Derive
from tlfgen.run.stages.derive import derive_dataset

SPEC = """
dataset: ADLB
keys: [USUBJID, PARAMCD, ADY]
sources: {LB: sdtm.LB}
variables:
  USUBJID: {core: Req}
  PARAMCD: {label: Parameter}
  ADY: {type: integer}
  AVAL: {type: float}
  BEFORE: {label: Value before, type: float}
stages:
  - records: {from: LB}
    columns:
      USUBJID: LB.USUBJID
      PARAMCD: LB.TEST
      ADY: LB.DAY
      AVAL: LB.VALUE
      BEFORE: {previous_value: {of: AVAL, by: [USUBJID, PARAMCD], order: [ADY]}}
"""


def derived(place: Path, rows: int | None) -> dict[str, bytes]:
    """Derive the dataset in parts of so many records; gives the files of the worker."""
    who = [f"{subject:02}" for day in range(3) for subject in (3, 1, 4, 2)]
    lb = frame(
        USUBJID=who,
        TEST=["X", "Y"] * 6,
        DAY=[day for day in range(3) for _ in range(4)],
        VALUE=[float(number) for number in range(12)],
    )
    source, out = place / "source", place / f"out{rows}"
    write_parquet(dataset("LB", lb), source / DATASET)
    out.mkdir()
    derive_dataset(
        Derive(dataset_spec(SPEC), study(), part_rows=rows), {"sdtm.LB": source}, out
    )  # fmt: skip
    return {path.name: path.read_bytes() for path in out.iterdir()}


@pytest.mark.parametrize("rows", [1, 5, 6])
def test_the_same_bytes_in_parts(tmp_path: Path, rows: int) -> None:
    """Every file of a dataset is the same, however its sources are cut."""
    assert derived(tmp_path, None) == derived(tmp_path, rows)


def test_a_worker_leaves_nothing_else(tmp_path: Path) -> None:
    """Dataset and lineage are there, and no unfinished file."""
    found = set(derived(tmp_path, 1))
    assert {DATASET, LINEAGE, TRACE} == found - {SUPPLEMENT, PARENTS}


def test_records_are_numbered_over_parts(tmp_path: Path) -> None:
    """The record number counts through all parts."""
    derived(tmp_path, 1)
    frame_ = DatasetFile(tmp_path / "out1" / DATASET).take().frame
    assert list(range(12)) == frame_["_row"].tolist()
    assert sorted(frame_["USUBJID"]) == frame_["USUBJID"].tolist()
