"""Recipes in several stages, and what they are given."""

import pytest

from tests.mapping import dataset, dataset_spec, day, frame, study
from tlfgen.core.errors import MappingError, SpecError
from tlfgen.mapper.engine import build_dataset, listing_of
from tlfgen.mapper.inputs import visits_table

AE = frame(USUBJID=["1", "1", "2"], AESEQ=[1, 2, 1], AETERM=["A", "B", "A"])
CM = frame(USUBJID=["1"], CMSEQ=[1], CMTRT=["X"])
DATA = {"sdtm.AE": dataset("AE", AE), "sdtm.CM": dataset("CM", CM)}


def built(text, data=None, study_text=""):
    """Give what a recipe makes of the data."""
    return build_dataset(dataset_spec(text), DATA if data is None else data, study(study_text))


STAGES = """
dataset: XX
sources: {AE: sdtm.AE, CM: sdtm.CM}
stages:
  - records: {from: AE}
    columns:
      USUBJID: AE.USUBJID
      TERM: AE.AETERM
      NUMBER: {sequence: {by: [USUBJID], order: [AESEQ]}}
  - records: {from: CM, set: {TERM: {expr: CMTRT}, USUBJID: {expr: CM.USUBJID}}}
    columns:
      COUNT: {sequence: {by: [USUBJID], order: [TERM]}}
"""


def test_later_records_stand_below_and_earlier_columns_stay():
    """Columns of the first stage are not derived for the records of the second."""
    rows = built(STAGES).dataset.frame
    assert ["A", "B", "A", "X"] == rows["TERM"].tolist()
    assert [False, False, False, True] == rows["NUMBER"].isna().tolist()
    assert [1, 2, 1, 3] == rows["COUNT"].tolist()


def test_lineage_of_later_records():
    """Every row names the block it came from and the record there."""
    lineage = built(STAGES).lineage
    assert [1, 2, 3, 1] == lineage.frame["record.row"].tolist()
    assert (("AE", "AE"), ("CM", "CM")) == lineage.record_source


def test_counts_of_filters_are_noted():
    """What a filter takes in and lets through is a note."""
    text = STAGES.replace("records: {from: AE}", "records: {from: AE, where: AETERM = 'A'}")
    notes = [one.what for one in built(text).findings if one.severity == "note"]
    assert ["XX: 2 of 3 records of AE are taken where AETERM = 'A'."] == notes


def test_alias_that_is_not_declared():
    """Records of an undeclared source name the declared ones."""
    with pytest.raises(SpecError) as error:
        built("dataset: XX\nsources: {AE: sdtm.AE}\nrecords: {from: AF}\n")
    assert "spec.unknown-source" == error.value.code


def test_recipe_without_records():
    """Columns without any record have nothing to stand on."""
    with pytest.raises(MappingError) as error:
        built("dataset: XX\nsources: {AE: sdtm.AE}\ncolumns: {A: AE.AETERM}\n")
    assert "mapping.no-records" == error.value.code


def test_planned_visits_are_a_table():
    """study.visits holds the visits of the study file."""
    text = """visits:
  - {number: 1, name: Screening, day: -14}
  - {number: 2, name: Week 4, day: 29, low: 15, high: 42, week: 4}
"""
    table = visits_table(study(text)).frame
    assert ["Screening", "Week 4"] == table["VISIT"].tolist()
    assert [-14, 29] == table["VISITDY"].tolist()
    recipe = (
        "dataset: TV\nsources: {V: study.visits}\nrecords: {from: V}\ncolumns: {VISIT: V.VISIT}\n"
    )
    assert ["Screening", "Week 4"] == built(recipe, {}, text).dataset.frame["VISIT"].tolist()


def test_frame_without_record_numbers_is_numbered():
    """A source that brings no record numbers is numbered by its rows."""
    plain = dataset("AE", AE).with_frame(AE.drop(columns="_row"))
    made = built(
        "dataset: XX\nsources: {AE: sdtm.AE}\nrecords: {from: AE}\ncolumns: {A: AE.AETERM}\n",
        {"sdtm.AE": plain},
    )
    assert [0, 1, 2] == made.lineage.frame["record.row"].tolist()


def test_condition_that_is_a_verb():
    """A named condition may be a verb, used like any other and never written."""
    made = built(
        """
dataset: XX
sources: {AE: sdtm.AE, CM: sdtm.CM}
define: {treated: {exists: {in: CM}}}
records: {from: AE}
columns:
  FL: {case: [{when: treated, then: Y}, {when: otherwise, then: N}]}
"""
    ).dataset
    assert ("FL",) == made.names
    assert ["Y", "Y", "N"] == made.frame["FL"].tolist()


def test_listing_of_the_run_order():
    """The derivations can be listed in the order they run."""
    text = listing_of(dataset_spec(STAGES), DATA, study())
    assert "records    AE" in text.splitlines()[0]
    assert text.index("NUMBER") < text.index("COUNT")


def test_block_names_a_column_that_is_not_there():
    """A name in leave_missing that no column has is refused with the nearest."""
    text = """
dataset: XX
sources: {AE: sdtm.AE}
records: {from: AE}
columns: {TERM: AE.AETERM}
derived_records: [{id: x, copy_records: {}, leave_missing: [TREM]}]
"""
    with pytest.raises(SpecError) as error:
        built(text)
    assert "did you mean 'TERM'" in str(error.value)


def test_supplement_of_a_date_and_a_number():
    """A date goes to SUPP-- as ISO text, a number without needless decimals."""
    data = {
        "sdtm.R": dataset(
            "R", frame(USUBJID=["1"], XXSEQ=[1], D=[day("2020-02-03")], N=[2.0], T=["x"])
        )
    }
    made = built(
        """
dataset: XX
sources: {R: sdtm.R}
records: {from: R}
columns:
  USUBJID, XXSEQ: R.*
  QD: {expr: R.D, supp: {label: Date}}
  QN: {expr: R.N, supp: {label: Number, idvar: XXSEQ}}
""",
        data,
    )
    assert made.supplement is not None
    assert ["2020-02-03", "2"] == made.supplement.frame["QVAL"].tolist()


def test_qualifiers_that_nothing_tells_apart():
    """Two records of a subject without a sequence number cannot have a qualifier each."""
    from tlfgen.core.errors import DataError

    data = {"sdtm.R": dataset("R", frame(USUBJID=["1", "1"], T=["x", "y"]))}
    with pytest.raises(DataError) as error:
        built(
            """
dataset: XX
sources: {R: sdtm.R}
records: {from: R}
columns:
  USUBJID: R.USUBJID
  QT: {expr: R.T, supp: {label: Text}}
""",
            data,
        )
    assert "data.supp-twice" == error.value.code


def test_merge_after_derived_records_drops_with_their_parents():
    """A later merge that drops rows keeps the parents of those that stay."""
    text = """
dataset: XX
sources: {AE: sdtm.AE, CM: sdtm.CM}
stages:
  - records: {from: AE}
    columns: {USUBJID: AE.USUBJID, TERM: AE.AETERM}
    derived_records: [{id: again, copy_records: {where: TERM = 'A'}}]
  - merge: {CM: {by: [USUBJID], take: [CMTRT], if_missing: drop}}
"""
    made = built(text)
    assert ["1", "1", "1"] == made.dataset.frame["USUBJID"].tolist()
    assert made.lineage.parents is not None
    assert [(2, 0)] == list(
        zip(made.lineage.parents["row"], made.lineage.parents["parent_row"], strict=True)
    )
