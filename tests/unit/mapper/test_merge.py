"""Variables taken from another dataset."""

import pytest

from tests.mapping import dataset_spec, frame, rows_of
from tlfgen.core.errors import MappingError
from tlfgen.mapper.draft import Draft
from tlfgen.mapper.merge import merge_sources


def merged(text, own, **sources):
    """Give the rows after a merge: entry."""
    spec = dataset_spec(f"dataset: XX\nmerge: {text}\n")
    return merge_sources(Draft(rows_of(own, sources)), spec.steps[0].merge).rows


OWN = frame(USUBJID=["1", "2", "3"], AVAL=[1.0, 2.0, 3.0])
ADSL = frame(USUBJID=["2", "1"], TRT01A=["B", "A"])


def test_taken_by_key():
    """Each row takes the variable of its key; rows without one stay with keep."""
    text = "{ADSL: {by: [USUBJID], take: [TRT01A], if_missing: keep}}"
    got = merged(text, OWN, ADSL=ADSL).column("TRT01A")
    assert ["A", "B"] == got.tolist()[:2]
    assert got.isna().tolist()[2]


def test_rows_without_a_record_are_dropped():
    """With drop only the matched rows stay."""
    text = "{ADSL: {by: [USUBJID], take: [TRT01A], if_missing: drop}}"
    assert [1.0, 2.0] == merged(text, OWN, ADSL=ADSL).column("AVAL").tolist()


def test_rows_without_a_record_stop():
    """With error the rows are shown."""
    with pytest.raises(MappingError) as error:
        merged("{ADSL: {by: [USUBJID], take: [TRT01A], if_missing: error}}", OWN, ADSL=ADSL)
    assert "mapping.unmatched" == error.value.code
    assert "USUBJID=3" in str(error.value)


def test_new_name():
    """A variable may be taken under another name."""
    text = "{ADSL: {take: {TRTA: TRT01A}, if_missing: drop}}"
    assert ["A", "B"] == merged(text, OWN, ADSL=ADSL).column("TRTA").tolist()


def test_several_records_of_a_key():
    """A key with two records is refused."""
    twice = frame(USUBJID=["1", "1"], TRT01A=["A", "B"])
    with pytest.raises(MappingError) as error:
        merged("{ADSL: {by: [USUBJID], take: [TRT01A], if_missing: keep}}", OWN, ADSL=twice)
    assert "mapping.many-records" == error.value.code


def test_unknown_variable():
    """A misspelt variable gives the nearest."""
    with pytest.raises(MappingError) as error:
        merged("{ADSL: {by: [USUBJID], take: [TRT01B], if_missing: keep}}", OWN, ADSL=ADSL)
    assert "did you mean 'ADSL.TRT01A'" in str(error.value)
