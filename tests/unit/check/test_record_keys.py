"""The variables that identify records."""

import pandas as pd
import pytest

from tlfgen.check.record_keys import identifying_keys
from tlfgen.core.errors import DataError
from tlfgen.model.dataset import Dataset, Variable


def _dataset(columns, keys=()):
    frame = pd.DataFrame(columns)
    kinds = {"O": "text", "f": "float"}
    variables = tuple(
        Variable(name, kind=kinds[frame[name].dtype.kind])  # type: ignore[arg-type]  # a literal
        for name in columns
    )
    return Dataset("X", "", "adam", frame, variables, keys)


def _keys(columns, keys=()):
    one = _dataset(columns, keys)
    return identifying_keys(one, one)


def test_declared_keys_come_first():
    """What the dataset declares is used where it identifies."""
    columns = {"USUBJID": ["1", "1"], "AESEQ": [1.0, 2.0], "TERM": ["A", "B"]}
    assert ("USUBJID", "TERM") == _keys(columns, ("USUBJID", "TERM"))


def test_one_record_a_subject():
    """The subject alone is enough."""
    columns = {"STUDYID": ["S", "S"], "AGE": [1.0, 1.0], "USUBJID": ["1", "2"]}
    assert ("STUDYID", "USUBJID") == _keys(columns)


def test_sequence_number_beside_the_subject():
    """A sequence number is taken before other variables."""
    columns = {"USUBJID": ["1", "1"], "TERM": ["A", "B"], "AESEQ": [1.0, 2.0]}
    assert ("USUBJID", "AESEQ") == _keys(columns)


def test_variables_in_file_order_until_unique():
    """Without a sequence number parameter and visit are found, what adds nothing is left out."""
    columns = {
        "USUBJID": ["1", "1", "1"],
        "TRTP": ["P", "P", "P"],
        "PARAMCD": ["A", "A", "B"],
        "AVISITN": [1.0, 2.0, 1.0],
    }
    assert ("USUBJID", "PARAMCD", "AVISITN") == _keys(columns)


def test_a_number_with_a_fraction_is_no_key():
    """A result that happens to be unique does not identify."""
    with pytest.raises(DataError) as caught:
        _keys({"USUBJID": ["1", "1"], "AVAL": [1.5, 2.5]})
    assert "compare.no-key" == caught.value.code
