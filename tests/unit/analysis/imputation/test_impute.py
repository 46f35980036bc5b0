"""Imputation under assumptions on what follows an event."""

import numpy as np
import pytest

from tests.unit.analysis.imputation.cohort import (
    ARM,
    BASE,
    COUNT,
    SEEN,
    SIZE,
    STAY,
    WHOLE,
    arrays,
    each,
    given,
)
from tlfgen.analysis.imputation.impute import METHODS, STRATEGIES, impute_responses
from tlfgen.core.errors import AnalysisError


def test_complete_data_stay_as_they_are():
    """Nothing is missing, so nothing is made up."""
    found = impute_responses(*arrays(WHOLE), **given(draws=2))
    assert not found.imputed.any()
    assert np.array_equal(np.tile(WHOLE, (2, 1, 1)), found.values)


@pytest.mark.parametrize("method", METHODS)
def test_observed_values_stay_as_they_are(method):
    """Only what is missing is filled."""
    found = impute_responses(*arrays(), **given(method=method, draws=3))
    seen = np.isfinite(SEEN)
    assert all(np.array_equal(SEEN[seen], one[seen]) for one in found.values)
    assert np.isfinite(found.values).all()


@pytest.mark.parametrize("method", METHODS)
def test_the_seed_decides(method):
    """The same seed gives the same bytes."""
    one, two = (impute_responses(*arrays(), **given(method=method, draws=3)) for _ in range(2))
    assert one.values.tobytes() == two.values.tobytes()


def test_another_seed_draws_otherwise():
    """Draws are random."""
    one, two = (impute_responses(*arrays(), **given(draws=2, seed=seed)) for seed in (1, 2))
    assert not np.array_equal(one.values, two.values)


def means_of(found):
    """Write out own means, means of the reference at every visit from the slopes."""
    slopes = found.moments.slopes
    names = [name for name, flag in zip(found.cohort.design.names, found.cohort.free, strict=True)
             if flag]  # fmt: skip
    assert ["Intercept", "arm=active", "base"] == names
    other = slopes[0] + np.outer(BASE, slopes[2])
    return other + np.outer(ARM == "active", slopes[1]), other


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_conditional_means_follow_the_strategy(strategy):
    """A subject of the active arm that leaves, by the formula of each strategy written out."""
    found = impute_responses(*arrays(), **given(method="jackknife", strategy=strategy))
    own, other = means_of(found)
    spread = found.moments.covariance
    for one in range(4, SIZE):
        k = min(int(STAY[one]), COUNT)
        if k == COUNT or ARM[one] == "control":
            continue
        mean = own[one].copy()
        if strategy == "copy_reference":
            mean = other[one].copy()
        if strategy == "jump_to_reference":
            mean[k:] = other[one][k:]
        if strategy == "copy_increments":
            mean[k:] = own[one][k - 1] + other[one][k:] - other[one][k - 1]
        if strategy == "last_mean":
            mean[k:] = own[one][k - 1]
        carry = spread[k:, :k] @ np.linalg.inv(spread[:k, :k])
        expected = mean[k:] + carry @ (SEEN[one][:k] - mean[:k])
        assert expected.tolist() == pytest.approx(found.values[0, one, k:].tolist())


def test_the_reference_is_always_at_random():
    """A control subject has the same conditional mean under every strategy."""
    made = [
        impute_responses(*arrays(), **given(method="jackknife", strategy=strategy)).values[0]
        for strategy in ("mar", "jump_to_reference")
    ]
    control = ARM == "control"
    assert np.array_equal(made[0][control], made[1][control])
    assert not np.array_equal(made[0][~control], made[1][~control])


def test_a_strategy_of_one_arm():
    """A mapping names arms; the others are at random."""
    whole = impute_responses(*arrays(), **given(method="jackknife", strategy="copy_reference"))
    named = impute_responses(
        *arrays(), **given(method="jackknife", strategy={"active": "copy_reference"})
    )
    assert np.array_equal(whole.values, named.values)


def test_responses_after_the_event_are_left_out():
    """An event at the second visit takes the later responses away, unless at random."""
    onset = np.full(SIZE, np.nan)
    onset[0] = 2
    kept = impute_responses(*arrays(WHOLE), **given(onset=each(onset), draws=1))
    cut = impute_responses(
        *arrays(WHOLE), **given(onset=each(onset), draws=1, strategy="jump_to_reference")
    )
    assert 0 == kept.imputed.sum()
    assert [False, True, True] == cut.imputed[0].tolist()


def test_bayesian_draws_centre_on_the_conditional_mean():
    """The mean of many draws is near the conditional mean of the estimate."""
    draws = impute_responses(*arrays(), **given(draws=60, seed=3))
    mean = impute_responses(*arrays(), **given(method="jackknife")).values[0]
    lost = draws.imputed
    rest = (draws.values.mean(axis=0) - mean)[lost]
    assert abs(rest.mean()) < 0.8
    assert draws.values[:, lost].std(axis=0).mean() == pytest.approx(7, abs=2)


@pytest.mark.parametrize(
    ("take", "reason"), [(0, "no_records"), (6, "one_group"), (None, "too_few")]
)
def test_too_little_has_a_reason(take, reason):
    """No record; one arm; hardly a subject in each arm."""
    if take is None:
        rows = np.isin(np.repeat(np.arange(SIZE), COUNT), [0, 1, 26, 27])
    else:
        rows = np.arange(SIZE * COUNT) < take * COUNT
    found = impute_responses(
        *(one[rows] for one in arrays()),
        covariates={"base": each(BASE)[rows]},
    )
    assert reason == found.reason
    assert 0 == len(found.values)


def test_a_covariate_that_changes_is_refused():
    """Arm and covariates belong to the subject."""
    with pytest.raises(AnalysisError, match="covariate-varies"):
        impute_responses(*arrays(), **given(covariates={"base": SEEN.ravel()}))


def test_two_responses_at_a_visit_are_refused():
    """A subject has one response at a visit."""
    twice = [np.concatenate([one, one[:1]]) for one in arrays(WHOLE)]
    with pytest.raises(AnalysisError, match="many-records"):
        impute_responses(*twice)
