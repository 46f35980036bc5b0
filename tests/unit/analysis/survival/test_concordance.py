"""Concordance of a score with survival."""

from itertools import permutations

import numpy as np
import pytest

from tlfgen.analysis.survival.concordance import estimate_concordance

RNG = np.random.default_rng(2)
TIME = np.ceil(RNG.exponential(6, 40))
EVENT = RNG.integers(0, 2, 40)
SCORE = np.round(RNG.normal(size=40), 1)


def test_pairs_counted_one_by_one():
    """Every pair of an event and one who lives longer."""
    total, good = 0, 0.0
    for i, j in permutations(range(40), 2):
        longer = TIME[j] > TIME[i] or (TIME[j] == TIME[i] and not EVENT[j])
        if EVENT[i] and longer:
            total += 1
            good += 1.0 if SCORE[i] > SCORE[j] else 0.5 if SCORE[i] == SCORE[j] else 0.0
    assert good / total == pytest.approx(estimate_concordance(TIME, EVENT, SCORE).estimate)


def test_a_perfect_score():
    """The order of events itself."""
    assert 1.0 == estimate_concordance([1, 2, 3], [1, 1, 1], [3, 2, 1]).estimate


def test_no_pair_has_a_reason():
    """No event, or one subject."""
    assert "not_estimable" == estimate_concordance([1, 2], [0, 0], [1, 2]).reason
    assert "too_few" == estimate_concordance([], [], []).reason
