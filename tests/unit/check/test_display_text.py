"""The placeholders of listings and narratives looked up before they run."""

import pytest

from tests import figure_factories as make
from tlfgen.check.display_text import check_display_text
from tlfgen.model.dataset import Variable

SHELL = """
id: l_1
number: "1"
title: Events
kind: listing
population: saf
data: ADAE
columns: [{var: AEDECOD, text: "TEXT"}]
related: {drugs: {data: ADCM, text: "RELATED"}}
"""
VARIABLES = {
    "ADAE": (Variable("USUBJID"), Variable("AEDECOD"), Variable("AESER")),
    "ADCM": (Variable("USUBJID"), Variable("CMDECOD")),
    "ADSL": (Variable("USUBJID"), Variable("AGE")),
}


def codes(text="{AEDECOD}", related="{CMDECOD}", variables=VARIABLES):
    """Give the codes of the findings of a listing."""
    display = make.spec(SHELL.replace("TEXT", text).replace("RELATED", related))
    return [one.code for one in check_display_text(display, make.study(), variables)]


@pytest.mark.parametrize(
    "text",
    ["{AEDECOD:lower}", "{AESER:Y=Yes|*=No|=}", "{drugs:first}", "{ADSL.AGE}[[ {drugs:count}]]"],
)
def test_what_is_known_gives_no_finding(text):
    """Case words, words of values, related records, variables of the subject."""
    assert [] == codes(text)


def test_an_unknown_variable():
    """A placeholder names a variable of the records or of the subject."""
    assert ["spec.unknown-variable"] == codes("{AEDECODE}")


def test_unknown_related_records():
    """A lower-case placeholder is a name of related."""
    assert ["spec.unknown-related-records"] == codes("{drug}")


def test_an_unknown_variable_of_related_records():
    """Their texts read their own dataset."""
    assert ["spec.unknown-variable"] == codes(related="{AEDECOD}")


def test_an_unknown_word():
    """A word is a date word, a number pattern, a case word, or words of values."""
    assert ["spec.unknown-date-format"] == codes("{AEDECOD:lowr}")


def test_unknown_metadata_is_passed_over():
    """Where the variables of a related dataset are not known, nothing is said of them."""
    assert [] == codes(related="{ANY}", variables={**VARIABLES, "ADCM": None})
