"""Baseline hazard of a Cox model."""

import numpy as np
import pytest

from tlfgen.analysis.survival.baseline_hazard import estimate_baseline_hazard


def test_without_effect_it_is_nelson_aalen():
    """Coefficient 0 and Breslow ties: events over numbers at risk."""
    found = estimate_baseline_hazard(
        [1, 2, 2, 3], [1, 1, 0, 1], [5, 6, 7, 8], [0.0], ties="breslow"
    )
    expected = np.cumsum([1 / 4, 1 / 3, 1])
    assert expected.tolist() == pytest.approx(found.cumulative_hazard[0].tolist())


def test_at_other_values_it_is_multiplied():
    """By the relative risk of the values."""
    data = ([1, 2, 3], [1, 1, 1], [0.0, 1.0, 0.0], [0.7])
    base = estimate_baseline_hazard(*data).cumulative_hazard[0]
    found = estimate_baseline_hazard(*data, at=[1.0]).cumulative_hazard[0]
    assert (base * np.exp(0.7)).tolist() == pytest.approx(found.tolist())


def test_no_events():
    """The hazard is 0 and there is a reason."""
    found = estimate_baseline_hazard([1, 2], [0, 0], [1, 2], [0.5])
    assert ("no_events", [0.0, 0.0]) == (found.reason, found.cumulative_hazard[0].tolist())
