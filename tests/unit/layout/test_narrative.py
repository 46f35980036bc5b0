"""Narratives from small datasets."""

import pytest

from tests import figure_factories as make
from tests.mapping import day
from tlfgen.core.errors import SpecError
from tlfgen.layout.engine import layout_display
from tlfgen.layout.mock import mock_display
from tlfgen.model.result import ResultSet

SHELL = """
id: l_14_3_3
number: 14.3.3
title: Serious Adverse Events
kind: narrative
population: saf
data: ADAE
where: AESER = 'Y'
heading: "Subject {USUBJID}, {AEDECOD}"
facts:
  - {label: Grade, text: "{GRADE}"}
paragraphs:
  - heading: Event
    sentences:
      - "A {ADSL.AGE}-year-old {ADSL.SEX:F=woman|M=man} had {AEDECOD:lower}[[ of grade {GRADE}]]."
      - {text: "It ended on {AENDT:long}.", when: AENDT is present}
      - "Its outcome was {AEOUT:lower}."
  - heading: Treatment
    sentences:
      - {text: "Treated with {drugs}.", missing: nothing}
  - heading: Death
    when: AEDECOD = 'DEATH'
    sentences: ["The subject died."]
related: {drugs: {data: ADCM, text: "{CMDECOD}", last: " and "}}
"""


def made(text=SHELL):
    """Give the narratives of three events, one of them not serious."""
    events = make.dataset(
        "ADAE",
        USUBJID=["S1", "S2", "S3"],
        AEDECOD=["PNEUMONIA", "Rash", "ALT increased"],
        AESER=["Y", "N", "Y"],
        GRADE=["3", "1", None],
        AENDT=[day("2014-02-03"), None, None],
        AEOUT=["RECOVERED/RESOLVED", None, None],
    )
    drugs = make.dataset("ADCM", USUBJID=["S1", "S1"], CMDECOD=["Ceftriaxone", "Levofloxacin"])
    spec = make.spec(text)
    data = {"ADSL": make.subjects(), "ADAE": events, "ADCM": drugs}
    return layout_display(spec, ResultSet(spec.id, ()), data, make.study(), make.STAMP)


def told(number):
    """Give the texts of the narrative of a subject, by heading."""
    heading = {1: "Subject S1, PNEUMONIA", 3: "Subject S3, ALT increased"}[number]
    rows = [row for row in made().rows if row.page_key == (heading,) and row.cells]
    return {row.cells[0].text: row.cells[1].text for row in rows}


def test_a_page_for_each_event():
    """Events that do not meet the condition are not told."""
    pages = dict.fromkeys(row.page_key for row in made().rows)
    assert [("Subject S1, PNEUMONIA",), ("Subject S3, ALT increased",)] == list(pages)


def test_sentences_are_filled():
    """Words of values, case words, dates, optional parts."""
    expected = (
        "A 30-year-old man had pneumonia of grade 3. It ended on 3 February 2014."
        " Its outcome was recovered/resolved."
    )
    assert expected == told(1)["Event"]


def test_missing_values_are_said_or_left_out():
    """An optional part and a sentence with a condition go; another missing value is told."""
    expected = "A 32-year-old man had ALT increased. Its outcome was not recorded."
    assert expected == told(3)["Event"]
    assert "not recorded" == told(3)["Grade"]


def test_related_records_in_a_sentence():
    """Records of another dataset are named in prose; a sentence has its own word for none."""
    assert "Treated with Ceftriaxone and Levofloxacin." == told(1)["Treatment"]
    assert "Treated with nothing." == told(3)["Treatment"]


def test_a_paragraph_has_a_condition():
    """A paragraph that is not said leaves no heading."""
    assert ["Grade", "Event", "Treatment"] == list(told(1))


def test_lines_name_their_records():
    """The event, and the records of other datasets the line draws on."""
    rows = {row.path[-1]: row for row in made().rows if row.cells and row.records == (0,)}
    assert (("ADCM", (0, 1)),) == rows["Treatment"].related
    assert () == rows["Event"].related


def test_no_events_print_the_sentence():
    """Without records there is the no-data sentence."""
    empty = made(SHELL.replace("AESER = 'Y'", "AESER = 'X'"))
    assert () == empty.rows
    assert empty.empty


def test_the_number_is_that_of_a_narrative():
    """Titles say what it is."""
    assert "Narrative" == made().title_prefix


def test_the_mock_shows_the_pattern():
    """Before data there are the sentences with their placeholders."""
    mock = mock_display(make.spec(SHELL), make.study(), make.STAMP)
    assert "Treated with {drugs}." in [row.cells[1].text for row in mock.rows]


def test_a_narrative_has_no_columns():
    """Columns of a listing are refused."""
    with pytest.raises(SpecError) as error:
        make.spec(SHELL + "columns: [AEDECOD]\n")
    assert "spec.narrative" == error.value.code
