"""Tests of described numbers of a shell: percentiles, limits, concentrations below a limit."""

import math

import numpy as np
import pytest

from tests.shells import dataset, lines, study, table
from tlfgen.analysis.engine import compute_results
from tlfgen.layout.engine import layout_table
from tlfgen.model.output import RunStamp

ARMS = ["High dose"] * 6 + ["Placebo"] * 3
VALUES = [0.2, None, 3.0, 5.5, 2.5, 4.0, None, None, 6.0]
CODES = ["", "BLQ", "", "", "", "", "BLQ", "BLQ", ""]


def _data():
    subjects = [str(number) for number in range(len(ARMS))]
    adsl = dataset("ADSL", {"USUBJID": subjects, "TRT01P": ARMS, "TRT01A": ARMS})
    columns = {"USUBJID": subjects, "AVAL": VALUES, "AVALC": CODES}
    columns |= {"LLOQ": [0.4] * len(ARMS), "ATPTN": [1] * 6 + [0] * 3}
    return {"ADSL": adsl, "ADPC": dataset("ADPC", columns)}


def _spec(stats, below=""):
    more = f"below_limit: {{where: AVALC = 'BLQ', {below}}}\n" if below else ""
    text = f"population: scr\ndata: ADPC\ncolumns: {{by: arm}}\n{more}"
    return table(f"{text}rows:\n  - {{var: AVAL, stats: [{stats}]}}")


def _results(stats, below=""):
    found = compute_results(_spec(stats, below), _data(), study())
    return {one.result_id.partition("/")[2]: one for one in found.results}


def _page(stats, below=""):
    spec = _spec(stats, below)
    made = compute_results(spec, _data(), study())
    return lines(layout_table(spec, made, study(), RunStamp(produced_at="2016-06-01T09:00")))


HIGH = [0.2, 2.5, 3.0, 4.0, 5.5]


def test_percentiles_by_a_definition():
    """The tenth percentile by SAS definition 4 is R's type 6."""
    found = _results("{p10: {definition: 4}}")
    expected = np.quantile(HIGH, 0.1, method="weibull")
    assert found["AVAL/p10/high"].number == pytest.approx(expected)


def test_percentiles_of_a_preset():
    """R's percentile is its type 7."""
    found = _results("{p90: {preset: r}}")
    assert found["AVAL/p90/high"].number == pytest.approx(np.quantile(HIGH, 0.9))


def test_limits_of_the_median():
    """Six values have the least and the greatest as limits."""
    found = _results("median_ci", "replace: zero")
    assert [0, 5.5] == [found[f"AVAL/median_{end}/high"].number for end in ("low", "high")]


def test_too_few_values_for_limits_of_the_median():
    """Five values have no limits at 95 percent."""
    assert _results("median_ci")["AVAL/median_low/high"].reason == "not_estimable"


def test_limits_of_the_geometric_mean():
    """Student's limits of the logs, taken back."""
    found = _results("geo_ci")
    logs = np.log(HIGH)
    half = 2.7764451051977987 * logs.std(ddof=1) / math.sqrt(5)
    got = [found[f"AVAL/{stat}/high"].number for stat in ("geo_low", "geo_high")]
    assert [math.exp(logs.mean() - half), math.exp(logs.mean() + half)] == pytest.approx(got)


def test_a_value_below_the_limit_counts_as_half_of_it():
    """The mean has half the limit in place of the value that is missing."""
    found = _results("n_below, mean_sd", "replace: half, limit: LLOQ")
    got = [found[f"AVAL/{stat}/high"].number for stat in ("n", "n_below", "mean")]
    assert [6, 1, (sum(HIGH) + 0.2) / 6] == pytest.approx(got)


def test_the_limit_may_be_a_number():
    """A number stands for the limit of all records."""
    found = _results("mean_sd", "replace: limit, limit: 0.8")
    assert found["AVAL/mean/high"].number == pytest.approx((sum(HIGH) + 0.8) / 6)


def test_values_before_the_dose_may_have_their_own_rule():
    """Placebo's records are before the dose and become 0."""
    below = "replace: half, limit: LLOQ, replace_before: zero, after_dose: ATPTN > 0"
    found = _results("mean_sd", below)
    assert found["AVAL/mean/placebo"].number == pytest.approx(2)


def test_too_many_values_below_the_limit_withhold_the_mean():
    """Two of three values below the limit: only the maximum is given, and others say so."""
    found = _results("mean_sd, max", "rule: one_third")
    got = found["AVAL/mean/placebo"].reason, found["AVAL/max/placebo"].number
    assert ("below_limit", 6) == got


def test_what_is_withheld_prints_as_not_determined():
    """ND stands in the cell of a number that a rule withholds."""
    shown = _page("median, max, n_below", "rule: one_half")
    assert [line.split("|")[-1] for line in shown[-3:]] == ["ND", "6.0", "2"]


def test_the_filter_finds_the_records_counted():
    """Records below the limit belong to the filter where a number takes their place."""
    found = _results("mean_sd", "replace: zero")["AVAL/mean/high"]
    assert "AVALC = 'BLQ'" in found.record_filter
    assert found.n_records == 6


def test_significant_digits():
    """Three significant digits of any size."""
    shown = _page('"{mean:sig3}", "{geo_cv:sig3}"')
    geometric = 100 * math.sqrt(math.expm1(np.log(HIGH).var(ddof=1)))
    assert shown[-2].split("|")[1] == "3.04"
    assert shown[-1].split("|")[1] == f"{geometric:.0f}"
