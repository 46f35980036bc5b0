"""Tests of p-values adjusted for several comparisons of a display."""

import json

import pytest

from tests.shells import dataset, lines, study, table
from tlfgen.analysis import compare_survival_curves, compare_survival_pairs, compare_two_means
from tlfgen.analysis.engine import compute_results
from tlfgen.layout.engine import layout_table
from tlfgen.model.output import RunStamp

ARMS = ["High dose"] * 4 + ["Low dose"] * 4 + ["Placebo"] * 4
AGES = [31, 35, 38, 41, 36, 39, 44, 47, 42, 45, 52, 57]
WEIGHTS = [60, 62, 70, 75, 61, 66, 68, 74, 63, 60, 71, 73]
TIMES = [1, 2, 3, 9, 4, 5, 6, 9, 6, 7, 8, 9]
CODES = [0, 0, 0, 1, 0, 0, 1, 1, 1, 0, 0, 1]
ROWS = """
rows:
  - {var: AGE, stats: [mean_sd], test: t_test}
  - {var: WEIGHTBL, stats: [mean_sd], test: t_test}
"""


def _data():
    subjects = [str(number) for number in range(len(ARMS))]
    adsl = {"USUBJID": subjects, "TRT01P": ARMS, "TRT01A": ARMS, "AGE": AGES, "WEIGHTBL": WEIGHTS}
    adtte = {"USUBJID": subjects, "AVAL": TIMES, "CNSR": CODES}
    return {"ADSL": dataset("ADSL", adsl), "ADTTE": dataset("ADTTE", adtte)}


def _text(compare):
    return f"population: scr\ncolumns: {{by: arm, compare: {{{compare}}}}}{ROWS}"


def _results(text):
    found = compute_results(table(text), _data(), study())
    return {one.result_id.partition("/")[2]: one for one in found.results}


def _p(values, arm, other="Placebo"):
    chosen = [[v for v, a in zip(values, ARMS, strict=True) if a == one] for one in (arm, other)]
    return compare_two_means(*chosen, variances="pooled").p


HIGH, LOW = _p(AGES, "High dose"), _p(AGES, "Low dose")
HEAVY = _p(WEIGHTS, "High dose"), _p(WEIGHTS, "Low dose")
PAIRS = ("high_vs_placebo", "low_vs_placebo")


def _pooled(compare):
    text = _text(compare)
    return _results(text.replace("test: t_test}", "test: {t_test: {variances: pooled}}}"))


def test_bonferroni_counts_the_arms_of_a_row():
    """Two comparisons of a row double each p, up to 1."""
    found = _pooled("each: reference, adjust: bonferroni")
    got = [found[f"AGE/p_adjusted/{pair}"].number for pair in PAIRS]
    assert [2 * HIGH, min(1, 2 * LOW)] == pytest.approx(got)


def test_hochberg_takes_the_largest_p_as_it_is():
    """The larger of two stays, the smaller is the lesser of its double and the larger."""
    found = _pooled("each: reference, adjust: hochberg")
    got = [found[f"AGE/p_adjusted/{pair}"].number for pair in PAIRS]
    large, small = max(HIGH, LOW), min(2 * min(HIGH, LOW), max(HIGH, LOW))
    assert [small, large] == pytest.approx(sorted(got))


def test_a_fixed_sequence_goes_by_its_order():
    """A p-value is at least that of the comparison before it."""
    compare = "each: reference, adjust: {method: fixed_sequence, order: [low_vs_placebo]}"
    found = _pooled(compare)
    got = [found[f"AGE/p_adjusted/{pair}"].number for pair in PAIRS]
    assert [max(LOW, HIGH), LOW] == pytest.approx(got)


def test_rows_count_together():
    """Over rows, the tests of one comparison are adjusted: Holm's smaller of two is doubled."""
    found = _pooled("each: reference, adjust: {method: holm, over: rows}")
    low = sorted([LOW, HEAVY[1]])
    got = sorted(found[f"{row}/p_adjusted/low_vs_placebo"].number for row in ("AGE", "WEIGHTBL"))
    assert [min(1, 2 * low[0]), max(low[1], min(1, 2 * low[0]))] == pytest.approx(got)


def test_all_comparisons_count_together():
    """Over all, four tests are multiplied by four."""
    found = _pooled("each: reference, adjust: {method: bonferroni, over: all}")
    assert found["AGE/p_adjusted/high_vs_placebo"].number == pytest.approx(min(1, 4 * HIGH))


def test_the_method_is_kept_with_the_number():
    """The options of the result say how many tests were adjusted, and how."""
    found = _pooled("each: reference, adjust: holm")
    options = json.loads(found["AGE/p_adjusted/high_vs_placebo"].options)
    assert options["adjust"] == {"method": "holm", "over": "arms", "tests": 2}


def test_the_page_shows_the_adjusted_p():
    """Where a comparison is adjusted, its columns show adjusted p-values."""
    spec = table(_text("each: reference, adjust: bonferroni"))
    made = compute_results(spec, _data(), study())
    shown = lines(layout_table(spec, made, study(), RunStamp(produced_at="2016-06-01T09:00")))
    given = {one.result_id.partition("/")[2]: one.number for one in made.results}
    assert shown[0].split("|")[4] == f"{given['AGE/p_adjusted/high_vs_placebo']:.3f}"


SURVIVAL = """
kind: survival
population: scr
data: ADTTE
time: {var: AVAL, censor: CNSR, event: "0", unit: weeks, from: weeks}
columns: {by: arm}
rows:
"""


def test_pairs_of_curves_are_adjusted():
    """Holm's p of two log-rank tests, each of its own two arms."""
    found = _results(SURVIVAL + "  - logrank: {adjust: holm, show: [p, p_adjusted]}")
    plain = [found[f"logrank/p/{pair}"].number for pair in PAIRS]
    got = [found[f"logrank/p_adjusted/{pair}"].number for pair in PAIRS]
    assert [2 * min(plain), max(*plain, 2 * min(plain))] == pytest.approx(sorted(got))


def test_pairs_within_one_test_of_all_arms():
    """Dunnett's p of log-rank scores, as SAS gives it for differences from a control."""
    found = _results(SURVIVAL + "  - logrank: {joint: dunnett, show: p_adjusted}")
    test = compare_survival_curves(TIMES, [1 - code for code in CODES], ARMS)
    plain = compare_survival_pairs(test, reference="Placebo", adjustment="dunnett")
    got = [found[f"logrank/p_adjusted/{pair}"].number for pair in PAIRS]
    assert plain.adjusted_p_values.tolist() == pytest.approx(got, rel=1e-4)


def test_hazard_ratios_are_adjusted():
    """Bonferroni's p of two hazard ratios."""
    found = _results(SURVIVAL + "  - hr: {p: wald, adjust: bonferroni}")
    plain = found["hr/p/high_vs_placebo"].number
    assert found["hr/p_adjusted/high_vs_placebo"].number == pytest.approx(min(1, 2 * plain))
