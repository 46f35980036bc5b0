"""Texts of variables for listed records."""

import pandas as pd
import pytest

from tests import figure_factories as make
from tests.mapping import day
from tlfgen.core.errors import SpecError
from tlfgen.layout.record_text import RecordTexts
from tlfgen.layout.records import choose_records

SHELL = "{id: l_1, kind: listing, data: ADLB, sort: [LBSEQ]}"


def texts(**columns):
    """Give the texts of a dataset of one subject a record."""
    size = len(next(iter(columns.values())))
    data = make.dataset("ADLB", USUBJID=["S1"] * size, LBSEQ=list(range(1, size + 1)), **columns)
    chosen = choose_records(make.spec(SHELL), {"ADLB": data, "ADSL": make.subjects()}, make.study())
    return RecordTexts(chosen)


def test_date_word():
    """A date prints by the word of its placeholder."""
    made = texts(ADT=[day("2014-03-14")])
    assert ["2014-03-14"] == made.pattern("{ADT:iso}")


def test_date_without_word():
    """A date alone prints as day, month, year."""
    assert ["14MAR2014", ""] == texts(ADT=[day("2014-03-14"), None]).variable("ADT")


def test_collected_date_prints_as_collected():
    """A partial date shows what is known of it."""
    made = texts(LBDTC=["2014-03-14T08:15", "2014-03", "2014", None])
    assert ["14MAR2014", "MAR2014", "2014", ""] == made.variable("LBDTC")


def test_imputed_date_carries_its_flag():
    """An imputed date never prints without the flag of its imputation."""
    made = texts(ASTDT=[day("2014-03-01"), day("2014-03-02")], ASTDTF=["D", None])
    assert ["01MAR2014 D", "02MAR2014"] == made.variable("ASTDT")
    assert {"ASTDT"} == made.imputed


def test_line_of_missing_values_is_dropped():
    """Brackets around nothing never print."""
    made = texts(ADT=[day("2014-03-14"), None], ADY=[None, 5])
    assert ["14MAR2014", "(5)"] == made.pattern("{ADT}\n({ADY})")


def test_fixed_line_stays():
    """A line without placeholders prints."""
    assert ["Result:\n5"] == texts(AVAL=[5.0]).pattern("Result:\n{AVAL}")


def test_number_pattern():
    """A number prints with the decimals of its pattern, rounded half away from zero."""
    assert ["2.5", "1.1"] == texts(AVAL=[2.45, 1.05]).pattern("{AVAL:x.x}")


def test_shortest_number():
    """A number alone prints without needless decimals or binary noise."""
    expected = ["5", "0.3", "1234567.5", "-2"]
    assert expected == texts(AVAL=[5.0, 0.1 + 0.2, 1234567.5, -2.0]).variable("AVAL")


def test_time():
    """A time prints as hours and minutes."""
    made = texts(AVAL=[1.0])
    made.records.dataset.frame["ATM"] = pd.Series([pd.Timedelta(hours=9, minutes=5)])
    assert ["09:05"] == made.variable("ATM")


def test_braces():
    """Doubled braces are braces."""
    assert ["{5}"] == texts(AVAL=[5.0]).pattern("{{{AVAL}}}")


def test_unfinished_placeholder():
    """A brace without its fellow is an error."""
    with pytest.raises(SpecError) as error:
        texts(AVAL=[5.0]).pattern("{AVAL")
    assert "spec.bad-format" == error.value.code


def test_date_word_of_a_number():
    """A date word on a number is an error."""
    with pytest.raises(SpecError) as error:
        texts(AVAL=[5.0]).pattern("{AVAL:date9}")
    assert "spec.bad-format" == error.value.code


def test_unknown_date_word():
    """A date word that does not exist is an error with those that do."""
    with pytest.raises(SpecError) as error:
        texts(ADT=[day("2014-03-14")]).pattern("{ADT:date99}")
    assert "spec.unknown-date-format" == error.value.code


def test_character_without_glyph():
    """A character that no shipped font has prints as its code."""
    assert ["[U+1F600]"] == texts(AVALC=["\U0001f600"]).variable("AVALC")
