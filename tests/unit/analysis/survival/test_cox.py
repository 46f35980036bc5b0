"""Cox models."""

import numpy as np
import pytest
from scipy import optimize
from statsmodels.duration.hazard_regression import PHReg

from tlfgen.analysis.survival.cox import fit_cox
from tlfgen.analysis.survival.logrank import compare_survival_curves
from tlfgen.core.errors import AnalysisError

RNG = np.random.default_rng(11)
SIZE = 60
TIME = np.ceil(RNG.exponential(8, SIZE))
EVENT = RNG.integers(0, 2, SIZE)
X = RNG.normal(size=(SIZE, 2))
STRATA = RNG.integers(0, 3, SIZE)
ENTRY = np.maximum(0, TIME - RNG.integers(1, 9, SIZE)).astype(float)
WEIGHTS = RNG.integers(1, 4, SIZE).astype(float)


def log_likelihood(values, ties, weights, entry, strata):
    """Write the log partial likelihood out, event time by event time."""
    score = X @ values
    risk = weights * np.exp(score)
    total = 0.0
    for stratum in set(strata):
        for time in set(TIME[(EVENT == 1) & (strata == stratum)]):
            own = strata == stratum
            at_risk = own & (TIME >= time) & (entry < time)
            dying = np.flatnonzero(at_risk & (TIME == time) & (EVENT == 1))
            if ties == "discrete":
                # The sum over all choices of this many subjects is a coefficient of the
                # polynomial with the factors 1 + risk * x.
                total += score[dying].sum() - np.log(np.poly(-risk[at_risk])[dying.size])
                continue
            total += (weights * score)[dying].sum()
            for place in range(dying.size):
                share = place / dying.size if ties == "efron" else 0.0
                left = risk[at_risk].sum() - share * risk[dying].sum()
                total -= weights[dying].mean() * np.log(left)
    return total


@pytest.mark.parametrize("ties", ["efron", "breslow", "discrete"])
@pytest.mark.parametrize("has_entry", [False, True])
@pytest.mark.parametrize("has_strata", [False, True])
def test_estimates_maximize_the_written_likelihood(ties, has_entry, has_strata):
    """The maximum found by a general optimizer is ours, for every way of treating ties."""
    entry = ENTRY if has_entry else np.zeros(SIZE)
    strata = STRATA if has_strata else np.zeros(SIZE, int)
    weights = np.ones(SIZE) if ties == "discrete" else WEIGHTS
    found = fit_cox(
        TIME,
        EVENT,
        X,
        ties=ties,
        entry=ENTRY if has_entry else None,
        strata=STRATA if has_strata else None,
        weights=None if ties == "discrete" else WEIGHTS,
    )
    arguments = (ties, weights, entry, strata)
    best = optimize.minimize(lambda b: -log_likelihood(b, *arguments), np.zeros(2), tol=1e-10)
    assert best.x.tolist() == pytest.approx(found.coefficients.tolist(), rel=1e-4, abs=1e-5)
    assert log_likelihood(found.coefficients, *arguments) == pytest.approx(found.log_likelihood)
    assert log_likelihood(np.zeros(2), *arguments) == pytest.approx(found.null_log_likelihood)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_agrees_with_statsmodels(ties):
    """Coefficients and errors with strata."""
    expected = PHReg(TIME, X, status=EVENT, strata=STRATA, ties=ties).fit()
    found = fit_cox(TIME, EVENT, X, strata=STRATA, ties=ties)
    assert expected.params.tolist() == pytest.approx(found.coefficients.tolist(), rel=1e-6)
    assert expected.bse.tolist() == pytest.approx(found.std_errors.tolist(), rel=1e-6)


def test_weights_are_frequencies():
    """A row with weight 2 is two rows, by Breslow."""
    twice = np.repeat(np.arange(SIZE), WEIGHTS.astype(int))
    expected = fit_cox(TIME[twice], EVENT[twice], X[twice], ties="breslow")
    found = fit_cox(TIME, EVENT, X, weights=WEIGHTS, ties="breslow")
    assert expected.coefficients.tolist() == pytest.approx(found.coefficients.tolist())
    assert expected.std_errors.tolist() == pytest.approx(found.std_errors.tolist())


def test_score_test_without_ties_is_the_log_rank_test():
    """One group column, distinct times."""
    time = np.arange(1, SIZE + 1)
    group = X[:, 0] > 0
    expected = compare_survival_curves(time, EVENT, group).statistic
    assert expected == pytest.approx(fit_cox(time, EVENT, group, ties="breslow").score.statistic)


def test_split_intervals_change_nothing():
    """A row cut in two intervals is the same subject."""
    cut = TIME > 3
    time = np.concatenate([np.where(cut, 3, TIME), TIME[cut]])
    event = np.concatenate([np.where(cut, 0, EVENT), EVENT[cut]])
    entry = np.concatenate([np.zeros(SIZE), np.full(cut.sum(), 3.0)])
    found = fit_cox(time, event, np.vstack([X, X[cut]]), entry=entry, ties="efron")
    expected = fit_cox(TIME, EVENT, X, ties="efron")
    assert expected.coefficients.tolist() == pytest.approx(found.coefficients.tolist())


def test_robust_errors_by_leaving_out_the_likelihood_weight():
    """Influence of each row by a small change of its weight."""
    found = fit_cox(TIME, EVENT, X, is_robust=True, ties="breslow")
    influence = []
    for row in range(SIZE):
        shift = np.zeros(SIZE)
        shift[row] = 1e-4
        high = fit_cox(TIME, EVENT, X, weights=np.ones(SIZE) + shift, ties="breslow")
        low = fit_cox(TIME, EVENT, X, weights=np.ones(SIZE) - shift, ties="breslow")
        influence.append((high.coefficients - low.coefficients) / 2e-4)
    spread = np.array(influence).T @ np.array(influence)
    assert np.sqrt(np.diag(spread)).tolist() == pytest.approx(found.std_errors.tolist(), rel=1e-4)


def test_profile_limits_drop_the_likelihood():
    """At each limit the profile is lower by half the chi-square quantile."""
    found = fit_cox(TIME, EVENT, X[:, :1], limits="profile", ties="efron")
    for limit in (found.lower[0], found.upper[0]):
        held = fit_cox(
            TIME, EVENT, np.zeros((SIZE, 1)) + X[:, 1:] * 0, offset=X[:, 0] * limit, ties="efron"
        )
        drop = 2 * (found.log_likelihood - held.null_log_likelihood)
        assert pytest.approx(3.841459, rel=1e-6) == drop


def test_a_combination_of_columns_is_left_out():
    """The later column gets the reason, the others stay."""
    both = np.column_stack([X, X.sum(axis=1)])
    found = fit_cox(TIME, EVENT, both, ties="efron")
    assert (None, None, "no_variation") == found.reasons
    expected = fit_cox(TIME, EVENT, X, ties="efron").coefficients.tolist()
    assert expected == pytest.approx(found.coefficients[:2].tolist())


def test_separation_is_a_reason():
    """Nobody has an event in one group: no hazard ratio, but the tests stand."""
    found = fit_cox([1, 2, 3, 4, 5, 6], [1, 1, 1, 0, 0, 0], {"B": [0, 0, 0, 1, 1, 1]})
    assert ("separation", ("separation",)) == (found.reason, found.reasons)
    assert np.isnan(found.hazard_ratios[0])
    assert found.likelihood_ratio.p_value < 0.05


def test_separation_leaves_one_profile_limit():
    """The likelihood bounds the hazard ratio from one side."""
    found = fit_cox(
        [1, 2, 3, 4, 5, 6], [1, 1, 1, 0, 0, 0], {"B": [0, 0, 0, 1, 1, 1]}, limits="profile"
    )
    assert 0.0 == found.hazard_ratio_lower[0]
    assert np.isfinite(found.hazard_ratio_upper[0])


@pytest.mark.parametrize(
    ("event", "column", "reason"),
    [([0, 0, 0], [1, 2, 3], "no_events"), ([1, 1, 0], [2, 2, 2], "no_variation")],
)
def test_no_estimate_has_a_reason(event, column, reason):
    """No event; a constant column."""
    found = fit_cox([1, 2, 3], event, column)
    assert reason == found.reason
    assert np.isnan(found.coefficients).all()


def test_without_rows_there_is_a_reason():
    """All rows incomplete."""
    found = fit_cox([1, 2], [1, 1], [np.nan, np.nan])
    assert ("too_few", 2) == (found.reason, found.n_missing)


def test_default_ties_follow_the_preset():
    """Breslow in SAS, Efron in R."""
    assert "breslow" == fit_cox(TIME, EVENT, X).ties
    assert "efron" == fit_cox(TIME, EVENT, X, preset="r").ties
    assert "discrete" == fit_cox(TIME, EVENT, X[:, :1], strata=STRATA, ties="exact").ties


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"ties": "effron"}, "analysis.unknown-ties"),
        ({"limits": "exact"}, "analysis.unknown-limits"),
        ({"ties": "discrete", "is_robust": True}, "analysis.discrete-ties"),
        ({"names": ["one"]}, "analysis.names-mismatch"),
    ],
)
def test_wrong_options_are_errors(options, code):
    """A wrong word is never ignored."""
    with pytest.raises(AnalysisError) as error:
        fit_cox(TIME, EVENT, X, **options)
    assert code == error.value.code
