"""Study days, carried out."""

from tests.mapping import day, frame, rows_of, run


def test_study_day_has_no_day_zero():
    """The day before the reference date is day -1, the reference date is day 1."""
    rows = rows_of(
        frame(
            USUBJID=["1", "1", "1"],
            ADT=[day("2014-01-16"), day("2014-01-17"), None],
            TRTSDT=[day("2014-01-17")] * 3,
        )
    )
    made = run("study_day: {of: ADT, from: TRTSDT}", rows, "ADY")
    assert [-1, 1] == made.columns["ADY"].tolist()[:2]
    assert made.columns["ADY"].isna().tolist() == [False, False, True]


def test_study_day_of_a_partial_text_is_missing():
    """A --DTC text without its day has no study day."""
    rows = rows_of(
        frame(USUBJID=["1", "1"], LBDTC=["2014-01", "2014-01-20T10:00"]),
        {"DM": frame(USUBJID=["1"], RFSTDTC=["2014-01-17"])},
    )
    made = run("study_day: {of: LBDTC, from: DM.RFSTDTC}", rows, "LBDY").columns["LBDY"]
    assert made.isna().tolist() == [True, False]
    assert made.tolist()[1] == 4
