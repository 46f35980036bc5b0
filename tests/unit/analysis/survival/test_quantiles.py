"""Quantiles of a survival curve."""

import numpy as np

from tlfgen.analysis.survival.kaplan_meier import estimate_kaplan_meier

# five events, then five censored: the curve ends flat at one half
FLAT = ([54, 75, 77, 84, 87, 92, 103, 105, 112, 118], [1] * 5 + [0] * 5)


def test_a_flat_stretch_gives_its_midpoint():
    """Flat at one half from 2 to 3."""
    assert 2.5 == estimate_kaplan_meier([1, 2, 3, 4], [1, 1, 1, 1]).quantiles.values[1]


def test_a_flat_end_is_not_reached_in_sas():
    """PROC LIFETEST wants the curve below one half."""
    found = estimate_kaplan_meier(*FLAT, preset="sas").quantiles
    assert np.isnan(found.values[1])
    assert "not_reached" == found.reasons[1]


def test_a_flat_end_gives_the_midpoint_in_r():
    """Between the last event and the last time: (87 + 118) / 2."""
    assert 102.5 == estimate_kaplan_meier(*FLAT, preset="r").quantiles.values[1]


def test_the_first_quartile_of_ten():
    """The curve passes three quarters at the third event."""
    assert 77 == estimate_kaplan_meier(*FLAT).quantiles.values[0]


def test_a_limit_can_be_reached_where_the_other_is_not():
    """The upper limit of the median stays open."""
    found = estimate_kaplan_meier(*FLAT).quantiles
    assert found.lower_reasons[1] is None
    assert "not_reached" == found.upper_reasons[1]


def test_the_quantile_of_nothing_is_the_start():
    """Probability 0 is reached at 0."""
    assert 0 == estimate_kaplan_meier([1, 2], [1, 1], quantiles=[0]).quantiles.values[0]
