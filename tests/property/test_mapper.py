"""Choices of records and whole recipes held against plain rules."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.mapping import dataset, dataset_spec, day, frame, rows_of, study
from tlfgen.mapper.engine import build_dataset
from tlfgen.spec.expression import parse_expression, parse_order_key

SUBJECTS = st.sampled_from(["1", "2", "3"])
DAYS = st.integers(min_value=1, max_value=9)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(SUBJECTS, DAYS), min_size=1, max_size=8),
    st.lists(st.tuples(SUBJECTS, DAYS), min_size=1, max_size=12),
)
def test_last_dose_before_an_event_is_that_of_a_loop(events, doses):
    """The record chosen row by row is the one that a plain search finds."""
    rows = rows_of(
        frame(USUBJID=[s for s, _ in events], ADY=[d for _, d in events]),
        {
            "EX": frame(
                USUBJID=[s for s, _ in doses],
                EXDY=[d for _, d in doses],
                EXSEQ=list(range(1, len(doses) + 1)),
            )
        },
    )
    found = rows.source("EX").where(parse_expression("EX.EXDY <= ADY"))
    order = (parse_order_key("EXDY"), parse_order_key("EXSEQ"))
    expected = []
    for subject, at in events:
        possible = [
            (d, number) for number, (s, d) in enumerate(doses, start=1) if s == subject and d <= at
        ]
        expected.append(max(possible)[1] if possible else -1)
    assert expected == found.pick(order, takes_last=True).chosen.tolist()


SPEC = """
dataset: ADXX
keys: [USUBJID, PARAMCD, AVISITN, DTYPE]
sources: {XX: sdtm.XX, VISITS: ref.visits}
records: {from: XX}
columns:
  USUBJID, PARAMCD, AVISITN, AVAL, ADT: XX.*
  ABLFL: {flag_last: {where: AVISITN <= 1, by: [USUBJID, PARAMCD], order: [AVISITN]}}
  BASE: {baseline: {of: [AVAL], flag: ABLFL, by: [USUBJID, PARAMCD]}}
  CHG: AVAL - BASE
derived_records:
  - id: locf
    carry_forward:
      by: [USUBJID, PARAMCD]
      expected: {table: VISITS, where: AVISITN > 1, take: [AVISITN]}
      from: {order: [AVISITN]}
    set: {DTYPE: LOCF}
  - id: max
    extreme: {by: [USUBJID, PARAMCD], where: DTYPE is missing, order: [desc AVAL, AVISITN]}
    set: {AVISITN: 99}
    dtype: MAX
variables:
  USUBJID: {}
  PARAMCD: {}
  AVISITN: {type: float}
  AVAL: {type: float}
  ADT: {type: date}
  ABLFL: {}
  BASE: {type: float}
  CHG: {type: float}
  DTYPE: {}
"""
VISITS = dataset("visits", frame(AVISITN=[0.0, 1.0, 2.0, 3.0]), "reference")


def built(given):
    """Give the frame of the recipe without row numbers."""
    data = {"sdtm.XX": dataset("XX", given), "ref.visits": VISITS}
    return build_dataset(dataset_spec(SPEC), data, study()).dataset.frame


def records(keys):
    """Give a frame of distinct (subject, parameter, visit) keys."""
    return frame(
        USUBJID=[s for s, _, _ in keys],
        PARAMCD=[p for _, p, _ in keys],
        AVISITN=[float(v) for _, _, v in keys],
        AVAL=[float(3 * v + len(s) + ord(p)) for s, p, v in keys],
        ADT=[day(f"2020-01-0{v + 1}") for _, _, v in keys],
    )


KEYS = st.lists(
    st.tuples(SUBJECTS, st.sampled_from("AB"), st.integers(0, 3)),
    min_size=1,
    max_size=14,
    unique=True,
)


@settings(max_examples=25, deadline=None)
@given(KEYS, st.integers(0, 10_000))
def test_order_of_the_input_does_not_matter(keys, seed):
    """Shuffled records give the same dataset."""
    whole = records(keys)
    order = np.random.default_rng(seed).permutation(len(whole))
    shuffled = whole.take(order).reset_index(drop=True)
    pd.testing.assert_frame_equal(built(whole), built(shuffled))


@settings(max_examples=25, deadline=None)
@given(KEYS)
def test_every_expected_visit_after_a_record_is_there(keys):
    """After carrying forward no visit is missing that has a record before it."""
    got = built(records(keys))
    for (subject, parameter), visits in got[got["AVISITN"] < 99].groupby(["USUBJID", "PARAMCD"]):
        first = min(v for s, p, v in keys if (s, p) == (subject, parameter))
        assert {v for v in (2.0, 3.0) if v > first} <= set(visits["AVISITN"])
