"""Records derived from records of the dataset."""

import pytest

from tests.mapping import dataset, dataset_spec, day, frame, study
from tlfgen.core.errors import MappingError, SpecError
from tlfgen.mapper.engine import build_dataset

HEAD = """
dataset: ADXX
sources: {XX: sdtm.XX, VISITS: ref.visits}
records: {from: XX}
columns:
  USUBJID, PARAMCD, AVISITN, AVAL, ADT: XX.*
  DOUBLE: 2 * AVAL
"""

TOP = "  TOP: {flag_best: {by: [USUBJID, PARAMCD], order: [desc AVAL, AVISITN]}}\n"

VISITS = frame(
    AVISITN=[0.0, 1.0, 2.0, 3.0],
    AVISIT=["B", "V1", "V2", "V3"],
    AWHI=[0.0, 1.0, 2.0, None],
)


def data():
    """Give two parameters of one subject at two visits, one parameter of another."""
    return frame(
        USUBJID=["1", "1", "1", "1", "2"],
        PARAMCD=["A", "A", "B", "B", "A"],
        AVISITN=[0.0, 2.0, 0.0, 2.0, 0.0],
        AVAL=[1.0, 2.0, 10.0, 20.0, 5.0],
        ADT=[day(f"2020-01-{number}") for number in ("01", "15", "01", "15", "01")],
    )


def built(text, head=HEAD):
    """Give the frame and the lineage of the dataset with blocks of derived records."""
    spec = dataset_spec(head + "derived_records:\n" + text)
    given = {"sdtm.XX": dataset("XX", data()), "ref.visits": dataset("visits", VISITS)}
    made = build_dataset(spec, given, study())
    return made.dataset.frame, made.lineage


def test_copies_keep_every_column():
    """A copy holds what its record holds, but for what is set."""
    frame_, lineage = built("  - {id: end, copy_records: {where: AVISITN = 2}, set: {AVISITN: 99}}")
    added = frame_.iloc[5:]
    assert [99.0, 99.0] == added["AVISITN"].tolist()
    assert [2.0, 20.0] == added["AVAL"].tolist()
    assert [4.0, 40.0] == added["DOUBLE"].tolist()
    assert lineage.parents is not None
    assert [1, 3] == lineage.parents["parent_row"].tolist()


def test_flags_across_rows_see_the_new_rows():
    """A flag that no block reads is derived after the last block."""
    block = "{id: big, copy_records: {where: AVISITN = 2}, set: {AVAL: {expr: AVAL + 100}}}"
    frame_, _ = built(f"  - {block}", HEAD + TOP)
    assert [4, 5, 6] == frame_.index[frame_["TOP"] == "Y"].tolist()


def test_flag_that_a_block_reads_must_be_stated():
    """A block that reads a flag across rows has to say its value on the new rows."""
    with pytest.raises(SpecError) as error:
        built("  - {id: top, copy_records: {where: TOP = 'Y'}}", HEAD + TOP)
    assert "spec.unset-on-derived" == error.value.code
    assert "read TOP" in str(error.value)
    assert "'top'" in str(error.value)


def test_flag_that_a_block_reads_is_derived_before_it():
    """With a stated value the block reads the flag of the collected records."""
    block = "{id: top, copy_records: {where: TOP = 'Y'}, set: {TOP: null}}"
    frame_, _ = built(f"  - {block}", HEAD + TOP)
    assert [2.0, 20.0, 5.0] == frame_["AVAL"].iloc[5:].tolist()
    assert frame_["TOP"].iloc[5:].isna().all()


def test_extreme_record():
    """The largest value of each parameter is repeated, with its type."""
    frame_, _ = built(
        "  - {id: max, extreme: {by: [USUBJID, PARAMCD], order: [desc AVAL, AVISITN], dtype: MAX}}"
    )
    added = frame_[frame_["DTYPE"] == "MAX"]
    assert [2.0, 20.0, 5.0] == added["AVAL"].tolist()


def test_summary_record():
    """The mean of each parameter stands on a record of its own, with all its parents."""
    frame_, lineage = built(
        "  - {id: mean, summary: {by: [USUBJID, PARAMCD], values: {AVAL: mean}}, dtype: AVERAGE}"
    )
    added = frame_[frame_["DTYPE"] == "AVERAGE"]
    assert [1.5, 15.0, 5.0] == added["AVAL"].tolist()
    assert [3.0, 30.0, 10.0] == added["DOUBLE"].tolist()
    assert lineage.parents is not None
    assert [0, 1, 2, 3, 4] == lineage.parents["parent_row"].tolist()
    assert added["ADT"].isna().all()


def test_summary_of_too_few():
    """A group with fewer values than asked for makes no record."""
    frame_, _ = built(
        "  - {id: m, summary: {by: [USUBJID, PARAMCD], values: {AVAL: sum}, at_least: 2}}"
    )
    assert [3.0, 30.0] == frame_["AVAL"].iloc[5:].tolist()


def test_parameter_needs_all_or_any():
    """A parameter of two is made where both are there, or where any is."""
    block = """  - id: s
    from_params: {{A: a, B: b}}
    need: {}
    by: [USUBJID, AVISITN]
    set: {{PARAMCD: S, AVAL: {{expr: "coalesce(a.AVAL, 0) + coalesce(b.AVAL, 0)"}}}}
"""
    both, _ = built(block.format("all"))
    either, _ = built(block.format("any"))
    assert [11.0, 22.0] == both["AVAL"].iloc[5:].tolist()
    assert [11.0, 22.0, 5.0] == either["AVAL"].iloc[5:].tolist()


def test_parameter_twice_in_a_group():
    """Two records of a parameter in one group stop the block."""
    with pytest.raises(MappingError) as error:
        built("  - {id: s, from_params: {A: a, B: b}, by: [USUBJID], set: {AVAL: {expr: a.AVAL}}}")
    assert "mapping.many-records" == error.value.code


def test_expected_records_are_empty():
    """A visit without a record is there, with nothing but its keys."""
    frame_, lineage = built(
        """  - id: exp
    expected: {by: [USUBJID, PARAMCD], table: VISITS, where: AVISITN > 1, take: [AVISITN]}
    set: {AVAL: null}
    dtype: PHANTOM
"""
    )
    added = frame_[frame_["DTYPE"] == "PHANTOM"]
    assert [3.0, 3.0, 2.0, 3.0] == added["AVISITN"].tolist()
    assert ["1", "1", "2", "2"] == added["USUBJID"].tolist()
    assert added["AVAL"].isna().all()
    assert lineage.parents is None or lineage.parents.empty


CARRY = """  - id: locf
    carry_forward:
      by: [USUBJID, PARAMCD]
      expected: {table: VISITS, where: AVISITN > 0, take: [AVISITN]}
      from: {order: [AVISITN]}
    set: {DTYPE: LOCF}
"""


def test_carried_to_each_empty_visit():
    """Every visit without a record takes the last one before it."""
    frame_, _ = built(CARRY)
    added = frame_[frame_["DTYPE"] == "LOCF"]
    got = list(
        zip(added["USUBJID"], added["PARAMCD"], added["AVISITN"], added["AVAL"], strict=True)
    )
    expected = [
        ("1", "A", 1.0, 1.0),
        ("1", "A", 3.0, 2.0),
        ("1", "B", 1.0, 10.0),
        ("1", "B", 3.0, 20.0),
        ("2", "A", 1.0, 5.0),
        ("2", "A", 2.0, 5.0),
        ("2", "A", 3.0, 5.0),
    ]
    assert expected == got


def test_blank_of_the_table_is_no_mark_of_a_visit():
    """A visit whose window has an open end is empty where no record is of that visit."""
    head = HEAD + "  AWHI: 1 * AVISITN\n"
    frame_, _ = built(CARRY.replace("take: [AVISITN]", "take: [AVISITN, AWHI]"), head)
    added = frame_[frame_["DTYPE"] == "LOCF"]
    assert [1.0, 3.0, 1.0, 3.0, 1.0, 2.0, 3.0] == added["AVISITN"].tolist()


def test_baseline_is_not_carried():
    """With baseline: never the flagged record is no candidate."""
    head = HEAD + "  ABLFL: {case: [{when: AVISITN = 0, then: Y}]}\n"
    text = CARRY.replace("order: [AVISITN]}", "order: [AVISITN], baseline: never}")
    frame_, _ = built(text, head)
    added = frame_[frame_["DTYPE"] == "LOCF"]
    assert [2.0, 20.0] == added["AVAL"].tolist()


def test_baseline_is_carried_if_nothing_else():
    """With baseline: if_nothing_else it is carried only where no other record is."""
    head = HEAD + "  ABLFL: {case: [{when: AVISITN = 0, then: Y}]}\n"
    text = CARRY.replace("order: [AVISITN]}", "order: [AVISITN], baseline: if_nothing_else}")
    frame_, _ = built(text, head)
    assert [1.0, 2.0, 10.0, 20.0, 5.0, 5.0, 5.0] == frame_["AVAL"].iloc[5:].tolist()


def test_carrying_to_visits_needs_a_visit_order():
    """An order that does not begin with a variable of the table is refused."""
    with pytest.raises(SpecError) as error:
        built(CARRY.replace("order: [AVISITN]", "order: [ADT]"))
    assert "spec.no-visit-order" == error.value.code


def test_recompute_derives_again():
    """A column named in recompute comes from its derivation, not from the copy."""
    block = """  - id: end
    copy_records: {where: DOUBLE > 3 and AVISITN = 2}
    set: {AVAL: {expr: AVAL + 1}}
"""
    copied, _ = built(block)
    again, _ = built(block + "    recompute: [DOUBLE]\n")
    assert [4.0, 40.0] == copied["DOUBLE"].iloc[5:].tolist()
    assert [6.0, 42.0] == again["DOUBLE"].iloc[5:].tolist()


def test_leave_missing_empties_a_late_column():
    """A column derived after the block stays missing on its rows where that is asked."""
    frame_, _ = built("  - {id: e, copy_records: {where: AVISITN = 2}, leave_missing: [DOUBLE]}")
    assert frame_["DOUBLE"].iloc[5:].isna().all()


def test_endpoint_is_the_last_record_by_order():
    """Without expected visits the last record of each group is repeated."""
    frame_, _ = built(
        """  - id: end
    carry_forward: {by: [USUBJID, PARAMCD], order: [AVISITN], to: {AVISITN: 99}, dtype: LOV}
"""
    )
    added = frame_[frame_["DTYPE"] == "LOV"]
    assert [2.0, 20.0, 5.0] == added["AVAL"].tolist()
    assert [99.0] * 3 == added["AVISITN"].tolist()


def test_visit_whose_records_meet_the_condition_is_empty():
    """With when: a visit counts as empty where all its records meet the condition."""
    text = CARRY.replace("      from:", "      when: AVAL > 15\n      from:")
    frame_, _ = built(text)
    added = frame_[(frame_["DTYPE"] == "LOCF") & (frame_["PARAMCD"] == "B")]
    assert [10.0, 10.0, 10.0] == added["AVAL"].tolist()


def test_records_to_carry_that_are_alike():
    """Two records of one visit need an order that tells them apart."""
    with pytest.raises(MappingError) as error:
        built(CARRY.replace("by: [USUBJID, PARAMCD]", "by: [USUBJID]"))
    assert "mapping.tie" == error.value.code


def test_visits_of_one_parameter_alone():
    """A table column with the name of a key limits the visits to it."""
    visits = dataset("visits", frame(PARAMCD=["A", None], AVISITN=[1.0, 3.0]), "reference")
    spec = dataset_spec(HEAD + "derived_records:\n" + CARRY)
    given = {"sdtm.XX": dataset("XX", data()), "ref.visits": visits}
    rows = build_dataset(spec, given, study()).dataset.frame
    added = rows[rows["DTYPE"] == "LOCF"]
    got = list(zip(added["USUBJID"], added["PARAMCD"], added["AVISITN"], strict=True))
    expected = [("1", "A", 1.0), ("1", "A", 3.0), ("1", "B", 3.0), ("2", "A", 1.0), ("2", "A", 3.0)]
    assert expected == got
