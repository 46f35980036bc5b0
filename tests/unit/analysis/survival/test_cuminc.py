"""Cumulative incidence."""

import numpy as np
import pytest

from tlfgen.analysis.survival.cuminc import estimate_cumulative_incidence
from tlfgen.analysis.survival.kaplan_meier import estimate_kaplan_meier
from tlfgen.core.errors import AnalysisError

TIME, EVENT = [1, 2, 2, 3, 4, 5], [1, 2, 0, 1, 2, 0]
RNG = np.random.default_rng(4)
MANY = np.ceil(RNG.exponential(6, 50)), RNG.integers(0, 3, 50)


def test_incidence_adds_survival_times_hazard():
    """1/6, then 4/6 * 1/3 at time 3."""
    found = estimate_cumulative_incidence(TIME, EVENT)
    expected = [1 / 6, 1 / 6, 1 / 6 + (4 / 6) * (1 / 3)]
    assert expected == pytest.approx(found.incidence[:3].tolist())


def test_all_causes_add_up():
    """Incidences and the probability of no event make 1."""
    one, two = (estimate_cumulative_incidence(*MANY, cause=cause) for cause in (1, 2))
    assert np.ones(one.times.size).tolist() == pytest.approx(
        (one.incidence + two.incidence + one.event_free).tolist()
    )


@pytest.mark.parametrize("variance", ["jackknife", "delta"])
def test_one_cause_is_kaplan_meier(variance):
    """Without competing events: 1 - survival with Greenwood's error."""
    event = (MANY[1] > 0).astype(int)
    curve = estimate_kaplan_meier(MANY[0], event)
    found = estimate_cumulative_incidence(MANY[0], event, variance=variance)
    own = curve.survival > 0
    assert (1 - curve.survival).tolist() == pytest.approx(found.incidence.tolist())
    assert curve.std_error[own].tolist() == pytest.approx(found.std_error[own].tolist())


def test_jackknife_by_changing_weights():
    """Each subject's influence as the change when it is counted a little more."""
    time, event = MANY
    found = estimate_cumulative_incidence(time, event, at=[6], variance="jackknife").at

    def weighted(weights):
        free, total = 1.0, 0.0
        for moment in sorted(set(time[time <= 6])):
            at_risk = weights[time >= moment].sum()
            here = time == moment
            total += free * weights[here & (event == 1)].sum() / at_risk
            free *= 1 - weights[here & (event > 0)].sum() / at_risk
        return total

    pulls = []
    for row in range(50):
        shift = np.zeros(50)
        shift[row] = 1e-5
        pulls.append((weighted(1 + shift) - weighted(1 - shift)) / 2e-5)
    assert np.sqrt(np.sum(np.square(pulls))) == pytest.approx(found.std_error[0], rel=1e-6)


def test_after_the_last_time():
    """SAS gives nothing, R the last value."""
    assert ("not_estimable",) == estimate_cumulative_incidence(TIME, EVENT, at=[9]).at.reasons
    found = estimate_cumulative_incidence(TIME, EVENT, at=[9], preset="r")
    assert found.incidence[-1] == found.at.incidence[0]


@pytest.mark.parametrize(
    ("time", "event", "reason"), [([], [], "too_few"), ([1, 2], [0, 2], "no_events")]
)
def test_reasons(time, event, reason):
    """No rows; no event of the cause."""
    assert reason == estimate_cumulative_incidence(time, event, at=[1]).reason


def test_a_cause_is_a_whole_number():
    """Half a cause is an error."""
    with pytest.raises(AnalysisError) as error:
        estimate_cumulative_incidence([1, 2], [1, 0.5])
    assert "analysis.event-code" == error.value.code
