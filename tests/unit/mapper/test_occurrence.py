"""Events against treatment, dates in epochs."""

import pytest

from tests.mapping import day, frame, rows_of, run

SE = frame(
    USUBJID=["1", "1", "1"],
    SESTDTC=["2013-12-01", "2014-01-02T10:00", "2014-02-20"],
    SEENDTC=["2014-01-02T10:00", "2014-02-20", "2014-03-05"],
    EPOCH=["SCREENING", "TREATMENT", "FOLLOW-UP"],
)
EPOCHS = [
    ("2013-11-30", None),
    ("2013-12-01", "SCREENING"),
    ("2014-01-02T09:59", "SCREENING"),
    ("2014-01-02T10:00", "TREATMENT"),
    ("2014-01-02", "TREATMENT"),
    ("2014-02-20", "FOLLOW-UP"),
    ("2014-03-05", "FOLLOW-UP"),
    ("2014-03-06", None),
    ("2013-12", None),
]


@pytest.mark.parametrize(("date", "wanted"), EPOCHS)
def test_an_epoch_holds_its_start_not_its_end(date, wanted):
    """Except the last one of a subject, which holds its end."""
    given = rows_of(frame(USUBJID=["1"], DTC=[date]), {"SE": SE})
    made = run("epoch: {from: SE, date: DTC, partial: missing}", given, "EPOCH").columns["EPOCH"]
    assert ([wanted] if wanted else []) == made.dropna().tolist()


def test_an_incomplete_date_has_an_epoch_only_if_it_is_certain():
    """Within one element for certain; across two; beyond the last."""
    given = rows_of(frame(USUBJID=["1"] * 3, DTC=["2013-12", "2014-02", "2014-04"]), {"SE": SE})
    text = "epoch: {from: SE, date: DTC, partial: if_certain, after_last: last}"
    made = run(text, given, "EPOCH")
    assert ["SCREENING", "FOLLOW-UP"] == made.columns["EPOCH"].dropna().tolist()
    assert [1, -1, 3] == made.chosen.tolist()


def test_another_subject_has_no_element():
    """Elements are those of the own subject."""
    given = rows_of(frame(USUBJID=["0", "2"], DTC=["2014-01-05", "2014-01-05"]), {"SE": SE})
    made = run("epoch: {from: SE, date: DTC, partial: missing}", given, "EPOCH").columns["EPOCH"]
    assert made.isna().all()


EVENTS = [  # start, end, first dose, grades, flag with missing_start emergent
    ("2014-01-05", None, None, "11", None),
    ("2013-12-01", "2013-12-31", "2014-01-02", "13", None),
    (None, "2014-01-01", "2014-01-02", "11", None),
    (None, "2014-01-02", "2014-01-02", "11", "Y"),
    (None, None, "2014-01-02", "11", "Y"),
    ("2014-01-02", None, "2014-01-02", "11", "Y"),
    ("2014-03-30", None, "2014-01-02", "11", "Y"),
    ("2014-03-31", None, "2014-01-02", "11", None),
    ("2013-12-01", None, "2014-01-02", "12", "Y"),
    ("2013-12-01", "2014-02-01", "2014-01-02", "22", None),
]


@pytest.mark.parametrize(("start", "end", "first", "grades", "wanted"), EVENTS)
def test_each_line_of_the_decision_table(start, end, first, grades, wanted):
    """Last dose 28 February, window 30 days: 30 March is the last day."""
    given = rows_of(
        frame(
            USUBJID=["1", "2"],
            S=[start and day(start), day("2000-01-01")],
            E=[end and day(end), day("2000-01-01")],
            F=[first and day(first), day("2014-01-02")],
            L=[day("2014-02-28")] * 2,
            I=[grades[0]] * 2,
            W=[grades[1]] * 2,
        )
    )
    text = """treatment_emergent: {start: S, end: E, first_dose: F, last_dose: L, window_days: 30,
      missing_start: emergent, worsening: {initial: I, worst: W}}"""
    made = run(text, given, "TRTEMFL").columns["TRTEMFL"]
    assert ([wanted] if wanted else []) == made.iloc[:1].dropna().tolist()


def test_a_day_without_time_counts_on_the_day_of_first_dose():
    """Times decide where they are known, days where they are not; no window ends the period."""
    given = rows_of(
        frame(
            USUBJID=["1"] * 4,
            S=[day("2014-01-02T09:00"), day("2014-01-02T11:00"), None, None],
            D=[day("2014-01-02"), day("2014-01-02"), day("2014-01-02"), day("2014-01-01")],
            E=[day("2020-01-01")] * 4,
            F=[day("2014-01-02T10:00")] * 4,
            L=[day("2014-01-02T10:00")] * 4,
        )
    )
    text = """treatment_emergent: {start: S, start_date: D, end: E, first_dose: F, last_dose: L,
      window_days: null, missing_start: not_emergent}"""
    made = run(text, given, "TRTEMFL").columns["TRTEMFL"]
    assert [True, False, False, True] == made.isna().tolist()


LINES = [  # subject, group, start, severity, flag of the line, flag of the event
    ("1", "A", "2013-12-01", 1, None, None),
    ("1", "A", "2013-12-20", 2, None, None),
    ("1", "A", "2014-01-05", 2, "Y", None),
    ("1", "A", "2014-01-06", 3, "Y", "Y"),
    ("1", "A", "2014-01-07", None, "Y", None),
    ("1", "B", "2014-01-05", 1, "Y", "Y"),
    ("1", None, "2014-01-05", 1, "Y", "Y"),
    ("1", None, "2013-12-01", 1, None, None),
    ("2", "A", "2014-01-05", 1, "Y", "Y"),
]


def test_lines_of_an_event_that_was_there_before_treatment():
    """Group A of subject 1 had severity 2 by the first dose of 2 January; 3 is worse."""
    subject, group, start, severity, flag, wanted = map(list, zip(*LINES, strict=True))
    given = rows_of(
        frame(
            USUBJID=subject,
            G=group,
            S=[day(text) for text in start],
            F=[day("2014-01-02")] * len(LINES),
            N=severity,
            L=flag,
        )
    )
    text = "emergent_line: {flag: L, by: [G], start: S, first_dose: F, severity: N}"
    made = run(text, given, "TRTEMFL").columns["TRTEMFL"]
    assert [one or "" for one in wanted] == made.fillna("").tolist()
