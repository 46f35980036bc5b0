"""A small study, raw to analysis data."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.mapping import dataset, dataset_spec, frame, study
from tlfgen.core.errors import DataError, MappingError, SpecError
from tlfgen.mapper.engine import build_dataset
from tlfgen.mapper.plan import plan_passes
from tlfgen.model.dataset import Dataset

DM = """
dataset: DM
label: Demographics
keys: [STUDYID, USUBJID]
sources: {SUBJ: raw.subjects, INF: raw.infusions}
records: {from: SUBJ, one_per: [SUBJID]}
variables:
  STUDYID: {label: Study Identifier, core: Req}
  USUBJID: {label: Unique Subject Identifier, core: Req}
  SUBJID: {label: Subject Identifier, core: Req}
  RFSTDTC: {label: Subject Reference Start, core: Exp}
  ARM: {label: Planned Arm, core: Exp}
  DTHFL: {label: Death Flag, core: Exp}
  ETHNIC: {label: Ethnicity, core: Perm}
columns:
  STUDYID: {hardcode: S1}
  USUBJID: concat('S1-', SUBJID)
  SUBJID: SUBJ.SUBJID
  ARM: SUBJ.ARM
  RFSTDTC: {first_record: {from: INF, where: DONE = 'Yes', order: [INFNO], value: DAT}}
"""

EX = """
dataset: EX
keys: [USUBJID, EXSEQ]
sources: {INF: raw.infusions, DM: sdtm.DM}
records: {from: INF, where: DONE = 'Yes'}
variables:
  USUBJID: {core: Req}
  EXSEQ: {type: integer, core: Req}
  EXSTDTC: {core: Exp}
  EXDY: {type: integer, core: Perm}
columns:
  USUBJID: concat('S1-', SUBJID)
  EXSTDTC: INF.DAT
  EXDY: {study_day: {of: EXSTDTC, from: DM.RFSTDTC}}
  EXSEQ: {sequence: {by: [USUBJID], order: [EXSTDTC]}}
  EXLOT: {assign: {from: INF.LOT}, supp: {label: Lot Number}}
"""

LB = """
dataset: LB
keys: [USUBJID, LBTESTCD, LBDTC]
sources: {LAB: raw.lab}
records: {from: LAB, stack: {columns: {ALT: ALT, AST: {code: AST, set: {LBORRESU: U/L}}},
          test: LBTESTCD, result: LBORRES}}
variables:
  USUBJID: {core: Req}
  LBSEQ: {type: integer}
  LBTESTCD: {core: Req}
  LBORRES: {}
  LBORRESU: {}
  LBSTRESN: {type: float}
  VISITNUM: {type: float}
  LBDTC: {}
columns:
  USUBJID: concat('S1-', SUBJID)
  LBSTRESN: number(LBORRES)
  LBDTC: LAB.DAT
  VISITNUM: number(LAB.VISNO)
  LBSEQ: {sequence: {by: [USUBJID], order: [LBTESTCD, LBDTC]}}
"""

ADSL = """
dataset: ADSL
keys: [USUBJID]
sources: {DM: sdtm.DM, EX: sdtm.EX}
records: {from: DM, one_per: [USUBJID]}
variables:
  STUDYID: {}
  USUBJID: {}
  TRT01P: {}
  TRTSDT: {type: date}
  TRTEDT: {type: date}
  TRTDURD: {type: integer}
  SAFFL: {}
columns:
  STUDYID: DM.STUDYID
  USUBJID: DM.USUBJID
  TRT01P: DM.ARM
  TRTSDT: {first_record: {from: EX, order: [EXSTDTC, EXSEQ], value: datepart(EXSTDTC)}}
  TRTEDT: {last_record: {from: EX, order: [EXSTDTC, EXSEQ], value: datepart(EXSTDTC)}}
  TRTDURD: {duration: {from: TRTSDT, to: TRTEDT, unit: days, count_both_ends: true}}
  SAFFL: {exists: {in: EX, then: Y, else: N}}
checks:
  - {unique: [USUBJID]}
  - {implies: {if: SAFFL = 'Y', then: TRTSDT is present}}
"""

ADLB = """
dataset: ADLB
keys: [USUBJID, PARAMCD, AVISITN, DTYPE]
sources: {LB: sdtm.LB, ADSL: adam.ADSL, VISITS: ref.visits}
records: {from: LB, where: LBSTRESN is present}
merge: {ADSL: {by: [USUBJID], take: [TRT01P, TRTSDT], if_missing: drop}}
variables:
  USUBJID: {}
  TRTP: {}
  PARAMCD: {}
  AVISIT: {}
  AVISITN: {type: float}
  ADT: {type: date}
  ADY: {type: integer}
  AVAL: {type: float}
  BASE: {type: float}
  CHG: {type: float}
  ABLFL: {}
  ANL01FL: {}
  DTYPE: {}
  LBSEQ: {type: integer}
columns:
  USUBJID: LB.USUBJID
  TRTP: TRT01P
  PARAMCD: LB.LBTESTCD
  AVISITN: LB.VISITNUM
  AVISIT: {lookup: {table: VISITS, by: [AVISITN], unmatched: error}}
  ADT: datepart(LB.LBDTC)
  ADY: {study_day: {of: ADT, from: TRTSDT}}
  AVAL: LB.LBSTRESN
  ABLFL: {flag_last: {where: ADT <= TRTSDT, by: [USUBJID, PARAMCD], order: [ADT]}}
  ANL01FL: {flag_first: {by: [USUBJID, PARAMCD, AVISITN], order: [ADT]}}
  BASE: {baseline: {of: [AVAL], flag: ABLFL, by: [USUBJID, PARAMCD]}}
  CHG: {change: {post_baseline: after_baseline_record}}
  LBSEQ: LB.LBSEQ
derived_records:
  - id: locf
    carry_forward:
      by: [USUBJID, PARAMCD]
      expected: {table: VISITS, where: AVISITN > 0}
      when: no_record
      from: {where: ANL01FL = 'Y', order: [AVISITN], baseline: never}
    set: {DTYPE: LOCF, ANL01FL: Y, ABLFL: null}
  - id: ratio
    label: ALT to AST ratio
    from_params: {ALT: a, AST: b}
    where: ANL01FL = 'Y'
    by: [USUBJID, AVISITN, AVISIT, ADT]
    set: {PARAMCD: RATIO, AVAL: {expr: "ratio(a.AVAL, b.AVAL)"}, ANL01FL: Y, ABLFL: null}
    leave_missing: [LBSEQ]
    dtype: CALC
"""

ADTTE = """
dataset: ADTTE
keys: [USUBJID, PARAMCD]
sources: {ADSL: adam.ADSL, ADLB: adam.ADLB}
variables:
  USUBJID: {}
  PARAMCD: {}
  PARAM: {}
  STARTDT: {type: date}
  ADT: {type: date}
  AVAL: {type: integer}
  CNSR: {type: integer}
  EVNTDESC: {}
  SRCDOM: {}
  SRCVAR: {}
  SRCSEQ: {type: integer}
  TRTP: {}
time_to_event:
  - param: {PARAMCD: HIGH, PARAM: Time to ALT above 50 (days)}
    population: ADSL where SAFFL = 'Y'
    start: ADSL.TRTSDT
    events:
      - {from: ADLB, where: PARAMCD = 'ALT' and AVAL > 50 and DTYPE is missing, date: ADT,
         order: [LBSEQ], EVNTDESC: ALT above 50}
    censor:
      - {from: ADLB, where: PARAMCD = 'ALT' and DTYPE is missing, date: ADT, order: [LBSEQ],
         CNSR: 1, EVNTDESC: Last ALT}
      - {from: ADSL, date: TRTSDT, CNSR: 2, EVNTDESC: No ALT}
    value: {AVAL: {duration: {from: STARTDT, to: ADT, unit: days, count_both_ends: true}}}
columns:
  TRTP: ADSL.TRT01P
"""


def raw() -> dict[str, Dataset]:
    """Give the collected data of three subjects, the third never treated."""
    return {
        "raw.subjects": dataset(
            "subjects", frame(SUBJID=["01", "02", "03"], ARM=["A", "B", "A"]), "raw"
        ),
        "raw.infusions": dataset(
            "infusions",
            frame(
                SUBJID=["01", "01", "02", "02"],
                INFNO=["1", "2", "1", "2"],
                DONE=["Yes", "Yes", "No", "Yes"],
                DAT=["2020-01-10", "2020-01-20", "", "2020-02-01"],
                LOT=["L1", None, None, "L2"],
            ),
            "raw",
        ),
        "raw.lab": dataset(
            "lab",
            frame(
                SUBJID=["01", "01", "01", "02", "02"],
                VISNO=["0", "4", "12", "0", "4"],
                DAT=["2020-01-10", "2020-02-07", "2020-04-03", "2020-02-01", "2020-03-01"],
                ALT=["20", "40", "60", "30", "45"],
                AST=["10", "20", None, "30", "15"],
            ),
            "raw",
        ),
        "ref.visits": dataset(
            "visits",
            frame(AVISITN=[0.0, 4.0, 8.0, 12.0], AVISIT=["Week 0", "Week 4", "Week 8", "Week 12"]),
            "reference",
        ),
    }


def built(*texts: str) -> dict[str, Dataset]:
    """Give the collected data with the datasets of the recipes, run in passes."""
    specs = {spec.id: spec for spec in map(dataset_spec, texts)}
    data = raw()
    for one in plan_passes(specs.values()):
        made = build_dataset(specs[one.dataset], data, study(), only=one.only)
        data[one.dataset] = made.dataset
        if made.supplement is not None:
            data[f"sdtm.{made.supplement.name}"] = made.supplement
    return data


def values(data: Dataset, *names: str) -> list[tuple[object, ...]]:
    """Give rows as plain tuples, None for missing, dates as text."""
    columns = []
    for name in names:
        column = data.frame[name]
        if pd.api.types.is_datetime64_any_dtype(column.dtype):
            column = column.dt.strftime("%Y-%m-%d")
        columns.append([None if pd.isna(v) else v for v in column.tolist()])
    return list(zip(*columns, strict=True))


def test_passes_split_a_dataset_that_is_needed_in_part():
    """EX is run in part before DM, because DM reads EX and the day of EX reads DM."""
    circular = DM.replace("INF: raw.infusions", "EX: sdtm.EX").replace(
        "{first_record: {from: INF, where: DONE = 'Yes', order: [INFNO], value: DAT}}",
        "{first_record: {from: EX, order: [EXSEQ], value: EXSTDTC}}",
    )
    passes = plan_passes([dataset_spec(circular), dataset_spec(EX)])
    assert ["sdtm.EX#1", "sdtm.DM#1", "sdtm.EX#2"] == [one.name for one in passes]
    assert passes[0].only is not None
    assert "EXDY" not in passes[0].only


def test_a_loop_of_datasets_prints_itself():
    """Two datasets whose columns need each other are an error that names both."""
    one = DM.replace("INF: raw.infusions", "EX: sdtm.EX").replace(
        "{first_record: {from: INF, where: DONE = 'Yes', order: [INFNO], value: DAT}}",
        "{first_record: {from: EX, order: [EXSEQ], value: EXDY}}",
    )
    with pytest.raises(SpecError) as error:
        plan_passes([dataset_spec(one), dataset_spec(EX)])
    assert "spec.dataset-cycle" == error.value.code
    assert "sdtm.DM -> sdtm.EX -> sdtm.DM" in str(error.value)


def test_dm_from_raw():
    """A raw form becomes DM, with the first infusion as reference start."""
    data = built(DM)
    expected = [("S1-01", "2020-01-10", "A"), ("S1-02", "2020-02-01", "B"), ("S1-03", None, "A")]
    assert expected == values(data["sdtm.DM"], "USUBJID", "RFSTDTC", "ARM")


def test_unused_permissible_variables_are_left_out():
    """ETHNIC is permissible and not derived, DTHFL is expected: one leaves, one stays empty."""
    names = built(DM)["sdtm.DM"].names
    assert "ETHNIC" not in names
    assert "DTHFL" in names


def test_raw_rows_find_their_subject_in_sdtm():
    """A raw form is keyed by SUBJID, DM by USUBJID; the derived USUBJID joins them."""
    data = built(DM, EX)
    expected = [("S1-01", 1, 1), ("S1-01", 2, 11), ("S1-02", 1, 1)]
    assert expected == values(data["sdtm.EX"], "USUBJID", "EXSEQ", "EXDY")


def test_supplement_is_made_and_joined_back():
    """A column with supp goes to SUPPEX, and stands in EX again where EX is read."""
    data = built(DM, EX)
    supp = data["sdtm.SUPPEX"]
    expected = [("S1-01", "EXSEQ", "1", "EXLOT", "L1"), ("S1-02", "EXSEQ", "1", "EXLOT", "L2")]
    assert expected == values(supp, "USUBJID", "IDVAR", "IDVARVAL", "QNAM", "QVAL")
    assert "EXLOT" not in data["sdtm.EX"].names
    adsl = ADSL.replace(
        "  STUDYID: DM",
        "  LOT: {first_record: {from: EX, order: [EXSEQ], value: EXLOT}}\n  STUDYID: DM",
    ).replace("  SAFFL: {}", "  SAFFL: {}\n  LOT: {}")
    both = build_dataset(dataset_spec(adsl), data, study()).dataset
    assert [("S1-01", "L1"), ("S1-02", "L2"), ("S1-03", None)] == values(both, "USUBJID", "LOT")


def test_lab_columns_are_stacked():
    """Each collected column becomes a record, a blank one none."""
    data = built(DM, LB)
    expected = [
        ("S1-01", "ALT", "20", None),
        ("S1-01", "ALT", "40", None),
        ("S1-01", "ALT", "60", None),
        ("S1-01", "AST", "10", "U/L"),
        ("S1-01", "AST", "20", "U/L"),
    ]
    got = values(data["sdtm.LB"], "USUBJID", "LBTESTCD", "LBORRES", "LBORRESU")
    assert expected == got[:5]


def test_subject_level():
    """First and last dose, duration, the flag of a subject without a dose."""
    data = built(DM, EX, LB, ADSL)
    expected = [
        ("S1-01", "2020-01-10", "2020-01-20", 11, "Y"),
        ("S1-02", "2020-02-01", "2020-02-01", 1, "Y"),
        ("S1-03", None, None, None, "N"),
    ]
    got = values(data["adam.ADSL"], "USUBJID", "TRTSDT", "TRTEDT", "TRTDURD", "SAFFL")
    assert expected == got


def test_carried_records_are_recomputed_where_late():
    """Week 8 is carried from week 4; its change comes from its own derivation."""
    data = built(DM, EX, LB, ADSL, ADLB)
    rows = values(data["adam.ADLB"], "USUBJID", "PARAMCD", "AVISIT", "AVAL", "CHG", "DTYPE", "ADY")
    alt = [row for row in rows if row[:2] == ("S1-01", "ALT")]
    expected = [
        ("S1-01", "ALT", "Week 0", 20.0, None, None, 1),
        ("S1-01", "ALT", "Week 4", 40.0, 20.0, None, 29),
        ("S1-01", "ALT", "Week 8", 40.0, 20.0, "LOCF", 29),
        ("S1-01", "ALT", "Week 12", 60.0, 40.0, None, 85),
    ]
    assert expected == alt


def test_parameter_from_two_parameters():
    """The ratio stands where both parameters have an analysed record, with its own keys."""
    data = built(DM, EX, LB, ADSL, ADLB)
    rows = values(data["adam.ADLB"], "USUBJID", "PARAMCD", "AVISITN", "AVAL", "DTYPE", "LBSEQ")
    ratio = [row for row in rows if row[1] == "RATIO"]
    assert ("S1-01", "RATIO", 0.0, 2.0, "CALC", None) == ratio[0]
    assert [2.0, 2.0, 2.0] == [row[3] for row in ratio if row[0] == "S1-01"][:3]


def test_derived_rows_keep_their_parents():
    """A carried record has one parent, a ratio two, named by their final row numbers."""
    data = built(DM, EX, LB, ADSL)
    made = build_dataset(dataset_spec(ADLB), data, study())
    parents = made.lineage.parents
    assert parents is not None
    names = made.dataset.frame
    for row, parent in zip(parents["row"], parents["parent_row"], strict=True):
        child, old = names.iloc[row], names.iloc[parent]
        assert child["USUBJID"] == old["USUBJID"]
        expected = {"RATIO": {"ALT", "AST"}}.get(child["PARAMCD"], {child["PARAMCD"]})
        assert old["PARAMCD"] in expected


def test_time_to_event():
    """The first value above 50 is the event; without one the last value censors."""
    data = built(DM, EX, LB, ADSL, ADLB, ADTTE)
    expected = [
        ("S1-01", 0, "2020-04-03", 85, "ALT above 50", "ADLB", "ADT", 3, "A"),
        ("S1-02", 1, "2020-03-01", 30, "Last ALT", "ADLB", "ADT", 2, "B"),
    ]
    names = ("USUBJID", "CNSR", "ADT", "AVAL", "EVNTDESC", "SRCDOM", "SRCVAR", "SRCSEQ", "TRTP")
    assert expected == values(data["adam.ADTTE"], *names)


def test_lineage_names_the_record_chosen():
    """TRTSDT of each subject points at a row of EX, -1 where there is none."""
    data = built(DM, EX)
    made = build_dataset(dataset_spec(ADSL), data, study())
    assert [0, 2, -1] == made.lineage.frame["TRTSDT.row"].tolist()
    assert [0, 1, 2] == made.lineage.frame["record.row"].tolist()
    entry = next(one for one in made.lineage.columns if one.variable == "TRTSDT")
    assert {"EX.EXSTDTC", "EX.EXSEQ"} <= set(entry.reads)
    assert "first" in entry.sentence


def test_failed_promise_is_a_finding():
    """A breach of a check is a finding that shows the record, not a stop."""
    data = built(DM, EX)
    spec = dataset_spec(ADSL.replace("SAFFL = 'Y', then", "SAFFL = 'N', then"))
    found = [one for one in build_dataset(spec, data, study()).findings if "check" in one.code]
    assert 1 == len(found)
    assert "S1-03" in found[0].details[0]


def test_keys_that_do_not_identify_stop():
    """Two records with the same keys stop the build and are shown."""
    data = built(DM, EX)
    spec = dataset_spec(ADSL.replace("keys: [USUBJID]", "keys: [TRT01P]"))
    with pytest.raises(DataError) as error:
        build_dataset(spec, data, study())
    assert "data.duplicate-keys" == error.value.code
    assert "S1-01" in str(error.value)


def test_missing_source_is_named():
    """A source that was not given is an error that names it."""
    with pytest.raises(MappingError) as error:
        build_dataset(dataset_spec(ADSL), raw(), study())
    assert "mapping.missing-source" == error.value.code
    assert 2 == len(error.value.findings)


def test_column_loop_prints_itself():
    """Columns that need each other are an error with the whole loop."""
    spec = dataset_spec(
        ADSL.replace("TRT01P: DM.ARM", "TRT01P: STUDYID").replace(
            "STUDYID: DM.STUDYID", "STUDYID: TRT01P"
        )
    )
    with pytest.raises(SpecError) as error:
        build_dataset(spec, built(DM, EX), study())
    assert "spec.derivation-cycle" == error.value.code
    assert "STUDYID -> TRT01P -> STUDYID" in str(error.value)


def test_parts_do_not_change_a_value():
    """The same dataset comes out of one part or of many."""
    data = built(DM, EX, LB, ADSL)
    whole = build_dataset(dataset_spec(ADLB), data, study())
    parts = build_dataset(dataset_spec(ADLB), data, study(), rows=3)
    pd.testing.assert_frame_equal(whole.dataset.frame, parts.dataset.frame)
    pd.testing.assert_frame_equal(whole.lineage.frame, parts.lineage.frame)
    assert whole.lineage.parents is not None
    pd.testing.assert_frame_equal(whole.lineage.parents, parts.lineage.parents)
