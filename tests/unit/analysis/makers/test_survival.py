"""Tests of time-to-event results, on a pattern worked out by hand."""

import math

import pytest

from tests.shells import STUDY_TEXT, dataset, study, table
from tlfgen.analysis.engine import compute_results
from tlfgen.core.errors import SpecError

WEEKS = (4, 8, 12, 24, 36, 48, 60, 72, 84, 96)
EVENTS = {
    "High dose": (2, 2, 4, 3, 4, 2, 2, 1, 0, 0),
    "Low dose": (2, 3, 5, 5, 4, 2, 1, 1, 0, 0),
    "Placebo": (1, 1, 2, 4, 3, 2, 2, 1, 1, 0),
}
PER_ARM = 24
SHELL = """
kind: survival
population: scr
data: ADTTE
time: {var: AVAL, censor: CNSR, event: "0", unit: weeks, from: weeks}
columns: {by: arm}
rows:
"""


def _times():
    subjects, arms, times, codes = [], [], [], []
    for arm, counts in EVENTS.items():
        own = [week for week, count in zip(WEEKS, counts, strict=True) for _ in range(count)]
        whole = own + [96] * (PER_ARM - len(own))
        times += whole
        codes += [0] * len(own) + [1] * (PER_ARM - len(own))
        arms += [arm] * PER_ARM
    subjects = [str(number) for number in range(len(times))]
    adsl = dataset("ADSL", {"USUBJID": subjects, "TRT01P": arms, "TRT01A": arms})
    reasons = ["response" if code == 0 else "" for code in codes]
    columns = {"USUBJID": subjects, "AVAL": times, "CNSR": codes, "EVNTDESC": reasons}
    return {"ADSL": adsl, "ADTTE": dataset("ADTTE", columns)}


def _results(rows, text=SHELL):
    found = compute_results(table(text + rows), _times(), study(STUDY_TEXT))
    return {one.result_id.partition("/")[2]: one for one in found.results}


def test_events_are_counted():
    """Subjects with the event, of all subjects of the arm."""
    found = _results("  - events: {label: Responders}")
    assert (23, pytest.approx(100 * 23 / 24)) == (
        found["events.responders/n/low"].number,
        found["events.responders/pct/low"].number,
    )


def test_reasons_are_counted():
    """Events are counted by their reason."""
    found = _results("  - events: {label: R, reasons: EVNTDESC}")
    assert found["events.r/response/n/placebo"].number == 17


def test_median():
    """The median is the first week by which half have responded."""
    found = _results("  - km_quantiles: {q: [0.5]}")
    medians = [found[f"km_quantiles/0.5/estimate/{arm}"].number for arm in ("low", "placebo")]
    assert [24, 48] == medians


def test_quantile_not_reached():
    """A quantile that the curve does not come down to has its reason."""
    found = _results("  - km_quantiles: {q: [0.75]}")
    assert found["km_quantiles/0.75/estimate/placebo"].reason == "not_reached"


def test_cumulative_probability_with_limits():
    """One minus the survival probability at week 96, with log-log limits."""
    found = _results("  - km_at: {times: [96], of: event, show: [rate_ci], ci: log-log}")
    got = [found[f"km_at/96/{stat}/low"].number for stat in ("rate", "low", "high")]
    assert [95.83, 82.41, 99.70] == pytest.approx(got, abs=0.005)


def test_at_risk():
    """Subjects at risk just before the time."""
    found = _results("  - km_at: {times: [24], show: [at_risk]}")
    assert found["km_at/24/at_risk/placebo"].number == 20


def test_range_ends_censored():
    """The greatest time of every arm is a censored one."""
    found = _results("  - km_range: {}")
    assert (96, 1) == (
        found["km_range/max/low"].number,
        found["km_range/max_censored/low"].number,
    )


def test_logrank_against_the_reference():
    """The log-rank test of the low dose against placebo, worked out by hand: 8.2687, p 0.00403."""
    found = _results("  - logrank: {label: Test}")
    got = [found[f"logrank.test/{stat}/low_vs_placebo"].number for stat in ("statistic", "p")]
    assert [8.2687, 0.00403] == pytest.approx(got, abs=5e-5)


def test_logrank_of_all_arms():
    """The log-rank test of three arms: 8.037 on two degrees of freedom, p 0.018."""
    found = _results("  - logrank: {label: Test, each: overall}")
    got = [found[f"logrank.test/{stat}/overall"].number for stat in ("statistic", "df", "p")]
    assert [8.037, 2, 0.018] == pytest.approx(got, abs=5e-4)


def test_hazard_ratio():
    """The hazard ratio of the low dose over placebo: 2.53 (1.32 to 4.82) with Efron's ties."""
    found = _results("  - hr: {ties: efron}")
    got = [found[f"hr/{stat}/low_vs_placebo"].number for stat in ("hr", "low", "high")]
    assert [2.53, 1.32, 4.82] == pytest.approx(got, abs=0.005)


def test_times_change_their_unit():
    """Times given in weeks may be shown in days."""
    text = SHELL.replace("unit: weeks", "unit: days")
    found = _results("  - km_quantiles: {q: [0.5]}", text)
    assert found["km_quantiles/0.5/estimate/low"].number == pytest.approx(168)


def test_difference_at_a_time():
    """The difference of the cumulative probabilities at week 96."""
    found = _results("  - km_at: {times: [96], of: event, show: [difference_ci]}")
    assert pytest.approx(25) == found["km_at/96/difference/low_vs_placebo"].number


@pytest.mark.parametrize(
    "weights",
    [
        "logrank",
        "wilcoxon",
        "tarone_ware",
        "peto",
        "modified_peto",
        "g_rho, rho: 1",
        "fleming_harrington, rho: 0, gamma: 1",
        "modest, until: 24",
        "max_combo",
    ],
)
def test_every_weight_has_its_word(weights):
    """Each gives a p-value of its own."""
    found = _results(f"  - logrank: {{label: P, weights: {weights}}}")
    plain = _results("  - logrank: {label: P}")
    p, usual = (one["logrank.p/p/high_vs_placebo"].number for one in (found, plain))
    assert 0 < p < 1
    assert weights == "logrank" or p != usual


def test_the_largest_of_weighted_tests_is_of_two_arms():
    """Three arms have none."""
    with pytest.raises(SpecError, match="compares two arms"):
        _results("  - logrank: {label: P, weights: max_combo, each: overall}")


@pytest.mark.parametrize("p", ["wald", "score", "lr", "logrank"])
def test_a_hazard_ratio_has_the_p_it_names(p):
    """Four tests, four numbers near that of the log-rank test."""
    found = _results(f"  - hr: {{label: HR, p: {p}}}\n  - logrank: {{label: P}}")
    usual = found["logrank.p/p/high_vs_placebo"].number
    assert found["hr.hr/p/high_vs_placebo"].number == pytest.approx(usual, abs=0.01)


def test_the_preset_chooses_the_ties():
    """SAS takes Breslow's, R Efron's."""
    one, two, three, four = (
        _results(f"  - hr: {{label: HR, {given}}}")["hr.hr/hr/high_vs_placebo"].number
        for given in ("preset: sas", "ties: breslow", "preset: r", "ties: efron")
    )
    assert [one, three] == [two, four]
    assert one != three


def test_the_preset_chooses_the_limits_of_a_curve():
    """R has log limits."""
    rows = "  - km_at: {times: [24], show: [rate_ci], "
    one = _results(rows + "preset: r}")["km_at/24/low/placebo"].number
    two = _results(rows + "ci: {type: log}}")["km_at/24/low/placebo"].number
    assert one == two != _results(rows + "preset: sas}")["km_at/24/low/placebo"].number


def test_a_restricted_mean_is_the_area_under_the_curve():
    """Up to 8 weeks placebo loses one of 24 at 4 weeks: 4 + 4 * 23 / 24."""
    found = _results("  - rmst: {tau: 8}")
    assert found["rmst/rmst/placebo"].number == pytest.approx(4 + 4 * 23 / 24)
    assert found["rmst/rmst/high"].number == pytest.approx(4 + 4 * 22 / 24)
    assert found["rmst/difference/high_vs_placebo"].number == pytest.approx(-4 / 24)
    assert found["rmst/ratio/high_vs_placebo"].number == pytest.approx(
        (4 + 4 * 22 / 24) / (4 + 4 * 23 / 24)
    )


def test_a_restricted_mean_without_tau_goes_to_the_least_last_time():
    """Every arm is followed for 96 weeks."""
    found = _results("  - rmst: {label: RMST}")
    whole = _results("  - rmst: {label: RMST, tau: 96}")
    key = "rmst.rmst/rmst/low"
    assert found[key].number == whole[key].number


def test_difference_at_a_time_is_tested():
    """Wald's z of the difference of two curves at week 24, from Greenwood's variances."""
    found = _results("  - km_at: {times: [24], show: [difference_ci, difference_p]}")
    shares, spread = [], 0.0
    for arm in ("Low dose", "Placebo"):
        share, variance, left = 1.0, 0.0, PER_ARM
        for count in EVENTS[arm][:4]:
            share *= 1 - count / left
            variance += count / (left * (left - count))
            left -= count
        shares.append(share)
        spread += share**2 * variance
    z = abs(shares[0] - shares[1]) / math.sqrt(spread)
    got = found["km_at/24/difference_p/low_vs_placebo"].number
    assert math.erfc(z / math.sqrt(2)) == pytest.approx(got)


def test_differences_of_chosen_pairs():
    """The high dose against the low one."""
    found = _results("  - km_at: {times: [24], show: difference_ci, pairs: [[high, low]]}")
    assert "km_at/24/difference/high_vs_low" in found
    assert "km_at/24/difference/high_vs_placebo" not in found


def test_another_estimator_of_the_curve():
    """Nelson and Aalen's curve is the exponential of the cumulative hazard."""
    row = "  - km_at: {times: [8], show: [rate_ci], estimator: nelson-aalen}"
    expected = 100 * math.exp(-(2 / 24 + 2 / 22))
    assert expected == pytest.approx(_results(row)["km_at/8/rate/high"].number)


def test_restricted_mean_up_to_the_last_event():
    """The last events are at weeks 72, 72 and 84: tau is 72."""
    late = _results("  - rmst: {tau_rule: min_last_event, show: [rmst_ci]}")
    given = _results("  - rmst: {tau: 72, show: [rmst_ci]}")
    assert given["rmst/rmst/low"].number == late["rmst/rmst/low"].number


def test_restricted_means_of_chosen_pairs():
    """The ratio of two doses, with its p-value."""
    found = _results("  - rmst: {tau: 60, show: [rmst_ratio_ci, ratio_p], pairs: [[high, low]]}")
    means = [found[f"rmst/rmst/{arm}"].number for arm in ("high", "low")]
    assert means[0] / means[1] == pytest.approx(found["rmst/ratio/high_vs_low"].number)
    assert 0 < found["rmst/ratio_p/high_vs_low"].number < 1
