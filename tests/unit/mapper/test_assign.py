"""Collected or fixed values, carried out."""

import pytest

from tests.mapping import frame, rows_of, run, sentence
from tlfgen.core.errors import MappingError

STUDY = "codelists:\n  SEX: {terms: [M, F]}\n"


def rows():
    """Give two rows."""
    return rows_of(frame(USUBJID=["1", "2"], LOT=["A1", "B2"], AGE=[17, 40]), study_text=STUDY)


def test_assign_copies_where_its_condition_holds():
    """Rows the condition leaves out are missing."""
    made = run("assign: {from: LOT, when: AGE > 20}", rows(), "LBLOT").columns["LBLOT"]
    assert [True, False] == made.isna().tolist()
    assert "B2" == made.tolist()[1]


def test_hardcode_keeps_the_characters():
    """A fixed value is text exactly as written, NO or 01 included."""
    assert ["01", "01"] == run("hardcode: 01", rows(), "X").columns["X"].tolist()
    assert ["NO", "NO"] == run("hardcode: NO", rows(), "X").columns["X"].tolist()


def test_hardcode_of_a_word_outside_its_codelist_is_an_error():
    """A fixed value has to be a term of the codelist it names."""
    with pytest.raises(MappingError) as error:
        run("hardcode: {value: X, codelist: SEX}", rows(), "SEX")
    assert "mapping.not-in-codelist" == error.value.code


def test_hardcode_says_its_condition():
    """The sentence holds the value with the condition as a clause."""
    said = sentence("hardcode: {value: LB, when: AGE > 20}", "DOMAIN")
    assert "Set to 'LB' if AGE is greater than 20. Otherwise missing." == said
