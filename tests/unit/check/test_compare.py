"""The keyed comparison of two datasets."""

import numpy as np
import pandas as pd
import pytest

from tlfgen.check.compare import compare_datasets
from tlfgen.check.compare_lines import comparison_lines
from tlfgen.core.errors import DataError
from tlfgen.model.dataset import ROW, Dataset, Variable

_VARIABLES = (
    Variable("USUBJID", "Subject", "text", 4),
    Variable("AESEQ", "Sequence", "float"),
    Variable("AETERM", "Term", "text", 10),
    Variable("AVAL", "Value", "float"),
    Variable("ASTDT", "Start", "date", display_format="DATE9."),
)
_KEYS = ("USUBJID", "AESEQ")


def _events(**columns):
    """Three events of two subjects; columns replace the usual ones."""
    values = {
        "USUBJID": ["01", "01", "02"],
        "AESEQ": [1.0, 2.0, 1.0],
        "AETERM": ["RASH", None, "COUGH"],
        "AVAL": [1.5, np.nan, 3.0],
        "ASTDT": ["2014-01-02", None, "2014-02-03"],
        **columns,
    }
    frame = pd.DataFrame(
        {variable.name: _column(values[variable.name], variable.kind) for variable in _VARIABLES}
    )
    frame[ROW] = np.arange(len(frame), dtype=np.int64)
    return Dataset("ADAE", "Events", "adam", frame, _VARIABLES, _KEYS)


def _column(values, kind):
    dtypes = {"text": "string[pyarrow]", "float": "float64", "date": "datetime64[s]"}
    return pd.Series(values).astype(dtypes[kind])


def _found(right, left=None, tolerance=0.0):
    return compare_datasets(left or _events(), right, _KEYS, tolerance=tolerance)


def test_equal_datasets_have_no_difference():
    """The same records, variables, values and attributes are equal."""
    assert _found(_events()).is_equal


def test_order_of_records_does_not_count():
    """Records are matched by key, not by place."""
    shuffled = _events(
        USUBJID=["02", "01", "01"],
        AESEQ=[1.0, 2.0, 1.0],
        AETERM=["COUGH", None, "RASH"],
        AVAL=[3.0, np.nan, 1.5],
        ASTDT=["2014-02-03", None, "2014-01-02"],
    )
    assert _found(shuffled).is_equal


def test_blank_text_equals_missing_text():
    """A transport file cannot tell them apart."""
    assert _found(_events(AETERM=["RASH  ", "", "COUGH"])).is_equal


def test_text_difference_is_counted_with_its_record():
    """An example names the key and both values."""
    (difference,) = _found(_events(AETERM=["RASH", "FEVER", "COUGH"])).differences
    example = difference.examples[0]
    assert ("AETERM", 1, None) == (difference.variable, difference.count, difference.largest)
    assert ("USUBJID=01 AESEQ=2", "missing", "FEVER") == (example.key, example.left, example.right)


def test_largest_difference_of_numbers():
    """The largest absolute difference is over all records: |1.5 - 2| and |3 - 1|."""
    (difference,) = _found(_events(AVAL=[2.0, np.nan, 1.0])).differences
    assert (2, 2.0) == (difference.count, difference.largest)


def test_missing_against_a_number_differs_whatever_the_tolerance():
    """There is no distance to a missing number."""
    (difference,) = _found(_events(AVAL=[1.5, 9.0, 3.0]), tolerance=100).differences
    assert (1, None) == (difference.count, difference.largest)


def test_numbers_within_the_tolerance_are_equal():
    """The tolerance itself is allowed."""
    assert _found(_events(AVAL=[1.75, np.nan, 3.0]), tolerance=0.25).is_equal


def test_numbers_beyond_the_tolerance_differ():
    """Anything above the tolerance counts."""
    assert not _found(_events(AVAL=[1.76, np.nan, 3.0]), tolerance=0.25).is_equal


def test_dates_differ_by_days_whatever_the_tolerance():
    """A date has no tolerance; its distance is told in days."""
    (difference,) = _found(
        _events(ASTDT=["2014-01-05", None, "2014-02-03"]), tolerance=10
    ).differences
    assert (3.0, "2014-01-02") == (difference.largest, difference.examples[0].left)


def test_at_most_three_examples():
    """Many differences give their count and the first three in key order."""
    names = [f"{number:02d}" for number in range(9, -1, -1)]
    ones = [1.0] * 10
    common = {"USUBJID": names, "AESEQ": ones, "AETERM": ["A"] * 10, "ASTDT": [None] * 10}
    left, right = _events(**common, AVAL=ones), _events(**common, AVAL=[2.0] * 10)
    (difference,) = _found(right, left).differences
    assert 10 == difference.count
    assert ["USUBJID=00 AESEQ=1", "USUBJID=01 AESEQ=1", "USUBJID=02 AESEQ=1"] == [
        example.key for example in difference.examples
    ]


def test_records_of_one_side():
    """A record without a partner is counted on its side, and its values are not compared."""
    found = _found(_events(USUBJID=["01", "01", "03"]))
    assert (2, 1, 1) == (found.matched, found.only_left.count, found.only_right.count)
    assert ("USUBJID=03 AESEQ=1",) == found.only_right.examples
    assert () == found.differences


def test_missing_key_value_matches_a_missing_one():
    """Missing is a value of the key."""
    left = _events(AESEQ=[1.0, np.nan, 1.0])
    assert _found(_events(AESEQ=[1.0, np.nan, 1.0]), left).is_equal


def test_variables_of_one_side():
    """A variable of one side is named; the others are compared."""
    whole = _events()
    part = whole.with_variables(_VARIABLES[:-1])
    found = _found(part)
    assert ("ASTDT",) == found.variables_left
    assert 2 == found.compared


def test_other_order_of_variables_is_a_difference():
    """A transport file keeps the order of its variables."""
    turned = _events().with_variables((*_VARIABLES[:2], *reversed(_VARIABLES[2:])))
    found = _found(turned)
    assert found.reordered
    assert found.has_equal_values


@pytest.mark.parametrize(
    ("changed", "attribute", "left", "right"),
    [
        (Variable("AETERM", "Term", "text", 12), "length", "10", "12"),
        (Variable("AETERM", "Event", "text", 10), "label", "Term", "Event"),
    ],
)
def test_attributes_of_a_variable(changed, attribute, left, right):
    """Length and label are compared beside the values."""
    variables = tuple(changed if v.name == changed.name else v for v in _VARIABLES)
    (difference,) = _found(_events().with_variables(variables)).attributes
    assert (attribute, left, right) == (difference.attribute, difference.left, difference.right)


def test_date_without_its_format_is_the_same_number():
    """Days since 1960 without a format differ in the format alone: 2014-01-02 is day 19725."""
    plain = _events()
    days = Variable("ASTDT", "Start", "float")
    frame = plain.frame.assign(ASTDT=[19725.0, np.nan, 19757.0])
    found = _found(plain.with_frame(frame).with_variables((*_VARIABLES[:-1], days)))
    assert ["format"] == [one.attribute for one in found.attributes]
    assert found.has_equal_values


def test_duplicate_keys_are_refused():
    """Records that share a key cannot be matched; the message names them."""
    with pytest.raises(DataError) as caught:
        _found(_events(AESEQ=[1.0, 1.0, 1.0]))
    assert "compare.duplicate-keys" == caught.value.code
    assert ("USUBJID=01 AESEQ=1",) == caught.value.findings[0].details


def test_unknown_key_is_refused():
    """A key is a variable of both sides."""
    with pytest.raises(DataError) as caught:
        compare_datasets(_events(), _events(), ["USUBJID", "AEREL"])
    assert "compare.unknown-key" == caught.value.code


def test_key_of_two_types_is_refused():
    """Text matches no number."""
    right = _events()
    other = Variable("AESEQ", "Sequence", "text")
    variables = (_VARIABLES[0], other, *_VARIABLES[2:])
    frame = right.frame.assign(AESEQ=right.frame["AESEQ"].astype("string[pyarrow]"))
    with pytest.raises(DataError) as caught:
        _found(right.with_frame(frame).with_variables(variables))
    assert "compare.key-type" == caught.value.code


def test_empty_datasets_are_equal():
    """No record is no difference."""
    empty = _events().with_frame(_events().frame.iloc[:0].reset_index(drop=True))
    assert _found(empty, empty).is_equal


def test_lines_of_a_difference():
    """The report names the variable, the count, the distance and the records."""
    found = _found(_events(AVAL=[2.0, np.nan, 3.0]))
    expected = (
        "ADAE: differs (3 and 3 records, 3 matched by USUBJID, AESEQ)",
        "  AVAL: 1 of 3 values differ, at most 0.5 apart",
        "    USUBJID=01 AESEQ=1: 1.5 and 2",
        "  2 of 3 variables have equal values",
    )
    assert expected == comparison_lines(found)
