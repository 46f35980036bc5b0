"""Tests of tables and ranks agree with published examples."""

import pytest

from tlfgen.analysis import (
    compare_odds_homogeneity,
    compare_ordered_groups,
    compare_rank_groups,
    compare_ranks,
    compare_signed_ranks,
    compare_stratified_tables,
    compare_table_exact,
    compare_table_unconditional,
    compare_trend,
    estimate_common_odds_ratio,
    estimate_common_risk_ratio,
    estimate_shift,
)

# SAS/STAT User's Guide, FREQ, "Cochran-Mantel-Haenszel Statistics": migraine by gender.
MIGRAINE = [[[16, 11], [5, 20]], [[12, 16], [7, 19]]]
# R, ?wilcox.test; Hollander & Wolfe (1973): permeability of chorioamnion.
TERM = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
EARLY = [1.15, 0.88, 0.90, 0.74, 1.21]


def printed(*numbers):
    """Round as the source prints."""
    return [round(number, 4) for number in numbers]


def test_cmh_of_the_migraine_study():
    """SAS prints 8.3052 with p 0.0040."""
    found = compare_stratified_tables(MIGRAINE)
    assert printed(found.general, found.general_p) == [8.3052, 0.0040]


def test_common_odds_ratio_of_the_migraine_study():
    """SAS prints 3.3132 (1.4456, 7.5934) by Mantel & Haenszel."""
    found = estimate_common_odds_ratio(MIGRAINE)
    assert printed(found.estimate, found.lower, found.upper) == [3.3132, 1.4456, 7.5934]


def test_logit_odds_ratio_of_the_migraine_study():
    """SAS prints 3.2941 (1.4182, 7.6515) by logits."""
    found = estimate_common_odds_ratio(MIGRAINE, method="logit")
    assert printed(found.estimate, found.lower, found.upper) == [3.2941, 1.4182, 7.6515]


def test_common_risk_ratio_of_the_migraine_study():
    """SAS prints 2.1636 (1.2336, 3.7948) for column 1."""
    found = estimate_common_risk_ratio(MIGRAINE)
    assert printed(found.estimate, found.lower, found.upper) == [2.1636, 1.2336, 3.7948]


def test_breslow_day_of_the_migraine_study():
    """SAS prints 1.4929 with p 0.2218."""
    found = compare_odds_homogeneity(MIGRAINE)
    assert printed(found.breslow_day, found.p_breslow_day) == [1.4929, 0.2218]


def test_trend_of_the_pain_study():
    """SAS/STAT FREQ, example of the Cochran-Armitage test: Z is 4.7918 in size."""
    found = compare_trend([6, 7, 9, 14, 23], [32, 33, 32, 32, 32])
    assert printed(found.z) == [4.7918]


def test_jonckheere_of_hollander_and_wolfe():
    """Motivational effect: J 79, standardised 2.04 with ties."""
    values = [40, 35, 38, 43, 44, 41, 38, 40, 47, 44, 40, 42, 48, 40, 45, 43, 46, 44]
    found = compare_ordered_groups(values, [1] * 6 + [2] * 6 + [3] * 6)
    assert [found.statistic, round(found.z, 2)] == [79.0, 2.04]


def test_rank_sum_of_hollander_and_wolfe():
    """R prints W 35 with one-sided p 0.1272."""
    found = compare_ranks(TERM, EARLY, preset="r", alternative="greater")
    assert [found.u, round(found.p, 4)] == [35.0, 0.1272]


def test_shift_of_hollander_and_wolfe():
    """The estimate is 0.305 with 96% limits -0.15 and 0.76."""
    found = estimate_shift(TERM, EARLY, limits="exact", level=0.96)
    assert printed(found.estimate, found.lower, found.upper) == [0.305, -0.15, 0.76]


def test_signed_ranks_of_hollander_and_wolfe():
    """Depression scale: R prints V 40 with one-sided p 0.01953."""
    first = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
    second = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
    found = compare_signed_ranks(first, second, alternative="greater")
    assert [found.v, round(found.p, 5)] == [40.0, 0.01953]


def test_kruskal_of_hollander_and_wolfe():
    """Mucociliary efficiency: R prints 0.77143 with p 0.68."""
    values = [2.9, 3.0, 2.5, 2.6, 3.2, 3.8, 2.7, 4.0, 2.4, 2.8, 3.4, 3.7, 2.2, 2.0]
    found = compare_rank_groups(values, list("xxxxxyyyyzzzzz"))
    assert [round(found.statistic, 5), round(found.p, 2)] == [0.77143, 0.68]


def test_inverted_shift_of_student_sleep():
    """R prints a difference in location of -1.346388 for the sleep data."""
    one = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    two = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    assert round(estimate_shift(one, two, preset="r").estimate, 6) == -1.346388


@pytest.mark.parametrize(
    ("expected", "compare"), [(0.0641, compare_table_exact), (0.0341, compare_table_unconditional)]
)
def test_fisher_and_barnard_of_mehta_and_senchaudhuri(expected, compare):
    """7 of 15 against 12 of 15 (2003): Fisher 0.0641, Barnard 0.0341, one-sided."""
    assert round(compare([[7, 8], [12, 3]], alternative="less").p, 4) == expected
