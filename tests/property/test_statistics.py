"""Statistics keep their promises on any data."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tlfgen.analysis import (
    adjust_p_values,
    compare_blocks,
    compare_group_means,
    compare_ordered_groups,
    compare_paired_table,
    compare_rank_groups,
    compare_ranks,
    compare_signed_ranks,
    compare_stratified_ranks,
    compare_stratified_tables,
    compare_table,
    compare_table_exact,
    compare_trend,
    compare_two_means,
    count_table,
    estimate_odds_ratio,
    estimate_proportion,
    estimate_proportion_difference,
    estimate_quantiles,
    estimate_risk_ratio,
    estimate_shift,
    summarize_values,
)
from tlfgen.analysis.proportions.limits import METHODS

small = settings(max_examples=60, deadline=None, derandomize=True)
values = st.lists(st.integers(-6, 9).map(lambda whole: whole / 2), min_size=2, max_size=14)
groups = st.lists(st.sampled_from("abc"), min_size=14, max_size=14)
cells = st.lists(st.integers(0, 6), min_size=4, max_size=4)
counts = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def close(number, rel=1e-9):
    """Compare up to rounding."""
    return None if number is None else pytest.approx(number, rel=rel, abs=1e-9)


@small
@given(values, st.randoms(use_true_random=False))
def test_row_order_does_not_matter(sample, chance):
    """Rows in any order give one summary."""
    mixed = list(sample)
    chance.shuffle(mixed)
    one, two = summarize_values(sample), summarize_values(mixed)
    assert close(one.sd) == two.sd
    assert [one.n, one.mean, one.median, one.q1] == [two.n, two.mean, two.median, two.q1]


@small
@given(values, st.sampled_from([*range(1, 10), "r1", "r2", "r3", "r4", "r5"]))
def test_quantiles_rise_within_the_data(sample, definition):
    """A larger probability never gives a smaller quantile."""
    found = estimate_quantiles(sample, [0, 0.1, 0.25, 0.5, 0.9, 1], definition=definition).values
    assert list(found) == sorted(found)
    assert [found[0], found[-1]] == [min(sample), max(sample)]


@small
@given(values, values)
def test_two_means_mirror(first, second):
    """Exchange of the samples turns the sign, not the p."""
    one, two = compare_two_means(first, second), compare_two_means(second, first)
    assert [close(one.p), close(one.lower)] == [two.p, None if two.upper is None else -two.upper]


@small
@given(values, values)
def test_pooled_t_is_the_anova_of_two_groups(first, second):
    """T squared is F."""
    t = compare_two_means(first, second)
    f = compare_group_means(first + second, ["x"] * len(first) + ["y"] * len(second))
    assert close(f.p) == t.p
    assert close(f.statistic) == (None if t.t is None else t.t**2)


@small
@given(values, values)
def test_rank_sum_is_kruskal_of_two_groups(first, second):
    """The normal rank sum without correction is Kruskal & Wallis of two groups."""
    two = compare_ranks(first, second, is_corrected=False)
    many = compare_rank_groups(first + second, ["x"] * len(first) + ["y"] * len(second))
    assert [close(two.p), two.reason] == [many.p, many.reason]


@small
@given(values, values)
def test_rank_sum_is_jonckheere_of_two_groups(first, second):
    """Two ordered groups have the rank sum's z with the sign turned."""
    two = compare_ranks(first, second, is_corrected=False)
    line = compare_ordered_groups(first + second, ["x"] * len(first) + ["y"] * len(second))
    assert close(line.z) == (None if two.z is None else -two.z)


@small
@given(values, values)
def test_exact_tails_of_ranks_add_up(first, second):
    """The tails overlap in the observed sum alone, and mirror under exchange."""
    less = compare_ranks(first, second, p_value="exact", alternative="less").p
    more = compare_ranks(first, second, p_value="exact", alternative="greater").p
    assert less + more > 1 - 1e-9
    assert close(less) == compare_ranks(second, first, p_value="exact", alternative="greater").p


@small
@given(values)
def test_signed_ranks_mirror(sample):
    """A change of all signs leaves the two-sided p."""
    one = compare_signed_ranks(sample)
    two = compare_signed_ranks([-value for value in sample])
    assert [close(one.p), one.reason] == [two.p, two.reason]


@small
@given(values, values, st.sampled_from(["exact", "asymptotic", "inverted"]))
def test_shift_lies_within_its_limits(first, second, limits):
    """Lower limit, estimate, upper limit rise."""
    found = estimate_shift(first, second, limits=limits)
    assert found.lower <= found.estimate <= found.upper


@small
@given(values, groups, st.lists(st.sampled_from("pq"), min_size=14, max_size=14))
def test_van_elteren_is_cmh_with_modified_ridits(sample, labels, strata):
    """Ranks within strata are the row mean scores of the table of values."""
    labels, strata = labels[: len(sample)], strata[: len(sample)]
    ranks = compare_stratified_ranks(sample, labels, strata)
    tables = count_table(labels, sample, strata=strata).counts
    cmh = compare_stratified_tables(tables, scores="modridit")
    if ranks.p is not None:
        assert [close(ranks.statistic, 1e-7), ranks.df] == [cmh.row_mean, cmh.row_mean_df]


@small
@given(st.lists(st.tuples(*[st.integers(0, 4)] * 3), min_size=1, max_size=8))
def test_friedman_is_cmh_with_ranks(blocks):
    """Friedman's test is the row mean score test with blocks as strata."""
    found = compare_blocks(blocks)
    treatment = [place for _ in blocks for place in range(3)]
    strata = [block for block in range(len(blocks)) for _ in range(3)]
    flat = [value for block in blocks for value in block]
    tables = count_table(treatment, flat, strata=strata).counts
    cmh = compare_stratified_tables(tables, scores="rank")
    assert close(found.statistic, 1e-7) == cmh.row_mean


@small
@given(cells, cells)
def test_general_association_of_strata_ignores_relabelling(first, second):
    """Exchange of rows and columns leaves the chi-square."""
    tables = np.array([first, second], dtype=float).reshape(2, 2, 2)
    one = compare_stratified_tables(tables)
    two = compare_stratified_tables(tables[:, ::-1].transpose(0, 2, 1))
    assert close(one.general) == two.general


@small
@given(cells)
def test_chi_square_of_one_stratum(table):
    """One stratum of CMH is Pearson's chi-square times (n - 1) / n."""
    counts = np.reshape(table, (2, 2))
    one, many = compare_table(counts), compare_stratified_tables(counts)
    if one.p is not None:
        assert close(one.statistic * (one.n - 1) / one.n) == many.general


@small
@given(st.lists(counts, min_size=2, max_size=5))
def test_trend_is_the_correlation_of_cmh(parts):
    """Cochran & Armitage's chi-square is CMH's correlation times n / (n - 1)."""
    events, totals = zip(*parts, strict=True)
    found = compare_trend(events, totals)
    table = [[x, n - x] for x, n in parts]
    n = sum(totals)
    if found.p is not None:
        cmh = compare_stratified_tables(table)
        assert close(found.statistic) == cmh.correlation * n / (n - 1)


@small
@given(cells)
def test_mcnemar_is_cmh_of_pairs(table):
    """Each pair is a stratum of two readings."""
    found = compare_paired_table(np.reshape(table, (2, 2)))
    pairs = [[[1, 0], [1, 0]], [[1, 0], [0, 1]], [[0, 1], [1, 0]], [[0, 1], [0, 1]]]
    strata = [pair for pair, times in zip(pairs, table, strict=True) for _ in range(times)]
    if found.p is not None:
        assert close(found.statistic) == compare_stratified_tables(strata).general


@small
@given(st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=3, max_size=3))
def test_exact_p_of_any_table_ignores_relabelling(table):
    """Rows and columns exchanged give one p, between 0 and 1."""
    one = compare_table_exact(table)
    two = compare_table_exact(np.array(table)[::-1, ::-1].T)
    assert close(one.p) == two.p
    assert one.p is None or 0 < one.p <= 1


@small
@given(counts, st.sampled_from(sorted(METHODS)), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_limits_of_a_proportion_mirror(count, method, level):
    """Limits hold the estimate and mirror when events and others are exchanged."""
    x, n = count
    one = estimate_proportion(x, n, method=method, level=level)
    two = estimate_proportion(n - x, n, method=method, level=level)
    assert 0 <= one.lower <= one.estimate <= one.upper <= 1
    assert [close(1 - one.upper), close(1 - one.lower)] == [two.lower, two.upper]


@small
@given(
    counts,
    counts,
    st.sampled_from(["wald", "wald_cc", "newcombe", "newcombe_cc", "mee", "miettinen_nurminen"]),
)
def test_limits_of_a_difference_mirror(first, second, method):
    """Limits hold the estimate and turn their signs when the groups are exchanged."""
    one = estimate_proportion_difference(*first, *second, method=method)
    two = estimate_proportion_difference(*second, *first, method=method)
    assert one.lower - 1e-9 <= one.estimate <= one.upper + 1e-9
    assert [close(-one.upper), close(-one.lower)] == [two.lower, two.upper]


@small
@given(counts, counts, st.sampled_from(["log_wald", "miettinen_nurminen"]))
def test_limits_of_ratios_invert(first, second, method):
    """Exchange of the groups inverts the limits of the ratios."""
    for estimate in (estimate_risk_ratio, estimate_odds_ratio):
        one = estimate(*first, *second, method=method)
        two = estimate(*second, *first, method=method)
        if one.lower is not None and 0 < one.lower and one.upper < math.inf:
            assert [close(1 / one.upper, 1e-7), close(1 / one.lower, 1e-7)] == [
                two.lower,
                two.upper,
            ]


@small
@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=7),
    st.sampled_from(["bonferroni", "sidak", "holm", "hochberg", "hommel", "bh", "by"]),
)
def test_adjusted_p_values_keep_their_order(p_values, method):
    """Adjusted values are no less than given ones, no more than 1, in the same order."""
    found = adjust_p_values(p_values, method=method).p
    pairs = sorted(zip(p_values, found, strict=True))
    assert all(p - 1e-12 <= adjusted <= 1 for p, adjusted in pairs)
    assert [close(adjusted) for _, adjusted in pairs] == sorted(found)
