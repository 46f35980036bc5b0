"""Tests of cumulative incidences in a shell, on curves worked out by hand."""

import pytest

from tests.shells import dataset, lines, study, table
from tlfgen.analysis import compare_cumulative_incidence
from tlfgen.analysis.engine import compute_results
from tlfgen.layout.engine import layout_table
from tlfgen.model.output import RunStamp

ARMS = ["High dose"] * 5 + ["Low dose"] * 2 + ["Placebo"] * 5
TIMES = [1, 2, 3, 4, 5, 1, 2, 1, 2, 2, 3, 6]
CODES = [0, 2, 0, 1, 0, 1, 1, 2, 0, 2, 2, 1]
SHELL = """
kind: survival
population: scr
data: ADTTE
time: {var: AVAL, censor: CNSR, event: "0", competing: "2", unit: months, from: months}
columns: {by: arm}
rows:
"""


def _data():
    subjects = [str(number) for number in range(len(ARMS))]
    sexes = ["M", "F"] * 6
    adsl = dataset("ADSL", {"USUBJID": subjects, "TRT01P": ARMS, "TRT01A": ARMS, "SEX": sexes})
    columns = {"USUBJID": subjects, "AVAL": TIMES, "CNSR": CODES}
    return {"ADSL": adsl, "ADTTE": dataset("ADTTE", columns)}


def _results(row):
    found = compute_results(table(SHELL + row), _data(), study())
    return {one.result_id.partition("/")[2]: one for one in found.results}


def test_incidence_with_a_competing_event():
    """One fifth at month 1, then 1/3 of the three fifths left after the competing event."""
    found = _results("  - cif_at: {times: [1, 3], preset: r}")
    got = [found[f"cif_at/{time}/rate/high"].number for time in (1, 3)]
    assert [20, 40] == pytest.approx(got)


def test_a_censored_time_is_no_competing_event():
    """Placebo: 1/4 of the four fifths left at month 2."""
    found = _results("  - cif_at: {times: [2], preset: r}")
    assert found["cif_at/2/rate/placebo"].number == pytest.approx(20)


def test_limits_follow_the_type_asked_for():
    """Plain limits lie evenly around the incidence."""
    found = _results("  - cif_at: {times: [3], ci: plain, variance: aalen}")
    rate, low, high = (found[f"cif_at/3/{stat}/high"].number for stat in ("rate", "low", "high"))
    assert high - rate == pytest.approx(rate - low) or low == 0


def test_after_the_last_time_nothing_is_estimated():
    """SAS gives no incidence after the last time with subjects left."""
    found = _results("  - cif_at: {times: [9]}")
    assert found["cif_at/9/rate/low"].reason == "not_estimable"


def test_gray_of_a_pair():
    """Gray's test of high against placebo is that of their arrays."""
    found = _results("  - gray: {each: reference}")
    kept = [place for place, arm in enumerate(ARMS) if arm != "Low dose"]
    events = [{0: 1, 2: 2, 1: 0}[CODES[place]] for place in kept]
    plain = compare_cumulative_incidence(
        [TIMES[place] for place in kept], events, [ARMS[place] for place in kept]
    )
    assert found["gray/p/high_vs_placebo"].number == pytest.approx(plain.p_value)


def test_gray_within_strata_of_the_subject():
    """Strata are taken from the subject where the dataset lacks them."""
    found = _results("  - gray: {strata: SEX}")
    assert found["gray/p/overall"].number != _results("  - gray:")["gray/p/overall"].number


def test_the_page_shows_times_and_the_test():
    """A line a time, and the test of all arms in the column of the last."""
    spec = table(SHELL + "  - cif_at: {times: [1, 3], preset: r}\n  - gray:")
    made = compute_results(spec, _data(), study())
    shown = lines(layout_table(spec, made, study(), RunStamp(produced_at="2016-06-01T09:00")))
    assert shown[0].startswith("1 months|20.0 (")
    assert shown[-1].startswith("Gray's test p-value|||0.")
