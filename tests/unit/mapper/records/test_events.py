"""Records of the time to an event."""

import pytest

from tests.mapping import dataset, dataset_spec, day, frame, study
from tlfgen.core.errors import MappingError, SpecError
from tlfgen.mapper.engine import build_dataset

SPEC = """
dataset: ADTTE
sources: {ADSL: adam.ADSL, ADAE: adam.ADAE}
time_to_event:
  - param: {PARAMCD: TTE}
    population: ADSL where SAFFL = 'Y'
    start: ADSL.TRTSDT
    events:
      - {from: ADAE, where: AESER = 'Y', date: ASTDT, order: [AESEQ], EVNTDESC: Serious event}
      - {from: ADSL, date: DTHDT, EVNTDESC: Death}
    censor:
      - {from: ADSL, date: EOSDT, CNSR: 1, EVNTDESC: End of study}
"""


def adsl(**more):
    """Give four subjects, the last outside of the population."""
    given = {
        "USUBJID": ["1", "2", "3", "4"],
        "SAFFL": ["Y", "Y", "Y", "N"],
        "TRTSDT": [day("2020-01-01")] * 4,
        "DTHDT": [day("2020-01-05"), day("2020-02-01"), None, None],
        "EOSDT": [day("2020-03-01")] * 4,
    }
    return frame(**{**given, **more})


def adae():
    """Give serious events of the first two subjects."""
    return frame(
        USUBJID=["1", "1", "2", "2"],
        AESEQ=[1, 2, 1, 2],
        AESER=["Y", "Y", "Y", "N"],
        ASTDT=[day("2020-01-05"), day("2020-01-09"), day("2020-02-02"), day("2020-01-02")],
    )


def built(text=SPEC, subjects=None):
    """Give the event records."""
    given = {
        "adam.ADSL": dataset("ADSL", adsl() if subjects is None else subjects, "adam"),
        "adam.ADAE": dataset("ADAE", adae(), "adam"),
    }
    return build_dataset(dataset_spec(text), given, study())


def test_earliest_event_counts_and_the_first_source_on_a_tie():
    """Subject 1 has both on one day: the source listed first; subject 2 died first."""
    rows = built().dataset.frame
    assert ["Serious event", "Death", "End of study"] == rows["EVNTDESC"].tolist()
    assert [0, 0, 1] == rows["CNSR"].tolist()
    assert ["2020-01-05", "2020-02-01", "2020-03-01"] == rows["ADT"].dt.strftime("%F").tolist()


def test_source_is_named():
    """Dataset, variable and sequence number of the record are there."""
    rows = built().dataset.frame
    assert ["ADAE", "ADSL", "ADSL"] == rows["SRCDOM"].tolist()
    assert ["ASTDT", "DTHDT", "EOSDT"] == rows["SRCVAR"].tolist()
    assert [1] == rows["SRCSEQ"].dropna().tolist()


def test_stated_source_wins():
    """A value the source states replaces the one that is filled in."""
    rows = built(SPEC.replace("EVNTDESC: Death", "EVNTDESC: Death, SRCVAR: DTHDTC")).dataset.frame
    assert ["ASTDT", "DTHDTC", "EOSDT"] == rows["SRCVAR"].tolist()


def test_cut_leaves_later_events_out():
    """Nothing after the date of the cut counts, and the censoring before it does."""
    subjects = adsl(CUTDT=[day("2020-01-04")] * 4)
    text = SPEC.replace("    censor:", "    cut_at: {date: ADSL.CUTDT}\n    censor:").replace(
        "{from: ADSL, date: EOSDT", "{from: ADSL, date: TRTSDT"
    )
    rows = built(text, subjects).dataset.frame
    assert [1, 1, 1] == rows["CNSR"].tolist()


def test_neither_event_nor_censoring():
    """A subject without any date stops the build and is shown."""
    subjects = adsl(EOSDT=[day("2020-03-01"), day("2020-03-01"), None, None])
    with pytest.raises(MappingError) as error:
        built(subjects=subjects)
    assert "mapping.no-censoring" == error.value.code
    assert "USUBJID=3" in str(error.value)


def test_missing_start():
    """A start that is missing stops the build."""
    subjects = adsl(TRTSDT=[day("2020-01-01"), None, day("2020-01-01"), None])
    with pytest.raises(MappingError) as error:
        built(subjects=subjects)
    assert "mapping.no-start" == error.value.code


def test_two_events_alike():
    """Two events of one source on one day need an order that tells them apart."""
    with pytest.raises(MappingError) as error:
        built(SPEC.replace("date: ASTDT, order: [AESEQ]", "date: date('2020-01-03')"))
    assert "mapping.tie" == error.value.code


def test_lineage_of_the_date():
    """The record and the source that gave the date are kept."""
    lineage = built().lineage.frame
    assert [0, 1, 2] == lineage["ADT.branch"].tolist()
    assert [1, 2, 3] == lineage["ADT.row"].tolist()


EACH = """
dataset: ADTTE
sources: {ADSL: adam.ADSL, ADAE: adam.ADAE, TERMS: ref.terms}
time_to_event:
  - each: {table: TERMS, by: [AEDECOD], sources: [ADAE], take: [PARAMCD, PARAM]}
    population: ADSL where SAFFL = 'Y'
    start: ADSL.TRTSDT
    events:
      - {from: ADAE, date: ASTDT, order: [AESEQ], EVNTDESC: Event}
    censor:
      - {from: ADSL, date: EOSDT, CNSR: 1, EVNTDESC: End of study}
"""


def built_each(text=EACH):
    """Give records for two terms; rash occurs in subjects 1 and 2, ache in subject 2 alone."""
    events = frame(
        USUBJID=["1", "2", "2", "3"],
        AESEQ=[1, 1, 2, 1],
        AEDECOD=["Rash", "Ache", "Rash", "Other"],
        ASTDT=[day(f"2020-01-{d:02d}") for d in (5, 6, 7, 8)],
    )
    terms = frame(AEDECOD=["Rash", "Ache"], PARAMCD=["TT1", "TT2"], PARAM=["To Rash", "To Ache"])
    given = {
        "adam.ADSL": dataset("ADSL", adsl(), "adam"),
        "adam.ADAE": dataset("ADAE", events, "adam"),
        "ref.terms": dataset("TERMS", terms, "reference"),
    }
    return build_dataset(dataset_spec(text), given, study())


def test_one_parameter_for_each_row_of_a_table():
    """Each term counts for its own parameter; code and label come from the table."""
    rows = built_each().dataset.frame
    assert ["TT1"] * 3 + ["TT2"] * 3 == rows["PARAMCD"].tolist()
    assert "To Ache" == rows["PARAM"].iloc[5]
    assert [0, 0, 1, 1, 0, 1] == rows["CNSR"].tolist()
    days = rows.loc[rows["CNSR"] == 0, "ADT"].dt.day.tolist()
    assert [5, 7, 6] == days


def test_a_parameter_needs_a_code_or_a_table():
    """Neither is an error; so is a source that gives no events."""
    with pytest.raises(SpecError) as caught:
        dataset_spec(SPEC.replace("param: {PARAMCD: TTE}\n    population", "population"))
    assert "spec.missing-key" == caught.value.code
    with pytest.raises(SpecError) as caught:
        dataset_spec(EACH.replace("sources: [ADAE]", "sources: [ADXX]"))
    assert "spec.unknown-source-of-events" == caught.value.code


TIMED = """
dataset: ADTTE
sources: {ADSL: adam.ADSL, ADCE: adam.ADCE}
time_to_event:
  - param: {PARAMCD: TTR}
    population: ADSL
    start: ADSL.TRTSDTM
    datetime: true
    events: [{from: ADCE, date: ASTDTM}]
    censor: [{from: ADSL, date: EOSDT, CNSR: 1}]
    cut_at: {date: ADSL.CUTDT}
    value: {AVAL: {duration: {from: STARTDTM, to: ADTM, unit: hours}}}
"""


def test_times_decide_where_they_are_asked_for():
    """The earlier of two events on one day; the day of the cut counts whole."""
    subjects = frame(
        USUBJID=["1", "2"],
        TRTSDTM=[day("2020-01-01 08:00")] * 2,
        EOSDT=[day("2020-01-03")] * 2,
        CUTDT=[day("2020-01-03")] * 2,
    )
    events = frame(
        USUBJID=["1", "1", "2"],
        ASTDTM=[day("2020-01-03 20:00"), day("2020-01-03 18:30"), day("2020-01-04 01:00")],
    )
    given = {
        "adam.ADSL": dataset("ADSL", subjects, "adam"),
        "adam.ADCE": dataset("ADCE", events, "adam"),
    }
    rows = build_dataset(dataset_spec(TIMED), given, study()).dataset.frame
    assert ["2020-01-03 18:30", "2020-01-03 00:00"] == rows["ADTM"].dt.strftime("%F %R").tolist()
    assert ["2020-01-03"] * 2 == rows["ADT"].dt.strftime("%F").tolist()
    assert [58.5, 40.0] == rows["AVAL"].tolist()
    assert [0, 1] == rows["CNSR"].tolist()
