"""
Time and memory of a laboratory dataset derived from a million records.

Run: ``python benchmarks/derive_adlb.py [subjects]`` (2,000 subjects are 1,000,000 records).
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tlfgen.mapper.engine import build_dataset
from tlfgen.model.dataset import ROW, Dataset, Stage, Variable
from tlfgen.spec.dataset import DatasetSpec
from tlfgen.spec.node import read_node
from tlfgen.spec.study import StudyFile
from tlfgen.spec.yaml_file import parse_yaml

TESTS, VISITS = 25, 20

RECIPE = """
dataset: ADLB
keys: [USUBJID, PARAMCD, ADT, LBSEQ, AVISITN]
sources: {LB: sdtm.LB, ADSL: adam.ADSL, PARAMS: ref.params, WINDOWS: ref.windows}
records: {from: LB, where: LBSTRESC != 'NOT DONE'}
merge: {ADSL: {by: [STUDYID, USUBJID], take: [TRT01A, TRTSDT, TRTEDT], if_missing: drop}}
columns:
  STUDYID, USUBJID, LBSEQ: LB.*
  PARAMCD, PARAM, PARAMN: {lookup: {table: PARAMS, by: [LBTESTCD], unmatched: error}}
  TRTA: TRT01A
  ADT: {impute_date: {from: LBDTC, upto: none}}
  ADY: {study_day: {of: ADT, from: TRTSDT}}
  AVAL: LB.LBSTRESN
  ANRLO: LB.LBSTNRLO
  ANRHI: LB.LBSTNRHI
  AVISIT, AVISITN, AWTARGET, AWTDIFF: {window: {table: WINDOWS, day: ADY, outside: null}}
  ANRIND: {range_indicator: {value: AVAL, low: ANRLO, high: ANRHI}}
  ABLFL:
    flag_last:
      where: AVAL is present and ADT <= TRTSDT
      by: [USUBJID, PARAMCD]
      order: [ADT, LBSEQ]
  BASE, BNRIND: {baseline: {of: [AVAL, ANRIND], flag: ABLFL, by: [USUBJID, PARAMCD]}}
  CHG: {change: {post_baseline: after_baseline_record}}
  PCHG: {percent_change: {base_zero: missing, denominator: base}}
  SHIFT1: {shift: {from: BNRIND, to: ANRIND, missing: MISSING}}
  ANL01FL:
    flag_best:
      where: AVISIT is present
      by: [USUBJID, PARAMCD, AVISIT]
      order: [abs AWTDIFF, desc ADT, LBSEQ]
  CRIT1, CRIT1FL:
    criterion: {text: Above 3 x ULN, applies: PARAMCD = 'T01', when: AVAL > 3 * ANRHI,
                no: N, missing: null}
derived_records:
  - id: endpoint
    carry_forward: {by: [USUBJID, PARAMCD], where: ADY > 1 and ADT <= TRTEDT,
                    order: [ADT, LBSEQ], to: {AVISIT: Endpoint, AVISITN: 99}, dtype: LOV}
variables:
"""
KINDS = {
    "text": "STUDYID USUBJID TRTA PARAMCD PARAM AVISIT ANRIND ABLFL BNRIND SHIFT1 ANL01FL CRIT1 "
    "CRIT1FL DTYPE",
    "integer": "PARAMN ADY AWTARGET AWTDIFF LBSEQ",
    "float": "AVISITN AVAL ANRLO ANRHI BASE CHG PCHG",
    "date": "ADT",
}
STUDY = "id: bench\ntitle: Benchmark\nrun_date: 2020-01-01T00:00\n"


def text(values: object) -> pd.Series:
    """Give a text column."""
    return pd.Series(values, dtype="string[pyarrow]")


def given(name: str, stage: Stage, **columns: object) -> Dataset:
    """Give a dataset of columns."""
    frame = pd.DataFrame(columns)
    frame[ROW] = np.arange(len(frame), dtype=np.int64)
    variables = tuple(Variable(str(column)) for column in frame.columns if column != ROW)
    return Dataset(name, name, stage, frame, variables)


def sources(subjects: int) -> dict[str, Dataset]:
    """Give laboratory records of so many subjects, with their tables."""
    random = np.random.default_rng(1)
    each = TESTS * VISITS
    count = subjects * each
    tests = [f"T{number:02d}" for number in range(TESTS)]
    ids = np.array([f"S-{number:06d}" for number in range(subjects)])
    visit = np.tile(np.arange(VISITS), subjects * TESTS)
    start = random.integers(0, 300, subjects)
    day = np.repeat(start, each) + visit * 14 - 14 + random.integers(-2, 3, count)
    first = np.datetime64("2014-01-01", "D")
    values = np.where(random.random(count) < 0.02, np.nan, random.normal(30, 8, count))
    first_dose = (first + start).astype("datetime64[s]")
    lab = given(
        "LB",
        "sdtm",
        STUDYID=text(["S"] * count),
        USUBJID=text(np.repeat(ids, each)),
        LBTESTCD=text(np.tile(np.repeat(tests, VISITS), subjects)),
        LBSEQ=np.tile(np.arange(1, each + 1), subjects),
        LBDTC=text((first + day).astype(str)),
        LBSTRESN=values,
        LBSTRESC=text(["x"] * count),
        LBSTNRLO=np.full(count, 20.0),
        LBSTNRHI=np.full(count, 40.0),
    )
    people = given(
        "ADSL",
        "adam",
        STUDYID=text(["S"] * subjects),
        USUBJID=text(ids),
        TRT01A=text(random.choice(["A", "B"], subjects)),
        TRTSDT=first_dose,
        TRTEDT=first_dose + np.timedelta64(200, "D").astype("timedelta64[s]"),
    )
    names = text(tests)
    params = given(
        "params",
        "reference",
        LBTESTCD=names,
        PARAMCD=names,
        PARAM="Test " + names,
        PARAMN=np.arange(TESTS, dtype=float),
    )
    low = [None, *(2 + 14 * number for number in range(VISITS - 1))]
    high = [1, *(1 + 14 * number for number in range(1, VISITS - 1)), None]
    windows = given(
        "windows",
        "reference",
        AVISITN=np.arange(VISITS, dtype=float),
        AVISIT=text([f"Week {2 * number}" for number in range(VISITS)]),
        AWLO=pd.array(low, dtype="Int64"),
        AWHI=pd.array(high, dtype="Int64"),
        AWTARGET=pd.array([1, *(8 + 14 * number for number in range(VISITS - 1))], dtype="Int64"),
    )
    return {
        "sdtm.LB": lab,
        "adam.ADSL": people,
        "ref.params": params,
        "ref.windows": windows,
    }


def peak() -> int:
    """Give the most memory held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """Derive once, print rows, seconds and memory."""
    subjects = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    described = "".join(
        f"  {name}: {{type: {kind}}}\n" for kind, names in KINDS.items() for name in names.split()
    )
    spec = read_node(DatasetSpec, parse_yaml(RECIPE + described, "adlb.yaml"))
    study = read_node(StudyFile, parse_yaml(STUDY, "study.yaml"))
    data = sources(subjects)
    before, start = peak(), time.process_time()
    made = build_dataset(spec, data, study)
    spent = time.process_time() - start
    print(f"records in   {len(data['sdtm.LB'].frame):>10,}")
    print(f"records out  {len(made.dataset.frame):>10,}")
    print(f"CPU seconds  {spent:>10.1f}")
    print(f"memory in    {before:>10,} MB, most {peak():,} MB")


if __name__ == "__main__":
    main()
