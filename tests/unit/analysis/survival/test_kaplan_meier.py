"""Kaplan-Meier curves."""

import math

import numpy as np
import pytest

from tlfgen.analysis.survival.kaplan_meier import estimate_kaplan_meier
from tlfgen.core.errors import AnalysisError

TIME = [1, 2, 2, 3, 5, 5, 8]
EVENT = [1, 1, 0, 1, 0, 1, 0]


def test_survival_is_the_product_of_shares():
    """6/7, 5/6, 3/4, 2/3 multiply; the last time is censored."""
    curve = estimate_kaplan_meier(TIME, EVENT)
    steps = [6 / 7, 5 / 6, 3 / 4, 2 / 3, 1]
    assert np.cumprod(steps).tolist() == pytest.approx(curve.survival.tolist())


def test_greenwood():
    """The variance sums d / (n (n - d))."""
    curve = estimate_kaplan_meier(TIME, EVENT)
    total = 1 / (7 * 6) + 1 / (6 * 5) + 1 / (4 * 3) + 1 / (3 * 2)
    assert curve.survival[3] * math.sqrt(total) == pytest.approx(curve.std_error[3])


def test_default_limits_are_those_of_sas():
    """Log-log where nothing is said; log for R; the explicit word wins."""
    assert "log-log" == estimate_kaplan_meier(TIME, EVENT).limits
    assert "log" == estimate_kaplan_meier(TIME, EVENT, preset="r").limits
    assert "plain" == estimate_kaplan_meier(TIME, EVENT, limits="plain", preset="r").limits


def test_nelson_aalen_and_fleming_harrington_differ_at_ties():
    """2/4 against 1/4 + 1/3."""
    time, event = [1, 1, 2, 3], [1, 1, 0, 0]
    aalen = estimate_kaplan_meier(time, event, estimator="nelson-aalen")
    tied = estimate_kaplan_meier(time, event, estimator="fleming-harrington")
    assert math.exp(-0.5) == pytest.approx(aalen.survival[0])
    assert math.exp(-(1 / 4 + 1 / 3)) == pytest.approx(tied.survival[0])


def test_without_events_the_curve_stays_at_one():
    """No event is no failure of the method; the median is not reached."""
    curve = estimate_kaplan_meier([1, 2], [0, 0])
    assert [1.0, 1.0] == curve.survival.tolist()
    assert ("not_reached",) * 3 == curve.quantiles.reasons
    assert curve.reason is None


def test_without_rows_there_is_a_reason():
    """An empty group gives an empty curve."""
    curve = estimate_kaplan_meier([], [], at=[1.0])
    assert (0, "too_few", ("not_estimable",)) == (curve.n, curve.reason, curve.at.reasons)


def test_one_subject():
    """One event takes the curve to 0 in one step."""
    curve = estimate_kaplan_meier([5], [1])
    assert [0.0] == curve.survival.tolist()
    assert 5 == curve.quantiles.values[1]


def test_the_range_knows_its_censored_ends():
    """First time an event, last time censored."""
    curve = estimate_kaplan_meier(TIME, EVENT)
    assert (False, True) == (curve.first_is_censored, curve.last_is_censored)


def test_missing_rows_are_counted():
    """Rows without a time or an event are left out."""
    curve = estimate_kaplan_meier([1, np.nan, 3], [1, 1, np.nan])
    assert (1, 2) == (curve.n, curve.n_missing)


@pytest.mark.parametrize(
    ("option", "code"),
    [
        ({"limits": "loglog"}, "analysis.unknown-limits"),
        ({"estimator": "km"}, "analysis.unknown-estimator"),
        ({"preset": "stata"}, "analysis.unknown-preset"),
        ({"level": 95}, "analysis.level-out-of-range"),
        ({"quantiles": [50]}, "analysis.probability-out-of-range"),
        ({"after_last": "extend"}, "analysis.unknown-after-last"),
        ({"flat_end": "middle"}, "analysis.unknown-flat-end"),
    ],
)
def test_wrong_options_are_errors(option, code):
    """A wrong word is never ignored."""
    with pytest.raises(AnalysisError) as error:
        estimate_kaplan_meier(TIME, EVENT, **option)
    assert code == error.value.code


def test_late_entries_lower_the_numbers_at_risk():
    """The curve with late entry recomputed by counting."""
    time, event, entry = [2, 3, 4, 6], [1, 1, 1, 0], [0, 2.5, 0, 3.5]
    curve = estimate_kaplan_meier(time, event, entry=entry, at=[3.2])
    expected = (1 - 1 / 2) * (1 - 1 / 2) * (1 - 1 / 2)
    assert expected == pytest.approx(curve.survival[2])
    assert 1 == curve.at.at_risk[0]
