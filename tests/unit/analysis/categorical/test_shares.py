"""Tests of goodness of fit, against scipy."""

import pytest
from scipy import stats

from tlfgen.analysis import compare_shares
from tlfgen.core.errors import AnalysisError

COUNTS = [89, 37, 30, 28, 2]
SHARES = [0.40, 0.20, 0.20, 0.15, 0.05]


def test_pearson():
    """Pearson's chi-square against given shares."""
    found, other = (
        compare_shares(COUNTS, SHARES),
        stats.chisquare(COUNTS, [186 * s for s in SHARES]),
    )
    assert tuple(other) == pytest.approx((found.statistic, found.p))


def test_likelihood_ratio():
    """The likelihood ratio chi-square beside it."""
    found = compare_shares(COUNTS, SHARES)
    other = stats.power_divergence(COUNTS, [186 * s for s in SHARES], lambda_="log-likelihood")
    assert tuple(other) == pytest.approx((found.likelihood_ratio, found.p_likelihood_ratio))


def test_equal_shares_where_none_are_given():
    """Without shares all categories are as likely."""
    assert stats.chisquare([5, 9, 4]).pvalue == pytest.approx(compare_shares([5, 9, 4]).p)


def test_percentages():
    """Shares may be written in percent."""
    percent = [100 * share for share in SHARES]
    assert compare_shares(COUNTS, SHARES).p == pytest.approx(compare_shares(COUNTS, percent).p)


def test_shares_that_do_not_sum_to_one():
    """Other sums are refused."""
    with pytest.raises(AnalysisError, match="shares"):
        compare_shares([1, 2], [0.5, 0.6])
