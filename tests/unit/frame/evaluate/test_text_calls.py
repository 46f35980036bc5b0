"""Functions of text."""

import pytest

from tests.unit.frame.evaluate.frames import values
from tlfgen.core.errors import SpecError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lower(TEXT)", ["a ", None, "not done"]),
        ("upper('a')", ["A"] * 3),
        ("trim(concat(' ', TEXT))", ["A", None, "NOT DONE"]),
        ("substr(USUBJID, 2)", ["1", "2", "3"]),
        ("substr(USUBJID, 1, 1)", ["S", "S", "S"]),
        ("substr(USUBJID, ZERO)", [None, "S2", "3"]),
        ("substr(USUBJID, 5)", [None] * 3),
        ("scan('01-701-1015', 2, '-')", ["701"] * 3),
        ("scan('01--701', 2, '-')", ["701"] * 3),
        ("scan('01-701', -1, '-')", ["701"] * 3),
        ("scan('01-701', 3, '-')", [None] * 3),
        ("scan('a, b', 2, ',')", ["b"] * 3),
        ("scan(TEXT, ZERO, ' ')", [None, None, "DONE"]),
        ("concat(USUBJID, '-', SEX)", ["S1-M", "S2-F", "S3-"]),
        ("length(TEXT)", [1.0, 0.0, 8.0]),
        ("length('ab ')", [2.0] * 3),
        ("number(substr(USUBJID, 2))", [1.0, 2.0, 3.0]),
        ("number(TEXT)", [None] * 3),
        ("number('-1.5e2')", [-150.0] * 3),
        ("number('<5')", [None] * 3),
        ("number(AGE)", [10.0, None, 30.0]),
        ("text(AVAL, 'x.xx')", ["1.00", None, "3.00"]),
        ("text(AGE / 4, 'x')", ["3", None, "8"]),
        ("text(AGE, '0000')", ["0010", None, "0030"]),
        ("text(-AVAL, '00.0')", ["-01.0", None, "-03.0"]),
        ("text(AGE / 4, 'best')", ["2.5", None, "7.5"]),
        ("text(ADT, 'date9')", ["16JAN2014", "17JAN2014", None]),
        ("text(ADTM, 'iso')", ["2014-01-16", None, "2014-02-01"]),
        ("text(ADTM, 'iso_datetime')", ["2014-01-16T10:30:05", None, "2014-02-01T00:00:00"]),
        ("text(timepart(ADTM), 'time5')", ["10:30", None, "00:00"]),
        ("upper(NOTHING)", [None] * 3),
    ],
)
def test_values_of_each_function(text, expected):
    """Blank text comes back as missing."""
    assert expected == values(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("text(AVAL, '%d')", "spec.bad-format"),
        ("text(AVAL, TEXT)", "spec.bad-format"),
        ("text(ADT, 'date99')", "spec.unknown-date-format"),
        ("text(timepart(ADTM), 'date9')", "spec.unknown-date-format"),
        ("concat(USUBJID, AGE)", "spec.type-mismatch"),
        ("substr(USUBJID, TEXT)", "spec.type-mismatch"),
        ("text(TEXT, 'x')", "spec.type-mismatch"),
    ],
)
def test_misuse_is_an_error_of_the_spec(text, code):
    """The code says what is wrong."""
    with pytest.raises(SpecError) as caught:
        values(text)
    assert code == caught.value.code
