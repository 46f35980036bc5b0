"""Records of other datasets beside the listed ones."""

import pytest

from tests import figure_factories as make
from tests.mapping import day
from tlfgen.core.errors import SpecError

HEAD = """
id: l_1
number: "1"
title: Events
kind: listing
population: saf
data: ADAE
columns: [{var: AEDECOD}, {name: drugs, text: "%s"}]
sort: [USUBJID, AESEQ]
related:
  drugs: {data: ADCM, %stext: "{CMDECOD}"%s}
"""


def events():
    """Give three events of two subjects."""
    return make.dataset(
        "ADAE",
        USUBJID=["S1", "S1", "S2"],
        AESEQ=[1, 2, 1],
        AESPID=["1", "2", "1"],
        AEDECOD=["FEVER", "RASH", "COUGH"],
        ASTDT=[day("2014-02-01"), day("2014-03-01"), day("2014-02-01")],
    )


def drugs():
    """Give five treatments, one of a subject without events."""
    return make.dataset(
        "ADCM",
        USUBJID=["S1", "S1", "S1", "S1", "S3"],
        CMDECOD=["B", "A", "A", "C", "D"],
        CMAENO=["1", "1", "1", "2", "1"],
        ASTDT=[day("2014-02-03"), day("2014-02-02"), day("2014-02-09"), None, day("2014-02-01")],
    )


def shown(text="{drugs}", where="", more=""):
    """Give the related texts of each event."""
    made = make.listing(HEAD % (text, where, more), make.subjects(), events(), drugs())
    return [row.cells[1].text for row in made.rows]


BY_EVENT = "where: CMAENO = ADAE.AESPID, "


def test_all_records_of_the_subject():
    """Without a condition every record of the subject belongs to each of its events."""
    assert ["C; A; B", "C; A; B", ""] == shown()


def test_the_listed_record_answers_to_its_dataset():
    """ADAE.AESPID is that of the listed event; equal texts are said once, in order of date."""
    assert ["A; B", "C", ""] == shown(where=BY_EVENT)


def test_words_of_related_records():
    """First, last and count say what they say; count counts records, not texts."""
    text = "{drugs:first} {drugs:last} {drugs:count}"
    assert ["A B 3", "C C 1", "0"] == [one.strip() for one in shown(text, BY_EVENT)]


def test_the_last_join_and_what_stands_for_none():
    """A last join of its own, a word for no record."""
    assert ["A and B", "C", "none"] == shown(where=BY_EVENT, more=', last: " and ", none: none')


def test_most_says_how_many_are_left():
    """A limit does not hide that there are more."""
    assert "C; 2 more" == shown(more=", most: 1")[0]


def test_records_are_named():
    """Each row names the related records it shows, by dataset."""
    made = make.listing(HEAD % ("{drugs}", BY_EVENT, ""), make.subjects(), events(), drugs())
    assert (("ADCM", (0, 1, 2)),) == made.rows[0].related
    assert () == made.rows[2].related


def test_the_same_dataset_may_be_related():
    """The value before: unqualified names are the related record's, qualified ones the listed."""
    shell = """
id: l_1
number: "1"
title: Events before
kind: listing
population: saf
data: ADAE
columns: [{var: AEDECOD}, {name: before, text: "{before:last}"}]
sort: [USUBJID, AESEQ]
related: {before: {data: ADAE, where: ASTDT < ADAE.ASTDT, text: "{AEDECOD}"}}
"""
    made = make.listing(shell, make.subjects(), events())
    assert ["", "FEVER", ""] == [row.cells[1].text for row in made.rows]


def test_an_unknown_dataset_is_told():
    """The data must be there."""
    with pytest.raises(SpecError) as error:
        make.listing(HEAD % ("{drugs}", "", ""), make.subjects(), events())
    assert "spec.unknown-dataset" == error.value.code


def test_an_unknown_word_is_told():
    """Only all, first, last and count are words of related records."""
    with pytest.raises(SpecError) as error:
        shown("{drugs:middle}")
    assert "spec.unknown-word" == error.value.code
