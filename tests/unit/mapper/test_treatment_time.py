"""Records against the time under treatment, dates in periods."""

import pytest

from tests.mapping import day, frame, rows_of, run, sentence
from tlfgen.core.errors import SpecError


def dates(*texts):
    """Give dates, None where a text is empty."""
    return [day(text) if text else None for text in texts]


RECORDS = [  # start, end, time point, flag: first dose 2 January, last dose 28 February, 7 days
    ("2014-01-02", "", "", "Y"),
    ("2014-01-02", "", "PRE-DOSE", None),
    ("2014-01-03", "", "PRE-DOSE", "Y"),
    ("2014-01-01", "", "", None),
    ("2014-03-07", "", "", "Y"),
    ("2014-03-08", "", "", None),
    ("", "", "", "Y"),
    ("", "2014-01-01", "", None),
    ("", "2014-01-02", "", "Y"),
]


@pytest.mark.parametrize(("start", "end", "point", "wanted"), RECORDS)
def test_each_line_of_the_table_of_on_treatment(start, end, point, wanted):
    """7 March is the last day of the window."""
    given = rows_of(
        frame(
            USUBJID=["1", "2"],
            S=dates(start, "2014-01-05"),
            E=dates(end, "2014-01-06"),
            P=[point, ""],
            F=dates("2014-01-02", ""),
            L=dates("2014-02-28", ""),
        )
    )
    text = """on_treatment: {start: S, end: E, first_dose: F, last_dose: L, window_days: 7,
      missing_start: on_treatment, before_dose: P = 'PRE-DOSE'}"""
    made = run(text, given, "ONTRTFL").columns["ONTRTFL"]
    assert [wanted or "", ""] == made.fillna("").tolist()


@pytest.mark.parametrize(("end", "wanted"), [("2014-01-01", ""), ("2014-01-02", "Y"), ("", "Y")])
def test_a_record_that_reaches_into_treatment(end, wanted):
    """Counts where asked; one that ended before the first dose never does."""
    given = rows_of(
        frame(
            USUBJID=["1", "2"],
            S=dates("2013-12-01", "2013-12-01"),
            E=dates(end, "2013-12-02"),
            F=dates("2014-01-02", "2014-01-02"),
            L=dates("", "2014-02-01"),
        )
    )
    text = """on_treatment: {start: S, end: E, first_dose: F, last_dose: L, window_days: null,
      missing_start: missing, begun_before: on_treatment}"""
    made = run(text, given, "ONTRTFL").columns["ONTRTFL"]
    assert [wanted, ""] == made.fillna("").tolist()


def test_no_last_dose_sets_no_limit():
    """The subject is still under treatment."""
    given = rows_of(
        frame(
            USUBJID=["1", "2"],
            S=dates("2020-01-01", ""),
            F=dates("2014-01-02", "2014-01-02"),
            L=dates("", "2014-02-01"),
        )
    )
    text = """on_treatment: {start: S, first_dose: F, last_dose: L, window_days: 0,
      missing_start: missing}"""
    assert ["Y", ""] == run(text, given, "F1").columns["F1"].fillna("").tolist()


def test_the_sentence_of_on_treatment():
    """It says what was asked for, no more."""
    text = """on_treatment: {start: ADT, first_dose: TRTSDT, last_dose: TRTEDT, window_days: 30,
      missing_start: missing}"""
    assert sentence(text, "ONTRTFL") == (
        "Missing if TRTSDT is missing. 'Y' if ADT is on or after TRTSDT and no later than TRTEDT + "
        "30 days (no limit if TRTEDT is missing). Otherwise missing."
    )


MEDICATION = [
    ("2013-12-01", "2014-01-01", "PRIOR"),
    ("", "2014-01-01", "PRIOR"),
    ("2013-12-01", "2014-01-02", "PRIOR AND CONCOMITANT"),
    ("2013-12-01", "", "PRIOR AND CONCOMITANT"),
    ("", "", "PRIOR AND CONCOMITANT"),
    ("2014-01-02", "", "CONCOMITANT"),
    ("2014-02-28", "2014-03-15", "CONCOMITANT"),
    ("2014-03-01", "", "AFTER"),
]


@pytest.mark.parametrize(("start", "end", "wanted"), MEDICATION)
def test_prior_and_concomitant(start, end, wanted):
    """First dose 2 January, last dose 28 February."""
    given = rows_of(
        frame(
            USUBJID=["1", "2"],
            S=dates(start, "2014-01-05"),
            E=dates(end, "2014-01-06"),
            F=dates("2014-01-02", ""),
            L=dates("2014-02-28", "2014-02-28"),
        )
    )
    text = """treatment_relation: {start: S, end: E, first_dose: F, last_dose: L, window_days: 0,
      missing_start: before}"""
    assert [wanted, ""] == run(text, given, "REL").columns["REL"].fillna("").tolist()


def test_an_unknown_start_may_count_as_during():
    """The policy is the study's."""
    given = rows_of(
        frame(
            USUBJID=["1", "1"],
            S=dates("", "2014-01-01"),
            E=dates("", "2014-01-05"),
            F=dates("2014-01-02", "2014-01-02"),
            L=dates("", ""),
        )
    )
    text = """treatment_relation: {start: S, end: E, first_dose: F, last_dose: L, window_days: null,
      missing_start: during, during: ON, both: BOTH}"""
    assert ["ON", "BOTH"] == run(text, given, "REL").columns["REL"].tolist()


PERIODS = """{date: ADT, periods: [{number: 1, label: Period 01, start: A1, end: E1},
  {number: 2, label: Period 02, start: A2, end: E2}]"""


def period(adt, more="", ends="2014-01-20"):
    """Give number and label: period 1 is 1 to 10 January, period 2 begins on the 10th."""
    given = rows_of(
        frame(
            USUBJID=["1", "1"],
            ADT=dates(adt, "2014-01-05"),
            A1=dates("2014-01-01", "2014-01-01"),
            E1=dates("2014-01-10", "2014-01-10"),
            A2=dates("2014-01-10", "2014-01-10"),
            E2=dates(ends, "2014-01-20"),
        )
    )
    text = f"period: {PERIODS}{more}}}\nalso: {{APERIODC: $label}}"
    made = run(text, given, "APERIOD").columns
    assert (1, "Period 01") == (made["APERIOD"].iloc[1], made["APERIODC"].iloc[1])
    return made["APERIOD"].fillna(0).iloc[0], made["APERIODC"].fillna("").iloc[0]


@pytest.mark.parametrize(
    ("adt", "more", "wanted"),
    [
        ("2014-01-01", "", 1),
        ("2014-01-10", "", 2),
        ("2014-01-10", ", shared_day: earlier", 1),
        ("2014-01-20", "", 2),
        ("2014-01-21", "", 0),
        ("2014-01-21", ", after_last: last", 2),
        ("2013-12-31", "", 0),
        ("2013-12-31", ", before_first: first", 1),
        ("", ", before_first: first, after_last: last", 0),
    ],
)
def test_the_period_of_a_date(adt, more, wanted):
    """Both ends count; outside the policies decide."""
    assert period(adt, more)[0] == wanted


def test_a_period_without_an_end_is_open():
    """It has not ended."""
    assert period("2020-01-01", ends="") == (2, "Period 02")


@pytest.mark.parametrize(("between", "wanted"), [("missing", 0), ("earlier", 1), ("later", 2)])
def test_a_date_between_two_periods(between, wanted):
    """A washout belongs to neither, or to the one asked for."""
    given = rows_of(
        frame(
            USUBJID=["1", "1"],
            ADT=dates("2014-01-12", "2014-01-05"),
            A1=dates("2014-01-01", "2014-01-01"),
            E1=dates("2014-01-10", "2014-01-10"),
            A2=dates("2014-01-15", "2014-01-15"),
            E2=dates("2014-01-20", "2014-01-20"),
        )
    )
    made = run(f"period: {PERIODS}, between: {between}}}", given, "APERIOD").columns["APERIOD"]
    assert [wanted, 1] == made.fillna(0).tolist()


def test_two_periods_of_one_number():
    """The second is named."""
    spans = "{number: 1, start: A, end: B}, {number: 1, start: C, end: D}"
    with pytest.raises(SpecError) as caught:
        sentence(f"period: {{date: ADT, periods: [{spans}]}}")
    assert caught.value.code == "spec.two-periods"
