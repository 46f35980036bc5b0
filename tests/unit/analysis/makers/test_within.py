"""Tests of what each arm has by itself: pairs, readings, levels, visits."""

import pytest
from scipy import stats

from tests.shells import dataset, lines, page, results
from tlfgen.analysis import (
    compare_blocks,
    compare_paired_table,
    estimate_agreement,
    estimate_stratified_proportion,
)
from tlfgen.core.errors import SpecError

ARMS = ["High dose"] * 8 + ["Placebo"] * 4
FIRST = ["N", "N", "N", "N", "Y", "Y", "N", "Y", "N", "Y", "N", ""]
SECOND = ["Y", "Y", "Y", "N", "Y", "N", "Y", "Y", "N", "Y", "N", "Y"]
CHANGE = [5, 2, -1, 4, 3, 6, 1, 2, 0, 1, -2, 1]
BASE = [10, 14, 9, 15, 12, 19, 11, None, 9, 12, 8, 10]


def _data():
    subjects = [str(number) for number in range(len(ARMS))]
    adsl = dataset("ADSL", {"USUBJID": subjects, "TRT01P": ARMS, "TRT01A": ARMS})
    columns = {"USUBJID": subjects, "CHG": CHANGE, "BASE": BASE, "BRESP": FIRST, "RESP": SECOND}
    return {"ADSL": adsl, "ADRS": dataset("ADRS", columns)}


def _shell(on, tests, rows, more=""):
    return f"""
population: scr
data: ADRS
columns: {{by: arm}}
rows: [{rows}]
within_arm: {{on: {on}, test: {tests}{more}}}
"""


RESPONSE = "{var: RESP, values: {Y: 'Yes', N: 'No'}, stats: n_pct}"
CHANGED = "{var: CHG, stats: [mean]}"


@pytest.mark.parametrize(
    ("test", "other"), [("pearson", stats.pearsonr), ("spearman", stats.spearmanr)]
)
def test_correlation_with_another_variable(test, other):
    """A pair without one of its values is left out."""
    found = results(_shell("CHG", f"{{{test}: {{with: BASE}}}}", CHANGED), **_data())
    expected = other(CHANGE[:7], BASE[:7])
    got = [found[f"CHG.{test}/{stat}/high"].number for stat in ("estimate", "p")]
    assert tuple(expected) == pytest.approx(got)


def test_kendall_by_the_preset_of_r():
    """R gives the exact p of few untied pairs."""
    found = results(_shell("CHG", "{kendall: {with: BASE, preset: r}}", CHANGED), **_data())
    expected = stats.kendalltau(CHANGE[:7], BASE[:7], method="exact").pvalue
    assert expected == pytest.approx(found["CHG.kendall/p/high"].number)


def test_two_variables_of_a_record_are_compared():
    """The paired t test of base and change."""
    found = results(_shell("CHG", "{paired_means: {with: BASE}}", CHANGED), **_data())
    expected = stats.ttest_rel(CHANGE[:7], BASE[:7])
    assert expected.pvalue == pytest.approx(found["CHG.paired_means/p/high"].number)


def test_mcnemar():
    """Four to yes and one to no, of eight subjects."""
    found = results(_shell("RESP", "{mcnemar: {with: BRESP, preset: r}}", RESPONSE), **_data())
    plain = compare_paired_table([[2, 1], [4, 1]], preset="r")
    got = [found[f"RESP.mcnemar/{stat}/high"].number for stat in ("statistic", "df", "p")]
    assert [plain.statistic, plain.df, plain.p] == pytest.approx(got)


def test_mcnemar_exact():
    """One of five discordant pairs: twice the binomial tail."""
    found = results(_shell("RESP", "{mcnemar_exact: {with: BRESP}}", RESPONSE), **_data())
    assert 2 * 6 / 32 == pytest.approx(found["RESP.mcnemar_exact/p/high"].number)


def test_kappa_is_printed_with_its_limits():
    """Agreement of two readings: the line shows kappa and its limits."""
    show = (
        ", show: {estimate_ci: {label: Kappa, format: '{estimate:x.xx} ({low:x.xx}, {high:x.xx})'}}"
    )
    shown = lines(page(_shell("RESP", "{kappa: {with: BRESP}}", RESPONSE, show), **_data()))
    plain = estimate_agreement([[2, 1], [4, 1]])
    text = f"{plain.estimate:.2f} ({plain.lower:.2f}, {plain.upper:.2f})"
    assert shown[-1].split("|")[:2] == ["Kappa", text]


def test_a_subject_without_one_reading_is_left_out():
    """The last subject of placebo has no first reading."""
    found = results(_shell("RESP", "{kappa: {with: BRESP}}", RESPONSE), **_data())
    assert found["RESP.kappa/p/placebo"].n_subjects == 3


def test_one_proportion():
    """Six of eight against 30 percent by the binomial law, the smaller tail doubled."""
    found = results(_shell("RESP", "{one_proportion: {null: 30}}", RESPONSE), **_data())
    expected = 2 * stats.binom.sf(5, 8, 0.3)
    got = [found[f"RESP.one_proportion/{stat}/high"].number for stat in ("estimate", "p")]
    assert [75, expected] == pytest.approx(got)


def test_stratified_limits_of_a_proportion():
    """Wilson's limits over strata of the first reading, weighted by their size."""
    test = "{stratified_proportion: {strata: BRESP, weights: size}}"
    found = results(_shell("RESP", test, RESPONSE), **_data())
    plain = estimate_stratified_proportion([4, 2], [5, 3], weights="size")
    stats_ = ("estimate", "low", "high")
    got = [found[f"RESP.stratified_proportion/{stat}/high"].number for stat in stats_]
    expected = [100 * one for one in (plain.estimate, plain.lower, plain.upper)]
    assert expected == pytest.approx(got)


def test_goodness_of_fit():
    """Levels of an arm against shares in percent."""
    found = results(_shell("RESP", "{goodness_of_fit: {shares: [60, 40]}}", RESPONSE), **_data())
    expected = stats.chisquare([6, 2], [4.8, 3.2])
    assert expected.pvalue == pytest.approx(found["RESP.goodness_of_fit/p/high"].number)


def test_friedman():
    """Three visits of four subjects; a subject without one visit is no block."""
    visits = ["Week 1", "Week 2", "Week 3"]
    blocks = [[1, 2, 3], [1, 3, 2], [1, 2, 3], [2, 1, 3], [4, 5, None]]
    subjects = [str(number) for number in range(5)]
    adsl = dataset(
        "ADSL", {"USUBJID": subjects, "TRT01P": ["Placebo"] * 5, "TRT01A": ["Placebo"] * 5}
    )
    adqs = dataset(
        "ADQS",
        {
            "USUBJID": [one for one in subjects for _ in visits],
            "AVISIT": visits * 5,
            "AVAL": [value for block in blocks for value in block],
        },
    )
    text = """
population: scr
data: ADQS
unit: AVISIT
columns: {by: arm}
rows: [{var: AVAL, stats: [n]}]
within_arm: {on: AVAL, test: {friedman: {with: AVISIT}}}
"""
    found = results(text, ADSL=adsl, ADQS=adqs)
    plain = compare_blocks(blocks)
    got = [found[f"AVAL.friedman/{stat}/placebo"].number for stat in ("statistic", "df", "p")]
    assert [plain.statistic, plain.df, plain.p] == pytest.approx(got)


def test_several_variables_are_tested():
    """``within_arm`` may be a list."""
    rows = f"{CHANGED}, {RESPONSE}"
    text = _shell("CHG", "paired_t", rows).split("within_arm:", maxsplit=1)[0]
    text += (
        "within_arm: [{on: CHG, test: paired_t}, {on: RESP, test: {one_proportion: {null: 50}}}]"
    )
    found = results(text, **_data())
    assert {"CHG.paired_t/p/high", "RESP.one_proportion/p/high"} <= {*found}


def test_a_correlation_needs_its_partner():
    """Without ``with`` there is nothing to correlate with."""
    with pytest.raises(SpecError, match="another variable"):
        results(_shell("CHG", "pearson", CHANGED), **_data())


def test_an_arm_without_subjects_has_a_reason():
    """An empty arm gives a reason, not a number."""
    found = results(_shell("CHG", "{pearson: {with: BASE}}", CHANGED), **_data())
    assert found["CHG.pearson/p/low"].reason == "too_few"
