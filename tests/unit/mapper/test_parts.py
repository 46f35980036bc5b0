"""The parts a dataset is derived in."""

import pandas as pd
import pytest

from tests.mapping import dataset, dataset_spec, frame, study
from tlfgen.frame.table import HeldTable
from tlfgen.mapper.engine import build_dataset
from tlfgen.mapper.parts import cut_sources

SPEC = """
dataset: ADLB
keys: [USUBJID, PARAMCD, ADY, SEQ]
sources: {LB: sdtm.LB, DM: sdtm.DM}
variables:
  USUBJID: {core: Req}
  SITEGR: {label: Pooled Site, length: 4}
  PARAMCD: {label: Parameter}
  ADY: {type: integer}
  SEQ: {type: integer}
  AVAL: {type: float, core: Req}
  LAST: {label: Last before, type: float}
  FL: {label: First}
work:
  SITE: DM.SITE
stages:
  - records: {from: LB, where: VALUE != 5}
    columns:
      USUBJID: LB.USUBJID
      SITEGR: {pool_small: {from: SITE, count: subjects, below: 2, pooled: other}}
      PARAMCD: LB.TEST
      ADY: LB.DAY
      AVAL: LB.VALUE
      SEQ: {sequence: {by: [USUBJID], order: [PARAMCD, ADY]}}
      LAST: {previous_value: {of: AVAL, by: [USUBJID, PARAMCD], order: [ADY]}}
      FL: {flag_first: {where: AVAL is present, by: [USUBJID, PARAMCD], order: [ADY]}}
checks:
  - {not_missing: [LAST], severity: note}
"""
SUBJECTS = ["c", "a", "b", "d"]


def given() -> dict:
    """Give a findings domain in no order, with its supplement, and the subjects."""
    lb = [(who, test, day) for day in (3, 1, 2) for who in SUBJECTS for test in ("X", "Y")]
    count = len(lb)
    findings = frame(
        USUBJID=[who for who, _, _ in lb],
        TEST=[test for _, test, _ in lb],
        DAY=[day for _, _, day in lb],
        LBSEQ=list(range(1, count + 1)),
        VALUE=[None if n % 7 == 0 else float(n) for n in range(count)],
    )
    supplement = frame(
        USUBJID=["a", "z"], IDVAR=["LBSEQ", "LBSEQ"], IDVARVAL=["3", "9"], QNAM=["Q", "Q"],
        QLABEL=["A Qualifier", "A Qualifier"], QVAL=["v", "w"],
    )  # fmt: skip
    subjects = frame(USUBJID=SUBJECTS, SITE=["1", "1", "1", "2"])
    return {
        "sdtm.LB": dataset("LB", findings),
        "sdtm.SUPPLB": dataset("SUPPLB", supplement),
        "sdtm.DM": dataset("DM", subjects),
    }


def cut(rows: int, text: str = SPEC) -> list:
    """Give the parts of the sources."""
    tables = {ref: HeldTable(one) for ref, one in given().items()}
    return cut_sources(dataset_spec(text), tables, study(), rows)


def taken(parts: list, ref: str) -> list[list[str]]:
    """Give the subjects of each part of a source."""
    keys = given()[ref].frame["USUBJID"]
    return [sorted(set(keys.iloc[part[ref]])) for part in parts]


def test_parts_hold_whole_subjects():
    """Every subject is in one part, in the order of the keys; one nobody knows is in the first."""
    parts = cut(14)
    assert [["a", "b"], ["c", "d"]] == taken(parts, "sdtm.LB")
    assert [["a", "b"], ["c", "d"]] == taken(parts, "sdtm.DM")
    assert [["a", "z"], []] == taken(parts, "sdtm.SUPPLB")


def test_small_sources_are_one_part():
    """Sources that are small enough are not cut."""
    assert [{}] == cut(1000)


@pytest.mark.parametrize(
    "change",
    [
        ("keys: [USUBJID, PARAMCD, ADY, SEQ]", "keys: [PARAMCD, ADY, SEQ]"),
        ("checks:", "checks:\n  - {unique: [SEQ, PARAMCD]}"),
        ("from: LB, where", "from: LB, one_per: [TEST, DAY], where"),
    ],
)
def test_recipes_that_leave_the_subject_are_one_part(change):
    """Keys, unique or one_per without the subject forbid to cut."""
    assert [{}] == cut(14, SPEC.replace(*change))


@pytest.mark.parametrize("rows", [1, 14, 20])
def test_parts_do_not_show(rows):
    """Dataset, lineage and counts are the same however the sources are cut."""
    text, sources = SPEC, given()
    whole = build_dataset(dataset_spec(text), sources, study())
    parts = build_dataset(dataset_spec(text), sources, study(), rows=rows)
    pd.testing.assert_frame_equal(whole.dataset.frame, parts.dataset.frame)
    pd.testing.assert_frame_equal(whole.lineage.frame, parts.lineage.frame)
    assert whole.lineage.columns == parts.lineage.columns
    first, other = ([f for f in made.findings if f.source is None or f.source.line != 17]
                    for made in (whole, parts))  # fmt: skip
    assert {"data.supp-orphan", "data.check-failed"} < {one.code for one in first}
    assert first == other


def test_a_group_too_small_is_found_across_parts():
    """A column that looks across subjects sees the subjects of all parts."""
    made = build_dataset(dataset_spec(SPEC), given(), study(), rows=1).dataset.frame
    found = made.groupby("USUBJID")["SITEGR"].first().to_dict()
    assert {"a": "1", "b": "1", "c": "1", "d": "other"} == found


def test_parts_out_of_key_order_are_derived_in_one():
    """Keys that do not follow the subjects still give the order of the keys."""
    text = SPEC.replace("keys: [USUBJID, PARAMCD", "keys: [PARAMCD, USUBJID")
    whole = build_dataset(dataset_spec(text), given(), study()).dataset.frame
    parts = build_dataset(dataset_spec(text), given(), study(), rows=1).dataset.frame
    pd.testing.assert_frame_equal(whole, parts)
    assert parts["PARAMCD"].is_monotonic_increasing
