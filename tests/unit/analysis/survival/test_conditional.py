"""Conditional logistic regression."""

import numpy as np
import pytest

from tlfgen.analysis.survival.conditional import fit_conditional_logistic


def test_pairs_of_one_binary_exposure():
    """The odds ratio of matched pairs is the ratio of discordant pairs: 6 / 2."""
    pairs = [(1, 0)] * 6 + [(0, 1)] * 2 + [(1, 1)] * 3
    case = [1, 0] * len(pairs)
    exposed = [value for pair in pairs for value in pair]
    strata = np.repeat(np.arange(len(pairs)), 2)
    found = fit_conditional_logistic(case, {"exposed": exposed}, strata)
    assert 3.0 == pytest.approx(found.hazard_ratios[0])
    assert np.sqrt(1 / 6 + 1 / 2) == pytest.approx(found.std_errors[0])


def test_a_column_constant_within_sets_has_a_reason():
    """Nothing to compare within any stratum."""
    found = fit_conditional_logistic([1, 0, 1, 0], [5, 5, 7, 7], [1, 1, 2, 2])
    assert "no_variation" == found.reason
