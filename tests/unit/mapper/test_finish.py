"""The last step of a dataset."""

import pytest

from tests.mapping import dataset, dataset_spec, frame, study
from tlfgen.core.errors import DataError, SpecError
from tlfgen.mapper.engine import build_dataset

SPEC = """
dataset: XX
keys: [USUBJID, XXSEQ]
sources: {R: sdtm.R}
records: {from: R}
variables:
  USUBJID: {}
  XXSEQ: {type: integer}
  SEX: {length: 1, codelist: SEX}
columns:
  USUBJID, XXSEQ, SEX: R.*
"""
LISTS = """
codelists:
  SEX: {terms: [{value: F}, {value: M}]}
"""


def built(text=SPEC, **columns):
    """Give the finished dataset and its findings."""
    given = {"USUBJID": ["2", "1", "1"], "XXSEQ": [1, 2, 1], "SEX": ["F", "M", "F"], **columns}
    data = {"sdtm.R": dataset("R", frame(**given))}
    return build_dataset(dataset_spec(text), data, study(LISTS))


def test_records_are_in_key_order():
    """Rows are sorted by the keys, and the lineage with them."""
    made = built()
    assert ["1", "1", "2"] == made.dataset.frame["USUBJID"].tolist()
    assert [1, 2, 1] == made.dataset.frame["XXSEQ"].tolist()
    assert [3, 2, 1] == made.lineage.frame["record.row"].tolist()
    assert [0, 1, 2] == made.dataset.frame["_row"].tolist()


def test_variables_are_in_the_order_described():
    """The order of variables: is the order of the file."""
    text = SPEC.replace("  USUBJID: {}\n", "").replace(
        "codelist: SEX}", "codelist: SEX}\n  USUBJID: {}"
    )
    assert ("XXSEQ", "SEX", "USUBJID") == built(text).dataset.names


def test_required_variable_without_derivation():
    """A required variable that nothing makes stops the build."""
    with pytest.raises(SpecError) as error:
        built(SPEC.replace("  SEX: {length", "  ARM: {core: Req}\n  SEX: {length"))
    assert "spec.no-derivation" == error.value.code


def test_derived_variable_without_metadata():
    """A column that no layer describes stops the build; a work column needs no description."""
    with pytest.raises(SpecError) as error:
        built(SPEC + "  OTHER: R.SEX\n")
    assert "spec.no-metadata" == error.value.code
    assert ("USUBJID", "XXSEQ", "SEX") == built(SPEC + "work: {OTHER: R.SEX}\n").dataset.names


def test_value_outside_its_codelist():
    """A foreign value is a finding with the values allowed."""
    found = built(SEX=["F", "X", "F"]).findings
    assert ["data.not-in-codelist"] == [one.code for one in found]
    assert ("F", "M") == found[0].allowed
    assert "'X'" in found[0].details[0]


def test_value_longer_than_declared():
    """A text that does not fit is a finding."""
    codes = [one.code for one in built(SEX=["F", "MALE", "F"]).findings]
    assert "data.too-long" in codes


def test_wrong_kind():
    """Text that is no number cannot fill a numeric variable."""
    with pytest.raises(DataError) as error:
        built(XXSEQ=["1", "two", "3"])
    assert "data.wrong-kind" == error.value.code


def test_partial_pass_has_its_columns_alone():
    """A partial pass derives what is asked for and what that needs, and checks nothing."""
    data = {
        "sdtm.R": dataset("R", frame(USUBJID=["2", "1"], XXSEQ=[1, 1], SEX=["X", "F"])),
    }
    made = build_dataset(dataset_spec(SPEC), data, study(LISTS), only=frozenset({"USUBJID"}))
    assert ("USUBJID",) == made.dataset.names
    assert () == made.findings


def test_not_missing_promise():
    """A promise about missing values is checked."""
    found = built(
        SPEC + "checks: [{not_missing: [SEX], severity: warning}]\n", SEX=["F", None, "F"]
    )
    assert [("data.check-failed", "warning")] == [(f.code, f.severity) for f in found.findings]


def test_empty_source():
    """No record gives an empty dataset with all its variables."""
    made = built(USUBJID=[], XXSEQ=[], SEX=[])
    assert 0 == len(made.dataset.frame)
    assert ("USUBJID", "XXSEQ", "SEX") == made.dataset.names
