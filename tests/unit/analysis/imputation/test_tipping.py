"""Tipping points of imputed data."""

import numpy as np
import pytest

from tests.unit.analysis.imputation.cohort import arrays, given
from tlfgen.analysis.imputation.estimate import estimate_imputed
from tlfgen.analysis.imputation.impute import impute_responses
from tlfgen.analysis.imputation.tipping import find_tipping_point
from tlfgen.core.errors import AnalysisError

MADE = impute_responses(*arrays(), **given(method="approximate_bayes", draws=20))


def test_the_point_is_where_p_reaches_the_level():
    """At the point p is 0.05, just before it is less."""
    found = find_tipping_point(MADE, [0, 5, 10, 15, 20, 25])
    at, before = (
        estimate_imputed(MADE, delta={"active": delta}).differences[0].p_value
        for delta in (found.delta, found.delta - 1e-6)
    )
    assert 0.05 == pytest.approx(at, abs=1e-9)
    assert before < 0.05


def test_a_coarse_search_finds_the_same_point():
    """A shift so large that the sign has turned is beyond the point."""
    one, two = (find_tipping_point(MADE, grid).delta for grid in ([0, 5, 10, 15, 20, 25], [0, 500]))
    assert one == pytest.approx(two, abs=1e-9)


def test_the_first_shift_is_the_plain_result():
    """A shift of nothing changes nothing."""
    found = find_tipping_point(MADE, [0])
    assert estimate_imputed(MADE).differences[0].estimate == found.estimates[0]
    assert "not_reached" == found.reason


def test_a_result_that_is_not_significant_has_no_point():
    """There is nothing to lose."""
    found = find_tipping_point(MADE, [0, 100])
    assert "not_estimable" == find_tipping_point(MADE, [found.delta + 0.5, 200]).reason


def test_an_imputation_without_numbers_hands_on_its_reason():
    """No record, no point."""
    assert "no_records" == find_tipping_point(impute_responses([], [], [], []), [0]).reason


def test_no_shift_is_refused():
    """There is nothing to look at."""
    with pytest.raises(AnalysisError, match="no-deltas"):
        find_tipping_point(MADE, np.zeros(0))
