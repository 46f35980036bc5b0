"""Values chosen among several sources."""

from tests.mapping import day, frame, rows_of, run

SOURCES = {
    "AE": frame(
        USUBJID=["1", "2", "2"],
        AESEQ=[1, 1, 2],
        AEOUT=["FATAL", "OK", "OK"],
        AEDECOD=["MI", "RASH", "PAIN"],
        AESTDTC=["2014-05", "2014-01-01", "2014-03-02"],
    ),
    "DS": frame(USUBJID=["1", "3"], DSSEQ=[1, 1], DSTERM=["DEATH", "DEATH DUE TO X"]),
}
FIRST = """
first_of:
  - {from: AE, where: AEOUT = 'FATAL', order: [AESTDTC, AESEQ], value: AEDECOD, source: ADVERSE}
  - {from: DS, where: DSTERM contains 'DEATH', order: [DSSEQ], value: DSTERM}
also: {DTHDOM: $source}
"""
LATEST = """
latest_of:
  - {from: AE, value: {impute_date: {from: AESTDTC, upto: month, to: first}}}
  - TRTEDT
also: {SRC: $source}
"""


def rows():
    """Give four subjects."""
    dates = [day("2014-05-01"), day("2014-01-01"), day("2014-02-01"), None]
    return rows_of(frame(USUBJID=["1", "2", "3", "4"], TRTEDT=dates), SOURCES)


def test_the_first_source_with_a_value_wins():
    """The branch is kept, the source offered."""
    made = run(FIRST, rows(), "DTHCAUS")
    assert ["MI", "DEATH DUE TO X"] == made.columns["DTHCAUS"].dropna().tolist()
    assert ["ADVERSE", "DS"] == made.columns["DTHDOM"].dropna().tolist()
    assert [0, -1, 1, -1] == made.branch.tolist()


def test_the_latest_value_over_all_records_counts():
    """Of equal values the source written first is named; nothing at all is missing."""
    made = run(LATEST, rows(), "LSTALVDT")
    wanted = ["2014-05-01", "2014-03-02", "2014-02-01", "NaT"]
    assert wanted == [str(one)[:10] for one in made.columns["LSTALVDT"]]
    assert [0, 0, 1, -1] == made.branch.tolist()
    assert [1, 3, -1, -1] == made.chosen.tolist()


def test_the_earliest_value_over_all_records_counts():
    """The other end of the same sources."""
    made = run(LATEST.replace("latest_of", "earliest_of"), rows(), "X")
    assert "2014-01-01" == str(made.columns["X"][1])[:10]
