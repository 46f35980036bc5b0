"""Tests of kappa, against another implementation of the formulas of Fleiss, Cohen and Everitt."""

import numpy as np
import pytest
from statsmodels.stats.inter_rater import cohens_kappa

from tlfgen.analysis import estimate_agreement
from tlfgen.core.errors import AnalysisError

TABLE = np.array([[20, 5, 2], [10, 15, 3], [1, 4, 9]])


@pytest.mark.parametrize("weights", ["none", "linear", "quadratic"])
def test_kappa_with_both_errors(weights):
    """Kappa, its error, and its error without agreement are those of statsmodels."""
    found = estimate_agreement(TABLE, weights=weights)
    other = cohens_kappa(TABLE, wt=None if weights == "none" else weights)
    expected = other.kappa, other.std_kappa, other.std_kappa0, other.z_value, other.pvalue_two_sided
    assert expected == pytest.approx((found.estimate, found.se, found.se_null, found.z, found.p))


def test_scores_space_the_answers():
    """Scores twice as far apart weigh as the plain ones."""
    plain = estimate_agreement(TABLE, weights="linear")
    assert plain.estimate == estimate_agreement(TABLE, weights="linear", scores=[0, 2, 4]).estimate


def test_one_answer_only():
    """Chance alone agrees wholly where both readings give one answer."""
    assert estimate_agreement([[7, 0], [0, 0]]).reason == "no_variation"


def test_a_table_must_be_square():
    """Answers of both readings are the same."""
    with pytest.raises(AnalysisError, match="square"):
        estimate_agreement([[1, 2, 3], [4, 5, 6]])
