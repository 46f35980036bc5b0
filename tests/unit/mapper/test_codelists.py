"""Values translated by a codelist."""

import pytest

from tests.mapping import frame, rows_of, run
from tlfgen.core.errors import MappingError

STUDY = """
codelists:
  SEX: {terms: [{value: M, label: Male, synonyms: [man]}, {value: F, label: Female, code: 7}]}
"""


def values(text, collected, target="SEX"):
    """Give the column a verb makes of collected values."""
    own = frame(USUBJID=["1"] * len(collected), COLL=collected)
    return run(text, rows_of(own, study_text=STUDY), target).columns[target].tolist()


def test_a_synonym_or_decode_gives_the_submitted_value():
    """Case and surrounding blanks do not count."""
    assert ["M", "F", "M"] == values(
        "codelist: {from: COLL, codelist: SEX}", ["MAN", " female", "m"]
    )


def test_a_value_no_codelist_knows_is_an_error_with_its_record():
    """The message quotes the value with a subject."""
    with pytest.raises(MappingError) as error:
        values("codelist: {from: COLL, codelist: SEX}", ["M", "X", "X"])
    finding = error.value.findings[0]
    assert "mapping.unmatched" == finding.code
    assert ("USUBJID=1: 'X' (2 records)",) == finding.details


def test_unmatched_keep_leaves_the_collected_value():
    """The policy is stated, so the value stays."""
    assert ["X"] == values("codelist: {from: COLL, codelist: SEX, unmatched: keep}", ["X"])


def test_unmatched_null_makes_it_missing():
    """A plain null is the word of the policy."""
    own = frame(USUBJID=["1"], COLL=["X"])
    made = run(
        "codelist: {from: COLL, codelist: SEX, unmatched: null}", rows_of(own, study_text=STUDY)
    )
    assert made.columns["VALUE"].isna().all()


def test_a_blank_is_missing_not_unmatched():
    """Nothing collected is no value outside the codelist."""
    own = frame(USUBJID=["1", "1"], COLL=["", None])
    made = run("codelist: {from: COLL, codelist: SEX}", rows_of(own, study_text=STUDY))
    assert made.columns["VALUE"].isna().all()


def test_codelist_code_is_the_code_or_the_position():
    """A term without a code has its position from 1."""
    assert [1.0, 7.0] == values("codelist_code: {from: COLL, codelist: SEX}", ["M", "Female"])


def test_decode_reads_codes_too():
    """A numeric code, as text, gives the decode."""
    assert ["Male", "Female"] == values("decode: {from: COLL, codelist: SEX}", ["M", "7"])


def test_also_takes_the_code():
    """Text with code come from one lookup."""
    own = frame(USUBJID=["1"], COLL=["F"])
    text = "{codelist: {from: COLL, codelist: SEX}, also: {SEXN: $code}}"
    made = run(text, rows_of(own, study_text=STUDY), "SEX")
    assert [7.0] == made.columns["SEXN"].tolist()
