"""Values of records of another dataset."""

import pytest

from tests.mapping import day, frame, rows_of, run, sentence
from tlfgen.core.errors import MappingError
from tlfgen.spec.expression import parse_expression
from tlfgen.spec.words import Words

VALID = "EXDOSE > 0 or (EXDOSE = 0 and EXTRT contains 'PLACEBO')"
EX = {
    "USUBJID": ["1", "1", "3"],
    "EXSEQ": [1, 2, 1],
    "EXDOSE": [0, 54, 0],
    "EXTRT": ["PLACEBO", "X", "X"],
    "EXSTDTC": ["2014-01-02", "2014-01-16", "2014-02-02"],
}


def rows(**changes):
    """Give three subjects; the third has no valid dose, the second no record."""
    own = frame(USUBJID=["1", "2", "3"], ADT=[day("2014-01-10"), None, day("2014-03-01")])
    return rows_of(own, {"EX": frame(**{**EX, **changes})}, conditions={"valid_dose": VALID})


def test_the_first_record_gives_value_choice_and_count():
    """Lineage holds the record number, the candidates, the imputed part."""
    text = """first_record: {from: EX, where: valid_dose, order: [EXSTDTC, EXSEQ],
      value: {impute_datetime: {from: EXSTDTC, upto: hour, time_flag: TRTSTMF}}}"""
    made = run(text, rows(), "TRTSDTM")
    assert "2014-01-02 00:00:00" == str(made.columns["TRTSDTM"][0])
    assert [False, True, True] == made.columns["TRTSDTM"].isna().tolist()
    assert "H" == made.columns["TRTSTMF"][0]
    assert ([1, -1, -1], [2, 0, 0]) == (made.chosen.tolist(), made.candidates.tolist())
    assert [4, 0, 0] == made.imputed.tolist()


def test_the_last_record_before_a_date_of_the_row():
    """A condition may read the row that asks."""
    text = """last_record: {from: EX, where: datepart(EX.EXSTDTC) <= ADT,
      order: [EXSTDTC, EXSEQ], value: EXSEQ}"""
    made = run(text, rows(), "SEQ")
    assert [1, -1, 3] == made.chosen.tolist()


def test_a_tie_is_an_error_showing_the_records():
    """The order has to tell the candidates apart."""
    text = "first_record: {from: EX, order: [EXSTDTC], value: EXSEQ}"
    with pytest.raises(MappingError) as error:
        run(text, rows(EXSTDTC=["2014-01-02", "2014-01-02", "2014-02-02"]), "X")
    assert "mapping.tie" == error.value.code
    assert 0 < len(error.value.findings[0].details) <= 3


def test_a_missing_order_value_needs_a_policy():
    """Missing sorts first only where that is stated."""
    text = "first_record: {from: EX, order: [EXSTDTC], value: EXSEQ}"
    given = rows(EXSTDTC=["2014-01-02", None, "2014-02-02"])
    with pytest.raises(MappingError) as error:
        run(text, given, "X")
    assert "mapping.missing-order" == error.value.code
    first = run(text.replace("value", "missing: first, value"), given, "X")
    left = run(text.replace("value", "missing: exclude, value"), given, "X")
    assert (2, 1) == (first.chosen[0], left.chosen[0])


def test_a_required_record_that_is_missing_is_an_error():
    """The subject without a record is shown."""
    with pytest.raises(MappingError) as error:
        run("record: {from: EX, where: EXSEQ = 1, value: EXDOSE, required: true}", rows(), "X")
    assert "mapping.no-record" == error.value.code
    assert ("USUBJID=2",) == error.value.findings[0].details


def test_several_records_where_one_is_expected_are_an_error():
    """if_many says otherwise only with an order."""
    with pytest.raises(MappingError) as error:
        run("record: {from: EX, value: EXDOSE}", rows(), "X")
    assert "mapping.many-records" == error.value.code
    text = "record: {from: EX, if_many: last, order: [EXSEQ], value: EXDOSE, no_record: 99}"
    assert [54.0, 99.0, 0.0] == [float(one) for one in run(text, rows(), "X").columns["X"]]


def test_further_variables_come_from_the_same_record():
    """One choice serves several columns."""
    text = "first_record: {from: EX, order: [EXSEQ], value: EXDOSE, take: {TRT: EXTRT}}"
    assert ["PLACEBO", "X"] == run(text, rows(), "DOSE").columns["TRT"].dropna().tolist()


def test_exists_tells_no_record_from_no_match():
    """Valid dose, no record at all, a record without a valid dose."""
    text = "exists: {in: EX, where: valid_dose, then: Y, else: N, no_records: U}"
    assert ["Y", "U", "N"] == run(text, rows(), "SAFFL").columns["SAFFL"].tolist()


def test_exists_without_values_is_a_condition():
    """Under define it gives plain true or false."""
    made = run("exists: {in: EX, where: EXDOSE > 50}", rows(), "has").columns["has"]
    assert ([True, False, False], "bool") == (made.tolist(), str(made.dtype))


def test_the_sentence_of_exists_explains_its_condition():
    """The text of the design, word for word."""
    said = sentence(
        "exists: {in: EX, where: valid_dose, then: Y, else: N, no_records: N}",
        "SAFFL",
        words=Words(conditions={"valid_dose": parse_expression(VALID)}),
    )
    assert (
        "Set to 'Y' if the subject has at least one EX record with a valid dose, where valid dose "
        "means EXDOSE greater than 0, or EXDOSE equal to 0 and EXTRT containing 'PLACEBO'. "
        "Otherwise, including subjects with no EX record, set to 'N'."
    ) == said
