"""Partial dates completed."""

import pytest

from tests.mapping import day, derivation, frame, rows_of, run, sentence
from tlfgen.core.errors import DataError, SpecError


def dates(text, *collected, floor=None):
    """Give the step made of collected texts."""
    own = frame(USUBJID=["1"] * len(collected), DTC=list(collected), FLOOR=[floor] * len(collected))
    return run(text, rows_of(own), "ASTDT")


def test_the_first_day_of_what_is_known_is_used():
    """Unknown day, unknown month, complete date, nothing known."""
    made = dates(
        "impute_date: {from: DTC, upto: month, flag: F}", "2014-03", "2014", "2014-05-06", None
    )
    assert ["2014-03-01 00:00:00", "2014-01-01 00:00:00", "2014-05-06 00:00:00", "NaT"] == [
        str(one) for one in made.columns["ASTDT"]
    ]
    assert ["D", "M"] == made.columns["F"].tolist()[:2]
    assert [False, False, True, True] == made.columns["F"].isna().tolist()
    assert [3, 2, 0, 0] == made.imputed.tolist()


def test_the_last_day_knows_leap_years():
    """February of 2016 has 29 days, that of 2014 has 28."""
    made = dates("impute_date: {from: DTC, upto: day, to: last}", "2016-02", "2014-02", "2014")
    assert ["2016-02-29", "2014-02-28", "NaT"] == [str(one)[:10] for one in made.columns["ASTDT"]]


def test_mid_is_the_15th_or_30_june():
    """The middle of a month, the middle of a year."""
    made = dates("impute_date: {from: DTC, upto: month, to: mid}", "2014-02", "2014")
    assert ["2014-02-15", "2014-06-30"] == [str(one)[:10] for one in made.columns["ASTDT"]]


def test_a_floor_acts_only_inside_the_possible_range():
    """TRTSDT in the same month moves the date; one in another month does not."""
    text = "impute_date: {from: DTC, upto: month, to: first, not_before: FLOOR}"
    made = dates(text, "2014-03", "2014", "2014-02", "2014-03-05", floor=day("2014-03-10"))
    wanted = ["2014-03-10", "2014-03-10", "2014-02-01", "2014-03-05"]
    assert wanted == [str(one)[:10] for one in made.columns["ASTDT"]]


def test_a_ceiling_lowers_an_imputed_end():
    """The last possible day is not later than death in that month."""
    text = "impute_date: {from: DTC, upto: month, to: last, not_after: [FLOOR]}"
    made = dates(text, "2014-03", "2014-02", floor=day("2014-03-10"))
    assert ["2014-03-10", "2014-02-28"] == [str(one)[:10] for one in made.columns["ASTDT"]]


def test_a_day_without_its_month_is_kept_only_if_asked():
    """2014---15 is 1 January, or 15 January with keep_day."""
    plain = dates("impute_date: {from: DTC, upto: month}", "2014---15")
    kept = dates("impute_date: {from: DTC, upto: month, keep_day: true, flag: F}", "2014---15")
    assert "2014-01-01" == str(plain.columns["ASTDT"][0])[:10]
    assert "2014-01-15" == str(kept.columns["ASTDT"][0])[:10]
    assert "M" == kept.columns["F"][0]


def test_a_year_is_taken_from_a_floor_alone():
    """Nothing known gives the floor; without a floor the spec is refused."""
    text = "impute_date: {from: DTC, upto: year, to: first, not_before: FLOOR, flag: F}"
    made = dates(text, None, floor=day("2014-03-10"))
    assert ("2014-03-10", "Y") == (str(made.columns["ASTDT"][0])[:10], made.columns["F"][0])
    with pytest.raises(SpecError) as error:
        derivation("impute_date: {from: DTC, upto: year, to: first}")
    assert "spec.imputed-year" == error.value.code


def test_an_impossible_date_is_an_error():
    """30 February is no date to complete."""
    with pytest.raises(DataError) as error:
        dates("impute_date: {from: DTC, upto: month}", "2014-02-30")
    assert "data.impossible-date" == error.value.code


def test_a_time_is_never_kept_where_its_date_is_imputed():
    """The time flag is H with the date flag D."""
    text = "impute_datetime: {from: DTC, upto: month, to: last, date_flag: DF, time_flag: TF}"
    made = dates(text, "2014-03", "2014-03-05T10", "2014-03-05T10:20:30")
    assert ["2014-03-31 23:59:59", "2014-03-05 10:59:59", "2014-03-05 10:20:30"] == [
        str(one) for one in made.columns["ASTDT"]
    ]
    assert "D" == made.columns["DF"][0]
    assert ["H", "M"] == made.columns["TF"].tolist()[:2]
    assert made.columns["TF"].isna().tolist() == [False, False, True]


def test_seconds_alone_need_not_be_flagged():
    """Where seconds are never collected they are no imputation worth a flag."""
    text = "impute_datetime: {from: DTC, upto: hour, time_flag: TF, seconds_flag: false}"
    made = dates(text, "2014-03-05T10:20", "2014-03-05")
    assert [True, False] == made.columns["TF"].isna().tolist()


def test_upto_hour_leaves_partial_dates_missing():
    """The day has to be known."""
    made = dates("impute_datetime: {from: DTC, upto: hour}", "2014-03")
    assert made.columns["ASTDT"].isna().all()


def test_the_sentence_says_what_runs():
    """The text of the design, word for word."""
    text = "impute_date: {from: AESTDTC, upto: month, to: first, not_before: TRTSDT, flag: ASTDTF}"
    assert (
        "AESTDTC as a date. If the day, or the month and day, are unknown, the first possible date "
        "is used; if TRTSDT lies within the range of dates AESTDTC allows and is later, TRTSDT is "
        "used. ASTDTF holds the highest level imputed ('D', 'M'). Missing if the year is unknown."
    ) == sentence(text, "ASTDT")
