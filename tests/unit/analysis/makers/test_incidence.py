"""Tests of rates per person-time, on sums worked out by hand."""

import math

import pytest

from tests.shells import dataset, lines, study, table
from tlfgen.analysis.engine import compute_results
from tlfgen.layout.engine import layout_table
from tlfgen.model.output import RunStamp

ARMS = ["High dose"] * 4 + ["Low dose"] * 3 + ["Placebo"] * 4
YEARS = [1, 2, 1.5, 0.5, 2, 1, 3, 2, 2, 3, 1]
CODES = [0, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1]
COUNTS = [2, 1, 0, 3, 0, 0, None, 1, 0, 0, 0]
SHELL = """
kind: survival
population: scr
data: ADTTE
time: {var: AVAL, censor: CNSR, event: "0", unit: years, from: years}
columns: {by: arm}
rows:
"""


def _data():
    subjects = [str(number) for number in range(len(ARMS))]
    adsl = dataset("ADSL", {"USUBJID": subjects, "TRT01P": ARMS, "TRT01A": ARMS})
    columns = {"USUBJID": subjects, "AVAL": YEARS, "CNSR": CODES, "NEVT": COUNTS}
    return {"ADSL": adsl, "ADTTE": dataset("ADTTE", columns)}


def _results(row):
    found = compute_results(table(SHELL + row), _data(), study())
    return {one.result_id.partition("/")[2]: one for one in found.results}


def _page(row):
    spec = table(SHELL + row)
    made = compute_results(spec, _data(), study())
    return lines(layout_table(spec, made, study(), RunStamp(produced_at="2016-06-01T09:00")))


def test_a_rate_is_events_over_person_time():
    """Three events in five years are 60 per 100 years."""
    found = _results("  - incidence:")
    got = [found[f"incidence/{stat}/high"].number for stat in ("events", "person_time", "rate")]
    assert [3, 5, 60] == got


def test_byar_limits():
    """Byar's limits of three events in five years, by the cube roots of Breslow and Day."""
    found = _results("  - incidence: {per: 1, ci: {type: byar, level: 0.9}}")
    z = 1.6448536269514722
    low = 3 * (1 - 1 / 27 - z / (3 * math.sqrt(3))) ** 3 / 5
    high = 4 * (1 - 1 / 36 + z / (3 * math.sqrt(4))) ** 3 / 5
    got = [found[f"incidence/{stat}/high"].number for stat in ("low", "high")]
    assert [low, high] == pytest.approx(got)


def test_events_may_be_counted_by_a_variable():
    """A record may hold several events; a missing count is none."""
    found = _results("  - incidence: {count: NEVT, per: 1}")
    got = [found[f"incidence/{stat}/{arm}"].number for stat, arm in
           (("events", "high"), ("rate", "high"), ("events", "low"))]  # fmt: skip
    assert [6, 1.2, 0] == pytest.approx(got)


def test_difference_with_the_reference():
    """3/5 less 1/8 a year, Wald's limits by the variance of two counts."""
    found = _results("  - incidence: {per: 1, show: [difference_ci]}")
    half = 1.959963984540054 * math.sqrt(3 / 25 + 1 / 64)
    stats = ("difference", "difference_low", "difference_high")
    got = [found[f"incidence/{stat}/high_vs_placebo"].number for stat in stats]
    assert [0.475, 0.475 - half, 0.475 + half] == pytest.approx(got)


def test_ratio_of_chosen_pairs():
    """3/5 over 1/8 a year, limits on the log scale."""
    row = "  - incidence: {ratio: normal_log, pairs: [[high, placebo]], show: [ratio_ci, ratio_p]}"
    found = _results(row)
    half = 1.959963984540054 * math.sqrt(1 / 3 + 1)
    got = [found[f"incidence/{stat}/high_vs_placebo"].number for stat in
           ("ratio", "ratio_low", "ratio_high")]  # fmt: skip
    assert [4.8, 4.8 * math.exp(-half), 4.8 * math.exp(half)] == pytest.approx(got)


def test_a_ratio_without_events_has_a_reason():
    """No event in one arm leaves the ratio on the log scale without limits."""
    found = _results("  - incidence: {ratio: normal_log, show: [ratio_ci]}")
    assert found["incidence/ratio_low/low_vs_placebo"].reason == "not_estimable"


def test_a_rate_is_compared_with_a_given_one():
    """Three events where 1.5 are expected: the exact Poisson p of 3 or more is doubled."""
    row = "  - incidence: {null: 30, per: 100, two_sided: double, show: [incidence_p]}"
    upper = 1 - math.exp(-1.5) * (1 + 1.5 + 1.5**2 / 2)
    assert _results(row)["incidence/incidence_p/high"].number == pytest.approx(2 * upper)


def test_the_page_says_what_a_rate_is():
    """Labels name the unit and the rate; comparisons stand beside the arm compared."""
    shown = _page("  - incidence: {label: Falls, show: [person_time, incidence_ci, difference_p]}")
    assert shown[0] == "Falls"
    assert shown[1] == "  Person-years|5.0|6.0|8.0"
    assert shown[2].startswith("  Rate per 100 person-years (95% CI)|60.00 (12.37, 175.35)|0.00")
    p = math.erfc(0.475 / math.sqrt(3 / 25 + 1 / 64) / math.sqrt(2))
    assert shown[3].startswith(f"  p-value of the difference|{p:.3f}")
    assert shown[3].count("|") == 2


def test_events_at_time_zero_have_no_rate(monkeypatch):
    """Events in no time leave a reason, alone and compared."""
    monkeypatch.setattr("tests.unit.analysis.makers.test_incidence.YEARS", [0] * 4 + YEARS[4:])
    found = _results("  - incidence: {show: [difference_ci]}")
    rows = ("incidence/rate/high", "incidence/difference/high_vs_placebo")
    assert ["not_estimable"] * 2 == [found[row].reason for row in rows]


def test_an_unknown_number_is_refused():
    """A word that no rate has is told when the shell is read."""
    with pytest.raises(Exception, match="show"):
        table(SHELL + "  - incidence: {show: [median]}")
